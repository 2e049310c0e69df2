"""Speaks moderation-stream-1 and misbehaves on order: what an image's bytes say is done. For the client's tests."""
import json
import os
import sys
import time

from moderation_stream import failure_row


def say(value: object) -> None:
    sys.stdout.buffer.write((value if isinstance(value, str) else json.dumps(value)).encode() + b"\n")
    sys.stdout.buffer.flush()


def row(key: str, text: str) -> None:
    say({**failure_row(key, "none", ""), "failure": None, "suggestion": "PASS", "reason": text[:40]})


def main() -> None:
    orders = dict(argument.split("=") for argument in sys.argv[1:])
    if "starts" in orders:  # a file that counts the starts
        with open(orders["starts"], "a") as file:
            file.write("x")
    if orders.get("begin") == "silent":
        time.sleep(3600)
    if orders.get("begin") == "other":
        return say({"ready": True, "protocol": "moderation-stream-9", "window": 4})
    if orders.get("begin") == "dead":
        sys.exit(3)
    if orders.get("begin") == "windowless":
        return say({"ready": True, "protocol": "moderation-stream-1"})
    say({"ready": True, "protocol": "moderation-stream-1", "window": int(orders.get("window", "4"))})
    count = 0
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            return say({"answered": count, "done": True})
        header = json.loads(line)
        key = header["id"]
        text = sys.stdin.buffer.read(header["bytes"]).decode() if "bytes" in header else "path " + header["path"]
        word = text.split(" ")[0]
        if word == "die":
            os._exit(7)
        elif word == "once" and not os.path.exists(text[5:]):  # dies the first time only
            open(text[5:], "w").close()
            os._exit(7)
        elif word == "slow":
            time.sleep(0.05)
            row(key, text)
        elif word == "stall":
            time.sleep(3600)
        elif word == "stop":  # as if SIGTERM had come
            if not os.path.exists(text[5:]):
                open(text[5:], "w").close()
                say(failure_row(key, "draining", "the stream ended"))
                return say({"answered": count, "done": True})
            row(key, text)
        elif word == "twice":
            row(key, text)
            row(key, text)
        elif word == "unknown":
            row("nobody", text)
        elif word == "garbage":
            say("\x00 no JSON")
        elif word == "list":
            say([1])
        elif word == "listed":  # an id and a failure of other kinds
            say({"id": [key], "failure": "text"})
        elif word == "deep":
            say("[" * 100_000)
        elif word == "bare":  # an id and no row
            say({"id": key})
        elif word == "fatal":
            return say({"fatal": {"code": "headerInvalid"}, "answered": 0})
        elif word == "mute":  # half a line, and the end
            sys.stdout.buffer.write(b'{"id":')
            sys.stdout.buffer.flush()
            os._exit(0)
        elif word == "policy":
            row(key, json.dumps([header["policy"], header["deadlineMilliseconds"]]))
        else:
            row(key, text)
        count += 1


main()
