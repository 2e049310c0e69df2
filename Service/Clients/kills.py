#!/usr/bin/env python3
"""The service killed (kill -9) at random in a mix of all writes: nothing that was done is lost, nothing half done seen.

    Service/Clients/kills.py [--rounds N] [--seed N] [--service FILE] [--models DIR] [--work DIR] [--callers N]
        [--callback-seconds N] [--configuration FILE] [--services NAME,…]
        [--require FAMILY,…]

Callers, each with an account of its own, make groups, persons and faces, async tasks, records and their corrections,
libraries of pictures and of words. Each knows what it was told is done, and after each start holds the service against that: of the one
call that had no answer both outcomes are right, half of it is not. One start in seven is killed, too. In the end each
accepted task must have called back, each time with the same body, and the store must pass its check. Exits with 1 when something was lost.
"""

import argparse
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from kills_receiver import Receiver
from kills_work import LIBRARY, Caller
from service import ROOT, clean_environment, word
from signed import Refused, Signed

FAMILIES = ["faces", "tasks", "records", "images", "words"]
START_SECONDS = 120
CONFIGURATION = "rememberedAnswers: 0\ncallbacks: {{loopbackPorts: [{port}]}}\nwordLibraries: {{{libraries}}}\n"


class Killed:
    """The service, started again and again on one store."""

    def __init__(self, options, keys: dict, callbacks: int):
        self.options = options
        self.work = options.work
        self.work.mkdir(parents=True, exist_ok=True)
        for old in self.work.glob("service.sqlite*"):
            if old.is_dir():
                for file in old.iterdir():
                    file.unlink()
                old.rmdir()
            else:
                old.unlink()
        (self.work / "policies").mkdir(exist_ok=True)
        for old in (self.work / "policies").rglob("*"):
            if old.is_file():
                old.unlink()
        rates = ", ".join(f"{service}: 10000" for service in options.services.split(","))
        (self.work / "accounts.yaml").write_text(
            "accounts:\n" + "".join(f"  {name}:\n    rates: {{{rates}}}\n" for name in keys))
        self.configuration = options.configuration or self.work / "service.yaml"
        if options.configuration is None:
            libraries = ", ".join(f"{name}: {{{LIBRARY}: BLOCK}}" for name in keys)
            self.configuration.write_text(CONFIGURATION.format(port=callbacks, libraries=libraries))
        self.store = self.work / "service.sqlite"
        self.environment = {
            **clean_environment(), "MODERATION_KEYS": ",".join(f"{':'.join(key)}:{name}" for name, key in keys.items())}
        self.log = self.work / "service.log"
        self.log.write_bytes(b"")
        self.process = None
        self.port = 0

    def spawn(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.options.service), "serve", "--port", "0", "--host", "127.0.0.1", "--models", str(self.options.models),
                 "--config", str(self.configuration), "--policies", str(self.work / "policies"),
                 "--accounts", str(self.work / "accounts.yaml"), "--store", str(self.store), "--log-level", "error"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)

    def start(self) -> float:
        """Seconds until it listens."""
        began, seen = time.monotonic(), self.log.stat().st_size
        self.spawn()
        while time.monotonic() - began < START_SECONDS and self.process.poll() is None:
            with self.log.open("rb") as log:
                log.seek(seen)
                found = re.search(rb"listening on http://127\.0\.0\.1:(\d+)/", log.read())
            if found:
                self.port = int(found[1])
                return time.monotonic() - began
            time.sleep(0.02)
        self.kill()
        raise SystemExit(f"kills: the service did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()


def families(killed: Killed, key: tuple[str, str], required: list[str]) -> set:
    """The kinds of writes that this service has."""
    asks = {
        "faces": lambda call: call.call("iai", "GetGroupList", {}),
        "tasks": lambda call: call.call("ims", "CreateImageModerationAsyncTask", {}),
        "records": lambda call: call.native("GET", "/v1/records?limit=1"),
        "images": lambda call: call.call("tiia", "DescribeGroups", {}),
        "words": lambda call: call.call("cms", "DescribeLibSamples", {"LibID": LIBRARY}),
    }
    found, call = set(), Signed(killed.port, key)
    for name, ask in asks.items():
        reason = ""
        try:
            answer = ask(call)
            if name == "records" and answer[0] != 200:
                reason = f"HTTP {answer[0]}"
        except Refused as refusal:
            # Without an address to call back to, a task is refused for what it asks.
            if not (name == "tasks" and "Parameter" in refusal.code):
                reason = str(refusal)
        if not reason:
            found.add(name)
        elif name in required:
            raise SystemExit(f"kills: {name} is required: {reason}")
        else:
            print(f"kills: without {name}: {reason}"[:200], flush=True)
    call.close()
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32))
    parser.add_argument("--callers", type=int, default=3)
    parser.add_argument("--callback-seconds", type=int, default=300, help="how long the last callbacks may take")
    parser.add_argument("--services", default="iai,ims,tiia,cms,v1", help="the interfaces whose rates are raised")
    parser.add_argument("--require", default="", metavar="all|FAMILY,…", help=f"of {', '.join(FAMILIES)}")
    parser.add_argument("--service", type=Path, default=ROOT / "Service/.build/debug/moderation-service")
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("IMAGE_MODERATION_MODELS") or ROOT / ".models"))
    parser.add_argument("--work", type=Path, default=ROOT / ".build/kills")
    parser.add_argument("--configuration", type=Path, help="in place of one that has callbacks go to loopback")
    chosen = parser.parse_args()
    chosen.require = FAMILIES if chosen.require == "all" else [name for name in chosen.require.split(",") if name]
    for name in chosen.require:
        if name not in FAMILIES:
            parser.error(f"there is no family {name}; there are {', '.join(FAMILIES)}")
    return chosen


def rounds(options, killed: Killed, callers: list[Caller], chance: random.Random) -> list[float]:
    """Kills the service again and again; the last start is left running, with everything checked."""
    starts, died = [], time.monotonic()
    for number in range(options.rounds + 1):
        is_last = number == options.rounds
        if not is_last and chance.random() < 1 / 7:
            killed.spawn()
            time.sleep(chance.uniform(0, 1.5))
            killed.kill()
        starts.append(killed.start())
        ends = threading.Event()
        ready = [threading.Event() for _ in callers]
        threads = [threading.Thread(target=caller.work, args=(killed.port, died, event, ends))
                   for caller, event in zip(callers, ready)]
        for thread in threads:
            thread.start()
        for event in ready:
            event.wait(600)
        if not is_last:
            time.sleep(chance.uniform(0.05, 3))
            if killed.process.poll() is not None:
                callers[0].failures.append(f"the service ended by itself with {killed.process.returncode}")
            killed.kill()
            died = time.monotonic()
        ends.set()
        for thread in threads:
            thread.join()
        if killed.process.poll() is not None and is_last:
            callers[0].failures.append(f"the service ended by itself with {killed.process.returncode}")
        if number % 10 == 9:
            print(f"kills: {number + 1} rounds, {sum(caller.acknowledged for caller in callers)} calls done, "
                  f"{sum(len(caller.failures) for caller in callers)} failures", flush=True)
    return starts


def main() -> int:
    options = arguments()
    chance = random.Random(options.seed)
    print(f"kills: seed {options.seed}", flush=True)
    names = [f"account{number}" for number in range(options.callers)]
    keys = {name: (f"AKID{word(32)}", word(32)) for name in names}
    receiver = Receiver()
    killed = Killed(options, keys, receiver.port)
    folder = ROOT / "Fixtures/images/photos-faces"
    pictures = [(folder / name).read_bytes() for name in ("hopper.jpg", "astronaut.png")]
    killed.start()
    try:
        found = families(killed, keys[names[0]], options.require)
        killed.kill()
        if not found:
            raise SystemExit("kills: this service remembers nothing")
        callers = [Caller(name, keys[name], pictures, found, receiver, options.seed + index)
                   for index, name in enumerate(names)]
        starts = rounds(options, killed, callers, chance)
        failures = [f"{caller.name}: {failure}" for caller in callers for failure in caller.failures]
        accepted = {name: task for caller in callers for name, task in caller.accepted.items()}
        until = time.monotonic() + options.callback_seconds
        while time.monotonic() < until and not accepted.keys() <= receiver.seen.keys():
            time.sleep(0.2)
        failures += [f"the accepted task {name} did not call back" for name in sorted(accepted.keys() - receiver.seen.keys())]
        with receiver.lock:
            failures += [f"the task {name} called back as {sorted(ids)}, accepted as {accepted[name]}"
                         for name, ids in receiver.ids.items() if name in accepted and ids != {accepted[name]}]
            failures += [f"a callback that is {name}" for name in receiver.bodies if name.startswith("unreadable")]
            failures += [f"the task {name} called back with {len(bodies)} different bodies"
                         for name, bodies in receiver.bodies.items() if len(bodies) > 1]
            failures += [f"the task {name} called back without a verdict" for name in sorted(receiver.unjudged)]
            twice = sum(count > 1 for count in receiver.seen.values())
            repeated = receiver.repeated
        killed.process.send_signal(signal.SIGTERM)
        try:
            status = killed.process.wait(60)
        except subprocess.TimeoutExpired:
            status = "none within 60 s"
        if status != 0:
            failures.append(f"expected exit status 0 at SIGTERM, got {status}")
        check = subprocess.run(
            [str(options.service), "store", "check", "--store", str(killed.store)], capture_output=True, text=True, check=False)
        if check.returncode != 0:
            failures.append(f"store check: {check.returncode}: {(check.stdout + check.stderr)[-1000:]}")
    finally:
        if killed.process.poll() is None:
            killed.kill()
    done, open_calls = sum(caller.acknowledged for caller in callers), sum(caller.uncertain_count for caller in callers)
    print(f"kills: {options.rounds} kills with {', '.join(sorted(found))}: {done} calls done, {open_calls} cut off, "
          f"{sum(caller.transient for caller in callers)} refused for now; {len(accepted)} tasks accepted, {twice} called back "
          f"more than once, {repeated} callbacks held against the first of their task; {sum(caller.lost_late for caller in callers)} records of the last seconds lost; start "
          f"{sum(starts) / len(starts):.1f} s, at most {max(starts):.1f} s")
    for failure in failures[:50]:
        print(f"kills: failed: {failure}", file=sys.stderr)
    print(f"kills: {done + len(accepted)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
