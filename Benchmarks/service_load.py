#!/usr/bin/env python3
"""The service under load on loopback: throughput, times of accepted requests, the share that is refused, memory.

    service_load.py PROGRAM MODELS FIXTURES DEAR [--minutes M] [--json FILE]

PROGRAM is moderation-service, DEAR a folder that dear_pictures.py filled. Clients and service share the machine's
processors, so that all figures are of both together; ratios are of the same run. Nothing leaves loopback."""
import argparse
import asyncio
import json
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import time

KEY = "AKIDLOADLOADLOAD:loadloadloadloadloadload"


class Service:
    """The service, started on a free port with one account and generous rates."""

    def __init__(self, program, models, work, *options):
        work.mkdir(parents=True, exist_ok=True)
        accounts = work / "accounts.yaml"
        accounts.write_text("accounts:\n  default:\n    rates: {v1: 10000, ims: 10000}\n")
        environment = dict(os.environ, MODERATION_KEYS=KEY)
        self.log = open(work / "service.log", "w")
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--models", models, "--accounts", str(accounts), "--log-level", "error", *options],
            stderr=subprocess.PIPE, env=environment, text=True)
        for line in self.process.stderr:
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.port = int(found.group(1))
                break
            sys.stderr.write(line)
        else:
            sys.exit("the service did not start")
        # What is logged from now on must not stop it.
        import threading
        threading.Thread(target=lambda: [self.log.write(line) for line in self.process.stderr], daemon=True).start()

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self):
        """Resident memory of the service and its workers, what they share counted once each."""
        total = 0
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "status").read_text()
                parent = int(re.search(r"PPid:\s*(\d+)", status).group(1))
                if int(folder.name) != self.process.pid and parent != self.process.pid:
                    continue
                total += int(re.search(r"Pss:\s*(\d+)", (folder / "smaps_rollup").read_text()).group(1))
            except (OSError, AttributeError):
                continue
        return total / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Client:
    """One connection that is kept; what is wrong with it is a failure of the request."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def post(self, body, kind):
        started = time.perf_counter()
        for attempt in (1, 2):
            try:
                if self.writer is None or self.writer.is_closing():
                    self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                self.writer.write(
                    (f"POST /v1/moderations HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEY.split(':')[1]}\r\n"
                     f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
                await self.writer.drain()
                head = await self.reader.readuntil(b"\r\n\r\n")
                status = int(head.split(b" ", 2)[1])
                length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
                answer = await self.reader.readexactly(length)
                if b"onnection: close" in head:
                    self.writer.close()
                    self.writer = None
                return status, json.loads(answer), time.perf_counter() - started
            except (ConnectionError, asyncio.IncompleteReadError):
                self.writer = None
                if attempt == 2:
                    raise


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def kind_of(path):
    return "image/png" if path.suffix == ".png" else "application/octet-stream"


async def closed_loop(service, pictures, clients, seconds):
    """So many clients, each with its next request as soon as it has an answer."""
    times, judged, until = [], [], time.perf_counter() + seconds

    async def client(number):
        connection, order = Client(service.port), random.Random(number)
        while time.perf_counter() < until:
            body, kind = order.choice(pictures)
            status, answer, taken = await connection.post(body, kind)
            if status == 200:
                times.append(taken)
                judged.append(answer["results"][0]["timing"]["totalMilliseconds"])

    started = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    return times, judged, time.perf_counter() - started


async def open_loop(service, ordinary, dear, rate, seconds, dear_share=0.05):
    """Requests at a rate, whatever becomes of the ones before."""
    order, free, tasks = random.Random(7), [], []
    accepted, refused, others, wrong = [], 0, {}, 0

    async def one(picture, is_dear):
        nonlocal refused, wrong
        connection = free.pop() if free else Client(service.port)
        try:
            status, answer, taken = await connection.post(*picture)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            others[type(error).__name__] = others.get(type(error).__name__, 0) + 1
            return
        free.append(connection)
        if status == 200:
            accepted.append(taken)
            result = answer["results"][0]
            if not is_dear and result["suggestion"] != "PASS":
                wrong += 1
        elif status in (429, 503):
            refused += 1
        else:
            code = answer.get("error", {}).get("code", str(status))
            others[code] = others.get(code, 0) + 1

    started = time.perf_counter()
    sent = 0
    while (now := time.perf_counter() - started) < seconds:
        while sent < now * rate:
            is_dear = bool(dear) and order.random() < dear_share
            tasks.append(asyncio.create_task(one(order.choice(dear if is_dear else ordinary), is_dear)))
            sent += 1
        await asyncio.sleep(0.005)
        tasks = [task for task in tasks if not task.done()]
    await asyncio.gather(*tasks)
    return {
        "rate": rate, "sent": sent, "accepted": len(accepted), "refused": refused, "other": others, "wrong": wrong,
        "perSecond": len(accepted) / (time.perf_counter() - started), "p50": percentile(accepted, 0.5),
        "p99": percentile(accepted, 0.99),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("models")
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("dear", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    ordinary = [
        (path.read_bytes(), kind_of(path)) for path in sorted((options.fixtures / "images/photos-faces").glob("*.png"))]
    dear = [(path.read_bytes(), kind_of(path)) for path in sorted(options.dear.iterdir()) if path.is_file()][:10]
    random.seed(7)
    figures = {"processors": os.cpu_count(), "pictures": len(ordinary), "dear": len(dear)}

    # What the service itself takes: an answer that is remembered needs nothing but HTTP, its body and a digest.
    service = Service(options.program, options.models, options.work)
    asyncio.run(closed_loop(service, ordinary[:1], 1, 2))
    before = service.cpu_seconds()
    times, _, _ = asyncio.run(closed_loop(service, ordinary[:1], 1, 5))
    figures["serviceAlone"] = {
        "cpuMilliseconds": 1000 * (service.cpu_seconds() - before) / len(times), "p50Milliseconds": 1000 * percentile(times, 0.5),
        "bodyBytes": len(ordinary[0][0])}
    print(f"a remembered picture of {len(ordinary[0][0])} bytes: {figures['serviceAlone']['cpuMilliseconds']:.2f} CPU ms, "
          f"p50 {figures['serviceAlone']['p50Milliseconds']:.2f} ms", flush=True)
    assert service.stop() == 0

    service = Service(options.program, options.models, options.work, "--config", str(no_memory(options.work)))
    asyncio.run(closed_loop(service, ordinary, 2, 5))
    times, judged, taken = asyncio.run(closed_loop(service, ordinary, 1, 20))
    figures["oneClient"] = {
        "p50": percentile(times, 0.5), "p50InProcess": percentile(judged, 0.5) / 1000,
        "ratio": percentile(times, 0.5) / (percentile(judged, 0.5) / 1000)}
    print(f"one client: p50 {1000 * percentile(times, 0.5):.1f} ms, of which the moderator {percentile(judged, 0.5):.1f}: "
          f"ratio {figures['oneClient']['ratio']:.3f}", flush=True)
    clients = os.cpu_count()
    times, judged, taken = asyncio.run(closed_loop(service, ordinary, clients, 20))
    capacity = len(times) / taken
    ratio = statistics.median(t / (j / 1000) for t, j in zip(times, judged))
    figures["capacity"] = {
        "clients": clients, "perSecond": capacity, "p50": percentile(times, 0.5), "p99": percentile(times, 0.99),
        "p50InProcess": percentile(judged, 0.5) / 1000, "ratio": ratio}
    print(f"{clients} clients: {capacity:.1f} pictures a second, p50 {1000 * percentile(times, 0.5):.0f} ms, p99 "
          f"{1000 * percentile(times, 0.99):.0f} ms, {ratio:.3f} of the moderator's own time", flush=True)

    figures["loads"] = []
    for factor in (1, 2, 4):
        load = asyncio.run(open_loop(service, ordinary, dear, factor * capacity, 30))
        figures["loads"].append(load | {"factor": factor})
        print(f"{factor}x, {load['rate']:.0f}/s with one in twenty dear: {load['perSecond']:.1f} accepted a second, p50 "
              f"{load['p50']:.2f} s, p99 {load['p99']:.2f} s, {100 * load['refused'] / load['sent']:.0f} % refused, "
              f"others {load['other']}, wrong {load['wrong']}", flush=True)

    curve, until = [service.memory_mib()], time.time() + 60 * options.minutes
    while time.time() < until:
        asyncio.run(open_loop(service, ordinary, dear, 2 * capacity, min(60, max(1, until - time.time()))))
        curve.append(service.memory_mib())
        print(f"memory after {len(curve) - 1} minutes at 2x: {curve[-1]:.0f} MiB", flush=True)
    figures["memoryMiB"] = curve
    figures["exit"] = service.stop()
    print(f"told to end: exit {figures['exit']}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def no_memory(work):
    path = work / "service.yaml"
    work.mkdir(parents=True, exist_ok=True)
    path.write_text("rememberedAnswers: 0\n")
    return path


main()
