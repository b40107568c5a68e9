_whatsapp-registration() {
    local IFS=$' \t\n'
    local args cur prev cmd opts arg
    args=("${COMP_WORDS[@]}")
    cur="${COMP_WORDS[COMP_CWORD]}"
    prev="${COMP_WORDS[COMP_CWORD-1]}"
    opts="-h --help --version"

    args=("${args[@]:1}")
    for arg in "${args[@]}"; do
        case "$arg" in
            setup)
                cmd="setup"
                opts="$opts -h --help --json --verbose --dry-run --pin-file --pin-store --no-pin-store --draw-pin --yes --code-file --no-code --method --language --region --waba-id --test-to --test-body --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            doctor)
                cmd="doctor"
                opts="$opts -h --help --json --verbose --waba-id --journal --redis --no-journal --pin-store --no-pin-store -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            status)
                cmd="status"
                opts="$opts -h --help --json --verbose --waba-id --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            numbers)
                cmd="numbers"
                opts="$opts -h --help --json --verbose --filter --waba-id --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            preflight)
                cmd="preflight"
                opts="$opts -h --help --json --verbose --waba-id -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            register)
                cmd="register"
                opts="$opts -h --help --json --verbose --dry-run --pin-file --pin-store --no-pin-store --region --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            deregister)
                cmd="deregister"
                opts="$opts -h --help --json --verbose --dry-run --yes --waba-id --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            set-pin)
                cmd="set-pin"
                opts="$opts -h --help --json --verbose --dry-run --pin-file --pin-store --no-pin-store --draw-pin --yes --redis -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            request-code)
                cmd="request-code"
                opts="$opts -h --help --json --verbose --dry-run --method --language --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            verify-code)
                cmd="verify-code"
                opts="$opts -h --help --json --verbose --dry-run --code-file --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            change-region)
                cmd="change-region"
                opts="$opts -h --help --json --verbose --dry-run --yes --pin-file --pin-store --no-pin-store --code-file --no-code --method --language --waba-id --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            migrate)
                cmd="migrate"
                opts="$opts -h --help --json --verbose --dry-run --backup-file --backup-password-file --pin-file --pin-store --no-pin-store --code-file --no-code --method --language --region --waba-id --test-to --test-body --force --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            budget)
                cmd="budget"
                opts="$opts -h --help --json --verbose --journal --redis --no-journal -n --phone-number-id"
                break
                ;;
            attempts)
                cmd="attempts"
                opts="$opts -h --help --json --verbose --journal --redis --no-journal -n --phone-number-id"
                break
                ;;
            reconcile)
                cmd="reconcile"
                opts="$opts -h --help --json --verbose --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            pin)
                cmd="pin"
                opts="$opts -h --help --pin-store --redis -n --phone-number-id"
                break
                ;;
            token)
                cmd="token"
                opts="$opts -h --help --json --verbose --waba-id -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            subscribe)
                cmd="subscribe"
                opts="$opts -h --help --json --verbose --dry-run --waba-id -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            send)
                cmd="send"
                opts="$opts -h --help --json --verbose --dry-run -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            fleet)
                cmd="fleet"
                opts="$opts -h --help --json --verbose --workflow --waba-id --results --concurrency --canary --request-codes --codes --queue --region --yes --pin-store --no-pin-store --journal --redis --no-journal -n --phone-number-id --token-file --app-secret-file --api-version --base-url --ca-file --proxy --timeout"
                break
                ;;
            webhook)
                cmd="webhook"
                opts="$opts -h --help --json --verbose --signature --app-secret-file"
                break
                ;;
            explain)
                cmd="explain"
                opts="$opts -h --help --json --verbose --step --text"
                break
                ;;
            simulate)
                cmd="simulate"
                opts="$opts -h --help --host --port --control-port --ca-dir --host-name --set --no-control --no-tls --show-codes --quiet"
                break
                ;;
            completion)
                cmd="completion"
                opts="$opts -h --help"
                break
                ;;
            version)
                cmd="version"
                opts="$opts -h --help"
                break
                ;;
            help)
                cmd="help"
                opts="$opts -h --help"
                break
                ;;
        esac
    done

    case "$cmd" in
        '')
            COMPREPLY=($(compgen -W "setup doctor status numbers preflight register deregister set-pin request-code verify-code change-region migrate budget attempts reconcile pin token subscribe send fleet webhook explain simulate completion version help" -- "$cur"))
            ;;
        'setup')
            case "$prev" in
                --pin-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --code-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --method)
                    COMPREPLY=($(compgen -W "SMS VOICE" -- "$cur"))
                    return 0
                    ;;
                --language)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --test-to)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --test-body)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'doctor')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'status')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'numbers')
            case "$prev" in
                --filter)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'preflight')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'register')
            case "$prev" in
                --pin-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'deregister')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'set-pin')
            case "$prev" in
                --pin-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'request-code')
            case "$prev" in
                --method)
                    COMPREPLY=($(compgen -W "SMS VOICE" -- "$cur"))
                    return 0
                    ;;
                --language)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'verify-code')
            case "$prev" in
                --code-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'change-region')
            case "$prev" in
                --pin-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --code-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --method)
                    COMPREPLY=($(compgen -W "SMS VOICE" -- "$cur"))
                    return 0
                    ;;
                --language)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'migrate')
            case "$prev" in
                --backup-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --backup-password-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --code-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --method)
                    COMPREPLY=($(compgen -W "SMS VOICE" -- "$cur"))
                    return 0
                    ;;
                --language)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --test-to)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --test-body)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'budget')
            case "$prev" in
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'attempts')
            case "$prev" in
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'reconcile')
            case "$prev" in
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'pin')
            case "$prev" in
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'token')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'subscribe')
            case "$prev" in
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'send')
            case "$prev" in
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'fleet')
            case "$prev" in
                --workflow)
                    COMPREPLY=($(compgen -W "setup_number release_number change_region preflight" -- "$cur"))
                    return 0
                    ;;
                --waba-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --results)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --concurrency)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --canary)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --codes)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --queue)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --region)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --pin-store)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --journal)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --redis)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                -n|--phone-number-id)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --token-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --api-version)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --base-url)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --proxy)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --timeout)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'webhook')
            case "$prev" in
                --signature)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --app-secret-file)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'explain')
            case "$prev" in
                --step)
                    COMPREPLY=($(compgen -W "preflight request_code verify_code two_step setup_two_step local_storage set_local_storage register confirm deregister phone_number phone_numbers subscribe_app test_message send_text" -- "$cur"))
                    return 0
                    ;;
                --text)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
        'simulate')
            case "$prev" in
                --host)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --port)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --control-port)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --ca-dir)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --host-name)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
                --set)
                    COMPREPLY=($(compgen -f -- "$cur"))
                    return 0
                    ;;
            esac

            ;;
    esac

    if [[ "$cur" = -* ]]; then
        COMPREPLY=($(compgen -W "$opts" -- "$cur"))
    fi
}

complete -F _whatsapp-registration -o bashdefault -o default whatsapp-registration

