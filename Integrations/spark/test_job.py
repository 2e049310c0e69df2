"""Tests of the job on a real Spark of this machine: two executors, each with a Python worker. ./test.sh runs them.

MODERATE names the command, for what is judged by it; MODERATE_ARGUMENTS what it is started with.
"""
import collections
import json
import os
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib
from pathlib import Path
from typing import Any, Dict, List

import job
from pyspark.sql import SparkSession

HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / "python"
FIXTURES = HERE.parent.parent / "Fixtures"
FAKE = ["env", f"PYTHONPATH={PYTHON}", sys.executable, str(PYTHON / "fake_server.py")]
MODERATE = os.environ.get("MODERATE", "")
ARGUMENTS = shlex.split(os.environ.get("MODERATE_ARGUMENTS", "--scenes porn --deadline 3600"))
MASTER = os.environ.get("MASTER", "local-cluster[2,1,1024]")


def commands(word: str) -> Dict[int, str]:
    """The processes of this machine whose command lines have a word."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError):
            continue
        if entry.name.isdigit() and int(entry.name) != os.getpid() and word in line:
            found[int(entry.name)] = line
    return found


def resident_bytes(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def picture(seed: int, side: int = 64) -> bytes:
    """A small PNG, each seed another."""
    lines = b"".join(
        b"\0" + bytes((seed * 7 + x * 3 + y * 5 + channel * 90) & 255 for x in range(side) for channel in range(3))
        for y in range(side))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    text = chunk(b"tEXt", b"seed\0%d" % seed)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + text + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(
        b"IEND", b"")


class JobTests(unittest.TestCase):
    spark: SparkSession

    @classmethod
    def setUpClass(cls) -> None:
        cls.spark = (
            SparkSession.builder.master(MASTER).appName("moderate-tests").config("spark.ui.enabled", False)
            .config("spark.ui.showConsoleProgress", False)
            .config("spark.executor.memory", "700m").config("spark.sql.shuffle.partitions", 4)
            .config("spark.executor.maxNumFailures", 10).getOrCreate())
        cls.spark.sparkContext.setLogLevel("ERROR")
        for module in (PYTHON / "moderation_stream.py", HERE / "job.py"):
            cls.spark.sparkContext.addPyFile(str(module))

    @classmethod
    def tearDownClass(cls) -> None:
        cls.spark.stop()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.input = self.folder / "in"
        self.starts = self.folder / "starts"

    def write(self, name: str, content: bytes) -> None:
        (self.input / name).parent.mkdir(parents=True, exist_ok=True)
        (self.input / name).write_bytes(content)

    def run_job(self, options: Dict[str, Any], partitions: int = 0) -> Dict[str, Any]:
        """The rows of a run by name; there is one for each file, and no other."""
        output = str(self.folder / f"out{time.monotonic_ns()}")
        given = {"command": [], "socket": "", "policy": None, "answer_timeout": 300.0, **options}
        job.judged(self.spark, str(self.input), given, partitions).write.parquet(output)
        rows = self.spark.read.parquet(output).collect()
        names = collections.Counter(row["path"].split("/in/", 1)[1] for row in rows)
        files = {str(path.relative_to(self.input)) for path in self.input.rglob("*") if path.is_file()}
        self.assertEqual(set(names), files)
        self.assertEqual(max(names.values()), 1)
        for row in rows:
            line = json.loads(row["json"])
            self.assertEqual((line["source"], line["suggestion"]), (row["path"], row["suggestion"]))
        return {row["path"].split("/in/", 1)[1]: row for row in rows}

    def fake(self) -> List[str]:
        return FAKE + [f"starts={self.starts}"]

    def test_every_file_has_one_row_whatever_it_is_called_and_if_it_is_empty(self) -> None:
        for name in ("a.jpg", "sub/ü b%20 x=1.jpg", "sub/deep/c"):
            self.write(name, b"pass")
        for name in ("empty", "sub/.empty", "_empty/e"):
            self.write(name, b"")
        for name in (".hidden", "_folder/file"):
            self.write(name, b"pass")
        rows = self.run_job({"command": self.fake()})
        self.assertEqual(
            {name: row["code"] for name, row in rows.items() if row["code"]},
            {".hidden": "sourceUnreadable", "_folder/file": "sourceUnreadable"})
        self.assertEqual({row["suggestion"] for row in rows.values() if not row["code"]}, {"PASS"})

    def test_poison_costs_two_deaths_and_its_neighbours_nothing(self) -> None:
        for number in range(40):
            self.write(f"{number}.jpg", b"die" if number % 10 == 5 else b"pass")
        rows = self.run_job({"command": self.fake()}, partitions=2)
        failed = {name: row["code"] for name, row in rows.items() if row["code"]}
        self.assertEqual(failed, {f"{number}.jpg": "workerDied" for number in (5, 15, 25, 35)})

    def test_an_executor_that_is_killed_costs_no_row(self) -> None:
        for number in range(400):
            self.write(f"{number}.jpg", b"slow %d" % number)
        killed: List[int] = []

        def kill() -> None:
            while not self.starts.exists():
                time.sleep(0.1)
            time.sleep(0.5)
            application = self.spark.sparkContext.applicationId
            executors = [p for p, line in commands(application).items() if "CoarseGrainedExecutorBackend" in line]
            os.kill(executors[0], signal.SIGKILL)
            killed.append(executors[0])

        killer = threading.Thread(target=kill)
        killer.start()
        rows = self.run_job({"command": self.fake()}, partitions=8)
        killer.join()
        self.assertEqual(len(killed), 1)
        self.assertEqual({row["code"] for row in rows.values()}, {None})
        # Servers are kept from task to task: of those there were 8, and some again after the kill.
        self.assertLess(len(self.starts.read_text()), 8)

    @unittest.skipUnless(MODERATE, "MODERATE names no command")
    def test_rows_are_the_commands(self) -> None:
        for folder in ("images/generated/still", "images/generated/hostile"):
            for path in (FIXTURES / folder).iterdir():
                self.write(f"{folder.split('/')[-1]}/{path.name}", path.read_bytes())
        run = subprocess.run([MODERATE, "--json", *ARGUMENTS, str(self.input)], stdout=subprocess.PIPE, check=False)
        expected = {row["source"].split("/in/", 1)[1]: row for row in map(json.loads, run.stdout.splitlines())}
        self.assertGreater(len(expected), 20)
        rows = self.run_job({"command": [MODERATE, "serve", "--stdio", *ARGUMENTS]})

        def essence(row: Dict[str, Any]) -> Dict[str, Any]:
            return {key: value for key, value in row.items() if key not in ("timing", "source")}

        for name, row in rows.items():
            with self.subTest(name):
                self.assertEqual(essence(json.loads(row["json"])), essence(expected[name]))

    def test_memory_is_flat_over_5000_pictures(self) -> None:
        count = int(os.environ.get("PICTURES", "5000"))
        for number in range(count):
            self.write(f"{number % 50}/{number}.png", picture(number) if MODERATE else b"pass " + b"x" * 9_000)
        socket = str(self.folder / "s")
        server = None
        if MODERATE:  # one engine for both executors
            server = subprocess.Popen([MODERATE, "serve", "--socket", socket, *ARGUMENTS])
        samples: List[List[int]] = []
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(2.0):
                workers = list(commands("pyspark.daemon")) + list(commands("fake_server.py"))
                samples.append([sum(map(resident_bytes, workers)), resident_bytes(server.pid) if server else 0])

        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.monotonic()
        try:
            options: Dict[str, Any] = {"socket": socket} if server else {"command": self.fake()}
            rows = self.run_job(options, partitions=20)
        finally:
            is_over.set()
            watcher.join()
            if server:
                server.terminate()
                self.assertEqual(server.wait(60), 0)
        seconds = time.monotonic() - start
        self.assertEqual(len(rows), count)
        self.assertEqual({row["code"] for row in rows.values()}, {None})
        for place, name in enumerate(["Python workers", "server"]):
            begun = [sample[place] for sample in samples if sample[place]]
            if begun:
                early, late = max(begun[: len(begun) // 3 + 1]), max(begun[2 * len(begun) // 3:])
                print(f"{name}: {early >> 20} MiB in the first third, {late >> 20} MiB in the last", file=sys.stderr)
                self.assertLess(late, early * 1.25 + (64 << 20))
        print(f"{count} pictures in {seconds:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
