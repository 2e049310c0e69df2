#!/usr/bin/env python3
"""Kills `moderate scan` at random moments and counts the rows.

    python3 Benchmarks/scan_kills.py MODERATE FOLDER [--pictures 500] [--kills 100] [-- OPTIONS OF SCAN]

FOLDER holds photographs (JPEG). Copies of them that differ by a comment are scanned once without a disturbance, and then
by a process that is killed (SIGKILL) again and again, from its first row on at a random moment. Afterwards every picture
has to have exactly one row, equal to that of the undisturbed run but for time, and no row that was there at a kill may
be gone. Exits 1 otherwise.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time


def pictures(source, target, count):
    """Writes so many different pictures: the comment behind a JPEG's first marker is the number."""
    files = sorted(p for p in pathlib.Path(source).rglob("*.jpg"))
    if not files:
        sys.exit(f"{source} holds no photograph called *.jpg")
    target.mkdir()
    for number in range(count):
        data = files[number % len(files)].read_bytes()
        text = f"picture {number}".encode()
        comment = b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text
        (target / f"{number:05}.jpg").write_bytes(data[:2] + comment + data[2:])


def rows(run):
    """The rows by source without their time; a row that stands twice ends the program."""
    found = {}
    for line in (run / "results.jsonl").read_bytes().splitlines(keepends=True):
        if not line.endswith(b"\n"):
            continue  # torn: nobody was told of it
        row = json.loads(line)
        del row["timing"]
        if row["source"] in found:
            sys.exit(f"{row['source']} has two rows")
        found[row["source"]] = row
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("moderate")
    parser.add_argument("folder")
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options, rest = parser.parse_known_args()
    rest = [word for word in rest if word != "--"]
    random.seed(options.seed)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="scan-kills-"))
    try:
        pictures(options.folder, scratch / "pictures", options.pictures)
        command = [options.moderate, "scan", str(scratch / "pictures"), *rest, "--output"]
        began = time.monotonic()
        subprocess.run([*command, str(scratch / "undisturbed")], check=False)
        seconds = time.monotonic() - began
        expected = rows(scratch / "undisturbed")
        print(f"undisturbed: {len(expected)} rows in {seconds:.1f} s")
        run, kills, fresh, before = scratch / "run", 0, 0, {}
        # So long that the kills are spread over about one run.
        longest = max(0.05, 2 * seconds / options.kills)
        while kills < options.kills:
            size = (run / "results.jsonl").stat().st_size if (run / "results.jsonl").exists() else 0
            process = subprocess.Popen([*command, str(run), "--quiet"], stderr=subprocess.DEVNULL)
            while process.poll() is None:
                file = run / "results.jsonl"
                if file.exists() and file.stat().st_size > size:
                    break
                time.sleep(0.002)
            time.sleep(random.uniform(0, longest))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
            now = rows(run)
            lost = before.keys() - now.keys()
            if lost:
                sys.exit(f"{len(lost)} rows are gone, {sorted(lost)[0]} for one")
            before = now
            if len(now) == options.pictures and kills < options.kills:
                if now != expected:
                    sys.exit("the rows are not those of the undisturbed run")
                shutil.rmtree(run)
                fresh, before = fresh + 1, {}
        subprocess.run([*command, str(run), "--quiet"], check=False)
        found = rows(run)
        wrong = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
        if wrong:
            sys.exit(f"{len(wrong)} rows are not those of the undisturbed run, {wrong[0]} for one")
        print(f"{kills} kills, {fresh} times begun anew: {len(found)} rows, one a picture, equal but for time")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
