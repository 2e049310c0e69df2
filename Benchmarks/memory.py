#!/usr/bin/env python3
"""The memory of `moderate` and its workers over many different pictures.

    memory.py MODERATE FIXTURES PEER_PICTURES WORK_FOLDER [COUNT] [--limit MB] [OPTION FOR MODERATE ...]

Makes COUNT pictures (1,000) of the fixtures and of the peer's, the same ones each time: sides of 64 to 3,000 pixels,
parts of all shapes, JPEG, PNG, WebP and GIF, and every fifth a fixture as it is. Two at a time go through the command
with its usual scenes. Four times a second the proportional set size of the process and of all below it is added up
(/proc/PID/smaps_rollup: a page that two processes share counts half for each), beside the number of answers.

Prints the curve and the highest sum, by process. Exit status 1: the sum went above the limit (400 MB), or after 100
answers it still grew by more than a tenth, from the first half of what came to the second.
"""
import argparse
import collections
import hashlib
import os
import pathlib
import random
import statistics
import subprocess
import sys
import threading
import time

from PIL import Image

SETTLED_AFTER = 100  # answers
GROWTH = 1.10
INTERVAL_SECONDS = 0.25
FORMATS = [("jpg", {"quality": 85}), ("jpg", {"quality": 60, "progressive": True}), ("png", {"compress_level": 1}),
           ("webp", {"quality": 80, "method": 2}), ("gif", {})]  # fmt: skip


def sources(fixtures, peer):
    """The photographs, drawings and pages that pictures are cut out of, and all files that are taken as they are."""
    whole = sorted(p for p in fixtures.rglob("*") if p.is_file() and p.suffix in {".jpg", ".png", ".webp", ".gif", ".heic",
                                                                                  ".avif", ".bmp", ".tif", ".svg"})  # fmt: skip
    cut = sorted(p for p in [*fixtures.rglob("*.jpg"), *peer.glob("*")] if p.is_file())
    return whole, cut


def picture(generator, path):
    """A part of a picture, of any shape, at any size; None when Pillow does not open it."""
    try:
        with Image.open(path) as opened:
            image = opened.convert("RGB")
    except (OSError, Image.DecompressionBombError):
        return None
    width, height = (max(8, round(side * generator.uniform(0.5, 1))) for side in image.size)
    left, top = generator.randint(0, image.width - width), generator.randint(0, image.height - height)
    image = image.crop((left, top, left + width, top + height))
    side = round(64 * (3000 / 64) ** generator.random())
    scale = side / max(width, height)
    return image.resize((max(16, round(width * scale)), max(16, round(height * scale))), Image.Resampling.BILINEAR)


def make(folder, count, fixtures, peer):
    whole, cut = sources(fixtures, peer)
    if not whole or not cut:
        sys.exit(f"memory.py: no pictures in {fixtures} and {peer}")
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(400)
    for index in range(count):
        path = generator.choice(whole if index % 5 == 4 else cut)
        suffix, options = generator.choice(FORMATS)
        image = None if index % 5 == 4 else picture(generator, path)
        target = folder / (f"{index:05}{path.suffix}" if image is None else f"{index:05}.{suffix}")
        if target.exists():
            continue
        partial = folder.parent / ("partial" + target.suffix)
        if image is None:
            partial.write_bytes(path.read_bytes())
        else:
            image.save(partial, **options)
        os.replace(partial, target)
    for stranger in sorted(folder.iterdir())[count:]:
        stranger.unlink()
    names = hashlib.sha256("".join(p.name for p in sorted(folder.iterdir())).encode()).hexdigest()[:12]
    return names


def tree(root):
    """The process and all below it."""
    children = collections.defaultdict(list)
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = pathlib.Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children[int(fields[1])].append(int(entry))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def memory(process):
    """Proportional and anonymous kilobytes of a process and its name; None when it is gone."""
    try:
        name = pathlib.Path(f"/proc/{process}/comm").read_text().strip()
        lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return None
    values = {key: int(rest.split()[0]) for key, rest in (line.split(":") for line in lines)}
    return values["Pss"], values["Pss_Anon"], name


def watch(process, answers, samples):
    while process.poll() is None:
        parts = [found for one in tree(process.pid) if (found := memory(one))]
        if parts:
            samples.append((answers[0], sum(part[0] for part in parts) / 1e3, parts))
        time.sleep(INTERVAL_SECONDS)


def main():
    parser = argparse.ArgumentParser()
    for name in ("moderate", "fixtures", "peer", "work"):
        parser.add_argument(name, type=lambda text: pathlib.Path(text).absolute())
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--limit", type=float, default=400, help="MB (10^6 bytes)")
    options, extra = parser.parse_known_args()
    folder = options.work / f"pictures-{options.count}"
    names = make(folder, options.count, options.fixtures, options.peer)
    # Folded at fixed places, so that big and small ones alternate; answers come in the order of names.
    command = [options.moderate, "--json", "--jobs", "2", *extra, folder]
    log = open(options.work / "moderate.err", "wb")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
    answers, samples = [0], []
    watcher = threading.Thread(target=watch, args=(process, answers, samples))
    watcher.start()
    for _ in process.stdout:
        answers[0] += 1
    watcher.join()
    _, _ = process.wait(), log.close()
    if process.returncode not in (0, 1) or answers[0] != options.count:
        sys.exit(f"memory.py: {answers[0]} answers of {options.count}, status {process.returncode}: see {log.name}")
    print(f"{options.count} pictures ({names}), 2 jobs, {' '.join(extra) or 'usual scenes'}: MB of all processes together")
    print("| answers | median | highest |\n|---|---|---|")
    edges = [0, 25, 50, 100] + [options.count * step // 10 for step in range(2, 11)]
    for low, high in zip(edges, edges[1:]):
        between = [total for done, total, _ in samples if low <= done < high]
        if between:
            print(f"| {low}–{high} | {statistics.median(between):.0f} | {max(between):.0f} |")
    done, peak, parts = max(samples, key=lambda sample: sample[1])
    print(f"highest {peak:.0f} MB after {done} answers:")
    for proportional, anonymous, name in sorted(parts, reverse=True):
        print(f"  {name}: {proportional / 1e3:.0f} MB, of which {anonymous / 1e3:.0f} are nobody else's and no file's")
    settled = [total for done, total, _ in samples if done >= SETTLED_AFTER]
    half = len(settled) // 2
    if half > 10:
        before, after = statistics.median(settled[:half]), statistics.median(settled[half:])
        print(f"median after {SETTLED_AFTER} answers: first half {before:.0f} MB, second half {after:.0f} MB")
        if after > before * GROWTH:
            sys.exit(f"memory.py: it grows by more than {GROWTH - 1:.0%}")
    if peak > options.limit:
        sys.exit(f"memory.py: {peak:.0f} MB are above the limit of {options.limit:.0f} MB")


if __name__ == "__main__":
    main()
