"""Looks for pairs by mutation: the browser's picture is REVIEW or worse, and the file's verdict is PASS."""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import comparison
import generator  # noqa: F401 — fills the registry
import mutation
import svg_grammar
from browser import Browser
from comparison import Case
from judging import Judge
from registry import TRICKS

PART = 40
MAXIMUM_CHANGES = 3


def candidate(seed: int, changes: bool = True) -> tuple[str, str, str, bytes]:
    """Format, kind in words, extension and bytes. Whoever repeats the seed gets the same file."""
    rng = Random(seed)
    if rng.random() < 0.4:
        kind, content = svg_grammar.document(rng)
        return "SVG", kind, "svg", content
    wanted = rng.choice(list(mutation.FORMATS))
    format, trick, extension, _, make = rng.choice([row for row in TRICKS if row[0] == wanted])
    content, done = make(rng), []
    if changes:
        for _ in range(rng.randint(0, MAXIMUM_CHANGES)):
            name, content = mutation.mutated(format, content, rng)
            done.append(name)
    return format, ": ".join([trick, ", ".join(done)] if done else [trick]), extension, content


def pairs(
    seeds: list[int], folder: Path, judge: Judge, browser: Browser, changes: bool = True
) -> list[tuple[int, Case]]:
    """The seeds whose file is PASS while the browser shows something that is found."""
    cases: list[tuple[int, Case]] = []
    for seed in seeds:
        try:
            format, kind, extension, content = candidate(seed, changes)
        except (IndexError, OverflowError) as error:  # a change broke a part that the next one would read
            print(f"viewer: seed {seed}: {error!r}", file=sys.stderr)
            continue
        path = folder / f"{format.lower()}-{seed}.{extension}"
        path.write_bytes(content)
        cases.append((seed, Case(path, format, kind)))
    for (_, case), judgement in zip(cases, judge.judge([case.path for _, case in cases])):
        case.file = judgement
    passed = [(seed, case) for seed, case in cases if case.file.severity == 0 and not case.file.gaps]
    comparison.look([case for _, case in passed], judge, browser, folder)
    found = [(seed, case) for seed, case in passed if case.worst and case.worst.severity > 0]
    return found


def run(judge: Judge, browser: Browser, work: Path, first: int, minutes: float, keep: Path | None) -> int:
    """Searches for so many minutes. The status is 1 when something was found."""
    end, seed, tried, kinds = time.monotonic() + minutes * 60, first * 1_000_000, 0, Counter()
    while time.monotonic() < end:
        found = pairs(list(range(seed, seed + PART)), work, judge, browser)
        bases = (
            {
                number
                for number, _ in pairs(
                    [number for number, case in found if ": " in case.trick], work, judge, browser, changes=False
                )
            }
            if found
            else set()
        )
        for number, case in found:
            format, kind, extension, content = candidate(number)
            kind = kind.split(": ")[0] if number in bases else kind
            kinds[format, kind] += 1
            print(f"FOUND seed {number}, {format}, {kind}: {case.worst.word} ({case.worst.reason})", flush=True)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{format.lower()}-{number}.{extension}").write_bytes(content)
                with (keep / "finds.jsonl").open("a", encoding="utf-8") as log:
                    log.write(
                        json.dumps({"seed": number, "format": format, "kind": kind, "shown": case.worst.reason}) + "\n"
                    )
        for path in work.iterdir():
            path.unlink()
        seed, tried = seed + PART, tried + PART
    print(f"viewer: {tried} files tried, {sum(kinds.values())} pairs of {len(kinds)} kinds")
    for (format, kind), count in kinds.most_common():
        print(f"  {count:5} {format}, {kind}")
    return 1 if kinds else 0
