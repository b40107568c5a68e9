rockspec_format = "3.0"
package = "whatsapp-registration"
version = "scm-1"

-- Nothing but `luarocks make` reads this file, in the checkout it is run in.
source = {
    url = ".",
}

description = {
    summary = "Register phone numbers with the WhatsApp Cloud API, safely",
    detailed = [[
        Register, deregister and set up business phone numbers with the
        WhatsApp Cloud API: spends no attempt on a request that is sure to
        fail, tells what an error means and what to do next, and never prints
        a secret. A C core over libcurl, for Lua 5.1 to 5.5 and LuaJIT.]],
    homepage = "https://luarocks.org/search?q=whatsapp-registration",
    license = "MIT",
    labels = { "whatsapp", "http" },
}

supported_platforms = { "linux", "macosx", "bsd" }

dependencies = {
    "lua >= 5.1, < 5.6",
    "lua-cjson >= 2.1",
}

-- By library only: the header is not searched for where Debian has it, but
-- the compiler finds it there.
external_dependencies = {
    CURL = { library = "curl" },
}

test_dependencies = {
    "argparse >= 0.7",
    "busted >= 2.0",
    "http >= 0.4",
    "luasec >= 1.0",
    "luasocket >= 3.0",
    "luasql-sqlite3 >= 2.6",
}

test = {
    type = "busted",
}

build = {
    type = "builtin",
    modules = {
        ["whatsapp.registration.core"] = {
            sources = {
                "src/buffer.c",
                "src/call.c",
                "src/check.c",
                "src/client.c",
                "src/doorbell.c",
                "src/encode.c",
                "src/error.c",
                "src/error_codes.c",
                "src/error_codes_message.c",
                "src/error_codes_number.c",
                "src/error_explain.c",
                "src/error_find.c",
                "src/error_kinds.c",
                "src/hmac_sha256.c",
                "src/lua_call.c",
                "src/lua_client.c",
                "src/lua_core.c",
                "src/lua_headers.c",
                "src/lua_options.c",
                "src/lua_private_file.c",
                "src/lua_redact.c",
                "src/lua_terminal.c",
                "src/lua_waker.c",
                "src/operations.c",
                "src/pin.c",
                "src/private_file.c",
                "src/private_folder.c",
                "src/regions.c",
                "src/request.c",
                "src/request_body.c",
                "src/rules.c",
                "src/standard.c",
                "src/terminal.c",
                "src/transport.c",
                "src/transport_channel.c",
                "src/transport_sockets.c",
                "src/transport_outcome.c",
                "src/transport_request.c",
                "src/transport_target.c",
                "src/transport_thread.c",
                "src/transport_transfer.c",
                "src/transport_url.c",
                "src/utf8.c",
                "src/wait_in_text.c",
                "src/waker.c",
            },
            libraries = { "curl" },
            incdirs = { "$(CURL_INCDIR)" },
            libdirs = { "$(CURL_LIBDIR)" },
        },
        ["whatsapp.registration"] =
            "lua/whatsapp/registration.lua",
        ["whatsapp.registration.answer"] =
            "lua/whatsapp/registration/answer.lua",
        ["whatsapp.registration.call"] =
            "lua/whatsapp/registration/call.lua",
        ["whatsapp.registration.client"] =
            "lua/whatsapp/registration/client.lua",
        ["whatsapp.registration.environment"] =
            "lua/whatsapp/registration/environment.lua",
        ["whatsapp.registration.errors"] =
            "lua/whatsapp/registration/errors.lua",
        ["whatsapp.registration.events"] =
            "lua/whatsapp/registration/events.lua",
        ["whatsapp.registration.evidence"] =
            "lua/whatsapp/registration/evidence.lua",
        ["whatsapp.registration.face"] =
            "lua/whatsapp/registration/face.lua",
        ["whatsapp.registration.guard"] =
            "lua/whatsapp/registration/guard.lua",
        ["whatsapp.registration.hosts"] =
            "lua/whatsapp/registration/hosts.lua",
        ["whatsapp.registration.hosts.blocking"] =
            "lua/whatsapp/registration/hosts/blocking.lua",
        ["whatsapp.registration.hosts.copas"] =
            "lua/whatsapp/registration/hosts/copas.lua",
        ["whatsapp.registration.hosts.coroutines"] =
            "lua/whatsapp/registration/hosts/coroutines.lua",
        ["whatsapp.registration.hosts.cqueues"] =
            "lua/whatsapp/registration/hosts/cqueues.lua",
        ["whatsapp.registration.hosts.game"] =
            "lua/whatsapp/registration/hosts/game.lua",
        ["whatsapp.registration.hosts.luv"] =
            "lua/whatsapp/registration/hosts/luv.lua",
        ["whatsapp.registration.hosts.nginx"] =
            "lua/whatsapp/registration/hosts/nginx.lua",
        ["whatsapp.registration.journal.base"] =
            "lua/whatsapp/registration/journal/base.lua",
        ["whatsapp.registration.journal.clock"] =
            "lua/whatsapp/registration/journal/clock.lua",
        ["whatsapp.registration.journal.memory"] =
            "lua/whatsapp/registration/journal/memory.lua",
        ["whatsapp.registration.journal.record"] =
            "lua/whatsapp/registration/journal/record.lua",
        ["whatsapp.registration.journal.record_text"] =
            "lua/whatsapp/registration/journal/record_text.lua",
        ["whatsapp.registration.journal.redis"] =
            "lua/whatsapp/registration/journal/redis.lua",
        ["whatsapp.registration.journal.redis_clients"] =
            "lua/whatsapp/registration/journal/redis_clients.lua",
        ["whatsapp.registration.journal.redis_scripts"] =
            "lua/whatsapp/registration/journal/redis_scripts.lua",
        ["whatsapp.registration.journal.shdict"] =
            "lua/whatsapp/registration/journal/shdict.lua",
        ["whatsapp.registration.journal.sqlite"] =
            "lua/whatsapp/registration/journal/sqlite.lua",
        ["whatsapp.registration.journal.sqlite_database"] =
            "lua/whatsapp/registration/journal/sqlite_database.lua",
        ["whatsapp.registration.journal.window"] =
            "lua/whatsapp/registration/journal/window.lua",
        ["whatsapp.registration.json"] =
            "lua/whatsapp/registration/json.lua",
        ["whatsapp.registration.json_exact"] =
            "lua/whatsapp/registration/json_exact.lua",
        ["whatsapp.registration.number"] =
            "lua/whatsapp/registration/number.lua",
        ["whatsapp.registration.number.notes"] =
            "lua/whatsapp/registration/number/notes.lua",
        ["whatsapp.registration.number.verdict"] =
            "lua/whatsapp/registration/number/verdict.lua",
        ["whatsapp.registration.outcome"] =
            "lua/whatsapp/registration/outcome.lua",
        ["whatsapp.registration.pages"] =
            "lua/whatsapp/registration/pages.lua",
        ["whatsapp.registration.pin"] =
            "lua/whatsapp/registration/pin.lua",
        ["whatsapp.registration.pin_store.candidates"] =
            "lua/whatsapp/registration/pin_store/candidates.lua",
        ["whatsapp.registration.pin_store.file"] =
            "lua/whatsapp/registration/pin_store/file.lua",
        ["whatsapp.registration.pin_store.memory"] =
            "lua/whatsapp/registration/pin_store/memory.lua",
        ["whatsapp.registration.pins"] =
            "lua/whatsapp/registration/pins.lua",
        ["whatsapp.registration.preflight"] =
            "lua/whatsapp/registration/preflight.lua",
        ["whatsapp.registration.prepared"] =
            "lua/whatsapp/registration/prepared.lua",
        ["whatsapp.registration.protected"] =
            "lua/whatsapp/registration/protected.lua",
        ["whatsapp.registration.raising"] =
            "lua/whatsapp/registration/raising.lua",
        ["whatsapp.registration.reading"] =
            "lua/whatsapp/registration/reading.lua",
        ["whatsapp.registration.reconcile"] =
            "lua/whatsapp/registration/reconcile.lua",
        ["whatsapp.registration.response"] =
            "lua/whatsapp/registration/response.lua",
        ["whatsapp.registration.retries"] =
            "lua/whatsapp/registration/retries.lua",
        ["whatsapp.registration.safe"] =
            "lua/whatsapp/registration/safe.lua",
        ["whatsapp.registration.safeguards"] =
            "lua/whatsapp/registration/safeguards.lua",
        ["whatsapp.registration.text"] =
            "lua/whatsapp/registration/text.lua",
        ["whatsapp.registration.times"] =
            "lua/whatsapp/registration/times.lua",
        ["whatsapp.registration.workflow"] =
            "lua/whatsapp/registration/workflow.lua",
        ["whatsapp.registration.workflow.codes"] =
            "lua/whatsapp/registration/workflow/codes.lua",
        ["whatsapp.registration.workflow.flow"] =
            "lua/whatsapp/registration/workflow/flow.lua",
        ["whatsapp.registration.workflow.journal"] =
            "lua/whatsapp/registration/workflow/journal.lua",
        ["whatsapp.registration.workflow.options"] =
            "lua/whatsapp/registration/workflow/options.lua",
        ["whatsapp.registration.workflow.plans"] =
            "lua/whatsapp/registration/workflow/plans.lua",
        ["whatsapp.registration.workflow.steps"] =
            "lua/whatsapp/registration/workflow/steps.lua",
        ["whatsapp.registration.workflow.storage"] =
            "lua/whatsapp/registration/workflow/storage.lua",
        ["whatsapp.registration.workflow.too_early"] =
            "lua/whatsapp/registration/workflow/too_early.lua",
        ["whatsapp.registration.workflow.verification"] =
            "lua/whatsapp/registration/workflow/verification.lua",
        ["whatsapp.registration.workflow.waiting"] =
            "lua/whatsapp/registration/workflow/waiting.lua",
    },
    copy_directories = { "types" },
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
                .. " rm -f whatsapp/registration/*.so;"
                .. " rmdir whatsapp/registration whatsapp; fi; true",
        },
    },
}
