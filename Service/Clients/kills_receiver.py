"""Where the callbacks of tasks go while the service is killed."""

import random
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads


class Receiver:
    """Where callbacks go. Refuses one in five, so that they come again, and holds each against those before it."""

    def __init__(self):
        self.seen: dict[str, int] = {}
        self.ids: dict[str, set] = {}
        # Digests of all bodies of a task, also of those that were refused: each repetition has the first one's.
        self.bodies: dict[str, set] = {}
        self.repeated = 0
        # Tasks whose callback has no verdict.
        self.unjudged: set[str] = set()
        self.lock = threading.Lock()
        chance = random.Random(5)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with receiver.lock:
                    refuses = chance.random() < 0.2
                    try:
                        value = loads(body)
                        value = value.get("Response", value)
                        name, task = value["DataId"], value["RequestId"]
                        if "Suggestion" not in value:
                            receiver.unjudged.add(name)
                    except (ValueError, KeyError, TypeError, AttributeError):
                        name, task = f"unreadable: {body[:200]!r}", ""
                    receiver.repeated += name in receiver.bodies
                    receiver.bodies.setdefault(name, set()).add(sha256(body).hexdigest())
                    if not refuses:
                        receiver.seen[name] = receiver.seen.get(name, 0) + 1
                        receiver.ids.setdefault(name, set()).add(task)
                self.send_response(500 if refuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
