rockspec_format = "3.0"
package = "whatsapp-registration-simulator"
version = "0.2.0-1"

-- The archive of the release, which lies beside this file
source = {
    url = "whatsapp-registration-0.2.0.tar.gz",
    dir = "whatsapp-registration-0.2.0/simulator",
}

description = {
    summary = "A Graph API on your machine, to try phone number registration on",
    detailed = [[
        A server that answers as the WhatsApp Cloud API does when business
        phone numbers are registered: numbers in every state, PINs, codes,
        the limit of attempts, and faults on demand. For tests of any WhatsApp
        SDK; needs nothing of the library whatsapp-registration.]],
    homepage = "https://luarocks.org/search?q=whatsapp-registration",
    license = "MIT",
    labels = { "whatsapp", "testing" },
}

supported_platforms = { "linux", "macosx", "bsd" }

dependencies = {
    "lua >= 5.1, < 5.6",
    "lua-cjson >= 2.1",
    "http >= 0.4",
    "cqueues >= 20200726",
    "luaossl >= 20200709",
    "argparse >= 0.7",
}

build = {
    type = "builtin",
    modules = {
        ["whatsapp.registration.simulator"] =
            "lua/whatsapp/registration/simulator.lua",
        ["whatsapp.registration.simulator.accounts"] =
            "lua/whatsapp/registration/simulator/accounts.lua",
        ["whatsapp.registration.simulator.answers"] =
            "lua/whatsapp/registration/simulator/answers.lua",
        ["whatsapp.registration.simulator.attempts"] =
            "lua/whatsapp/registration/simulator/attempts.lua",
        ["whatsapp.registration.simulator.business_account"] =
            "lua/whatsapp/registration/simulator/business_account.lua",
        ["whatsapp.registration.simulator.certificate"] =
            "lua/whatsapp/registration/simulator/certificate.lua",
        ["whatsapp.registration.simulator.command_options"] =
            "lua/whatsapp/registration/simulator/command_options.lua",
        ["whatsapp.registration.simulator.control"] =
            "lua/whatsapp/registration/simulator/control.lua",
        ["whatsapp.registration.simulator.effects"] =
            "lua/whatsapp/registration/simulator/effects.lua",
        ["whatsapp.registration.simulator.error_titles"] =
            "lua/whatsapp/registration/simulator/error_titles.lua",
        ["whatsapp.registration.simulator.errors"] =
            "lua/whatsapp/registration/simulator/errors.lua",
        ["whatsapp.registration.simulator.faults"] =
            "lua/whatsapp/registration/simulator/faults.lua",
        ["whatsapp.registration.simulator.fixtures"] =
            "lua/whatsapp/registration/simulator/fixtures.lua",
        ["whatsapp.registration.simulator.handler"] =
            "lua/whatsapp/registration/simulator/handler.lua",
        ["whatsapp.registration.simulator.html"] =
            "lua/whatsapp/registration/simulator/html.lua",
        ["whatsapp.registration.simulator.http2"] =
            "lua/whatsapp/registration/simulator/http2.lua",
        ["whatsapp.registration.simulator.json"] =
            "lua/whatsapp/registration/simulator/json.lua",
        ["whatsapp.registration.simulator.libraries"] =
            "lua/whatsapp/registration/simulator/libraries.lua",
        ["whatsapp.registration.simulator.made"] =
            "lua/whatsapp/registration/simulator/made.lua",
        ["whatsapp.registration.simulator.main"] =
            "lua/whatsapp/registration/simulator/main.lua",
        ["whatsapp.registration.simulator.merged"] =
            "lua/whatsapp/registration/simulator/merged.lua",
        ["whatsapp.registration.simulator.messages"] =
            "lua/whatsapp/registration/simulator/messages.lua",
        ["whatsapp.registration.simulator.number"] =
            "lua/whatsapp/registration/simulator/number.lua",
        ["whatsapp.registration.simulator.number_fields"] =
            "lua/whatsapp/registration/simulator/number_fields.lua",
        ["whatsapp.registration.simulator.options"] =
            "lua/whatsapp/registration/simulator/options.lua",
        ["whatsapp.registration.simulator.page"] =
            "lua/whatsapp/registration/simulator/page.lua",
        ["whatsapp.registration.simulator.page_numbers"] =
            "lua/whatsapp/registration/simulator/page_numbers.lua",
        ["whatsapp.registration.simulator.parameters"] =
            "lua/whatsapp/registration/simulator/parameters.lua",
        ["whatsapp.registration.simulator.payloads"] =
            "lua/whatsapp/registration/simulator/payloads.lua",
        ["whatsapp.registration.simulator.payloads.accounts"] =
            "lua/whatsapp/registration/simulator/payloads/accounts.lua",
        ["whatsapp.registration.simulator.payloads.codes"] =
            "lua/whatsapp/registration/simulator/payloads/codes.lua",
        ["whatsapp.registration.simulator.payloads.failures"] =
            "lua/whatsapp/registration/simulator/payloads/failures.lua",
        ["whatsapp.registration.simulator.payloads.registering"] =
            "lua/whatsapp/registration/simulator/payloads/registering.lua",
        ["whatsapp.registration.simulator.payloads.row"] =
            "lua/whatsapp/registration/simulator/payloads/row.lua",
        ["whatsapp.registration.simulator.payloads.settings"] =
            "lua/whatsapp/registration/simulator/payloads/settings.lua",
        ["whatsapp.registration.simulator.pin"] =
            "lua/whatsapp/registration/simulator/pin.lua",
        ["whatsapp.registration.simulator.registration"] =
            "lua/whatsapp/registration/simulator/registration.lua",
        ["whatsapp.registration.simulator.requests"] =
            "lua/whatsapp/registration/simulator/requests.lua",
        ["whatsapp.registration.simulator.responses"] =
            "lua/whatsapp/registration/simulator/responses.lua",
        ["whatsapp.registration.simulator.routes"] =
            "lua/whatsapp/registration/simulator/routes.lua",
        ["whatsapp.registration.simulator.server"] =
            "lua/whatsapp/registration/simulator/server.lua",
        ["whatsapp.registration.simulator.storage"] =
            "lua/whatsapp/registration/simulator/storage.lua",
        ["whatsapp.registration.simulator.tokens"] =
            "lua/whatsapp/registration/simulator/tokens.lua",
        ["whatsapp.registration.simulator.transmit"] =
            "lua/whatsapp/registration/simulator/transmit.lua",
        ["whatsapp.registration.simulator.usage"] =
            "lua/whatsapp/registration/simulator/usage.lua",
        ["whatsapp.registration.simulator.verification"] =
            "lua/whatsapp/registration/simulator/verification.lua",
        ["whatsapp.registration.simulator.webhooks"] =
            "lua/whatsapp/registration/simulator/webhooks.lua",
    },
    install = {
        bin = { ["whatsapp-simulator"] = "bin/whatsapp-simulator" },
    },
}
