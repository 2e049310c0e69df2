"""What the benchmarks of a large store share: the service on it, its time, memory and files. Loopback only."""
import atexit
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Service/Clients"))

KEY = ("AKIDSTORESTORESTORE", "storestorestorestorestore")
ACCOUNT = "default"
START_SECONDS = 900


class Service:
    """The service on a store, one interface with a generous rate; `started` has the seconds until it listened."""

    def __init__(self, program, models, work, interface, settings=""):
        accounts = work / "accounts.yaml"
        accounts.write_text(f"accounts:\n  {ACCOUNT}:\n    rates: {{{interface}: 10000}}\n")
        configuration = work / "service.yaml"
        configuration.write_text("rememberedAnswers: 0\n" + settings)
        self.log = []
        began = time.monotonic()
        self.process = subprocess.Popen(
            [str(program), "serve", "--port", "0", "--models", str(models), "--config", str(configuration),
             "--accounts", str(accounts), "--store", str(work / "service.sqlite"), "--log-level", "error"],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env=dict(os.environ, MODERATION_KEYS=f"{KEY[0]}:{KEY[1]}"))
        # Nor does it outlive a script that fails.
        atexit.register(self.process.kill)
        timer = threading.Timer(START_SECONDS, self.process.kill)
        timer.start()
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r"listening on http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found.group(1))
                break
        else:
            timer.cancel()
            sys.exit("the service did not start:\n" + "".join(self.log[-20:]))
        timer.cancel()
        self.started = time.monotonic() - began
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def family(self):
        """The service and its workers."""
        found = [self.process.pid]
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    found.append(int(folder.name))
            except (OSError, IndexError):
                continue
        return found

    def cpu_seconds(self):
        """Processor time of the service, its workers and those that ended; ticks of 10 ms."""
        ticks = 0
        for process in self.family():
            try:
                fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += sum(int(field) for field in fields[11:15 if process == self.process.pid else 13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mib(self):
        """Resident memory in MiB: of its own, and of files that the kernel may drop."""
        own = mapped = 0
        for process in self.family():
            try:
                status = pathlib.Path(f"/proc/{process}/status").read_text()
            except OSError:
                continue
            own += int(re.search(r"RssAnon:\s*(\d+)", status).group(1))
            mapped += int(re.search(r"RssFile:\s*(\d+)", status).group(1))
        return own / 1024, mapped / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(120)
        if status:
            sys.exit(f"the service ended with {status}")


def empty(work):
    """Removes what an earlier run left."""
    work.mkdir(parents=True, exist_ok=True)
    for old in work.glob("service.sqlite*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()


def sizes(work):
    """Bytes of the store's files, by name."""
    found = {}
    for path in sorted(work.glob("service.sqlite*")):
        files = path.rglob("*") if path.is_dir() else [path]
        found[path.name] = sum(file.stat().st_size for file in files if file.is_file())
    return found


def opened(work):
    """The store's file, to be filled while no service runs. What dies half-way is filled anew: nothing is synchronised."""
    database = sqlite3.connect(work / "service.sqlite", isolation_level=None)
    for setting in ("synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF"):
        database.execute(f"PRAGMA {setting}")
    return database


def expect(database, table, columns):
    """Ends with advice where a table is otherwise than this script knows it."""
    found = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    if found != columns:
        sys.exit(f"the table {table} has {found}; this script fills {columns}: bring it up to date")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def timed(count, ask):
    """Wall milliseconds of so many calls, one after another."""
    times = []
    for index in range(count):
        began = time.perf_counter()
        ask(index)
        times.append(1000 * (time.perf_counter() - began))
    return times


def line(name, times, cpu=None):
    print(f"{name:52}{len(times):6}{percentile(times, 0.5):9.1f}{percentile(times, 0.95):9.1f}{max(times):9.1f}"
          + (f"{1000 * cpu / len(times):9.1f}" if cpu is not None else ""), flush=True)


def head():
    print(f"{'':52}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'most':>9}{'CPU ms':>9}")


def told(work, service, name):
    own, mapped = service.memory_mib()
    print(f"{name}: {own:.0f} MiB of its own and {mapped:.0f} MiB of mapped files resident; on disk "
          + ", ".join(f"{file} {count / 1e6:.0f} MB" for file, count in sizes(work).items()), flush=True)
