#!/usr/bin/env python3
"""Kills the service in the middle of accepting, judging and calling back; no accepted task may be lost.

    Service/Clients/tasks_kill.py [--service FILE] [--models DIR] [--rounds 20] [--tasks 15] [--seed N]

Each round starts the service on the same store, makes tasks from several threads, and ends the process with SIGKILL at
a random moment. The receiver refuses every fifth callback. At last the service runs until every task that was accepted
has been called back. Callbacks that came twice are counted and allowed. Standard library only; exits with 1 when a task
was lost, or a callback came for none that was asked for.
"""

import argparse
import base64
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from callbacks import Receiver

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 120
END_SECONDS = 300
THREADS = 4


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--service", type=Path, default=ROOT / "Service/.build/debug/moderation-service")
    models = Path(os.environ.get("IMAGE_MODERATION_MODELS", ROOT / ".models"))
    parser.add_argument("--models", type=Path, default=models)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--tasks", type=int, default=15, help="the most tasks of a round")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


def small_picture() -> bytes:
    """64 by 64 pixels of noise, BMP: no library is needed to make it."""
    pixels = bytes(random.randrange(256) for _ in range(64 * 64 * 3))
    head = b"BM" + (54 + len(pixels)).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    head += (40).to_bytes(4, "little") + (64).to_bytes(4, "little") * 2 + b"\x01\x00\x18\x00" + bytes(24)
    return head + pixels


class Service:
    def __init__(self, options, work: Path, receiver: Receiver):
        self.log = work / "service.log"
        policies = work / "policies"
        policies.mkdir(exist_ok=True)
        (policies / "default.yaml").write_text("scenes: [porn]\n")
        configuration = work / "service.yaml"
        configuration.write_text(f"callbacks: {{loopbackPorts: [{receiver.port}], longestPauseSeconds: 2}}\n")
        command = [
            str(options.service), "serve", "--port", "0", "--models", str(options.models), "--no-auth", "--config",
            str(configuration), "--policies", str(policies), "--store", str(work / "service.sqlite"), "--log-level",
            "warning",
        ]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.port = self.listening()

    def listening(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(rb"listening on http://127\.0\.0\.1:(\d+)/", self.log.read_bytes())
            if found:
                return int(found[1])
            time.sleep(0.02)
        self.process.kill()
        raise SystemExit(f"tasks_kill: the service did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()


def create(port: int, receiver: Receiver, picture: str) -> str | None:
    """The id of an accepted task; nothing where no answer came."""
    body = json.dumps({"CallbackUrl": receiver.address(), "FileContent": picture, "DataId": "kill"})
    head = {
        "Content-Type": "application/json", "X-TC-Action": "CreateImageModerationAsyncTask",
        "X-TC-Version": "2020-12-29", "Authorization": "TC3-HMAC-SHA256 none",
    }  # fmt: skip
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("POST", "/", body, head)
        answer = json.loads(connection.getresponse().read())["Response"]
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return None if "Error" in answer else answer["RequestId"]


def load(service: Service, receiver: Receiver, accepted: set, asked: list, most: int, seconds: float):
    """Tasks from several threads until the process is gone."""
    over = threading.Event()
    before = len(accepted)

    def ask():
        while not over.is_set() and len(accepted) - before < most:
            asked.append(1)
            found = create(service.port, receiver, base64.b64encode(small_picture()).decode())
            if found:
                accepted.add(found)
            time.sleep(0.05)

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    service.kill()
    over.set()
    for thread in threads:
        thread.join()


def main() -> int:
    options = arguments()
    random.seed(options.seed)
    accepted, asked = set(), []
    receiver = Receiver(status=lambda callback: 500 if random.random() < 0.2 else 200)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for number in range(options.rounds):
            service = Service(options, work, receiver)
            load(service, receiver, accepted, asked, options.tasks, random.uniform(0.1, 4))
            told = {callback.id for callback in receiver.kept}
            print(
                f"tasks_kill: round {number + 1}: {len(accepted)} accepted so far, {len(accepted & told)} of them told",
                flush=True)
        service = Service(options, work, receiver)
        deadline = time.monotonic() + END_SECONDS
        while time.monotonic() < deadline and accepted - {callback.id for callback in receiver.kept}:
            time.sleep(0.2)
        service.kill()
    told = [callback.id for callback in receiver.kept]
    lost = accepted - set(told)
    wrong = [c for c in receiver.kept if c.answer["RequestId"] != c.id or "Suggestion" not in c.answer]
    print(
        f"tasks_kill: seed {options.seed}: {options.rounds} kills, {len(asked)} asked, {len(accepted)} accepted, "
        f"{len(lost)} lost, {len(told)} callbacks for {len(set(told))} tasks, {len(wrong)} with another body")
    return 1 if lost or wrong or not accepted else 0


if __name__ == "__main__":
    sys.exit(main())
