--- Access tokens: who may call what, and debug_token.
-- @module whatsapp.registration.simulator.tokens

local errors = require "whatsapp.registration.simulator.errors"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local json = require "whatsapp.registration.simulator.json"
local parameters = require "whatsapp.registration.simulator.parameters"

local tokens = {}

local function read(request, params)
    local authorization = request.headers.authorization
    if not authorization then
        return parameters.text(params.access_token)
    end
    return authorization:match("^[Bb]earer%s+(%S+)%s*$")
        or authorization:match("^OAuth%s+(%S+)%s*$")
        or ""
end

local function refuse_proof(model, text, params)
    local proof = parameters.text(params.appsecret_proof)
    local make = model.app_secret_proof
    if not proof and model.options.require_app_secret_proof then
        return errors.as_seen("register_app_secret_missing")
    end
    if proof and make and make(text) ~= proof:lower() then
        return errors.as_seen("register_app_secret_wrong")
    end
end

--- Finds out whose request this is.
-- @treturn ?table what the token may do
-- @return the token, or a failure
function tokens.authenticate(model, request, params)
    local text = read(request, params)
    if not text then
        return nil, errors.as_seen("read_token_inactive")
    end
    if text == "" then
        return nil, errors.as_seen("token_invalid")
    end
    local token = fixtures.TOKENS[text] or fixtures.ANY_TOKEN
    if token.refused then
        return nil, errors.as_seen(token.refused)
    end
    local failure = refuse_proof(model, text, params)
    if failure then
        return nil, failure
    end
    return token, text
end

function tokens.may_see(token, waba_id)
    return token.waba_ids == nil or parameters.contains(token.waba_ids, waba_id)
end

--- Whether the token has one of the permissions; an empty list asks for none.
-- @treturn ?boolean true
-- @treturn ?table a failure
function tokens.permit(token, scopes)
    if #scopes == 0 then
        return true
    end
    for _, scope in ipairs(scopes) do
        if parameters.contains(token.scopes, scope) then
            return true
        end
    end
    return nil, errors.build {
        code = 200,
        message = ("(#200) You need the %s permission to do this"):format(
            table.concat(scopes, " or ")),
    }
end

local function describe_refused(token)
    local problem = errors.as_seen(token.refused).body.error
    return {
        app_id = fixtures.APP.id,
        type = "SYSTEM_USER",
        application = fixtures.APP.name,
        is_valid = false,
        scopes = json.list({}),
        error = {
            code = problem.code,
            subcode = problem.error_subcode,
            message = problem.message,
        },
    }
end

local function granular(token)
    local list = {}
    for i, scope in ipairs(token.scopes) do
        list[i] = { scope = scope, target_ids = token.waba_ids }
    end
    return list
end

--- GET /debug_token
function tokens.inspect(call)
    local text = parameters.text(call.params.input_token)
    if not text or text == "" then
        return nil, errors.missing("input_token")
    end
    local token = fixtures.TOKENS[text] or fixtures.ANY_TOKEN
    if token.refused then
        return { data = describe_refused(token) }
    end
    return { data = {
        app_id = fixtures.APP.id,
        type = "SYSTEM_USER",
        application = fixtures.APP.name,
        expires_at = 0,
        data_access_expires_at = 0,
        is_valid = true,
        issued_at = math.floor(call.model:now()),
        scopes = token.scopes,
        granular_scopes = granular(token),
        user_id = "122100000000000001",
    } }
end

return tokens
