--- The fields of an error that --json prints, and what they mean: the manual
-- and doc/command-line.md list them. A field that is not known is left out.
-- @module whatsapp.registration.cli.error_fields

return {
    { "kind", "what went wrong: a word; explain lists all, with exit codes" },
    { "message", "the server's words, or this program's" },
    { "details", "more of the server's words" },
    { "user_title", "the server's words for people, in the language of the "
        .. "token's user" },
    { "user_message", "the same, more of them" },
    { "code", "the server's code" },
    { "subcode", "the server's subcode" },
    { "type", "the server's word for the kind of error" },
    { "http_status", "the status of the server's answer" },
    { "trace_id", "the server's name for the request; Meta's support asks "
        .. "for it" },
    { "is_transient", "whether the server says that it will pass" },
    { "origin", "who says so: local (nothing was sent), network or server" },
    { "sent", "whether the server may have acted on it: no, maybe or yes" },
    { "attempt_spent", "whether it counts against the ten in 72 hours" },
    { "retryable", "whether sending the same again is safe and can help" },
    { "retry_after", "seconds to wait, if known" },
    { "next_action", "what to do next: a word for programs" },
    { "hint", "what to do next: a sentence for people" },
    { "operation", "what was sent, or would have been" },
    { "phone_number_id", "the number that it is about" },
    { "field", "the option or the setting that is wrong" },
    { "remedy", "what may help: a word such as change_region or force" },
    { "step", "the step of setup and the like that failed" },
    { "completed", "the steps that are done" },
    { "body", "the first bytes of an answer that could not be read" },
    { "journal_error", "why the journal could not be written to afterwards" },
    { "pin_store_error", "why the PIN store could not be written to "
        .. "afterwards" },
    { "rows", "of fleet: the rows that are wrong, each with place and "
        .. "message" },
}
