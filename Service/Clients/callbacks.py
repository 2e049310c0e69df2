"""A receiver of callbacks on loopback, and the check of a callback's signature. Standard library only."""

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
WAIT_SECONDS = 60


def is_signed(head: dict, body: bytes, secret: str) -> bool:
    """What a receiver has to do: nothing but this, and to look at the age of the timestamp."""
    message = head["X-Moderation-Timestamp"].encode() + b"." + body
    expected = hmac.new(b"CALLBACK1" + secret.encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, head["X-Moderation-Signature"])


class Callback:
    """One request that came."""

    def __init__(self, path: str, head: dict, body: bytes):
        self.path, self.head, self.body = path, head, body
        self.answer = json.loads(body)
        self.id = head["X-Moderation-Task-Id"]


class Receiver:
    """Keeps what comes; answers with the status that `status` says for a callback."""

    def __init__(self, port: int = 0, status=lambda callback: 200):
        self.kept: list[Callback] = []
        self.changed = threading.Condition()
        self.status = status
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                callback = Callback(self.path, dict(self.headers), body)
                with receiver.changed:
                    receiver.kept.append(callback)
                    receiver.changed.notify_all()
                self.send_response(receiver.status(callback))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer((HOST, port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def address(self, path: str = "/done") -> str:
        return f"http://localhost:{self.port}{path}"

    def of(self, task: str, count: int = 1, seconds: float = WAIT_SECONDS) -> list[Callback]:
        """The callbacks of a task, once there are so many."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while True:
                found = [callback for callback in self.kept if callback.id == task]
                left = deadline - time.monotonic()
                if len(found) >= count or left <= 0:
                    return found
                self.changed.wait(left)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
