--- Certificates for servers on loopback, made anew in each process: an
-- elliptic-curve pair costs a millisecond, so there is nothing to keep.

local altname = require "openssl.x509.altname"
local bignum = require "openssl.bignum"
local distinguished_name = require "openssl.x509.name"
local extension = require "openssl.x509.extension"
local pkey = require "openssl.pkey"
local rand = require "openssl.rand"
local x509 = require "openssl.x509"

local certificates = {}

local DAY = 24 * 60 * 60

-- What a server can show: whom it names, when it holds, who signed it.
local KINDS = {
    good = { host = "localhost", from = -DAY, to = DAY },
    wrong_host = { host = "elsewhere.example", from = -DAY, to = DAY },
    expired = { host = "localhost", from = -2 * DAY, to = -DAY },
    unknown_ca = {
        host = "localhost", from = -DAY, to = DAY, stranger = true,
    },
}

local function name_of(text)
    local name = distinguished_name.new()
    name:add("CN", text)
    return name
end

local function new_certificate(subject, from, to)
    local key = pkey.new { type = "EC", curve = "prime256v1" }
    local certificate = x509.new()
    certificate:setVersion(3)
    -- Authorities of several processes share a name; their serials differ.
    certificate:setSerial(bignum.fromBinary(rand.bytes(15)))
    certificate:setSubject(name_of(subject))
    certificate:setPublicKey(key)
    certificate:setLifetime(os.time() + from, os.time() + to)
    return certificate, key
end

--- A certificate authority that signs itself.
function certificates.authority(name)
    local certificate, key = new_certificate(name, -3 * DAY, 3 * DAY)
    certificate:setIssuer(certificate:getSubject())
    certificate:setBasicConstraints { CA = true }
    certificate:setBasicConstraintsCritical(true)
    certificate:addExtension(
        extension.new("keyUsage", "critical,keyCertSign,cRLSign"))
    certificate:sign(key)
    return { certificate = certificate, key = key }
end

--- A server's certificate signed by `authority`.
function certificates.issue(authority, wanted)
    local certificate, key =
        new_certificate(wanted.host, wanted.from, wanted.to)
    certificate:setIssuer(authority.certificate:getSubject())
    local names = altname.new()
    names:add("DNS", wanted.host)
    if wanted.host == "localhost" then
        names:add("IP", "127.0.0.1")
        names:add("IP", "::1")
    end
    certificate:setSubjectAlt(names)
    certificate:sign(authority.key)
    return certificate, key
end

--- Everything a TLS server of one kind needs, as PEM.
-- @tparam string kind good, wrong_host, expired or unknown_ca
-- @treturn table `certificate` and `key` for the server; `authority`, which
--   its clients are to trust
function certificates.server(kind)
    local wanted = assert(KINDS[kind], "no certificate of kind " .. kind)
    local trusted = certificates.authority("Trusted by the specs")
    local signer = trusted
    if wanted.stranger then
        signer = certificates.authority("Known to nobody")
    end
    local certificate, key = certificates.issue(signer, wanted)
    return {
        certificate = certificate:toPEM(),
        key = key:toPEM("private"),
        authority = trusted.certificate:toPEM(),
    }
end

return certificates
