-- What a number and the journal prove of a request whose answer was lost.

local evidence = require "whatsapp.registration.evidence"
local support = require "spec.support.client"
local text = require "whatsapp.registration.text"

describe("the evidence", function()
    local NOW_ON = { status = "CONNECTED", platform_type = "CLOUD_API" }
    local NOW_OFF = { status = "DISCONNECTED",
        platform_type = "NOT_APPLICABLE" }

    local function judge(number, case)
        return evidence.judge(support.merge({ id = "me",
            operation = "register", age = 10, attempts = {} }, case), number)
    end

    it("is an onboarding after the request went out", function()
        assert.equal("succeeded", judge(NOW_ON, { onboarded_age = 8 }))
        assert.is_nil(judge(NOW_ON, { onboarded_age = 60 }))
        assert.is_nil(judge(NOW_ON, { age = 3600, onboarded_age = 60 }))
        assert.is_nil(judge(NOW_OFF, { onboarded_age = 8 }))
    end)

    it("is void if another attempt may have done it", function()
        for _, other in ipairs {
            { state = "succeeded", age = 9, settled_age = 7 },
            { state = "pending", age = 20 },
            { state = "pending", age = 9 },
            { state = "unknown", age = 20, settled_age = 15 },
        } do
            other.operation, other.id = "register", "other"
            assert.is_nil(judge(NOW_ON,
                { onboarded_age = 8, attempts = { other } }), other.state)
        end
    end)

    it("stands if no other attempt can have done it", function()
        for _, other in ipairs {
            { state = "succeeded", age = 60, settled_age = 50 },
            { state = "refused", age = 9, settled_age = 7 },
            { state = "not_sent", age = 9, settled_age = 7 },
            { state = "pending", age = 5 },
            { state = "pending", age = 3600 },
            { state = "pending", age = 9, operation = "deregister" },
        } do
            other.operation, other.id = other.operation or "register", "other"
            assert.equal("succeeded", judge(NOW_ON,
                { onboarded_age = 8, attempts = { other } }))
        end
    end)

    it("is also that the journal knows the number to have been off", function()
        local off = { id = "other", operation = "deregister",
            state = "succeeded", age = 60, settled_age = 59 }
        assert.is_nil(judge(NOW_ON, {}))
        assert.equal("succeeded", judge(NOW_ON, { attempts = { off } }))
        off.state = "unknown"
        assert.is_nil(judge(NOW_ON, { attempts = { off } }))
    end)

    -- An attempt that is not the one that is judged
    local function other(operation, state, age, settled_age)
        return { id = "other", operation = operation, state = state,
            age = age, settled_age = settled_age }
    end

    -- What is wrong or right; the verdict; what shows; the case
    local function they_are(operation, cases)
        for _, case in ipairs(cases) do
            assert.equal(case[2] or nil, judge(case[3],
                support.merge({ operation = operation }, case[4])), case[1])
        end
    end

    it("counts by whole seconds of the server's", function()
        they_are("register", {
            { "at once", "succeeded", NOW_ON, { onboarded_age = 12 } },
            { "before", false, NOW_ON, { onboarded_age = 13 } },
            { "in time", "succeeded", NOW_ON,
                { age = 310, onboarded_age = 10 } },
            { "too late", false, NOW_ON, { age = 310, onboarded_age = 9 } },
        })
    end)

    it("of what was before is the last that may have worked", function()
        local off = other("deregister", "succeeded", 60, 59)
        they_are("register", {
            { "itself", "succeeded", NOW_ON, { attempts = { off,
                { id = "me", operation = "register", state = "pending",
                    age = 10 } } } },
            { "refused", "succeeded", NOW_ON, { attempts = { off,
                other("register", "refused", 30, 29) } } },
            { "on before", "succeeded", NOW_ON, { attempts = {
                other("register", "succeeded", 90, 89), off } } },
            { "on since", false, NOW_ON, { attempts = { off,
                other("register", "succeeded", 30, 29) } } },
            { "off just before", "succeeded", NOW_ON, { attempts = {
                other("deregister", "succeeded", 12, 10) } } },
            { "off meanwhile", false, NOW_ON, { attempts = {
                other("deregister", "succeeded", 12, 9) } } },
            { "off afterwards", false, NOW_ON, { attempts = {
                other("deregister", "succeeded", 5, 4) } } },
            { "off in the same second", "succeeded", NOW_ON, { attempts = {
                other("deregister", "succeeded", 10, 10) } } },
            { "a rival", false, NOW_ON, { attempts = { off,
                other("register", "pending", 9) } } },
            { "a rival that began last", false, NOW_ON, { attempts = { off,
                other("register", "pending", 0) } } },
        })
    end)

    it("of a refusal is that nothing shows when the time is over", function()
        they_are("register", {
            { "over", "refused", NOW_OFF, { age = 301 } },
            { "not over", false, NOW_OFF, { age = 300 } },
            { "off by another", false, NOW_OFF, { age = 301, attempts = {
                other("deregister", "succeeded", 100, 99) } } },
            { "off by one that began last", false, NOW_OFF, { age = 301,
                attempts = { other("deregister", "pending", 0) } } },
            { "off before", "refused", NOW_OFF, { age = 301, attempts = {
                other("deregister", "succeeded", 400, 301) } } },
            { "perhaps off since", false, NOW_OFF, { age = 301, attempts = {
                other("deregister", "unknown", 400, 320) } } },
            { "off before, as far as is known", "refused", NOW_OFF, {
                age = 301, attempts = {
                    other("deregister", "unknown", 400, 321) } } },
        })
        they_are("deregister", {
            { "over", "refused", NOW_ON, { age = 301, onboarded_age = 304 } },
            { "not over", false, NOW_ON, { age = 300, onboarded_age = 304 } },
            { "on since", false, NOW_ON, { age = 301, onboarded_age = 303 } },
            { "on for ever", false, NOW_ON, { age = 301 } },
            { "on by another", false, NOW_ON, { age = 301,
                onboarded_age = 400, attempts = {
                    other("register", "succeeded", 100, 99) } } },
            { "on by one that began last", false, NOW_ON, { age = 301,
                onboarded_age = 400, attempts = {
                    other("register", "pending", 0) } } },
            { "off", "succeeded", NOW_OFF, { age = 301,
                onboarded_age = 400 } },
        })
    end)

    it("of a deregister is that the number was on, and is off", function()
        they_are("deregister", {
            { "nothing", false, NOW_OFF, {} },
            { "registered", "succeeded", NOW_OFF, { attempts = {
                other("register", "succeeded", 60, 59) } } },
            { "onboarded", "succeeded", NOW_OFF, { onboarded_age = 60 } },
            { "at once", "succeeded", NOW_OFF, { onboarded_age = 8 } },
            { "onboarded since", false, NOW_OFF, { onboarded_age = 7 } },
            { "off before", false, NOW_OFF, { onboarded_age = 60,
                attempts = { other("deregister", "succeeded", 60, 59) } } },
            { "a rival", false, NOW_OFF, { onboarded_age = 60,
                attempts = { other("deregister", "pending", 9) } } },
            { "a rival that began last", false, NOW_OFF, {
                onboarded_age = 60,
                attempts = { other("deregister", "pending", 0) } } },
            { "on", false, NOW_ON, { onboarded_age = 60 } },
        })
    end)

    it("takes a number with limits for registered", function()
        for _, status in ipairs { "FLAGGED", "RESTRICTED", "RATE_LIMITED" } do
            assert.equal("succeeded", judge({ status = status,
                platform_type = "CLOUD_API" }, { onboarded_age = 8 }))
        end
    end)

    it("takes no other status for registered or not", function()
        for _, status in ipairs { "MIGRATED", "PENDING" } do
            assert.is_nil(judge({ status = status,
                platform_type = "CLOUD_API" }, { onboarded_age = 8 }))
        end
    end)

    it("reads the times that servers send", function()
        local second = 1795366000
        assert.equal(second, text.iso_time(
            os.date("!%Y-%m-%dT%H:%M:%S+0000", second)))
        assert.equal(second, text.http_time(
            os.date("!%a, %d %b %Y %H:%M:%S GMT", second)))
        assert.equal(text.iso_time "2026-03-01T00:30:00+01:00",
            text.iso_time "2026-02-28T23:30:00Z")
        for _, wrong in ipairs { "", "yesterday", "2026-13", false } do
            assert.is_nil(text.iso_time(wrong))
            assert.is_nil(text.http_time(wrong))
        end
    end)
end)
