---@meta whatsapp.registration.fleet

-- For editors: one workflow for many numbers.

---@class whatsapp.registration.fleet
local fleet = {}

---@class whatsapp.registration.fleet.Source where numbers come from

---@class whatsapp.registration.fleet.Queue: whatsapp.registration.fleet.Source
local Queue = {}

---Says how many rows are ready and held, and how many results there are.
---@return { ready: integer, held: integer, results: integer, dead: integer }?
---@return whatsapp.registration.Error?
function Queue:counts() end

---Counts the results by outcome and kind.
---@return whatsapp.registration.fleet.Summary?
---@return whatsapp.registration.Error?
function Queue:summary() end

---Goes through the results.
---@return fun(): whatsapp.registration.fleet.Entry?, whatsapp.registration.Error?
function Queue:each() end

---@class whatsapp.registration.fleet.Results a file
local Results = {}

---Counts the results by outcome and kind.
---@return whatsapp.registration.fleet.Summary
function Results:summary() end

---Goes through the results, the last one of each number.
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
---@field numbers whatsapp.registration.fleet.Source|(string|table)[]|fun(): (string|table)? a source, a list of ids or rows, or a function that returns the next one
---@field workflow "setup_number"|"preflight"|"release_number"|"change_region" `"setup_number"`, `"preflight"`, `"release_number"` or `"change_region"`
---@field options? table what the workflow takes, for all rows
---@field concurrency? integer how many numbers are under way at once (8)
---@field canary? integer how many numbers go first, alone; the rest only if they succeed (0)
---@field results? whatsapp.registration.fleet.Results where results go; numbers that it lists as done are skipped
---@field codes? whatsapp.registration.fleet.Source|table<string, string> the codes that were sent, by number
---@field get_code? fun(number: table, err?: whatsapp.registration.Error): string? as in `setup_number`
---@field request_codes? boolean asks for codes, and leaves the numbers waiting for them
---@field draw_pins? boolean draws a PIN for a number without one (true)
---@field on_progress? fun(state: whatsapp.registration.fleet.State) called with the counts
---@field on_result? fun(entry: whatsapp.registration.fleet.Entry) called with each result
---@field on_step? fun(step: whatsapp.registration.Step) as in `setup_number`
---@field is_over? fun(): boolean ends the fleet after the numbers under way

---Runs a workflow for many numbers; returns the counts, or raises the error that stops it.
---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.Options
---@return whatsapp.registration.fleet.State
function fleet.run(client, options) end

---The same, but returns `nil, err`.
---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.Options
---@return whatsapp.registration.fleet.State?
---@return whatsapp.registration.Error? with `progress`
function fleet.try_run(client, options) end

---Numbers from a CSV file, whose first line names the columns.
---@param path string
---@return whatsapp.registration.fleet.Source
function fleet.csv(path) end

---Numbers from a file with an object of JSON on each line.
---@param path string
---@return whatsapp.registration.fleet.Source
function fleet.jsonl(path) end

---All numbers of an account.
---@param waba_id string
---@return whatsapp.registration.fleet.Source
function fleet.waba(waba_id) end

---A queue in Redis, for many machines.
---@param options { client: any, name: string, prefix?: string, idle?: number, deliveries?: integer, keep?: boolean }
---@return whatsapp.registration.fleet.Queue
function fleet.stream(options) end

---A file of results, which a later run goes on with.
---@param path string
---@return whatsapp.registration.fleet.Results
function fleet.results(path) end

---@class whatsapp.registration.fleet.PushOptions
---@field numbers whatsapp.registration.fleet.Source|(string|table)[]|fun(): (string|table)? a source, a list of ids or rows, or a function that returns the next one
---@field workflow string `"setup_number"`, `"preflight"`, `"release_number"` or `"change_region"`
---@field options? table what the workflow takes, for all rows
---@field to whatsapp.registration.fleet.Queue the queue that gets them

---Checks rows and adds them to a queue.
---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.PushOptions
---@return { total: integer, added: integer }
function fleet.push(client, options) end

---The same, but returns `nil, err`.
---@param client whatsapp.registration.Client
---@param options whatsapp.registration.fleet.PushOptions
---@return { total: integer, added: integer }?
---@return whatsapp.registration.Error?
function fleet.try_push(client, options) end

return fleet
