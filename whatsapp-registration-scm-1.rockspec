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
        fail, says what an error means and what to do next, and never prints
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
                "src/base/buffer.c",
                "src/base/error.c",
                "src/base/json_tokens.c",
                "src/base/platform_posix.c",
                "src/graph/check.c",
                "src/graph/error_codes.c",
                "src/graph/error_codes_number.c",
                "src/graph/error_explain.c",
                "src/graph/error_kinds.c",
                "src/graph/first_attempts.c",
                "src/graph/hmac_sha256.c",
                "src/graph/number_rules.c",
                "src/graph/operations.c",
                "src/graph/outcome.c",
                "src/graph/regions.c",
                "src/graph/rules.c",
                "src/graph/utf8.c",
                "src/graph/wait_in_text.c",
                "src/lua/answer.c",
                "src/lua/attempts.c",
                "src/lua/core.c",
                "src/lua/explain.c",
                "src/lua/first_attempts_class.c",
                "src/lua/json.c",
                "src/lua/lists.c",
                "src/lua/object.c",
                "src/lua/plain_json.c",
                "src/lua/signature.c",
                "src/lua/system.c",
            },
            libraries = { "pthread" }, -- not in every C library
        },
        ["whatsapp.registration.posix"] = {
            sources = {
                "src/base/buffer.c",
                "src/base/error.c",
                "src/lua/object.c",
                "src/lua/posix.c",
                "src/posix/private_file.c",
                "src/posix/private_folder.c",
            },
        },
        ["whatsapp.registration.transport"] = {
            sources = {
                "src/base/buffer.c",
                "src/base/doorbell.c",
                "src/base/error.c",
                "src/base/json_tokens.c",
                "src/base/platform_posix.c",
                "src/base/waker.c",
                "src/base/worker.c",
                "src/graph/call.c",
                "src/graph/call_memory.c",
                "src/graph/check.c",
                "src/graph/client.c",
                "src/graph/encode.c",
                "src/graph/error_kinds.c",
                "src/graph/first_attempts.c",
                "src/graph/hmac_sha256.c",
                "src/graph/number_rules.c",
                "src/graph/operations.c",
                "src/graph/regions.c",
                "src/graph/request.c",
                "src/graph/request_body.c",
                "src/graph/rules.c",
                "src/graph/utf8.c",
                "src/lua/attempts.c",
                "src/lua/call_attempt.c",
                "src/lua/call_class.c",
                "src/lua/call_pin.c",
                "src/lua/call_refusal.c",
                "src/lua/client_calls.c",
                "src/lua/client_class.c",
                "src/lua/object.c",
                "src/lua/options.c",
                "src/lua/redact.c",
                "src/lua/transport.c",
                "src/lua/wait.c",
                "src/lua/waker_class.c",
                "src/transport/channel.c",
                "src/transport/channel_body.c",
                "src/transport/channel_outcome.c",
                "src/transport/channel_request.c",
                "src/transport/channel_trust.c",
                "src/transport/driver.c",
                "src/transport/engine.c",
                "src/transport/handover.c",
                "src/transport/libcurl.c",
                "src/transport/reuse.c",
                "src/transport/route.c",
                "src/transport/sockets.c",
                "src/transport/target.c",
                "src/transport/transfer.c",
                "src/transport/url.c",
            },
            libraries = { "curl" },
            incdirs = { "$(CURL_INCDIR)" },
            libdirs = { "$(CURL_LIBDIR)" },
        },
        ["whatsapp.registration"] =
            "lua/whatsapp/registration.lua",
        ["whatsapp.registration.answer"] =
            "lua/whatsapp/registration/answer.lua",
        ["whatsapp.registration.attempt"] =
            "lua/whatsapp/registration/attempt.lua",
        ["whatsapp.registration.call"] =
            "lua/whatsapp/registration/call.lua",
        ["whatsapp.registration.client"] =
            "lua/whatsapp/registration/client.lua",
        ["whatsapp.registration.doctor"] =
            "lua/whatsapp/registration/doctor.lua",
        ["whatsapp.registration.doctor.finding"] =
            "lua/whatsapp/registration/doctor/finding.lua",
        ["whatsapp.registration.doctor.kept"] =
            "lua/whatsapp/registration/doctor/kept.lua",
        ["whatsapp.registration.doctor.server"] =
            "lua/whatsapp/registration/doctor/server.lua",
        ["whatsapp.registration.doctor.token"] =
            "lua/whatsapp/registration/doctor/token.lua",
        ["whatsapp.registration.doctor.versions"] =
            "lua/whatsapp/registration/doctor/versions.lua",
        ["whatsapp.registration.errors"] =
            "lua/whatsapp/registration/errors.lua",
        ["whatsapp.registration.evidence"] =
            "lua/whatsapp/registration/evidence.lua",
        ["whatsapp.registration.fleet"] =
            "lua/whatsapp/registration/fleet.lua",
        ["whatsapp.registration.fleet.csv"] =
            "lua/whatsapp/registration/fleet/csv.lua",
        ["whatsapp.registration.fleet.held"] =
            "lua/whatsapp/registration/fleet/held.lua",
        ["whatsapp.registration.fleet.ids"] =
            "lua/whatsapp/registration/fleet/ids.lua",
        ["whatsapp.registration.fleet.line"] =
            "lua/whatsapp/registration/fleet/line.lua",
        ["whatsapp.registration.fleet.options"] =
            "lua/whatsapp/registration/fleet/options.lua",
        ["whatsapp.registration.fleet.outcome"] =
            "lua/whatsapp/registration/fleet/outcome.lua",
        ["whatsapp.registration.fleet.pace"] =
            "lua/whatsapp/registration/fleet/pace.lua",
        ["whatsapp.registration.fleet.progress"] =
            "lua/whatsapp/registration/fleet/progress.lua",
        ["whatsapp.registration.fleet.reader"] =
            "lua/whatsapp/registration/fleet/reader.lua",
        ["whatsapp.registration.fleet.results"] =
            "lua/whatsapp/registration/fleet/results.lua",
        ["whatsapp.registration.fleet.rows"] =
            "lua/whatsapp/registration/fleet/rows.lua",
        ["whatsapp.registration.fleet.sources"] =
            "lua/whatsapp/registration/fleet/sources.lua",
        ["whatsapp.registration.fleet.stream"] =
            "lua/whatsapp/registration/fleet/stream.lua",
        ["whatsapp.registration.fleet.stream_scripts"] =
            "lua/whatsapp/registration/fleet/stream_scripts.lua",
        ["whatsapp.registration.fleet.tasks"] =
            "lua/whatsapp/registration/fleet/tasks.lua",
        ["whatsapp.registration.fleet.work"] =
            "lua/whatsapp/registration/fleet/work.lua",
        ["whatsapp.registration.hooks"] =
            "lua/whatsapp/registration/hooks.lua",
        ["whatsapp.registration.hosts"] =
            "lua/whatsapp/registration/hosts.lua",
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
        ["whatsapp.registration.hosts.turns"] =
            "lua/whatsapp/registration/hosts/turns.lua",
        ["whatsapp.registration.journal.base"] =
            "lua/whatsapp/registration/journal/base.lua",
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
        ["whatsapp.registration.journal.shdict"] =
            "lua/whatsapp/registration/journal/shdict.lua",
        ["whatsapp.registration.journal.sqlite"] =
            "lua/whatsapp/registration/journal/sqlite.lua",
        ["whatsapp.registration.journal.sqlite_database"] =
            "lua/whatsapp/registration/journal/sqlite_database.lua",
        ["whatsapp.registration.json"] =
            "lua/whatsapp/registration/json.lua",
        ["whatsapp.registration.lazy"] =
            "lua/whatsapp/registration/lazy.lua",
        ["whatsapp.registration.module"] =
            "lua/whatsapp/registration/module.lua",
        ["whatsapp.registration.number"] =
            "lua/whatsapp/registration/number.lua",
        ["whatsapp.registration.pages"] =
            "lua/whatsapp/registration/pages.lua",
        ["whatsapp.registration.pin_store.base"] =
            "lua/whatsapp/registration/pin_store/base.lua",
        ["whatsapp.registration.pin_store.file"] =
            "lua/whatsapp/registration/pin_store/file.lua",
        ["whatsapp.registration.pin_store.memory"] =
            "lua/whatsapp/registration/pin_store/memory.lua",
        ["whatsapp.registration.pin_store.redis"] =
            "lua/whatsapp/registration/pin_store/redis.lua",
        ["whatsapp.registration.pins"] =
            "lua/whatsapp/registration/pins.lua",
        ["whatsapp.registration.preflight"] =
            "lua/whatsapp/registration/preflight.lua",
        ["whatsapp.registration.questions"] =
            "lua/whatsapp/registration/questions.lua",
        ["whatsapp.registration.read_back"] =
            "lua/whatsapp/registration/read_back.lua",
        ["whatsapp.registration.request"] =
            "lua/whatsapp/registration/request.lua",
        ["whatsapp.registration.response"] =
            "lua/whatsapp/registration/response.lua",
        ["whatsapp.registration.retries"] =
            "lua/whatsapp/registration/retries.lua",
        ["whatsapp.registration.safe"] =
            "lua/whatsapp/registration/safe.lua",
        ["whatsapp.registration.text"] =
            "lua/whatsapp/registration/text.lua",
        ["whatsapp.registration.tries"] =
            "lua/whatsapp/registration/tries.lua",
        ["whatsapp.registration.webhook"] =
            "lua/whatsapp/registration/webhook.lua",
        ["whatsapp.registration.webhook.meanings"] =
            "lua/whatsapp/registration/webhook/meanings.lua",
        ["whatsapp.registration.workflow"] =
            "lua/whatsapp/registration/workflow.lua",
        ["whatsapp.registration.workflow.codes"] =
            "lua/whatsapp/registration/workflow/codes.lua",
        ["whatsapp.registration.workflow.flow"] =
            "lua/whatsapp/registration/workflow/flow.lua",
        ["whatsapp.registration.workflow.journal"] =
            "lua/whatsapp/registration/workflow/journal.lua",
        ["whatsapp.registration.workflow.plans"] =
            "lua/whatsapp/registration/workflow/plans.lua",
        ["whatsapp.registration.workflow.steps"] =
            "lua/whatsapp/registration/workflow/steps.lua",
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
