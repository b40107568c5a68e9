---@meta whatsapp.registration

-- For editors (lua-language-server), and for doc/reference.md, which
-- `make reference` writes from here: what the methods do, take and return. The
-- methods themselves are made from the C core's table of operations.

---@class whatsapp.registration
---@field regions whatsapp.registration.Region[] the 14 regions: `{ code, name, area }`
---@field _VERSION string the version
local registration = {}

---@class whatsapp.registration.Region
---@field code string two capital letters
---@field name string
---@field area "APAC"|"Europe"|"LATAM"|"MEA"|"NORAM"

---@class whatsapp.registration.Config
---@field access_token? string a token with whatsapp_business_management and whatsapp_business_messaging; WHATSAPP_ACCESS_TOKEN
---@field phone_number_id? string|integer the number's id (not the number), a string of digits; each call can give another one; WHATSAPP_PHONE_NUMBER_ID
---@field api_version? string the version of the Graph API; default `"v25.0"`; WHATSAPP_API_VERSION
---@field base_url? string the server, without a version; default `"https://graph.facebook.com"`; `http://` only to a loopback host; WHATSAPP_BASE_URL
---@field ca_file? string certificate authorities to trust; default: the system's; WHATSAPP_CA_FILE
---@field app_secret? string adds `appsecret_proof` to each request; WHATSAPP_APP_SECRET
---@field timeout? number seconds for a whole call with its retries (30)
---@field connect_timeout? number seconds for a connection (10)
---@field retries? whatsapp.registration.Retries|false `{ max = 2, base = 0.5, cap = 8 }`, or false: see [errors](errors.md#retries)
---@field proxy? string default: that of the environment (`https_proxy` and its like)
---@field user_agent? string default: the library's name and version
---@field regions? string[] region codes allowed besides the built-in ones
---@field host? "auto"|"blocking"|"nginx"|"luv"|"cqueues"|"copas"|fun(call: whatsapp.registration.Call) `"auto"` (default), `"blocking"`, `"nginx"`, `"luv"`, `"cqueues"`, `"copas"`, or a function: see [hosts](hosts.md)
---@field max_connections? integer the limit of connections to one server, for all clients together (100)
---@field journal? whatsapp.registration.Journal|false default: in memory; false: none; see [attempts and PINs](attempts-and-pins.md)
---@field pin_store? whatsapp.registration.PinStore where PINs are saved before they are sent; see [attempts and PINs](attempts-and-pins.md)
---@field reconcile? boolean|number seconds for which the number is read after a lost answer (10); false: it is not read
---@field on_event? fun(event: whatsapp.registration.Event) see [events](#events)

---@class whatsapp.registration.Retries
---@field max? integer how often at most, default 2
---@field base? number seconds before the first, default 0.5
---@field cap? number seconds at most, default 8

---@class whatsapp.registration.Attempt
---@field id string
---@field operation "register"|"deregister"|"request_code"
---@field state "pending"|"succeeded"|"refused"|"unknown"|"not_sent"
---@field reserved_at number seconds since the epoch
---@field settled_at? number
---@field code? integer
---@field retry_after? number seconds from settled_at, as the server asked
---@field phone_number_id? string

---@class whatsapp.registration.Budget
---@field limit integer
---@field used integer
---@field left integer
---@field next_at? number seconds since the epoch
---@field blocked_until? number

---@class whatsapp.registration.Refusal
---@field limit integer
---@field used integer
---@field next_at number
---@field blocked_until? number
---@field retry_after number seconds

---@class whatsapp.registration.Journal
---@field reserve fun(self, number: string, operation: string, options?: { force?: boolean }): string?, whatsapp.registration.Refusal?, string?
---@field settle fun(self, number: string, attempt: string, state: string, details?: { code?: integer, retry_after?: number, blocked_for?: number }): boolean?, string?
---@field budget fun(self, number: string, operation?: "register"|"deregister"|"request_code"): whatsapp.registration.Budget?, string?
---@field attempts fun(self, number: string, operation?: string): whatsapp.registration.Attempt[]?, string?
---@field pending fun(self, number?: string): whatsapp.registration.Attempt[]?, string?

---@class whatsapp.registration.PinStore
---@field save fun(number: string, pin: string, context: { operation: string, attempt?: string }): boolean?, string?
---@field load fun(number: string): string?, string?
---@field settle? fun(number: string, pin: string, outcome: "succeeded"|"refused"|"unused"): boolean?, string?
---@field see? fun(number: string): boolean?, string?
---@field check? fun(): boolean?, string? whether it can be written; changes nothing
---@field candidates? fun(number: string): table[]?, string?
---@field keep_or_save? fun(number: string, pin: string): string?, string? the PIN that it has, else this one, saved; the stores that ship have it

---@class whatsapp.registration.Event
---@field type "request"|"response"|"retry"|"step"|"wait"|"attempt"
---@field state? string
---@field retry_after? number seconds
---@field journal_error? string
---@field operation string
---@field phone_number_id? string
---@field attempt? integer which try of the call
---@field elapsed? number seconds
---@field status? integer
---@field kind? string
---@field code? integer
---@field delay? number seconds
---@field step? string
---@field outcome? whatsapp.registration.Outcome
---@field reason? string
---@field left? number seconds for which it may go on waiting

---@alias whatsapp.registration.Kind
---| "invalid_request"
---| "not_found"
---| "authentication"
---| "permission"
---| "rate_limited"
---| "registration_limit"
---| "pin_mismatch"
---| "pin_locked"
---| "verification_required"
---| "code_rejected"
---| "not_registered"
---| "deregistration_incomplete"
---| "too_soon"
---| "display_name_pending"
---| "not_registrable"
---| "number_in_use"
---| "not_ready"
---| "account_locked"
---| "policy"
---| "recipient"
---| "unavailable"
---| "network"
---| "timeout"
---| "tls"
---| "protocol"
---| "cancelled"
---| "api"

---@alias whatsapp.registration.NextAction
---| "fix_request"
---| "check_id"
---| "refresh_token"
---| "grant_permission"
---| "wait"
---| "fix_pin"
---| "verify_number"
---| "request_code"
---| "register"
---| "deregister"
---| "none"
---| "check_health"
---| "contact_meta"
---| "fix_recipient"
---| "retry"
---| "check_status"
---| "fix_number"

---@class whatsapp.registration.Error
---@field kind whatsapp.registration.Kind
---@field message string
---@field details? string
---@field user_title? string
---@field user_message? string
---@field code? integer
---@field subcode? integer
---@field type? string
---@field http_status? integer
---@field trace_id? string
---@field is_transient? boolean
---@field origin "local"|"network"|"server"
---@field sent "no"|"maybe"|"yes"
---@field attempt_spent boolean
---@field retryable boolean
---@field retry_after? number seconds
---@field next_action whatsapp.registration.NextAction
---@field hint string
---@field operation? string
---@field phone_number_id? string
---@field field? string
---@field remedy? "change_region"|"migrate_number"|"set_local_storage"|"force"|"without_journal" what in this library may help
---@field step? string
---@field completed? string[]
---@field body? string
---@field journal_error? string
---@field pin_store_error? string
---@field settled? whatsapp.registration.Attempt[]

---@class whatsapp.registration.Response
---@field confirmed? "read"
---@field journal_error? string
---@field pin_store_error? string
---@field http_status integer
---@field elapsed number seconds
---@field tries integer
---@field fields_refused? string[] default fields that the server does not show
---@field headers table<string, string> names in lower case
---@field trace_id? string
---@field api_version? string
---@field usage? table

---@class whatsapp.registration.Result
---@field success? boolean
---@field id? string of the number that add_number added
---@field response whatsapp.registration.Response

---@class whatsapp.registration.Number the fields that the server shows; others may be there
---@field id string
---@field display_phone_number? string
---@field verified_name? string
---@field status? "CONNECTED"|"PENDING"|"DISCONNECTED"|"FLAGGED"|"RESTRICTED"|"RATE_LIMITED"|"BANNED"|"DELETED"|"MIGRATED"|string
---@field code_verification_status? "VERIFIED"|"NOT_VERIFIED"|"EXPIRED"|string
---@field platform_type? "CLOUD_API"|"ON_PREMISE"|"NOT_APPLICABLE"|string
---@field name_status? "APPROVED"|"AVAILABLE_WITHOUT_REVIEW"|"DECLINED"|"EXPIRED"|"PENDING_REVIEW"|"NONE"|"NON_EXISTS"|string
---@field new_display_name? string
---@field new_name_status? string
---@field account_mode? "LIVE"|"SANDBOX"|string
---@field throughput? { level: string }
---@field quality_rating? string
---@field is_pin_enabled? boolean
---@field is_on_biz_app? boolean
---@field last_onboarded_time? string
---@field health_status? table

---@class whatsapp.registration.NumberResult: whatsapp.registration.Number
---@field response whatsapp.registration.Response

---@class whatsapp.registration.CallOptions
---@field phone_number_id? string|integer
---@field access_token? string
---@field timeout? number seconds

---@class whatsapp.registration.Backup
---@field data string
---@field password string

---@class whatsapp.registration.AttemptOptions: whatsapp.registration.CallOptions
---@field force? boolean sends the request although the journal counts ten
---@field reconcile? boolean|number as in the configuration

---@class whatsapp.registration.RegisterOptions: whatsapp.registration.AttemptOptions
---@field pin? string six digits; from the PIN store if none is given
---@field data_localization_region? string the region in which messages are kept, for API versions below v21
---@field backup? whatsapp.registration.Backup `{ data, password }`, of an On-Premises installation

---@class whatsapp.registration.PinOptions: whatsapp.registration.CallOptions
---@field pin string six digits
---@field reconcile? boolean|number as in the configuration

---@class whatsapp.registration.RequestCodeOptions: whatsapp.registration.CallOptions
---@field code_method? "SMS"|"VOICE" `"SMS"` (default) or `"VOICE"`
---@field language? string of the code's message; default `"en_US"`
---@field force? boolean sends the request although the journal counts ten

---@class whatsapp.registration.VerifyCodeOptions: whatsapp.registration.CallOptions
---@field code string six digits; `123-830` is accepted

---@class whatsapp.registration.FieldsOptions: whatsapp.registration.CallOptions
---@field fields? string names of fields, with commas between; default: all that `preflight` needs

---@class whatsapp.registration.ListOptions: whatsapp.registration.FieldsOptions
---@field waba_id string|integer the account's id
---@field limit? integer entries of a page
---@field after? string the cursor to begin at

---@class whatsapp.registration.RegionOptions: whatsapp.registration.CallOptions
---@field region string|false a region code, or false for none

---@class whatsapp.registration.WabaOptions: whatsapp.registration.CallOptions
---@field waba_id string|integer the account's id

---@class whatsapp.registration.AddNumberOptions: whatsapp.registration.WabaOptions
---@field cc string the country code, such as `"49"`
---@field phone_number string without the country code
---@field verified_name string the display name, 2 to 75 characters
---@field migrate_phone_number? boolean the number is to move from another account

---@class whatsapp.registration.DisplayNameOptions: whatsapp.registration.CallOptions
---@field new_display_name string 2 to 75 characters

---@class whatsapp.registration.TokenOptions: whatsapp.registration.CallOptions
---@field input_token? string the token to look at; default: the token of the call itself

---@class whatsapp.registration.TextOptions: whatsapp.registration.CallOptions
---@field to string the recipient's number, such as `"+16505551234"`
---@field body string the text
---@field preview_url? boolean whether the first link is shown with a preview

---@alias whatsapp.registration.Outcome
---| "started" before it
---| "waiting" while it waits
---| "done"
---| "skipped" there was nothing to do: `reason`
---| "planned" in a dry run
---| "stopped" a person has to do something first
---| "failed" `error`

---@class whatsapp.registration.Step
---@field name "preflight"|"request_code"|"verify_code"|"local_storage"|"two_step"|"deregister"|"register"|"confirm"|"subscribe_app"|"test_message"
---@field operation string
---@field outcome whatsapp.registration.Outcome
---@field reason? string
---@field elapsed? number seconds
---@field delay? number seconds until the next look
---@field left? number seconds for which it may go on waiting
---@field result? table
---@field error? whatsapp.registration.Error|any or what get_code raised

---@class whatsapp.registration.PreflightOptions: whatsapp.registration.CallOptions
---@field waba_id? string|integer the number must be this account's; `setup_number` also subscribes the app to it

---@class whatsapp.registration.WorkflowOptions: whatsapp.registration.PreflightOptions
---@field on_step? fun(step: whatsapp.registration.Step) called before and after each step, and while it waits
---@field dry_run? boolean sends only reads
---@field confirm? number|false seconds to wait until reads show the change (90), or false
---@field force? boolean sends in spite of what the journal counts and of what the number's fields say; `setup_number` then registers again a number that reads as registered

---@class whatsapp.registration.RegisteringOptions: whatsapp.registration.WorkflowOptions
---@field pin? string six digits; from the PIN store if none is given
---@field get_code? fun(number: table, err?: whatsapp.registration.Error): string? returns the code that was sent, or nil to go on in a later run
---@field code? string a code that was sent before
---@field code_method? "SMS"|"VOICE" `"SMS"` (default) or `"VOICE"`
---@field language? string of the code's message; default `"en_US"`

---@class whatsapp.registration.SetupOptions: whatsapp.registration.RegisteringOptions
---@field data_localization_region? string|false the region in which messages are to be kept, or false for none
---@field test_message? { to: string, body: string, preview_url?: boolean } `{ to, body }`, sent by each run that is given one

---@class whatsapp.registration.MigrateOptions: whatsapp.registration.SetupOptions
---@field backup whatsapp.registration.Backup `{ data, password }`, of an On-Premises installation

---@class whatsapp.registration.ChangeRegionOptions: whatsapp.registration.RegisteringOptions
---@field region string|false a region code, or false for none

---@class whatsapp.registration.Report
---@field success boolean false if a person has to do something first
---@field dry_run? true
---@field steps whatsapp.registration.Step[]
---@field number whatsapp.registration.Number as it was last read
---@field step? string at which it stopped
---@field completed? string[]
---@field next_action? string
---@field hint? string

---@class whatsapp.registration.Check
---@field name "settings"|"connection"|"token"|"number"|"account"|"app_subscribed"|"clock"|"journal"|"pin_store"|"budget"|"api_version"
---@field ok boolean
---@field skipped? true it was not looked at
---@field reason string
---@field kind? string of the error that it is
---@field next_action? string
---@field field? string the option at fault
---@field hint? string what to do, or what is worth knowing
---@field remedy? string what in this library may help
---@field retry_after? number seconds

---@class whatsapp.registration.Diagnosis
---@field healthy boolean
---@field checks whatsapp.registration.Check[]

---@class whatsapp.registration.Preflight
---@field action "register"|"already_registered"|"verify_number"|"wait_for_display_name"|"not_registrable"|"check_status"|"fix_number"
---@field reason string
---@field notes string[] what may matter later, in sentences
---@field kind? whatsapp.registration.Kind of the error that registering it would be
---@field hint? string what to do
---@field next_action? "fix_number"
---@field remedy? "migrate_number" what in this library may help
---@field number whatsapp.registration.Number

---@class whatsapp.registration.Client
local Client = {}

---Registers the number. Costs one of the ten attempts.
---@param options whatsapp.registration.RegisterOptions
---@return whatsapp.registration.Result
function Client:register(options) end

---Takes the number off the Cloud API. Costs one of the ten attempts.
---@param options? whatsapp.registration.AttemptOptions
---@return whatsapp.registration.Result
function Client:deregister(options) end

---Sets the two-step verification PIN of a registered number.
---@param options whatsapp.registration.PinOptions
---@return whatsapp.registration.Result
function Client:setup_two_step(options) end

---Has a verification code sent to the number.
---@param options? whatsapp.registration.RequestCodeOptions
---@return whatsapp.registration.Result
function Client:request_code(options) end

---Proves by a code that you own the number.
---@param options whatsapp.registration.VerifyCodeOptions
---@return whatsapp.registration.Result
function Client:verify_code(options) end

---Reads the number.
---@param options? whatsapp.registration.FieldsOptions
---@return whatsapp.registration.NumberResult
function Client:phone_number(options) end

---Lists the account's numbers: an iterator, see below.
---@param options whatsapp.registration.ListOptions
---@return fun(): whatsapp.registration.Number?
function Client:phone_numbers(options) end

---Reads in which region messages are kept.
---@param options? whatsapp.registration.CallOptions
---@return whatsapp.registration.Result
function Client:local_storage(options) end

---Sets the region in which messages are kept.
---@param options whatsapp.registration.RegionOptions
---@return whatsapp.registration.Result
function Client:set_local_storage(options) end

---Subscribes the token's app to the account's webhooks.
---@param options whatsapp.registration.WabaOptions
---@return whatsapp.registration.Result
function Client:subscribe_app(options) end

---Lists the apps that are subscribed to the account.
---@param options whatsapp.registration.WabaOptions
---@return whatsapp.registration.Result
function Client:subscribed_apps(options) end

---Ends the subscription of the token's app.
---@param options whatsapp.registration.WabaOptions
---@return whatsapp.registration.Result
function Client:unsubscribe_app(options) end

---Adds a number to the account; for partners only. The result has the new number's `id`.
---@param options whatsapp.registration.AddNumberOptions
---@return whatsapp.registration.Result
function Client:add_number(options) end

---Asks for another display name. When Meta has approved it, register again within 14 days: see [webhooks](webhooks.md).
---@param options whatsapp.registration.DisplayNameOptions
---@return whatsapp.registration.Result
function Client:set_display_name(options) end

---Reads what Meta knows of a token.
---@param options? whatsapp.registration.TokenOptions
---@return whatsapp.registration.Result
function Client:inspect_token(options) end

---Sends a text message.
---@param options whatsapp.registration.TextOptions
---@return whatsapp.registration.Result
function Client:send_text(options) end

---Reads the number and says what can be done with it.
---@param options? whatsapp.registration.PreflightOptions
---@return whatsapp.registration.Preflight
function Client:preflight(options) end

---Looks for what is wrong, by reads only.
---@param options? whatsapp.registration.PreflightOptions
---@return whatsapp.registration.Diagnosis
function Client:doctor(options) end

---Brings a number from any state to its first message.
---@param options? whatsapp.registration.SetupOptions
---@return whatsapp.registration.Report
function Client:setup_number(options) end

---The same, for a number of the On-Premises API.
---@param options whatsapp.registration.MigrateOptions
---@return whatsapp.registration.Report
function Client:migrate_number(options) end

---Deregisters the number, sets the region and registers it again, as far as that is needed.
---@param options whatsapp.registration.ChangeRegionOptions
---@return whatsapp.registration.Report
function Client:change_region(options) end

---Deregisters the number if it is registered.
---@param options? whatsapp.registration.WorkflowOptions
---@return whatsapp.registration.Report
function Client:release_number(options) end

---@alias whatsapp.registration.CountedOperation "register"|"deregister"|"request_code"

---@class whatsapp.registration.Question
---@field phone_number_id? string|integer
---@field operation? whatsapp.registration.CountedOperation

---Says how many attempts are left: `{ limit, used, left, next_at, blocked_until }`. `operation` is `"register"` (default), `"deregister"` or `"request_code"`.
---@param number? string|integer|whatsapp.registration.Question
---@param operation? whatsapp.registration.CountedOperation
---@return whatsapp.registration.Budget
function Client:budget(number, operation) end

---Lists the attempts, newest first; with `"request_code"` the requests for a code.
---@param number? string|integer|whatsapp.registration.Question
---@param operation? whatsapp.registration.CountedOperation
---@return whatsapp.registration.Attempt[]
function Client:attempts(number, operation) end

---Settles what is pending or unknown, by reads.
---@param number? string|integer|whatsapp.registration.Question
---@return whatsapp.registration.Attempt[]
function Client:reconcile(number) end

---Starts an operation and returns a [call](#calls) at once.
---@param operation string
---@param options? table
---@return whatsapp.registration.Call
function Client:start(operation, options) end

---Ends the client. Its calls that are under way go on.
function Client:close() end

---@class whatsapp.registration.Call
local Call = {}

---Waits for at most that many seconds (0); returns whether the call is done.
---@param seconds? number how long to wait at most, default 0
---@return boolean done
function Call:poll(seconds) end

---Returns the result, or raises the error.
---@return whatsapp.registration.Result
function Call:result() end

---Gives the call up; `err.sent` says whether the server may have acted on it.
function Call:cancel() end

---Returns a descriptor that becomes readable when the call is done; nil if there is none.
---@return integer? descriptor
function Call:fd() end

---Makes a client.
---@param config whatsapp.registration.Config
---@return whatsapp.registration.Client
function registration.new(config) end

---The same; what `config` lacks is taken from the environment.
---@param config? whatsapp.registration.Config
---@return whatsapp.registration.Client
function registration.from_env(config) end

---Draws a PIN from the system's random generator.
---@return string pin six digits
function registration.generate_pin() end

---Says whether a value is an error of this library.
---@param value any
---@return boolean
function registration.is_error(value) end

---Says what a code of Meta's means: see [errors](errors.md#explain-a-code).
---@param code integer
---@param subcode? integer
---@param seen? { step: string?, text: string? } what was refused, in what words
---@return { kind: whatsapp.registration.Kind, next_action: whatsapp.registration.NextAction, hint: string, turn: "you"|"owner"|"meta", setting: string?, field: string?, retry_after: number? }
function registration.explain(code, subcode, seen) end

return registration
