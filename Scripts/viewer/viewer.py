#!/usr/bin/env python3
"""Checks that a file's verdict is at least as severe as the one of what a browser shows of it, or names a gap.

    ./run check viewer [--count N] [--seed N] [--only TEXT] [--keep DIR] [--table FILE] [--search MINUTES]

Looks at Fixtures and at generated variants. Exits with 1 when the browser shows what a verdict does not know of, or
when an honest variant gets a gap. With --search it looks for new such files by mutation instead.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import browser
import comparison
import generator
import search
import svg_tricks
import table
from comparison import Case
from drawing import ROOT
from judging import Judge

SUFFIXES = {
    ".avif",
    ".bmp",
    ".dng",
    ".gif",
    ".heic",
    ".heics",
    ".heif",
    ".hif",
    ".ico",
    ".jng",
    ".jpg",
    ".jpeg",
    ".jxl",
    ".png",
    ".svg",
    ".svgz",
    ".tif",
    ".tiff",
    ".webp",
}
# Below this the table would not say what it claims.
MINIMUM_VARIANTS = 300
# Most tricks show their payload in a browser. Where fewer do, it was not looked at, and the check proves nothing.
MINIMUM_SHOWN_SHARE = 0.5
PART = 48


def fixtures() -> list[Case]:
    """The files of Fixtures under the format that their names claim."""
    names = {"jpg": "JPEG", "tif": "TIFF", "hif": "HEIC", "heif": "HEIC", "heics": "HEIC", "svgz": "SVG"}
    cases = []
    for folder in ("images", "cases"):
        for path in sorted((ROOT / "Fixtures" / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                name = path.suffix[1:]
                cases.append(
                    Case(path, names.get(name, {"webp": "WebP"}.get(name, name.upper())), f"Fixtures/{folder}")
                )
    return cases


def generated(seed: int, count: int, folder: Path) -> list[Case]:
    cases = []
    for variant in generator.variants(seed, count):
        path = folder / variant.name
        path.write_bytes(variant.content)
        trick = f"honest: {variant.trick}" if variant.is_honest else variant.trick
        is_external = variant.trick == svg_tricks.EXTERNAL
        cases.append(
            Case(
                path,
                variant.format,
                trick,
                is_trick=not (variant.is_honest or is_external),
                is_honest=variant.is_honest,
                names_gap=is_external,
            )
        )
    return cases


def described(case: Case) -> str:
    what = "MISSED" if case.is_missed else "FALSE GAP"
    browser_says = f"; the browser's picture: {case.worst.word} ({case.worst.reason})" if case.worst else ""
    return f"{what} {case.format}, {case.trick}: {case.path.name}: {case.file.word} ({case.file.reason}){browser_says}"


def kept(case: Case, folder: Path, shots: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(case.path, folder / case.path.name)
    for number, key in enumerate(dict.fromkeys(case.shots)):
        if (shots / f"{key}.png").exists():
            shutil.copy(shots / f"{key}.png", folder / f"{case.path.name}.shown-{number}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moderate", type=Path, required=True, help="the built command")
    parser.add_argument("--count", type=int, default=600, help="generated variants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="cases whose format, trick or name contains this")
    parser.add_argument(
        "--keep", type=Path, help="a folder for the files that fail, with what the browser shows of them"
    )
    parser.add_argument("--table", type=Path, help="write the table into this file")
    parser.add_argument("--search", type=float, metavar="MINUTES", help="mutate, and look for pairs")
    parser.add_argument("--jobs", type=int, default=2, help="pictures judged at a time")
    options = parser.parse_args()
    if browser.program() is None:
        print(f"viewer: skipped: Chromium is not installed (Debian package {browser.PROGRAMS[0]})")
        return
    judge = Judge(options.moderate.resolve(), ROOT / "Fixtures" / "cases" / "words.txt", options.jobs)
    with tempfile.TemporaryDirectory(prefix="viewer-") as name, browser.Browser() as chromium:
        work = Path(name)
        if options.search:
            sys.exit(search.run(judge, chromium, work, options.seed, options.search, options.keep))
        cases = fixtures() + generated(options.seed, options.count, work)
        cases = [
            case for case in cases if options.only.lower() in f"{case.format} {case.trick} {case.path.name}".lower()
        ]
        shots = work / "shots"
        shots.mkdir()
        for start in range(0, len(cases), PART):
            comparison.compare(cases[start : start + PART], judge, chromium, shots)
            print(f"viewer: {min(start + PART, len(cases))} of {len(cases)}", file=sys.stderr)
        failed = [case for case in cases if case.is_missed or case.is_false_gap]
        for case in failed:
            print(described(case))
            if options.keep:
                kept(case, options.keep, shots)
        print(table.summary(cases))
        tricks = [case for case in cases if case.is_trick and case.is_compared]
        if sum(case.worst.severity > 0 for case in tricks) < MINIMUM_SHOWN_SHARE * len(tricks):
            sys.exit("viewer: the browser shows the payload of too few tricks: is there a font?")
        if options.table:
            if options.only or options.count < MINIMUM_VARIANTS:
                parser.error(f"a table needs all cases and at least {MINIMUM_VARIANTS} variants")
            options.table.write_text(table.document(cases, chromium.version, options.seed), encoding="utf-8")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    os.nice(5)
    main()
