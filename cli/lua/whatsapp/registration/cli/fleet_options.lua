--- What the command fleet takes besides what others do, as
-- whatsapp.registration.cli.definition has options.
-- @module whatsapp.registration.cli.fleet_options

return {
    { "--workflow", "<name>", "The workflow of run, push and work.",
        default = "setup_number", choices = { "setup_number",
            "release_number", "change_region", "preflight" } },
    { "--waba-id", "<id>", "Take all numbers of this account instead of a "
        .. "file." },
    { "--results", "<file>", "Keep the results of run in this file; the next "
        .. "run leaves out what is done by it (default: the file of numbers "
        .. "and .results.jsonl)." },
    { "--concurrency", "<count>", "Work on this many numbers at once (default "
        .. "8).", is_number = true },
    { "--canary", "<count>", "Do this many numbers first, one after the "
        .. "other, and the rest only if they succeed (default 1).",
        is_number = true },
    { "--request-codes", nil, "Request a code for each number that needs "
        .. "one." },
    { "--codes", "<file>", "Go on with the codes in this CSV file: "
        .. "phone_number_id,code." },
    { "--queue", "<name>", "The name of the queue in the Redis of --redis.",
        default = "fleet" },
    { "--region", "<code>", "Store the data of all numbers in this region." },
}
