"""pycurl: one handle for calls one after another, a multi handle for many."""

import time

before = time.process_time()
import io
import json
import pycurl
loading = time.process_time() - before

import sys

origin, ca_file, token, number = sys.argv[1:5]
multi = pycurl.CurlMulti()
handles = []


def handle():
    easy = pycurl.Curl()
    easy.setopt(pycurl.URL, "%s/v25.0/%s/register" % (origin, number))
    if ca_file != "system":
        easy.setopt(pycurl.CAINFO, ca_file)
        easy.unsetopt(pycurl.CAPATH)  # else read for each connection
    easy.setopt(pycurl.HTTPHEADER, [
        "Authorization: Bearer " + token,
        "User-Agent: whatsapp-registration/0.0",
        "Accept: application/json",
        "Content-Type: application/json",
    ])
    return easy


def prepare(easy):
    easy.answer = io.BytesIO()
    easy.setopt(pycurl.WRITEDATA, easy.answer)
    easy.setopt(pycurl.POSTFIELDS, json.dumps(
        {"messaging_product": "whatsapp", "pin": "071934"}))


def check(easy):
    assert easy.getinfo(pycurl.RESPONSE_CODE) == 200
    assert json.loads(easy.answer.getvalue())["success"] is True


def calls(count):
    if not handles:
        handles.append(handle())
    for _ in range(count):
        prepare(handles[0])
        handles[0].perform()
        check(handles[0])


def many(count, at_once):
    while len(handles) < at_once:
        handles.append(handle())
    for easy in handles[:at_once]:
        prepare(easy)
        multi.add_handle(easy)
    started, ended = at_once, 0
    while ended < count:
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        _, done, failed = multi.info_read(at_once)
        assert not failed, failed
        for easy in done:
            check(easy)
            multi.remove_handle(easy)
            if started < count:
                started += 1
                prepare(easy)
                multi.add_handle(easy)
        ended += len(done)
        if not done:
            multi.select(1.0)


for line in sys.stdin:
    words = line.split()
    before = time.process_time()
    if words[0] == "calls":
        calls(int(words[1]))
    elif words[0] == "many":
        many(int(words[1]), int(words[2]))
    spent = time.process_time() - before
    print("%.6f" % (loading if words[0] == "load" else spent), flush=True)
