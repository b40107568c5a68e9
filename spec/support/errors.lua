--- What holds of all errors of one sort, whatever their cause.

local assert = require "luassert"

local errors = {}

--- Of a call whose server did not answer.
-- @tparam string sent what the error says of that: "no" or "maybe"
-- @param err
-- @tparam string kind
function errors.assert_sent(sent, err, kind)
    assert.equal(kind, err.kind)
    assert.equal(sent, err.sent)
    assert.equal(sent ~= "no", err.attempt_spent)
    assert.equal("network", err.origin)
    assert.is_nil(err.http_status)
    assert.equal(sent == "no" and "retry" or "check_status", err.next_action)
    assert.equal(sent == "no", err.retryable)
end

--- Of what is refused before anything is sent.
-- @param err
-- @tparam string field that is at fault
function errors.assert_refused(err, field)
    assert.equal(field, err.field)
    assert.equal("invalid_request", err.kind)
    assert.equal("local", err.origin)
    assert.equal("no", err.sent)
    assert.equal("fix_request", err.next_action)
    assert.is_false(err.attempt_spent)
    assert.is_false(err.retryable)
    assert.is_string(err.hint)
    assert.is_nil(err.http_status)
    assert.is_nil(err.code)
    assert.is_truthy(err.message:find(field, 1, true))
end

return errors
