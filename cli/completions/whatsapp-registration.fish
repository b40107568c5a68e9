function __fish_whatsapp-registration_print_command
    set -l cmdline (commandline -poc)
    set -l cmd
    set -e cmdline[1]
    for arg in $cmdline
        switch $arg
            case setup
                set cmd $cmd setup
                break
            case doctor
                set cmd $cmd doctor
                break
            case status
                set cmd $cmd status
                break
            case numbers
                set cmd $cmd numbers
                break
            case preflight
                set cmd $cmd preflight
                break
            case register
                set cmd $cmd register
                break
            case deregister
                set cmd $cmd deregister
                break
            case set-pin
                set cmd $cmd set-pin
                break
            case request-code
                set cmd $cmd request-code
                break
            case verify-code
                set cmd $cmd verify-code
                break
            case change-region
                set cmd $cmd change-region
                break
            case migrate
                set cmd $cmd migrate
                break
            case budget
                set cmd $cmd budget
                break
            case attempts
                set cmd $cmd attempts
                break
            case reconcile
                set cmd $cmd reconcile
                break
            case pin
                set cmd $cmd pin
                break
            case token
                set cmd $cmd token
                break
            case subscribe
                set cmd $cmd subscribe
                break
            case send
                set cmd $cmd send
                break
            case fleet
                set cmd $cmd fleet
                break
            case webhook
                set cmd $cmd webhook
                break
            case explain
                set cmd $cmd explain
                break
            case simulate
                set cmd $cmd simulate
                break
            case completion
                set cmd $cmd completion
                break
            case version
                set cmd $cmd version
                break
            case help
                set cmd $cmd help
                break
        end
    end
    echo "$cmd"
end

function __fish_whatsapp-registration_using_command
    test (__fish_whatsapp-registration_print_command) = "$argv"
    and return 0
    or return 1
end

function __fish_whatsapp-registration_seen_command
    string match -q "$argv*" (__fish_whatsapp-registration_print_command)
    and return 0
    or return 1
end

complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'setup' -d 'Do everything a number needs, from the code to the first message'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'doctor' -d 'Say why it does not work: look at settings, connection, token, number, account, clock, journal and PINs, by reads only'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'status' -d 'Show a number and its attempts, and settle attempts that were left open'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'numbers' -d 'List an account\'s numbers: id, number, name, status, registered, verified, left (of ten attempts)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'preflight' -d 'Say whether registering would work, and if not, why'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'register' -d 'Register a number; spends one of ten attempts'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'deregister' -d 'Take a number off the Cloud API; spends one of ten attempts'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'set-pin' -d 'Set the PIN of two-step verification'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'request-code' -d 'Have a verification code sent to the number; spends one of about ten requests in 72 hours'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'verify-code' -d 'Prove with the code that you own the number'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'change-region' -d 'Deregister, change the region, register; spends two of ten attempts'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'migrate' -d 'Move a number from the On-Premises API to the Cloud API'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'budget' -d 'Show how many attempts and code requests are left in 72 hours; sends nothing'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'attempts' -d 'List the attempts, newest first; sends nothing'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'reconcile' -d 'Find out by reads what became of attempts that were left open: of this number, or of all in the journal'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'pin' -d 'Show the PIN that the PIN store has for a number; only at a terminal'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'token' -d 'Show what the access token may do, and until when'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'subscribe' -d 'Subscribe the token\'s app to an account, so that messages and events arrive'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'send' -d 'Send a text message from a registered number'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'fleet' -d 'Run a workflow for many numbers'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'webhook' -d 'Say whether a body that came to a webhook is Meta\'s, and what it means; the body comes from standard input'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'explain' -d 'Say what an error means, whose turn it is and what to do next'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'simulate' -d 'Run a simulated Graph API to try things on'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'completion' -d 'Print the completion script of a shell'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'version' -d 'Show the version, and those of libcurl and Lua'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_using_command' -xa 'help' -d 'Show this help, or that of a command'
complete -c whatsapp-registration -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -l version -d 'Show the version'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l pin-file -r -d 'Read the PIN from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l draw-pin -d 'Use the PIN in the PIN store; if there is none, draw one at random and keep it there (not together with a given PIN)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l yes -d 'Answer yes to the question that is asked before a number is deregistered or a drawn PIN replaces another'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l code-file -r -d 'Read the verification code from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l no-code -d 'Request no code and ask for none: a number that needs one is left as it is'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l method -xa 'SMS VOICE' -d 'Get the code by SMS or by a call'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l language -r -d 'Get the code in this language'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l region -r -d 'Store the number\'s data in this region: DE, BR, IN, ..'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l waba-id -r -d 'Check that the number is in this account, and subscribe the token\'s app to the account'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l test-to -r -d 'Send a test message to this number'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l test-body -r -d 'Say this in the test message'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command setup' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l waba-id -r -d 'Look at this account as well'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command doctor' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l waba-id -r -d 'Show all numbers of this account instead'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command status' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l filter -r -d 'Show only numbers with this text in a column, or with COLUMN=TEXT in that one (can be repeated)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l waba-id -r -d 'The WhatsApp Business account\'s id'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command numbers' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l waba-id -r -d 'Check that the number is in this account'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command preflight' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l pin-file -r -d 'Read the PIN from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l region -r -d 'Store the number\'s data in this region: DE, BR, IN, ..'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command register' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l yes -d 'Answer yes to the question that is asked before a number is deregistered or a drawn PIN replaces another'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l waba-id -r -d 'Check that the number is in this account'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command deregister' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l pin-file -r -d 'Read the PIN from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l draw-pin -d 'Draw a new PIN at random and keep it in the PIN store (not together with a given PIN)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l yes -d 'Answer yes to the question that is asked before a number is deregistered or a drawn PIN replaces another'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command set-pin' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l method -xa 'SMS VOICE' -d 'Get the code by SMS or by a call'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l language -r -d 'Get the code in this language'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command request-code' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l code-file -r -d 'Read the verification code from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command verify-code' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l yes -d 'Answer yes to the question that is asked before a number is deregistered or a drawn PIN replaces another'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l pin-file -r -d 'Read the PIN from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l code-file -r -d 'Read the verification code from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l no-code -d 'Request no code and ask for none: a number that needs one is left as it is'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l method -xa 'SMS VOICE' -d 'Get the code by SMS or by a call'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l language -r -d 'Get the code in this language'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l waba-id -r -d 'Check that the number is in this account'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command change-region' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l backup-file -r -d 'Read the backup of the On-Premises API from this file (- for all of standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l backup-password-file -r -d 'Read the backup\'s password from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l pin-file -r -d 'Read the PIN from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l code-file -r -d 'Read the verification code from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l no-code -d 'Request no code and ask for none: a number that needs one is left as it is'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l method -xa 'SMS VOICE' -d 'Get the code by SMS or by a call'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l language -r -d 'Get the code in this language'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l region -r -d 'Store the number\'s data in this region: DE, BR, IN, ..'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l waba-id -r -d 'Check that the number is in this account, and subscribe the token\'s app to the account'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l test-to -r -d 'Send a test message to this number'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l test-body -r -d 'Say this in the test message'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l force -d 'Send even if the journal has no attempt left or the number looks as if it would be refused'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command migrate' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command budget' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command attempts' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command reconcile' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command pin' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command pin' -l pin-store -r -d 'Look for the PIN in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command pin' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command pin' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l waba-id -r -d 'Look at this account as well'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command token' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l waba-id -r -d 'The WhatsApp Business account\'s id'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command subscribe' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l dry-run -d 'Say what would be done, and send only reads'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command send' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l workflow -xa 'setup_number release_number change_region preflight' -d 'The workflow of run, push and work'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l waba-id -r -d 'Take all numbers of this account instead of a file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l results -r -d 'Keep the results of run in this file; the next run leaves out what is done by it (default: the file of numbers and .results.jsonl)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l concurrency -r -d 'Work on this many numbers at once (default 8)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l canary -r -d 'Do this many numbers first, one after the other, and the rest only if they succeed (default 1)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l request-codes -d 'Request a code for each number that needs one'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l codes -r -d 'Go on with the codes in this CSV file: phone_number_id,code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l queue -r -d 'The name of the queue in the Redis of --redis'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l region -r -d 'Store the data of all numbers in this region'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l yes -d 'Answer yes to the question that is asked before a number is deregistered or a drawn PIN replaces another'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l pin-store -r -d 'Keep PINs in this file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l no-pin-store -d 'Keep no PIN'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l journal -r -d 'Keep the journal of attempts in this SQLite file'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l redis -r -d 'Keep the journal and the PINs in this Redis, which several machines can share: redis://HOST:PORT or unix:///PATH; a password comes from REDIS_PASSWORD'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l no-journal -d 'Count nothing: nothing stops the eleventh attempt, nor a second code'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -s n -l phone-number-id -r -d 'The phone number\'s id, not the number itself'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l token-file -r -d 'Read the access token from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l api-version -r -d 'Use this version of the Graph API, such as v25.0'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l base-url -r -d 'Use this server instead of graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l ca-file -r -d 'Trust the authorities in this file instead of the system\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l proxy -r -d 'Use this proxy instead of the environment\'s'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -l timeout -r -d 'Give up a call after this time'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -l signature -r -d 'What the header X-Hub-Signature-256 says: sha256=..'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -l app-secret-file -r -d 'Read the app secret, which signs each request, from this file (- for standard input)'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command explain' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command explain' -l json -d 'Print one JSON document per line, and nothing else'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command explain' -l verbose -d 'Say on standard error what is sent and what comes back, without any secret'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command explain' -l step -xa 'preflight request_code verify_code two_step setup_two_step local_storage set_local_storage register confirm deregister phone_number phone_numbers subscribe_app test_message send_text' -d 'Explain the error of this step or operation: a code can mean different things at different steps'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command explain' -l text -r -d 'Take this text of the server\'s into account: its message, details, title and message for users'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -s h -l help -d 'Show this help message and exit'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l host -r -d 'Address to listen on'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l port -r -d 'Port of the Graph API; 0 takes any free one'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l control-port -r -d 'Port of the control API'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l ca-dir -r -d 'The folder for ca.pem; a new private one if not given'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l host-name -r -d 'A name that the certificate is good for, besides localhost: graph.facebook.com'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l set -r -d 'An option of the model: shared_limit=false'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l no-control -d 'Do not serve the control API'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l no-tls -d 'Serve plain HTTP'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l show-codes -d 'Show verification codes as an SMS would'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command simulate' -l quiet -d 'Do not log requests'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command completion' -s h -l help -d 'Show this help message and exit'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command version' -s h -l help -d 'Show this help message and exit'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command help' -s h -l help -d 'Show this help message and exit'

complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command pin' -xa 'show' -d 'show'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command fleet' -xa 'plan run report push work' -d 'plan, run, report, push or work'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command webhook' -xa 'verify' -d 'verify'
complete -c whatsapp-registration -n '__fish_whatsapp-registration_seen_command completion' -xa 'bash fish zsh' -d 'bash, fish or zsh'
