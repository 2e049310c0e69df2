"""Looks for pairs by mutation: the browser's picture is REVIEW or worse, and the file's verdict is PASS."""

import itertools
import json
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
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
# The rest are mutated files of the other formats.
DRAWING_SHARE = 0.4


@dataclass(frozen=True)
class Candidate:
    """A file to try. Whoever repeats the seed gets the same one."""

    seed: int
    format: str
    kind: str
    changes: tuple[str, ...]
    extension: str
    content: bytes


def candidate(seed: int, formats: list[str], is_changed: bool = True) -> Candidate | None:
    """The file of a seed, where it is of a format that is asked for."""
    rng = Random(seed)
    format = "SVG" if rng.random() < DRAWING_SHARE else rng.choice(list(mutation.FORMATS))
    if format not in formats:
        return None
    if format == "SVG":
        kind, content = svg_grammar.document(rng)
        return Candidate(seed, format, kind, (), "svg", content)
    _, kind, extension, _, make = rng.choice([row for row in TRICKS if row[0] == format])
    content, changes = make(rng), []
    for _ in range(rng.randint(0, MAXIMUM_CHANGES) if is_changed else 0):
        try:
            change, content = mutation.mutated(format, content, rng)
        except (IndexError, OverflowError, ValueError, struct.error):
            break  # the last change broke a part that the next one would read
        changes.append(change)
    return Candidate(seed, format, kind, tuple(changes), extension, content)


def pairs(tried: list[Candidate], folder: Path, judge: Judge, browser: Browser) -> dict[int, Case]:
    """By seed the files that are PASS while the browser shows something that is found."""
    cases: dict[int, Case] = {}
    for row in tried:
        path = folder / f"{row.format.lower()}-{row.seed}.{row.extension}"
        path.write_bytes(row.content)
        cases[row.seed] = Case(path, row.format, row.kind)
    for case, judgement in zip(cases.values(), judge.judge([case.path for case in cases.values()])):
        case.file = judgement
    passed = {seed: case for seed, case in cases.items() if case.file.severity == 0 and not case.file.gaps}
    comparison.look(list(passed.values()), judge, browser, folder)
    return {seed: case for seed, case in passed.items() if case.worst and case.worst.severity > 0}


def run(judge: Judge, browser: Browser, work: Path, first: int, minutes: float, only: str, keep: Path | None) -> bool:
    """Searches for so many minutes, and answers whether nothing was found."""
    formats = [format for format in ["SVG", *mutation.FORMATS] if only.lower() in format.lower()]
    rows = filter(None, (candidate(seed, formats) for seed in itertools.count(first * 1_000_000)))
    end, count, kinds = time.monotonic() + minutes * 60, 0, Counter()
    while time.monotonic() < end:
        tried = list(itertools.islice(rows, PART))
        found, count = pairs(tried, work, judge, browser), count + len(tried)
        changed = [row for row in tried if row.seed in found and row.changes]
        # What is found without the changes is the trick's own doing.
        plain = pairs([candidate(row.seed, formats, False) for row in changed], work, judge, browser) if changed else {}
        for row in tried:
            if row.seed in found:
                kind = row.kind if row.seed in plain or not row.changes else f"{row.kind}: {', '.join(row.changes)}"
                kinds[row.format, kind] += 1
                noted(row, kind, found[row.seed].worst.reason, keep)
        for path in work.iterdir():
            path.unlink()
        print(f"viewer: {count} files tried", file=sys.stderr)
    print(f"viewer: {count} files tried, {sum(kinds.values())} pairs of {len(kinds)} kinds")
    for (format, kind), number in kinds.most_common():
        print(f"  {number:5} {format}, {kind}")
    return not kinds


def noted(row: Candidate, kind: str, reason: str, keep: Path | None) -> None:
    print(f"FOUND seed {row.seed}, {row.format}, {kind}: {reason}", flush=True)
    if keep is None:
        return
    keep.mkdir(parents=True, exist_ok=True)
    (keep / f"{row.format.lower()}-{row.seed}.{row.extension}").write_bytes(row.content)
    with (keep / "finds.jsonl").open("a", encoding="utf-8") as log:
        line = {"seed": row.seed, "format": row.format, "kind": kind, "shown": reason}
        log.write(json.dumps(line, ensure_ascii=False) + "\n")
