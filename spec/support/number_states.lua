--- States of a number as the server shows them, and what becomes of each.
--
-- A row has `what` it is; `base`, OFF or ON, and the `fields` that are not as
-- there (`NONE`: not shown); `action` and `kind` of the verdict; `notes`, a
-- pattern for each of them; and what the workflows send, `setup`, `change` and
-- `release`: t two-step, r register, d deregister, s the storage region; or,
-- after a blank, the kind of the error that stops them before that.

local NONE = {}

local OFF = { status = "PENDING", platform_type = "NOT_APPLICABLE",
    code_verification_status = "VERIFIED", name_status = "APPROVED",
    is_on_biz_app = false, account_mode = "LIVE",
    verified_name = "Lucky Shrub" }

local ON = { status = "CONNECTED", platform_type = "CLOUD_API",
    code_verification_status = "VERIFIED", name_status = "APPROVED",
    is_on_biz_app = false, account_mode = "LIVE", is_pin_enabled = true,
    verified_name = "Lucky Shrub" }

-- What the workflows do with a number that is off, on, or in the way
local OFF_SENDS = { setup = "tr", change = "tsr", release = "" }
local ON_SENDS = { setup = "", change = "tdsr", release = "d" }

local function stopped(kind, release)
    return { setup = " " .. kind, change = " " .. kind,
        release = release or " " .. kind }
end

local rows = {}

local function add(what, base, fields, action, sends, notes, kind)
    rows[#rows + 1] = { what = what, base = base, fields = fields,
        action = action, kind = kind, notes = notes or {},
        setup = sends.setup, change = sends.change, release = sends.release }
end

local function health(code, entity)
    return { entities = { { entity_type = entity or "PHONE_NUMBER",
        errors = { { error_code = code, error_description = "x" } } } } }
end

-- Not registered
for _, status in ipairs { "PENDING", "DISCONNECTED", "UNVERIFIED",
    "UNLINKED" } do
    add("off, " .. status, OFF, { status = status }, "register", OFF_SENDS)
    add("off on a platform that nobody knows, " .. status, OFF,
        { status = status, platform_type = "MOON" }, "register", OFF_SENDS)
end
for _, status in ipairs { "CONNECTED", "FLAGGED", "RESTRICTED",
    "RATE_LIMITED" } do
    add("added and never registered, " .. status, OFF, { status = status },
        "register", OFF_SENDS)
end
add("off, of a status that nobody knows", OFF, { status = "SLEEPING" },
    "register", OFF_SENDS)
add("on a platform that nobody knows", ON, { platform_type = "MOON" },
    "check_status", stopped "api", nil, "api")
add("of a status and platform that nobody knows", OFF, { status = "SLEEPING",
    platform_type = "MOON" }, "check_status", stopped "api", nil, "api")
add("not shown to be on or off, and unverified", OFF, { status = NONE,
    platform_type = NONE, code_verification_status = "EXPIRED" },
    "verify_number", stopped("verification_required", " api"),
    { "status, platform_type" }, "verification_required")
add("off on the Cloud API", OFF, { status = "DISCONNECTED",
    platform_type = "CLOUD_API" }, "register", OFF_SENDS)

-- A name in review stops nothing.
for status, pattern in pairs { PENDING_REVIEW = "not approved yet",
    NONE = "not approved yet", NON_EXISTS = "not approved yet",
    DEFERRED = "not approved yet", DECLINED = "another one",
    EXPIRED = "another one" } do
    local notes = { pattern }
    add("off with a name that is " .. status, OFF, { name_status = status },
        "register", OFF_SENDS, notes)
    add("on with a name that is " .. status, ON, { name_status = status },
        "already_registered", ON_SENDS, notes)
end
add("off with a name that needs no review", OFF,
    { name_status = "AVAILABLE_WITHOUT_REVIEW" }, "register", OFF_SENDS)

-- The ownership counts before the first registration only.
for _, status in ipairs { "NOT_VERIFIED", "UNVERIFIED", "EXPIRED" } do
    add("off with an ownership that is " .. status, OFF,
        { code_verification_status = status }, "verify_number",
        stopped("verification_required", ""), {}, "verification_required")
    add("on with an ownership that is " .. status, ON,
        { code_verification_status = status }, "already_registered",
        ON_SENDS, { status .. ": this is normal" })
end
add("unverified, and its name in review", OFF, { code_verification_status =
    "NOT_VERIFIED", name_status = "PENDING_REVIEW" }, "verify_number",
    stopped("verification_required", ""), { "not approved yet" },
    "verification_required")

-- Registered
for _, status in ipairs { "CONNECTED", "FLAGGED", "RESTRICTED",
    "RATE_LIMITED" } do
    add("on, " .. status, ON, { status = status }, "already_registered",
        ON_SENDS)
end
add("on without a PIN", ON, { is_pin_enabled = false },
    "already_registered", ON_SENDS, { "retiring the two%-step PIN" })
add("on, and whether it has a PIN is not shown", ON,
    { is_pin_enabled = NONE }, "already_registered", ON_SENDS)

-- A new display name
local RENAMED = { new_name_status = "APPROVED",
    new_display_name = "Lucky Shrub Berlin" }
local RENAMED_SENDS = { setup = "tr", change = "tdsr", release = "d" }
local function renamed(fields)
    local all = {}
    for _, source in ipairs { RENAMED, fields or {} } do
        for field, value in pairs(source) do
            all[field] = value
        end
    end
    return all
end
add("on with an approved new name", ON, renamed(), "register",
    RENAMED_SENDS)
add("on with an approved new name, ownership expired", ON,
    renamed { code_verification_status = "EXPIRED" }, "register",
    RENAMED_SENDS, { "EXPIRED: this is normal" })
add("on with an approved new name, the old one declined", ON,
    renamed { name_status = "DECLINED" }, "register", RENAMED_SENDS,
    { "another one" })
add("on with a new name in review", ON,
    renamed { new_name_status = "PENDING_REVIEW" }, "already_registered",
    ON_SENDS)
add("on with a new name that was declined", ON,
    renamed { new_name_status = "DECLINED" }, "already_registered", ON_SENDS)
add("on with a new name that it has", ON,
    renamed { new_display_name = "Lucky Shrub" }, "already_registered",
    ON_SENDS)
add("on with a new name that is not shown", ON,
    renamed { new_display_name = NONE }, "already_registered", ON_SENDS)
add("off with an approved new name", OFF, renamed(), "register", OFF_SENDS)

-- Numbers of the WhatsApp Business app
for _, status in ipairs { "DISCONNECTED", "PENDING", "CONNECTED" } do
    add("of the Business app, not connected, " .. status, OFF,
        { status = status, platform_type = "ON_PREMISE" }, "fix_number",
        stopped("not_registrable", ""), {}, "not_registrable")
end
add("of the Business app, not connected, unverified", OFF,
    { status = "DISCONNECTED", platform_type = "ON_PREMISE",
        code_verification_status = "NOT_VERIFIED" }, "fix_number",
    stopped("not_registrable", ""), {}, "not_registrable")
add("shared with the Business app", ON, { is_on_biz_app = true },
    "not_registrable", stopped "not_registrable", {}, "not_registrable")
add("shared with the Business app, ownership not verified", ON,
    { is_on_biz_app = true, code_verification_status = "NOT_VERIFIED" },
    "not_registrable", stopped "not_registrable",
    { "NOT_VERIFIED: this is normal" }, "not_registrable")
add("on the Business app alone", OFF, { is_on_biz_app = true },
    "not_registrable", stopped "not_registrable", {}, "not_registrable")
add("a test number", ON, { account_mode = "SANDBOX",
    is_pin_enabled = false }, "not_registrable", stopped "not_registrable",
    {}, "not_registrable")

-- Status and platform that do not go together
for _, status in ipairs { "PENDING", "UNVERIFIED", "SLEEPING" } do
    add("on the Cloud API, but " .. status, ON, { status = status },
        "check_status", stopped "api", {}, "api")
end

-- A field that is not shown is not judged.
add("off, status not shown", OFF, { status = NONE }, "register", OFF_SENDS,
    { "not show status:" })
add("on, status not shown", ON, { status = NONE }, "already_registered",
    ON_SENDS, { "not show status:" })
add("off, platform not shown", OFF, { platform_type = NONE }, "register",
    OFF_SENDS, { "not show platform_type:" })
add("on, platform not shown", ON, { platform_type = NONE },
    "already_registered", ON_SENDS, { "not show platform_type:" })
add("unclear, platform not shown", OFF, { status = "SLEEPING",
    platform_type = NONE }, "check_status", stopped "api",
    { "not show platform_type:" }, "api")
add("unclear, neither shown", OFF, { status = NONE, platform_type = NONE },
    "check_status", stopped "api", { "status, platform_type:" }, "api")
add("off, ownership not shown", OFF, { code_verification_status = NONE },
    "register", OFF_SENDS, { "code_verification_status:" })
add("off, name not shown", OFF, { name_status = NONE }, "register",
    OFF_SENDS, { "name_status:" })
add("off, app and mode not shown", OFF, { is_on_biz_app = NONE,
    account_mode = NONE }, "register", OFF_SENDS,
    { "is_on_biz_app, account_mode:" })
add("on, nothing else shown", ON, { code_verification_status = NONE,
    name_status = NONE, is_on_biz_app = NONE, account_mode = NONE,
    is_pin_enabled = NONE }, "already_registered", ON_SENDS,
    { "code_verification_status, name_status, is_on_biz_app, account_mode" })

-- Gone
for _, status in ipairs { "DELETED", "MIGRATED" } do
    add(status, OFF, { status = status }, "check_status", stopped "api", {},
        "api")
end
add("banned", OFF, { status = "BANNED" }, "check_status",
    stopped "policy", {}, "policy")
add("banned on the Cloud API", ON, { status = "BANNED" }, "check_status",
    stopped "policy", {}, "policy")

-- What health_status reports
for name, base in pairs { off = OFF, on = ON } do
    add(name .. " and locked", base, { health_status = health(131031) },
        "check_status", stopped "account_locked", {}, "account_locked")
end
add("half deregistered", OFF, { status = "DISCONNECTED",
    health_status = health(133000) }, "check_status",
    { setup = "dtr", change = "tdsr", release = "d" }, {},
    "deregistration_incomplete")
add("off, as its health says", OFF, { health_status = health(133010) },
    "register", OFF_SENDS)
for _, code in ipairs { 141002, 141006, 141010, 131042, 987654 } do
    add("off with " .. code .. " in its health", OFF,
        { health_status = health(code, "WABA") }, "register", OFF_SENDS,
        { "health_status reports " .. code })
    add("on with " .. code .. " in its health", ON,
        { health_status = health(code, "WABA") }, "already_registered",
        ON_SENDS, { "health_status reports " .. code })
end
add("off with a health of another make", OFF, { health_status =
    { entities = "none" } }, "register", OFF_SENDS)

return { rows = rows, NONE = NONE }
