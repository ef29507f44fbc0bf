"""Makes the calls that come in on stdin, one a line, all at once; see ../driver.ts for the lines."""

import sys
from base64 import b64decode, b64encode
from os import _exit
from threading import Lock, Thread

printing = Lock()


def with_urllib(method, url, headers, body):
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        response = urlopen(Request(url, data=body, headers=headers, method=method))
    except HTTPError as error:
        response = error
    return response.status, response.headers, response.read()


def with_requests(method, url, headers, body):
    import requests

    response = requests.request(method, url, data=body, headers=headers)
    return response.status_code, response.headers, response.content


libraries = {"urllib": with_urllib, "requests": with_requests}


def serve(line):
    number, variant, method, url, headers, body = line.rstrip("\n").split("\t")
    pairs = b64decode(headers).decode().split("\n")
    given = dict(pair.split(": ", 1) for pair in pairs if pair)
    try:
        status, shown, content = libraries[variant](
            method, url, given, b64decode(body) if body else None
        )
        shown = "\n".join(f"{name}: {value}" for name, value in shown.items())
    except Exception as error:
        status, shown, content = 0, "", repr(error).encode()
    fields = (str(status), b64encode(shown.encode()).decode(), b64encode(content).decode())
    with printing:
        print(number, *fields, sep="\t", flush=True)


for line in sys.stdin:
    Thread(target=serve, args=(line,)).start()
_exit(0)
