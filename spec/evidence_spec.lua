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
        for _, other in ipairs { "", "yesterday", "2026-13", false } do
            assert.is_nil(text.iso_time(other))
            assert.is_nil(text.http_time(other))
        end
    end)
end)
