---@meta whatsapp.registration.fleet

-- For editors: one workflow for many numbers.

---@class whatsapp.registration.fleet
local fleet = {}

---@class whatsapp.registration.fleet.Source where numbers come from

---@class whatsapp.registration.fleet.Queue: whatsapp.registration.fleet.Source
local Queue = {}

---@return { ready: integer, held: integer, results: integer, dead: integer }?
---@return whatsapp.registration.Error?
function Queue:counts() end

---@return whatsapp.registration.fleet.Summary?
---@return whatsapp.registration.Error?
function Queue:summary() end

---@return fun(): whatsapp.registration.fleet.Entry?, whatsapp.registration.Error?
function Queue:each() end

---@class whatsapp.registration.fleet.Results a file
local Results = {}

---@return whatsapp.registration.fleet.Summary
function Results:summary() end

---@return fun(): whatsapp.registration.fleet.Entry?
function Results:each() end

---@class whatsapp.registration.fleet.Summary
---@field total integer
---@field succeeded integer
---@field failed integer
---@field waiting integer
---@field by_kind table<whatsapp.registration.Kind, integer>

---@class whatsapp.registration.fleet.Entry the result of a number
---@field phone_number_id? string
---@field place? string of a row without a number
---@field workflow string
---@field success boolean
---@field waiting? true a code is missing
---@field dry_run? true
---@field finished_at integer seconds since 1970
---@field step? string
---@field completed? string[]
---@field action? string of preflight
---@field reason? string of preflight
---@field error? table kind, code, subcode, message, next_action, hint, retry_after
---@field report? table

---@class whatsapp.registration.fleet.State
---@field total? integer nil if it is not known
---@field done integer
---@field succeeded integer
---@field failed integer
---@field waiting integer for a code
---@field skipped integer done in an earlier run
---@field stopped boolean
---@field rate number numbers a second
---@field elapsed number seconds
---@field left? number seconds
---@field paused? number seconds until an account that is stopped may go on
---@field by_kind table<whatsapp.registration.Kind, integer>

---@class whatsapp.registration.fleet.Options
---@field numbers whatsapp.registration.fleet.Source|(string|table)[]|fun(): (string|table)?
---@field workflow "setup_number"|"preflight"|"release_number"|"change_region"
---@field options? table what the workflow takes, for all rows
---@field concurrency? integer default 8
---@field canary? integer default 0
---@field results? whatsapp.registration.fleet.Results
---@field codes? whatsapp.registration.fleet.Source|table<string, string>
---@field get_code? fun(number: table, err?: whatsapp.registration.Error): string?
---@field request_codes? boolean
---@field draw_pins? boolean default true
---@field on_progress? fun(state: whatsapp.registration.fleet.State)
---@field on_result? fun(entry: whatsapp.registration.fleet.Entry)
---@field on_step? fun(step: whatsapp.registration.Step)
---@field is_over? fun(): boolean ends the fleet after the numbers under way

---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.Options
---@return whatsapp.registration.fleet.State
function fleet.run(client, options) end

---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.Options
---@return whatsapp.registration.fleet.State?
---@return whatsapp.registration.Error? with `progress`
function fleet.try_run(client, options) end

---@param path string
---@return whatsapp.registration.fleet.Source
function fleet.csv(path) end

---@param path string
---@return whatsapp.registration.fleet.Source
function fleet.jsonl(path) end

---@param waba_id string
---@return whatsapp.registration.fleet.Source
function fleet.waba(waba_id) end

---@param options { client: any, name: string, prefix?: string, idle?: number, deliveries?: integer, keep?: boolean }
---@return whatsapp.registration.fleet.Queue
function fleet.stream(options) end

---@param path string
---@return whatsapp.registration.fleet.Results
function fleet.results(path) end

---@class whatsapp.registration.fleet.PushOptions
---@field numbers whatsapp.registration.fleet.Source|(string|table)[]
---@field workflow string
---@field options? table
---@field to whatsapp.registration.fleet.Queue

---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.PushOptions
---@return { total: integer, added: integer }
function fleet.push(client, options) end

---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.PushOptions
---@return { total: integer, added: integer }?
---@return whatsapp.registration.Error?
function fleet.try_push(client, options) end

return fleet
