#!/usr/bin/env python3
"""A hundred decode workers killed under load, then the service itself ten times: no answer may be wrong.

    service_kills.py PROGRAM MODELS FIXTURES WORK [WORKERS SERVICES]

An answer is right when it is the undisturbed one, or says that something was not looked at, or is an error. Counts of
calls are held against the answers after each death of the service: at most those of its last second may be lost."""
import http.client
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading
import time

SECRET = "killkillkillkillkillkill"
CLIENTS = 4


def start(program, models, work):
    configuration = work / "service.yaml"
    configuration.write_text("rememberedAnswers: 0\n")
    accounts = work / "accounts.yaml"
    accounts.write_text("accounts:\n  default:\n    rates: {v1: 10000}\n")
    process = subprocess.Popen(
        [program, "serve", "--port", "0", "--models", models, "--config", str(configuration), "--accounts", str(accounts),
         "--store", str(work / "service.sqlite"), "--log-level", "error"],
        stderr=subprocess.PIPE, text=True, env=dict(os.environ, MODERATION_KEYS=f"AKIDKILLKILL:{SECRET}"))
    for line in process.stderr:
        if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)/", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return process, int(found.group(1))
    sys.exit("the service did not start")


def ask(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(
            "POST", "/v1/moderations", body, {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


class Load:
    """Clients that ask without a pause and hold each answer against the undisturbed one."""

    def __init__(self, pictures, expected):
        self.pictures, self.expected = pictures, expected
        self.lock = threading.Lock()
        self.right = self.gaps = self.errors = self.broken = 0
        self.wrong = []
        self.port = None
        self.ends = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def run(self, number):
        order = random.Random(number)
        while not self.ends.is_set():
            port, name = self.port, order.choice(list(self.pictures))
            if port is None:
                time.sleep(0.01)
                continue
            try:
                status, answer = ask(port, self.pictures[name])
            except (OSError, http.client.HTTPException, ValueError):
                with self.lock:
                    self.broken += 1
                time.sleep(0.01)
                continue
            with self.lock:
                if status != 200:
                    self.errors += 1
                    continue
                result = answer["results"][0]
                if result["suggestion"] == self.expected[name]:
                    self.right += 1
                elif result["suggestion"] in ("REVIEW", "BLOCK") and any(scene["code"] for scene in result["scenes"]):
                    self.gaps += 1
                else:
                    self.wrong.append((name, result["suggestion"], result["reason"]))

    def stop(self):
        self.ends.set()
        for thread in self.threads:
            thread.join()

    @property
    def answered(self):
        with self.lock:
            return self.right + self.gaps


def children(parent):
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(folder.name))
        except (OSError, IndexError):
            continue
    return found


def counted(program, work):
    answer = subprocess.run(
        [program, "usage", "--store", str(work / "service.sqlite"), "--day", time.strftime("%Y-%m-%d", time.gmtime()), "--json"],
        capture_output=True, text=True, check=True)
    return sum(row["answered"] for row in json.loads(answer.stdout)["rows"])


def main():
    program, models, fixtures, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
    workers, services = (int(word) for word in (sys.argv[5:7] or ["100", "10"]))
    work.mkdir(parents=True, exist_ok=True)
    for file in work.glob("service.sqlite*"):
        file.unlink()
    chosen = sorted((fixtures / "images/photos-faces").glob("*.png"))[:6] + [
        fixtures / "images/text/poster.png", fixtures / "safety_classifier/arcs.png"]
    pictures = {path.name: path.read_bytes() for path in chosen}
    process, port = start(program, models, work)
    expected = {name: ask(port, body)[1]["results"][0]["suggestion"] for name, body in pictures.items()}
    print("undisturbed:", ", ".join(f"{name} {word}" for name, word in expected.items()), flush=True)
    assert len(set(expected.values())) > 1

    load = Load(pictures, expected)
    load.port = port
    killed = 0
    while killed < workers:
        time.sleep(0.1)
        for child in random.sample(found := children(process.pid), min(1, len(found))):
            os.kill(child, signal.SIGKILL)
            killed += 1
    load.port = None
    time.sleep(2)
    print(f"{killed} workers killed: {load.right} answers undisturbed, {load.gaps} with a gap, {load.errors} errors, "
          f"{load.broken} broken connections, {len(load.wrong)} wrong", flush=True)

    lost = []
    for _ in range(services):
        load.port = port
        time.sleep(random.uniform(1, 3))
        load.port = None
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = load.answered
        lost.append(before + len(expected) - counted(program, work))
        process, port = start(program, models, work)
        # What was lost is not counted again.
        load.right -= lost[-1]
    print(f"{services} services killed: {load.right + sum(lost)} answers undisturbed, {load.gaps} with a gap, {load.errors} errors, "
          f"{load.broken} broken connections, {len(load.wrong)} wrong; answers not counted at each death: {lost}", flush=True)
    load.stop()
    process.send_signal(signal.SIGTERM)
    status = process.wait(60)
    for wrong in load.wrong[:10]:
        print("wrong:", *wrong)
    print(f"told to end: exit {status}")
    sys.exit(1 if load.wrong or status else 0)


main()
