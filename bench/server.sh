# shellcheck shell=bash disable=SC2154 # its user sets `server`
# The server that is called: an nginx with TLS, its certificates, and what it
# answers. For bench/run.sh, which sets `server`, a folder, and then `port`.

# What Meta answers to a read of a number, and to a register it refuses
number=$(tr -d '\n' <<'JSON'
{"id":"300000000000000","display_phone_number":"+1 631-555-5555",
"verified_name":"Jaspers Market","status":"CONNECTED",
"code_verification_status":"VERIFIED","platform_type":"CLOUD_API",
"name_status":"APPROVED","account_mode":"LIVE",
"throughput":{"level":"STANDARD"},"quality_rating":"GREEN",
"is_pin_enabled":true,"is_on_biz_app":false,
"last_onboarded_time":"2025-06-09T15:57:12+0000",
"health_status":{"can_send_message":"AVAILABLE","entities":[
{"entity_type":"PHONE_NUMBER","id":"300000000000000",
"can_send_message":"AVAILABLE"},
{"entity_type":"WABA","id":"102290129340398","can_send_message":"AVAILABLE"},
{"entity_type":"BUSINESS","id":"506914307656634",
"can_send_message":"AVAILABLE"},
{"entity_type":"APP","id":"634974688087057","can_send_message":"AVAILABLE"}]}}
JSON
)
refusal=$(tr -d '\n' <<'JSON'
{"error":{"message":"(#133010) Account not registered",
"type":"OAuthException","code":133010,
"error_data":{"messaging_product":"whatsapp",
"details":"The phone number is not registered."},
"fbtrace_id":"A4n1v0o9qTKmCUrdzXGnqzM"}}
JSON
)
readonly number refusal

# An authority, and a certificate for localhost that it has signed
make_certificates() {
    local new=(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256
        -nodes -days 2)
    {
        "${new[@]}" -keyout "$server/ca.key" -out "$server/ca.pem" \
            -subj "/CN=Benchmark authority" &&
            "${new[@]}" -keyout "$server/key.pem" -out "$server/leaf.pem" \
                -CA "$server/ca.pem" -CAkey "$server/ca.key" \
                -subj /CN=localhost -addext subjectAltName=DNS:localhost \
                -addext basicConstraints=critical,CA:FALSE
    } 2>"$server/openssl.log" || fail "$(cat "$server/openssl.log")"
}

# The system's authorities and the server's, both as bundle and by hash, where
# only the programs measured will find them
make_authorities() {
    local certs=$server/certs name
    cp -a /etc/ssl/certs "$certs"
    rm -f "$certs/ca-certificates.crt"
    cat /etc/ssl/certs/ca-certificates.crt "$server/ca.pem" \
        >"$certs/ca-certificates.crt"
    name=$(openssl x509 -noout -hash -in "$server/ca.pem")
    cp "$server/ca.pem" "$certs/$name.0"
}

# in_namespace COMMAND...: sees those authorities as the system's
in_namespace() {
    local flags=(--mount)
    [[ $(id -u) == 0 ]] || flags+=(--map-root-user)
    # shellcheck disable=SC2016 # for the inner shell
    unshare "${flags[@]}" sh -c \
        'mount --bind "$0" /etc/ssl/certs && exec "$@"' "$server/certs" "$@"
}

# With headers that Graph sends, and one that shows the connection is kept.
# The limit only slows requests that are not answered by `return` at once, so
# the paced ones first find no file for them. Numbers with an id 2RRRRNNNNN
# are answered once NNNNN calls for it are there, or if none has come for two
# seconds; /late/ID says how many had to be answered so. Numbers with an id 5...
# are answered after a fifth of a second. Those with an id 6... are registered
# once they were told to; /requests counts what was sent to set them up.
write_configuration() {
    local user=
    [[ $(id -u) != 0 ]] || user="user root;"
    cat >"$server/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
$user
daemon off;
pid $server/nginx.pid;
worker_processes 1;
worker_rlimit_nofile 12000;
events {
    worker_connections 8192;
}
http {
    access_log off;
    limit_req_zone \$server_port zone=answers:1m rate=50r/s;
    lua_shared_dict held 1m;
    lua_shared_dict set_up 10m;
    client_body_temp_path $server/body;
    proxy_temp_path $server/proxy;
    fastcgi_temp_path $server/fastcgi;
    uwsgi_temp_path $server/uwsgi;
    scgi_temp_path $server/scgi;
    server {
        listen 127.0.0.1:$port ssl backlog=4096;
        ssl_certificate $server/leaf.pem;
        ssl_certificate_key $server/key.pem;
        ssl_protocols TLSv1.3;
        keepalive_requests 10000000;
        keepalive_timeout 3600s;
        default_type "application/json; charset=UTF-8";
        root /nonexistent;
        log_not_found off;
        location ~ "^/v25.0/3\\d{14}/register\$" {
            limit_req zone=answers burst=10;
            error_page 404 = @answer;
        }
        location ~ "^/v25.0/3\\d{14}\$" {
            limit_req zone=answers burst=10;
            error_page 404 = @number;
        }
        location ~ "^/v25.0/4\\d{14}/register\$" {
            limit_req zone=answers burst=10;
            error_page 404 = @refusal;
        }
        location ~ "^/v25.0/5\\d{14}/register\$" {
            content_by_lua_block {
                ngx.sleep(0.2)
                ngx.exec "@answer"
            }
        }
        location ~ "^/v25.0/(2\\d{4}0*(\\d+))/register\$" {
            content_by_lua_block {
                local held, wanted = ngx.shared.held, tonumber(ngx.var[2])
                local there = held:incr(ngx.var[1], 1, 0)
                local late = ngx.now() + 2
                while there < wanted and ngx.now() < late do
                    ngx.sleep(0.05)
                    local now = held:get(ngx.var[1])
                    late = now > there and ngx.now() + 2 or late
                    there = now
                end
                if there < wanted then
                    held:incr("late" .. ngx.var[1], 1, 0)
                end
                ngx.exec "@answer"
            }
        }
        location ~ "^/v25.0/(6\\d{14})(/register)?\$" {
            content_by_lua_block {
                local set_up, shown = ngx.shared.set_up, [==[$number]==]
                set_up:incr("requests", 1, 0)
                if ngx.req.get_method() == "POST" then
                    if ngx.var[2] == "/register" then
                        set_up:set(ngx.var[1], true)
                    end
                    return ngx.exec "@answer"
                elseif not set_up:get(ngx.var[1]) then
                    shown = shown:gsub("CONNECTED", "PENDING")
                        :gsub("CLOUD_API", "NOT_APPLICABLE")
                end
                ngx.print(shown)
            }
        }
        location ~ "^/v25.0/\\d+/subscribed_apps\$" {
            content_by_lua_block {
                ngx.shared.set_up:incr("requests", 1, 0)
                ngx.exec "@answer"
            }
        }
        location /requests {
            content_by_lua_block {
                ngx.print(ngx.shared.set_up:get "requests" or 0)
            }
        }
        location ~ "^/late/(\\d+)\$" {
            content_by_lua_block {
                ngx.print(ngx.shared.held:get("late" .. ngx.var[1]) or 0)
            }
        }
        location / {
            try_files /nonexistent @answer;
        }
        add_header facebook-api-version v25.0 always;
        add_header x-fb-trace-id BMcQs8AkDSb always;
        add_header x-app-usage
            '{"call_count":1,"total_cputime":0,"total_time":0}' always;
        add_header x-connection-requests \$connection_requests always;
        location @answer {
            return 200 '{"success":true}';
        }
        location @number {
            return 200 '$number';
        }
        location @refusal {
            return 400 '$refusal';
        }
    }
}
CONF
}

is_listening() {
    (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
    local found=$((20000 + RANDOM % 10000))
    while is_listening "$found"; do
        found=$((found + 1))
    done
    echo "$found"
}

start_server() {
    local nginx on_a_core=()
    (($(nproc) == 1)) || on_a_core=(taskset -c 0)
    nginx=$(PATH=$PATH:/usr/sbin command -v nginx)
    port=$(free_port)
    write_configuration
    "${on_a_core[@]}" "$nginx" -e "$server/error.log" \
        -c "$server/nginx.conf" &
    nginx_pid=$!
    for _ in {1..100}; do
        ! is_listening "$port" || return 0
        kill -0 "$nginx_pid" 2>/dev/null || break
        sleep 0.05
    done
    fail "nginx did not start:" "$(cat "$server/error.log")"
}

stop_server() {
    if [[ -n ${nginx_pid-} ]]; then
        kill "$nginx_pid" 2>/dev/null || true
        wait "$nginx_pid" || true
    fi
    rm -rf "$server"
}
