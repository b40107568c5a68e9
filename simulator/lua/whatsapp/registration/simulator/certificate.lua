--- A certificate authority for one run of the server, and its certificate for
-- localhost and the names that it is given. The keys stay in memory; the
-- authority's certificate goes into a file that clients can trust.
-- @module whatsapp.registration.simulator.certificate

local certificate = {}

local LIFETIME = 30 * 24 * 3600
-- For clients whose clock is slow.
local BACKDATED = 3600

local function new_key(libraries)
    return libraries["openssl.pkey"].new({ type = "EC", curve = "prime256v1" })
end

local function new_name(libraries, common_name)
    local name = libraries["openssl.x509.name"].new()
    name:add("O", "WhatsApp registration simulator")
    name:add("CN", common_name)
    return name
end

local function new_serial(libraries)
    local random = libraries["openssl.rand"].bytes(16)
    return libraries["openssl.bignum"].fromBinary(random)
end

local function new_certificate(libraries, common_name, key)
    local new = libraries["openssl.x509"].new()
    new:setVersion(3)
    new:setSerial(new_serial(libraries))
    new:setSubject(new_name(libraries, common_name))
    new:setLifetime(os.time() - BACKDATED, os.time() + LIFETIME)
    new:setPublicKey(key)
    new:setBasicConstraintsCritical(true)
    return new
end

local function new_authority(libraries)
    local key = new_key(libraries)
    local authority = new_certificate(libraries, "Simulator CA", key)
    authority:setIssuer(authority:getSubject())
    authority:setBasicConstraints({ CA = true })
    authority:sign(key, "sha256")
    return authority, key
end

local function new_server_certificate(libraries, authority, signing_key, hosts)
    local key = new_key(libraries)
    local server = new_certificate(libraries, "localhost", key)
    local names = libraries["openssl.x509.altname"].new()
    names:add("DNS", "localhost")
    for _, host in ipairs(hosts) do
        names:add("DNS", host)
    end
    names:add("IP", "127.0.0.1")
    names:add("IP", "::1")
    server:setIssuer(authority:getSubject())
    server:setSubjectAlt(names)
    server:setBasicConstraints({ CA = false })
    server:sign(signing_key, "sha256")
    return server, key
end

local PREFERRED = { "h2", "http/1.1" }

local function choose_protocol(_, offered)
    for _, protocol in ipairs(PREFERRED) do
        for _, each in ipairs(offered) do
            if each == protocol then
                return protocol
            end
        end
    end
end

--- Makes an authority and has it certify this server.
-- @tparam table libraries as libraries.load returns them
-- @tparam table hosts names to certify besides localhost
-- @return a TLS context for the server
-- @treturn string the authority's certificate in PEM
function certificate.new(libraries, hosts)
    local authority, signing_key = new_authority(libraries)
    local server, key =
        new_server_certificate(libraries, authority, signing_key, hosts)
    local context = libraries["http.tls"].new_server_context()
    context:setPrivateKey(key)
    context:setCertificate(server)
    context:setAlpnSelect(choose_protocol)
    return context, authority:tostring("PEM")
end

local function make_directory()
    local pipe = assert(io.popen("mktemp -d", "r")) -- made with mode 0700
    local directory = pipe:read("*l")
    pipe:close()
    return assert(directory, "mktemp made no directory")
end

--- Writes the authority's certificate into a file.
-- @tparam string pem
-- @tparam ?string directory the folder; by default a new private one
-- @treturn string the file's path
-- @treturn function removes what was made
function certificate.publish(pem, directory)
    local own = not directory and make_directory()
    local path = (own or directory) .. "/ca.pem"
    local file, why = io.open(path, "w")
    if not file then
        error(why, 0)
    end
    file:write(pem)
    file:close()
    return path, function()
        os.remove(path)
        if own then
            os.remove(own)
        end
    end
end

return certificate
