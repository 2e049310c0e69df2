#!/usr/bin/env python3
"""Checks that a file's verdict is at least as severe as the one of what a browser shows of it, or names a gap.

    ./run check viewer [--count N] [--seed N] [--only TEXT] [--keep DIR] [--table FILE] [--search MINUTES] [FOLDER ...]

Looks at Fixtures and at generated variants, or at the files of folders. Exits with 1 when the browser shows what a
verdict does not know of, or when an honest variant gets a gap. With --search it looks for new such files by mutation.
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

# By their extensions. What Chromium cannot show is judged too, and skipped by name.
FORMATS = {
    "avif": "AVIF", "bmp": "BMP", "dng": "DNG", "gif": "GIF", "heic": "HEIC", "heics": "HEIC", "heif": "HEIC",
    "hif": "HEIC", "ico": "ICO", "jng": "JNG", "jpg": "JPEG", "jpeg": "JPEG", "jxl": "JXL", "png": "PNG", "svg": "SVG",
    "svgz": "SVG", "tif": "TIFF", "tiff": "TIFF", "webp": "WebP",
}  # fmt: skip
FIXTURES = ROOT / "Fixtures"
# Below this the table would not say what it claims.
MINIMUM_VARIANTS = 300
# Most tricks show their payload in a browser. Where fewer do, it was not looked at, and the check proves nothing.
MINIMUM_SHOWN_SHARE = 0.5
PART = 48


def files(folder: Path, name: str) -> list[Case]:
    """The pictures of a folder, under the format that their names claim."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix[1:] in FORMATS)
    return [Case(path, FORMATS[path.suffix[1:]], name) for path in paths]


def generated(seed: int, count: int, folder: Path) -> list[Case]:
    cases = []
    for variant in generator.variants(seed, count):
        path = folder / variant.name
        path.write_bytes(variant.content)
        case = Case(path, variant.format, variant.trick, is_honest=variant.is_honest)
        case.names_gap = variant.trick == svg_tricks.EXTERNAL
        case.is_trick = not variant.is_honest and not case.names_gap
        if variant.is_honest:
            case.trick = f"honest: {variant.trick}"
        cases.append(case)
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


def check(cases: list[Case], judge: Judge, chromium: browser.Browser, shots: Path, keep: Path | None) -> bool:
    """Compares all cases, says at once which fail, and answers whether none does."""
    shots.mkdir()
    for start in range(0, len(cases), PART):
        part = cases[start : start + PART]
        comparison.compare(part, judge, chromium, shots)
        for case in part:
            if case.is_missed or case.is_false_gap:
                print(described(case), flush=True)
                if keep:
                    kept(case, keep, shots)
        print(f"viewer: {start + len(part)} of {len(cases)}", file=sys.stderr)
    print(table.summary(cases))
    tricks = [case for case in cases if case.is_trick and case.is_compared]
    if sum(case.worst.severity > 0 for case in tricks) < MINIMUM_SHOWN_SHARE * len(tricks):
        sys.exit("viewer: the browser shows the payload of too few tricks: is there a font?")
    return not any(case.is_missed or case.is_false_gap for case in cases)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run check viewer", description=__doc__.splitlines()[0])
    parser.add_argument("--moderate", type=Path, required=True, help="the built command; the task gives it")
    parser.add_argument("--count", type=int, default=600, help="generated variants")
    parser.add_argument("--seed", type=int, default=1, help="other seeds give other variants")
    parser.add_argument(
        "--only", default="", help="cases whose format, trick or name contains this; in a search formats"
    )
    parser.add_argument(
        "--keep", type=Path, help="a folder for the files that fail, and what the browser shows of them"
    )
    parser.add_argument("--table", type=Path, help="write the table into this file")
    parser.add_argument("--search", type=float, metavar="MINUTES", help="mutate, and look for pairs")
    parser.add_argument("--jobs", type=int, default=2, help="pictures judged at a time")
    parser.add_argument("folder", type=Path, nargs="*", help="look at these folders' files, and at nothing else")
    options = parser.parse_args()
    if options.table and (options.only or options.folder or options.count < MINIMUM_VARIANTS):
        parser.error(f"a table needs all cases and at least {MINIMUM_VARIANTS} variants")
    return options


def main() -> None:
    options = arguments()
    if browser.program() is None:
        print(f"viewer: skipped: Chromium is not installed (Debian package {browser.PROGRAMS[0]})")
        return
    judge = Judge(options.moderate.resolve(), FIXTURES / "cases" / "words.txt", options.jobs)
    with tempfile.TemporaryDirectory(prefix="viewer-") as name, browser.Browser() as chromium:
        work = Path(name)
        if options.search:
            is_good = search.run(judge, chromium, work, options.seed, options.search, options.only, options.keep)
            sys.exit(0 if is_good else 1)
        if options.folder:
            cases = [case for folder in options.folder for case in files(folder.resolve(), folder.name)]
        else:
            cases = [case for part in ("images", "cases") for case in files(FIXTURES / part, f"Fixtures/{part}")]
            cases += generated(options.seed, options.count, work)
        wanted = options.only.lower()
        cases = [case for case in cases if wanted in f"{case.format} {case.trick} {case.path.name}".lower()]
        is_good = check(cases, judge, chromium, work / "shots", options.keep)
        if options.table:
            options.table.write_text(table.document(cases, chromium.version, options.seed), encoding="utf-8")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    # Whoever works on this machine goes first.
    os.nice(5)
    main()
