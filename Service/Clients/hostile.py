#!/usr/bin/env python3
"""Requests that no honest client sends, against a service of its own, on loopback.

    Service/Clients/hostile.py [--service FILE] [--models DIR]

After each of them an honest request must be answered within ten seconds, on a busy machine too. At the end the process must
still be there, with no more than 50 MB beside the most that it held at honest work. Standard library only; exits with 1 when
a check fails.
"""

import argparse
import base64
import json
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 30
HONEST_SECONDS = 10.0
BODY_SECONDS = 1
IDLE_SECONDS = 2
CONNECTIONS = 512
IDLE_CONNECTIONS = 2000
GROWTH_MEGABYTES = 50
LARGE_BYTES = 7_000_000
LARGE_COUNT = 4
ANSWER_SECONDS = 8.0
JSON_FIELDS = 100_000
# No key is asked for; the porn scene alone starts fast.
CONFIGURATION = f"""\
limits: {{bodySeconds: {BODY_SECONDS}, idleSeconds: {IDLE_SECONDS}, connections: {CONNECTIONS}}}
policies: policies
"""
POLICY = "scenes: [porn]\n"


def picture(side: int = 64) -> bytes:
    """A grey ramp, PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + bytes((x * 3 + y) % 256 for x in range(side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


CONTENT = base64.b64encode(picture()).decode()


@dataclass
class Answer:
    status: int
    head: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of an error, in whichever of the two interfaces."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return ""
        error = value.get("Response", value).get("Error", value.get("error", {}))
        return (error.get("Code") or error.get("code") or "") if isinstance(error, dict) else str(error)


def answers(raw: bytes) -> list[Answer]:
    """Reads answers one after another; what is none ends the list."""
    found = []
    while match := re.match(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n(.*?)\r\n\r\n", raw, re.S):
        head = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in match[2].decode("latin-1").split("\r\n"))
        }
        raw = raw[match.end() :]
        length = int(head.get("content-length", 0)) if int(match[1]) >= 200 else 0
        found.append(Answer(int(match[1]), head, raw[:length]))
        raw = raw[length:]
    return found


def ims(members: dict | bytes | str, *fields: str, length: str | None = None) -> bytes:
    """A call of IMS."""
    body = members if isinstance(members, bytes) else (members if isinstance(members, str) else json.dumps(members)).encode()
    head = [
        "POST / HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "X-TC-Action: ImageModeration",
        "X-TC-Version: 2020-12-29", f"Content-Length: {len(body) if length is None else length}", *fields,
    ]  # fmt: skip
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def native(body: bytes, *fields: str, kind: str = "application/json", path: str = "/v1/moderations") -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


HONEST = ims({"FileContent": CONTENT, "DataId": "honest"})


class Service:
    """The service under test."""

    def __init__(self, program: Path, models: Path, work: Path):
        (work / "policies").mkdir()
        (work / "policies/default.yaml").write_text(POLICY)
        (work / "service.yaml").write_text(CONFIGURATION)
        self.log = work / "service.log"
        command = [
            str(program), "serve", "--config", str(work / "service.yaml"), "--port", "0", "--no-auth",
            "--models", str(models), "--log-level", "debug",
        ]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(rb"^moderate: listening on http://127\.0\.0\.1:(\d+)/$", self.log.read_bytes(), re.M):
                self.port = int(found[1])
                return
            time.sleep(0.05)
        self.process.kill()
        raise SystemExit(f"clients: the service did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def connect(self) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout=ANSWER_SECONDS)

    def megabytes(self, peak: bool = False) -> float:
        """What it holds of memory, or the most that it ever held."""
        found = re.search(rf"^{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text(), re.M)
        return int(found[1]) / 1024

    def files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def send(self, raw: bytes, ends: bool = True, expected: int = 1) -> tuple[list[Answer], bool, float]:
        """Sends bytes and reads answers until the connection ends or enough have come.

        Whether the service closed the connection, and how long it all took, come along.
        """
        began = time.monotonic()
        got, closed = b"", False
        with self.connect() as line:
            try:
                line.sendall(raw)
            except OSError:
                pass  # Closed before all was taken: its answer is there to read.
            while time.monotonic() - began < ANSWER_SECONDS:
                try:
                    piece = line.recv(1 << 16)
                except TimeoutError:
                    break
                except OSError:
                    closed = True
                    break
                if not piece:
                    closed = True
                    break
                got += piece
                found = [answer for answer in answers(got) if answer.status >= 200]
                if not ends and len(found) >= expected and len(found[-1].body) == int(found[-1].head["content-length"]):
                    break
        return answers(got), closed, time.monotonic() - began


class Checks:
    """Counts checks; a failed one says what was expected and what came."""

    def __init__(self, service: Service):
        self.service, self.count, self.failures = service, 0, []

    def true(self, what: str, holds: bool, got):
        self.count += 1
        if not holds:
            self.failures.append(f"{what}: got {str(got)[:600]}")
            print(f"clients: hostile: {self.failures[-1]}", file=sys.stderr)

    def honest(self, after: str):
        """An honest request is answered, and in time."""
        try:
            found, _, seconds = self.service.send(HONEST, ends=False)
        except OSError as error:
            found, seconds = [], repr(error)
        good = len(found) == 1 and found[0].status == 200 and b'"Suggestion":"Pass"' in found[0].body
        self.true(f"an honest request after: {after}", good and seconds < HONEST_SECONDS, (seconds, found))
        self.true(f"the process is there after: {after}", self.service.process.poll() is None, self.service.process.poll())

    def refused(self, what: str, raw: bytes, statuses: set[int] | None = None, code: str | None = None, closes: bool = True):
        """No answer but the end, or one that is a refusal; never a verdict, and never a wait without end."""
        try:
            found, closed, seconds = self.service.send(raw, ends=closes)
        except OSError as error:
            self.true(what, False, repr(error))
            return
        told = [(answer.status, answer.code) for answer in found]
        if code is not None:
            good = bool(found) and found[-1].code == code
        elif statuses is not None:
            good = bool(found) and found[-1].status in statuses
        else:
            # Tencent's errors travel in a 200.
            good = not found or found[-1].status >= 400 or found[-1].code != ""
        verdict = any(b'"Suggestion":' in answer.body or b'"suggestion":' in answer.body for answer in found)
        self.true(what, good and not verdict, (told, found[-1:]))
        self.true(f"{what}: its end", (closed or not closes) and seconds < ANSWER_SECONDS, (closed, seconds))
        self.honest(what)


def request_lines(checks: Checks):
    host = b"\r\nHost: 127.0.0.1\r\n\r\n"
    for what, raw in {
        "nothing but line ends": b"\r\n\r\n\r\n",
        "an unknown version": b"GET / HTTP/9.9" + host,
        "a request line of two words": b"GET /healthz" + host,
        "a method of lower case and signs": b"g@t / HTTP/1.1" + host,
        "a request line of binary": bytes(range(1, 256)) + b"\r\n\r\n",
        "a blank in the path": b"GET /a b HTTP/1.1" + host,
        "a NUL in the path": b"GET /\0 HTTP/1.1" + host,
        "a line end alone before the fields": b"GET /healthz\rHTTP/1.1" + host,
        "HTTP/0.9": b"GET /healthz\r\n",
        "a field without a colon": b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nnocolon\r\n\r\n",
        "a field name with a blank": b"GET /nothing HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        "a folded field": b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n c\r\n\r\n",
        "a NUL in a field": b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\0c\r\n\r\n",
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
        "a TLS hello": bytes.fromhex("16030100a5010000a10303") + bytes(32) + b"\x20" + bytes(120),
    }.items():
        checks.refused(what, raw)


def heads(checks: Checks):
    fields = [f"X-Field-{index}: {index}" for index in range(101)]
    checks.refused("101 fields", native(b"{}", *fields))
    checks.refused("a field of 70 kB", native(b"{}", "X-Long: " + "a" * 70_000))
    checks.refused("a head of 70 kB", native(b"{}", *[f"X-{index}: " + "a" * 1000 for index in range(70)]))
    checks.refused("a path of 70 kB", native(b"{}", path="/" + "a" * 70_000))
    checks.refused("a query of 40 kB", b"GET /?Action=" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", code="RequestSizeLimitExceeded", closes=False)
    found, _, _ = checks.service.send(ims({"FileContent": CONTENT}, *fields[:80]), ends=False)
    checks.true("80 fields are allowed", found and b'"Suggestion":"Pass"' in found[0].body, found)


def lengths(checks: Checks):
    twice = ims({"FileContent": CONTENT}, "Content-Length: 5")
    checks.refused("two lengths that differ", twice)
    for length in ["-1", "+5", "5, 6", "0x10", "", " ", "1e3", "９", "99999999999999999999999999"]:
        checks.refused(f"the length {length!r}", ims("{}", length=length))
    checks.refused("the largest length there is", ims("{}", length=str(2**63 - 1)), code="RequestSizeLimitExceeded")
    checks.refused("a length of 11 MB, of which nothing comes", ims("", length="11000000"), code="RequestSizeLimitExceeded")
    checks.refused("a length of 100 MB for our own interface", native(b"").replace(b"Length: 0", b"Length: 104857600"), {413})
    checks.refused("a body shorter than its length", ims("{}", length="4000"))
    chunked = "Transfer-Encoding: chunked"
    plain = ims("", chunked).replace(b"Content-Length: 0\r\n", b"")
    checks.refused("chunked with a length", ims("2\r\n{}\r\n0\r\n\r\n", chunked))
    for what, body in {
        "a chunk longer than it says": b"1\r\n{}\r\n0\r\n\r\n", "a chunk shorter than it says": b"9\r\n{}\r\n0\r\n\r\n",
        "a chunk of no number": b"zz\r\n{}\r\n0\r\n\r\n", "a chunk of a negative number": b"-2\r\n{}\r\n0\r\n\r\n",
        "a chunk of 2^64": b"10000000000000002\r\n{}\r\n0\r\n\r\n", "chunks without an end": b"2\r\n{}\r\n",
    }.items():  # fmt: skip
        checks.refused(what, plain + body)
    checks.refused("chunks of 11 MB", plain + b"100000\r\n" + (b" " * 0x100000 + b"\r\n100000\r\n") * 11, code="RequestSizeLimitExceeded")
    checks.refused("an encoding that nobody has", plain.replace(b"chunked", b"gzip") + b"{}")
    checks.refused("chunked, then gzip", plain.replace(b"chunked", b"chunked, gzip") + b"2\r\n{}\r\n0\r\n\r\n")
    checks.refused("an encoding hidden by a blank", plain.replace(b"Transfer-Encoding: chunked", b"Transfer-Encoding : chunked") + b"2\r\n{}\r\n0\r\n\r\n")
    body = json.dumps({"FileContent": CONTENT}).encode()
    found, _, _ = checks.service.send(plain + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n", ends=False)
    checks.true("honest chunks are read", found and b'"Suggestion":"Pass"' in found[0].body, found)


def slow(checks: Checks):
    """Heads and bodies that come byte by byte end; so do connections on which nothing comes."""

    def drip(what: str, start: bytes, seconds: float):
        began, closed, got = time.monotonic(), False, b""
        with checks.service.connect() as line:
            line.sendall(start)
            line.settimeout(0.1)
            while not closed and time.monotonic() - began < seconds + 4:
                try:
                    line.sendall(b"a")
                    piece = line.recv(4096)
                    closed, got = not piece, got + piece
                except TimeoutError:
                    pass
                except OSError:
                    closed = True
        told = [(answer.status, answer.code) for answer in answers(got)]
        checks.true(f"{what} ends", closed and time.monotonic() - began < seconds + 4, (closed, time.monotonic() - began))
        checks.true(f"{what} has no verdict", b"Suggestion" not in got, told)
        checks.honest(what)

    drip("a body that drips", ims("", length="4000"), BODY_SECONDS + 1)
    drip("a head that drips", b"GET /healthz HTTP/1.1\r\nX-A: ", IDLE_SECONDS + 2)
    began = time.monotonic()
    with checks.service.connect() as line:
        ended = line.recv(1) == b""
    checks.true("a connection without a word ends", ended and time.monotonic() - began < IDLE_SECONDS + 2, time.monotonic() - began)


def order(checks: Checks):
    """Requests of one connection are answered in order; one that is cut does not touch the next."""
    pair = ims({"FileContent": CONTENT, "DataId": "first"}) + ims({"FileContent": CONTENT, "DataId": "second"})
    found, _, _ = checks.service.send(pair, ends=False, expected=2)
    ids = [json.loads(answer.body)["Response"].get("DataId") for answer in found]
    checks.true("two requests in one piece are answered in order", ids == ["first", "second"], found)
    many = b"".join(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" for _ in range(500))
    found, _, _ = checks.service.send(many, ends=False, expected=500)
    checks.true("500 requests in one piece are answered", [a.status for a in found] == [200] * 500, len(found))
    bad = ims({"FileContent": CONTENT, "DataId": "a b"}) + ims({"FileContent": CONTENT, "DataId": "after"})
    found, _, _ = checks.service.send(bad, ends=False, expected=2)
    checks.true("a refused request leaves the next alone", [a.code for a in found] == ["InvalidParameterValue.InvalidDataId", ""], found)
    smuggled = ims("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    found, _, _ = checks.service.send(smuggled, ends=False)
    checks.true("a request in a body is a body", [a.code for a in found] == ["InvalidParameter"], found)
    for cut in (1, 10, 40, 100, len(HONEST) - 1):
        with checks.service.connect() as line:
            line.sendall(HONEST[:cut])
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    checks.honest("requests that were cut and reset")
    for cut in (1, 100, len(HONEST) - 1):
        with checks.service.connect() as line:
            line.sendall(HONEST[:cut])
            line.shutdown(socket.SHUT_WR)
            got = line.recv(1 << 16)
        checks.true(f"a request that ends after {cut} bytes has no verdict", b"Suggestion" not in got, got)
    checks.honest("requests that ended")


def bodies(checks: Checks):
    fields = "{" + ",".join(f'"k{index}":1' for index in range(JSON_FIELDS)) + "}"
    deep = '{"User":' + "[" * JSON_FIELDS + "]" * JSON_FIELDS + "}"
    objects = '{"a":' * JSON_FIELDS + "1" + "}" * JSON_FIELDS
    for what, body in {
        f"{JSON_FIELDS} fields": fields, f"lists {JSON_FIELDS} deep": deep, f"objects {JSON_FIELDS} deep": objects,
        "a name twice": '{"DataId":"a","DataId":"b"}', "a name twice, once by escapes": '{"DataId":"a","\\u0044ataId":"b"}',
        "two values": "{}{}", "a comma too many": '{"DataId":"a",}', "a comment": "{/* */}", "no JSON": "<xml/>",
        "no body": "", "NaN": '{"Interval":NaN}', "a number too large": '{"Interval":1e999}', "a lone quote": '"',
        "a text that does not end": '{"DataId":"a', "a mark of order": "\ufeff{}", "UTF-16": "{}".encode("utf-16-le"),
        "bytes that are not UTF-8": b'{"DataId":"\xff\xfe"}', "half a surrogate": '{"DataId":"\\ud800"}',
        "a control character": '{"DataId":"a\nb"}', "keys in capitals": '{"FILECONTENT":"aaaa"}',
    }.items():  # fmt: skip
        raw = ims(body)
        checks.refused(what, raw, {200}, closes=False)
        found, _, _ = checks.service.send(raw, ends=False)
        checks.true(f"{what}: a documented code", found and re.fullmatch(r"InvalidParameter(Value\.\w+)?|UnknownParameter", found[0].code), found)
        text = body if isinstance(body, bytes) else body.encode()
        checks.refused(f"{what}, our own interface", native(text), {400}, closes=False)
    for kind in ["text/plain", "application/xml", "application/json-patch", "multipart/form-data", "image", "", ";", "application/octet-stream\t"]:
        raw = ims({"FileContent": CONTENT}).replace(b"application/json", kind.encode())
        found, _, _ = checks.service.send(raw, ends=False)
        checks.true(f"the content type {kind!r}", found and found[0].code and b"Suggestion" not in found[0].body, found)
    checks.refused("a form without an end", native(b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n", kind="multipart/form-data; boundary=x"), {400}, closes=False)
    checks.refused("a form of a thousand parts", native(b"--x\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\na\r\n" * 1000 + b"--x--", kind="multipart/form-data; boundary=x"), {400}, closes=False)
    many = json.dumps({"images": [{"base64": CONTENT}] * 17}).encode()
    checks.refused("17 pictures", native(many), {400}, closes=False)
    bomb = picture(16)[:16] + struct.pack(">II", 60_000, 60_000) + picture(16)[24:]
    checks.refused("a picture that says it is 60000 pixels wide", ims({"FileContent": base64.b64encode(bomb).decode()}), code="InvalidParameterValue.InvalidImageContent", closes=False)


def ids(checks: Checks):
    for text in [
        "a\0b", "ａｂｃ", "a\u0301", "\u202eabc", "a\u200bb", "a b", "a\r\nX-Injected: 1", "%0d%0aX: 1", "١٢٣", "a" * 65,
        "é" * 64, "\U0001f600", "a'b", 'a"b', "a\\b", "<a>", "../a", "",
    ]:  # fmt: skip
        found, _, _ = checks.service.send(ims({"FileContent": CONTENT, "DataId": text}), ends=False)
        code = "" if text == "" else "InvalidParameterValue.InvalidDataId"
        checks.true(f"the DataId {text[:20]!r}", found and found[0].code == code, found)
        checks.true(f"the DataId {text[:20]!r} leaves no field", not found or "x-injected" not in found[0].head, found)
        body = json.dumps({"image": {"base64": CONTENT, "id": text or "x"}}).encode()
        found, _, _ = checks.service.send(native(body), ends=False)
        source = json.loads(found[0].body)["results"][0]["source"] if found and found[0].status == 200 else None
        checks.true(f"the id {text[:20]!r} comes back as it was", source == (text or "x"), found)
    for name in ["Interval", "MaxFrames"]:
        for value in [-1, 2**63, -(2**63), 1.5, "5", [], {}, True]:
            found, _, _ = checks.service.send(ims({"FileContent": CONTENT, name: value}), ends=False)
            checks.true(f"{name} {value!r}", found and found[0].code.startswith("InvalidParameter"), found)
    checks.honest("ids")


def paths(checks: Checks):
    for path in [
        "//", "/%2e", "/%2e%2e/metrics", "/../metrics", "/./healthz", "/healthz/", "/HEALTHZ", "/metrics%00", "//metrics",
        "/v1/moderations/", "/v1//moderations", "/v1/%6doderations", "/v1/moderations;a=b", "/;/", "/favicon.ico",
    ]:  # fmt: skip
        raw = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        checks.refused(f"the path {path}", raw, {404, 405}, closes=False)
    found, _, _ = checks.service.send(b"GET http://127.0.0.1/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", ends=False)
    checks.true("an absolute target is the path", [a.status for a in found] == [200], found)
    for target in ["http://elsewhere.example/", "http://a.example//healthz", "*", "127.0.0.1:80", "http://[::1"]:
        raw = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        checks.refused(f"the target {target}", raw, closes=False)
    for method in ["TRACE", "CONNECT", "OPTIONS", "DELETE", "PUT", "PATCH", "PROPFIND"]:
        raw = f"{method} /v1/moderations HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        checks.refused(f"the method {method}", raw, closes=False)
        raw = f"{method} /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        checks.refused(f"the method {method} of a page", raw, closes=False)
    with checks.service.connect() as line:
        line.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        got = b"".join(iter(lambda: line.recv(4096), b""))
    checks.true("HEAD has no body", len(re.findall(rb"HTTP/1\.1 200", got)) == 2 and got.count(b'"status"') == 1, got)
    found, closed, _ = checks.service.send(b"GET /healthz HTTP/1.0\r\n\r\n")
    checks.true("HTTP/1.0 is answered and closed", closed and [a.status for a in found] == [200], (closed, found))
    found, _, _ = checks.service.send(HONEST.replace(b"HTTP/1.1", b"HTTP/1.0"))
    checks.true("a picture by HTTP/1.0", found and b'"Suggestion":"Pass"' in found[0].body, found)
    twice = HONEST.replace(b"X-TC-Version:", b"X-TC-Action: DetectLabel\r\nX-TC-Version:")
    found, _, _ = checks.service.send(twice, ends=False)
    checks.true("an action named twice is not two", found and found[0].status == 200, found)


def crowds(checks: Checks):
    """Connections on which nothing is said: bounded, and gone after a while."""
    before = checks.service.files()
    lines = []
    for _ in range(IDLE_CONNECTIONS):
        line = socket.socket()
        line.setblocking(False)
        line.connect_ex((HOST, checks.service.port))
        lines.append(line)
    time.sleep(0.5)
    held = checks.service.files() - before
    checks.true(f"of {IDLE_CONNECTIONS} connections at most {CONNECTIONS} are taken at a time", held <= CONNECTIONS + 8, held)
    for line in lines:
        line.close()
    deadline = time.monotonic() + 2 * IDLE_SECONDS + 4
    while checks.service.files() > before + 8 and time.monotonic() < deadline:
        time.sleep(0.1)
    checks.true("they are given back", checks.service.files() <= before + 8, checks.service.files() - before)
    checks.honest(f"{IDLE_CONNECTIONS} idle connections")
    # Honest callers among a crowd that drips.
    lines = [checks.service.connect() for _ in range(CONNECTIONS // 2)]
    for line in lines:
        line.sendall(ims("", length="4000"))
    checks.honest(f"beside {len(lines)} bodies that do not come")
    for line in lines:
        line.close()
    # Bodies that are large and not what they say, from many at a time.
    rotten = ims(b'{"FileContent":"' + b"A" * 3_000_000)

    def send():
        try:
            checks.service.send(rotten, ends=False)
        except OSError:
            pass

    threads = [threading.Thread(target=send) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    checks.honest("24 large bodies at a time")


def at_work(checks: Checks):
    """Honest pictures of the largest kind, from several callers at a time: the heap is as large as at usual work."""
    pad = struct.pack(">I", LARGE_BYTES) + b"paDd" + bytes(LARGE_BYTES) + struct.pack(">I", zlib.crc32(b"paDd" + bytes(LARGE_BYTES)))
    large = ims({"FileContent": base64.b64encode(picture()[:33] + pad + picture()[33:]).decode()})
    passed = []

    def send():
        found, _, _ = checks.service.send(large, ends=False)
        passed.append(bool(found) and b'"Suggestion":"Pass"' in found[0].body)

    for _ in range(2):
        threads = [threading.Thread(target=send) for _ in range(LARGE_COUNT)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    checks.true("large honest pictures pass", passed == [True] * 2 * LARGE_COUNT, passed)


def newest() -> Path:
    built = [ROOT / f"Service/.build/{kind}/moderation-service" for kind in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        raise SystemExit("clients: not built: moderation-service")
    return max(built, key=lambda path: path.stat().st_mtime)


def main() -> int:
    told = json.loads(Path(os.environ["CLIENTS_CONTEXT"]).read_text()) if "CLIENTS_CONTEXT" in os.environ else {}
    models = told["moderate"][told["moderate"].index("--models") + 1] if told else None
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--service", type=Path, help="moderation-service; else the newest that is built")
    parser.add_argument("--models", type=Path, default=models or os.environ.get("IMAGE_MODERATION_MODELS") or ROOT / ".models")
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    with tempfile.TemporaryDirectory(prefix="hostile-") as work:
        service = Service((options.service or newest()).absolute(), options.models.absolute(), Path(work))
        checks = Checks(service)
        try:
            at_work(checks)
            checks.honest("the start")
            before = service.megabytes(peak=True)
            for part in (request_lines, heads, lengths, slow, order, bodies, ids, paths, crowds):
                began = time.monotonic()
                part(checks)
                print(f"clients: hostile {part.__name__} ({time.monotonic() - began:.1f} s, {service.megabytes() - before:+.1f} MB)", file=sys.stderr)
            growth = service.megabytes() - before
            checks.true(f"at most {GROWTH_MEGABYTES} MB beside the memory of honest work", growth <= GROWTH_MEGABYTES, f"{growth:.1f} MB")
            print(f"clients: hostile: memory {before:.0f} MB and {growth:+.1f} MB", file=sys.stderr)
        finally:
            ended = service.process.poll()
            service.process.send_signal(signal.SIGTERM)
            try:
                status = service.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                service.process.kill()
                status = service.process.wait()
        checks.true("it ends at SIGTERM with status 0", ended is None and status == 0, (ended, status))
        log = service.log.read_text(errors="replace")
        lines = [line for line in log.splitlines() if line.startswith("{")]
        broken = [line for line in lines if not isinstance(json.loads(line), dict)]
        checks.true("each line of its log is an object", lines and not broken, broken[:3])
        checks.true("its log holds no picture", CONTENT[:200] not in log, "a picture")
    if told:
        Path(told["report"]).write_text(json.dumps({"count": checks.count, "failures": checks.failures}))
    print(f"clients: hostile {checks.count} checks" + (f", {len(checks.failures)} FAILED" if checks.failures else ""))
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
