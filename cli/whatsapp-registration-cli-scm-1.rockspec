rockspec_format = "3.0"
package = "whatsapp-registration-cli"
version = "scm-1"

-- Nothing but `luarocks make` reads this file, in the checkout it is run in.
source = {
    url = ".",
}

description = {
    summary = "Register WhatsApp phone numbers from the command line",
    detailed = [[
        The command `whatsapp-registration`: registers business phone numbers
        with the WhatsApp Cloud API, counts the attempts that a number has,
        keeps its PIN, and says what an error means. Secrets never come from
        its arguments.]],
    homepage = "https://luarocks.org/search?q=whatsapp-registration",
    license = "MIT",
    labels = { "whatsapp", "cli" },
}

supported_platforms = { "linux", "macosx", "bsd" }

dependencies = {
    "lua >= 5.1, < 5.6",
    "whatsapp-registration == scm",
    "lua-cjson >= 2.1",
    "argparse >= 0.7",
    "luasql-sqlite3 >= 2.6",
}

build = {
    type = "builtin",
    modules = {
        ["whatsapp.registration.cli.terminal"] = {
            sources = {
                "src/module.c",
                "src/standard.c",
                "src/terminal.c",
            },
        },
        ["whatsapp.registration.cli"] =
            "lua/whatsapp/registration/cli.lua",
        ["whatsapp.registration.cli.advice"] =
            "lua/whatsapp/registration/cli/advice.lua",
        ["whatsapp.registration.cli.confirm"] =
            "lua/whatsapp/registration/cli/confirm.lua",
        ["whatsapp.registration.cli.definition"] =
            "lua/whatsapp/registration/cli/definition.lua",
        ["whatsapp.registration.cli.doctor"] =
            "lua/whatsapp/registration/cli/doctor.lua",
        ["whatsapp.registration.cli.document"] =
            "lua/whatsapp/registration/cli/document.lua",
        ["whatsapp.registration.cli.error_fields"] =
            "lua/whatsapp/registration/cli/error_fields.lua",
        ["whatsapp.registration.cli.exits"] =
            "lua/whatsapp/registration/cli/exits.lua",
        ["whatsapp.registration.cli.explain"] =
            "lua/whatsapp/registration/cli/explain.lua",
        ["whatsapp.registration.cli.fleet"] =
            "lua/whatsapp/registration/cli/fleet.lua",
        ["whatsapp.registration.cli.fleet_options"] =
            "lua/whatsapp/registration/cli/fleet_options.lua",
        ["whatsapp.registration.cli.fleet_plan"] =
            "lua/whatsapp/registration/cli/fleet_plan.lua",
        ["whatsapp.registration.cli.fleet_sums"] =
            "lua/whatsapp/registration/cli/fleet_sums.lua",
        ["whatsapp.registration.cli.looks"] =
            "lua/whatsapp/registration/cli/looks.lua",
        ["whatsapp.registration.cli.must"] =
            "lua/whatsapp/registration/cli/must.lua",
        ["whatsapp.registration.cli.numbers"] =
            "lua/whatsapp/registration/cli/numbers.lua",
        ["whatsapp.registration.cli.operations"] =
            "lua/whatsapp/registration/cli/operations.lua",
        ["whatsapp.registration.cli.parser"] =
            "lua/whatsapp/registration/cli/parser.lua",
        ["whatsapp.registration.cli.pins"] =
            "lua/whatsapp/registration/cli/pins.lua",
        ["whatsapp.registration.cli.progress"] =
            "lua/whatsapp/registration/cli/progress.lua",
        ["whatsapp.registration.cli.refuse"] =
            "lua/whatsapp/registration/cli/refuse.lua",
        ["whatsapp.registration.cli.report"] =
            "lua/whatsapp/registration/cli/report.lua",
        ["whatsapp.registration.cli.screen"] =
            "lua/whatsapp/registration/cli/screen.lua",
        ["whatsapp.registration.cli.secret"] =
            "lua/whatsapp/registration/cli/secret.lua",
        ["whatsapp.registration.cli.session"] =
            "lua/whatsapp/registration/cli/session.lua",
        ["whatsapp.registration.cli.stores"] =
            "lua/whatsapp/registration/cli/stores.lua",
        ["whatsapp.registration.cli.table"] =
            "lua/whatsapp/registration/cli/table.lua",
        ["whatsapp.registration.cli.token"] =
            "lua/whatsapp/registration/cli/token.lua",
        ["whatsapp.registration.cli.tools"] =
            "lua/whatsapp/registration/cli/tools.lua",
        ["whatsapp.registration.cli.webhook"] =
            "lua/whatsapp/registration/cli/webhook.lua",
        ["whatsapp.registration.cli.workflows"] =
            "lua/whatsapp/registration/cli/workflows.lua",
    },
    install = {
        bin = { ["whatsapp-registration"] = "bin/whatsapp-registration" },
    },
    copy_directories = { "man" },
}

-- `luarocks make` builds in the tree that it is run in, where the next
-- interpreter would load a module made for this one. The hook runs in the
-- user's directory after `luarocks install`, hence the test for this file.
local made_here = package .. "-" .. version .. ".rockspec"
hooks = {
    platforms = {
        unix = {
            post_install = "if test -f " .. made_here .. "; then"
                .. " find src -name '*.o' -exec rm -f {} +;"
                .. " rm -f whatsapp/registration/cli/*.so;"
                .. " rmdir -p whatsapp/registration/cli; fi; true",
        },
    },
}
