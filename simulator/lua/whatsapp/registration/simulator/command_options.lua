--- The options of the simulator's command line: its own, and those of
-- `whatsapp-registration simulate`. Each is a name, what it takes, a text.
-- @module whatsapp.registration.simulator.command_options

return {
    { "--host", "<address>", "Address to listen on.", default = "localhost" },
    { "--port", "<port>", "Port of the Graph API; 0 takes any free one.",
        default = "0", convert = tonumber },
    { "--control-port", "<port>", "Port of the control API.", default = "0",
        convert = tonumber },
    { "--ca-dir", "<folder>", "The folder for ca.pem; a new private one if "
        .. "not given." },
    { "--host-name", "<name>", "A name that the certificate is good for, "
        .. "besides localhost: graph.facebook.com.", count = "*" },
    { "--set", "<name=value>", "An option of the model: shared_limit=false.",
        count = "*" },
    { "--no-control", nil, "Do not serve the control API." },
    { "--no-tls", nil, "Serve plain HTTP." },
    { "--show-codes", nil, "Show verification codes as an SMS would." },
    { "--quiet", nil, "Do not log requests." },
}
