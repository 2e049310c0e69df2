#!/usr/bin/env python3
"""How often harmless pictures of named kinds are held back, and expected ones found: Documentation/Accuracy.md and accuracy.tsv.

    accuracy.py MODERATE FIXTURES WORK_FOLDER [--check [OPTION FOR MODERATE ...]]

Judges the pictures of accuracy_pictures.py and those of Fixtures with every scene and writes both files anew. With --check it
writes nothing, compares with the committed accuracy.tsv, names each row that worsened and exits with 1 if there is one.
"""
import collections
import datetime
import fnmatch
import hashlib
import json
import os
import pathlib
import subprocess
import sys

import accuracy_pictures
import accuracy_table as table

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE, TABLE = ROOT / "Documentation/Accuracy.md", ROOT / "Benchmarks/accuracy.tsv"
# No answer may depend on how busy the machine is: four times the product's 15 s.
DEADLINE_SECONDS = 60
FILES_SHOWN = 6

# Kinds among Fixtures: name, patterns of paths in MANIFEST.tsv, what is expected. Hostile files and bombs belong to tests of
# their own.
FIXTURE_KINDS = [
    ("fixtures-photographs", [
        "images/photos-*/chelsea*", "images/photos-*/hopper*", "images/orientation/*", "images/raw/*", "images/jpeg/progressive.jpg"], ""),
    ("fixtures-person", ["images/photos-*/astronaut*"], "politics/GalleryFace"),
    ("fixtures-drawings", [
        f"images/{folder}/*" for folder in (
            "flags", "svg", "generated/still", "generated/variant", "generated/animated", "apng", "bmp-good", "bmp-questionable", "gif",
            "ico", "tiff", "png", "heif", "webp", "avif", "animations")] + ["safety_classifier/*.png", "efficientnet_lite2/flags-*"], ""),
    ("fixtures-weapon-drawings", ["images/weapon-drawings/*", "efficientnet_lite2/weapon-*"], "terror/*"),
    ("fixtures-pages", ["ocr/pictures/*"], "text/some"),
    ("fixtures-advertisements", ["images/text/*"], "text/*"),
]


def run(command, output):
    with open(output, "wb") as out:
        status = subprocess.run(command, stdout=out).returncode
    if status not in (0, 1, 2):
        sys.exit(f"{command[0]} ended with {status}")
    return [json.loads(line) for line in open(output, encoding="utf-8")]


def gallery(moderate, fixtures, work):
    folder = work / "gallery"
    if not folder.is_dir():
        subprocess.run(
            [moderate, "faces", "add", "--gallery", folder, "--group", "benchmark", "--person", "astronaut",
             fixtures / "images/photos-faces/astronaut.png"], check=True, stdout=sys.stderr)
    return folder


def made(folder):
    """Kinds with what they expect, and their files."""
    kinds, files = {}, {}
    for line in (folder / "KINDS.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        kind, expects = line.split("\t")
        kinds[kind] = "" if expects == "-" else expects
        files[kind] = sorted((folder / kind).iterdir())
    return kinds, files


def fixed(fixtures):
    """The same of Fixtures, cases apart by what is right for them."""
    listed = [line.split("\t", 1)[0] for line in (fixtures / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    kinds, files = {}, {}
    for kind, patterns, expects in FIXTURE_KINDS:
        kinds[kind] = expects
        files[kind] = [
            fixtures / path for path in listed
            if any(fnmatch.fnmatch(path, pattern) for pattern in patterns) and not path.endswith((".json", ".tsv"))]
    groups = collections.defaultdict(list)
    for line in (fixtures / "cases/EXPECT.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        path, arguments, _, accept, _ = line.split("\t")
        # Time is measured elsewhere, and lists of fingerprints are not given here.
        if path.startswith("dos/") or "--fingerprints" in arguments:
            continue
        groups["cases-harmless" if accept == "PASS" else "cases-to-notice" if accept == ">=REVIEW" else ""].append(path)
    for kind, expects in (("cases-to-notice", "text/*"), ("cases-harmless", "")):
        kinds[kind], files[kind] = expects, [fixtures / "cases" / path for path in sorted(groups[kind])]
    return kinds, files


def judge(command, files, base, output):
    """Kind to (name of the file, answer). Files that are refused are no pictures and do not count."""
    paths = [path for group in files.values() for path in group]
    answers = dict(zip(paths, run([*command, *paths], output), strict=True))
    judged, refused = {}, []
    for kind, group in files.items():
        judged[kind] = [(str(path.relative_to(base)), answers[path]) for path in group if answers[path].get("suggestion")]
        refused += [str(path.relative_to(base)) for path in group if not answers[path].get("suggestion")]
    return judged, refused


def models(folder):
    """The model files and their digests, which set-up verified."""
    for scene in ("porn", "safety", "terror", "politics", "text"):
        for path in sorted((folder / scene).glob("*")):
            yield f"{scene}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest()


def detectors(answers):
    return sorted({name for group in answers.values() for _, answer in group for name in answer["timing"]["stageMilliseconds"] if "/" in name})


def shown(row):
    return f"{row.review} | {row.block} | {table.percent(row.review, row.n)} | {table.percent(row.block, row.n)}"


def files_shown(files):
    more = f" … {len(files) - FILES_SHOWN} more" if len(files) > FILES_SHOWN else ""
    return " ".join(f"`{name}`" for name in files[:FILES_SHOWN]) + more


def total(rows):
    return table.Row(sum(row.n for row in rows), sum(row.review for row in rows), sum(row.block for row in rows), rows[0].direction)


def page(kinds, rows, answers, refused, folder):
    groups = table.by_kind(rows)
    lines = [
        "# Accuracy", "",
        "How often pictures of named kinds are held back, taken by `./run bench accuracy`, which writes this page and",
        f"`Benchmarks/accuracy.tsv` anew. Taken on {datetime.date.today()}, with every scene, a word list of {len(accuracy_pictures.texts.WORDS)}",
        "advertising entries and a gallery of one person. `./run bench accuracy --check` compares with the committed figures.", "",
        "## What the figures are not",
        "No explicit, gory or hateful picture and no photograph of a weapon is kept here. **How much of those is found is not",
        "measured**: a rate of 0 on harmless kinds says nothing of it. Most pictures are drawn by a program, the same ones every",
        "time, and the photographs are few and made from three. Rates of drawn kinds are not rates of uploads, and pictures of",
        "one kind are alike, so that the intervals are too narrow for anything but these kinds. The terror scene's weapons are",
        "drawings.", "",
        "Of an expected kind read the row of what it expects: the whole answer may rest on something else. `*` is anything",
        "of a scene.",
        "REVIEW counts pictures with REVIEW or worse. Rates are in per cent, with 95 % intervals (Wilson). A gap, something that",
        "could not be looked at, is a REVIEW of its own.", ""]
    for title, way in (("Harmless kinds: lower is better", table.LOWER), ("Expected kinds: higher is better", table.HIGHER)):
        members = [(kind, groups[kind][table.ANSWER]) for kind in kinds if groups[kind][table.ANSWER].direction == way]
        lines += [
            f"## {title}", "The whole answer, whatever it rests on.", "", "| kind | expected | n | REVIEW | BLOCK | REVIEW % | BLOCK % |",
            "|---|---|---:|---:|---:|---|---|"]
        lines += [f"| {kind} | {kinds[kind] or '–'} | {row.n} | {shown(row)} |" for kind, row in members]
        row = total([row for _, row in members])
        lines += [f"| **all** | | {row.n} | {shown(row)} |", ""]
    lines += [
        "## By scene and sublabel", "Rows without any finding are left out. A picture can stand in several.", "",
        "| kind | scene | sublabel | better | n | REVIEW | BLOCK | REVIEW % | BLOCK % |", "|---|---|---|---|---:|---:|---:|---|---|"]
    lines += [
        f"| {kind} | {scene} | {sublabel} | {row.direction} | {row.n} | {shown(row)} |"
        for (kind, scene, sublabel), row in rows.items() if (scene, sublabel) != table.ANSWER]
    lines += [
        "", "## Which files", f"Of each kind, what was found that should not be, or missed: the first {FILES_SHOWN} files; all of them stand in",
        "`Benchmarks/accuracy.tsv`. Made pictures are in `.build/accuracy/pictures`.", "", "| kind | scene | sublabel | | files |",
        "|---|---|---|---|---|"]
    lines += [
        f"| {kind} | {scene} | {sublabel} | {'missed' if row.direction == table.HIGHER else 'found'} | {files_shown(row.files)} |"
        for (kind, scene, sublabel), row in rows.items() if row.files]
    if refused:
        lines += ["", f"Refused, and in no row: {len(refused)} files of Fixtures that are no whole pictures."]
    lines += ["", "## What judged", "Detectors and recognisers by identifier:", "", *(f"- `{name}`" for name in detectors(answers)), ""]
    lines += ["| model file | SHA-256 |", "|---|---|", *(f"| {name} | `{digest}` |" for name, digest in models(folder))]
    return "\n".join(lines) + "\n"


def main():
    checking = "--check" in sys.argv
    moderate, fixtures, work = [pathlib.Path(argument).resolve() for argument in sys.argv[1:4]]
    options = sys.argv[5:]
    if sys.argv[4:5] not in ([], ["--check"]):
        sys.exit("options for moderate go with --check: the committed figures are those of the default")
    pictures, store = work / "pictures", pathlib.Path(os.environ["IMAGE_MODERATION_MODELS"])
    accuracy_pictures.make(fixtures, pictures, False)
    command = [
        moderate, "--json", "--deadline", str(DEADLINE_SECONDS), "--scenes", "porn,terror,politics,text", "--gallery",
        gallery(moderate, fixtures, work), "--words", pictures / "words.txt", *options]
    kinds, files = made(pictures)
    answers, strange = judge(command, files, pictures, work / "made.json")
    if strange:
        sys.exit(f"not judged: {' '.join(strange)}")
    more_kinds, more_files = fixed(fixtures)
    more, refused = judge([*command, "--words", fixtures / "cases/words.txt"], more_files, fixtures, work / "fixtures.json")
    kinds, answers = {**kinds, **more_kinds}, {**answers, **more}
    rows = table.count(kinds, answers)
    if checking:
        problems = table.worsened(table.read(TABLE), rows)
        print("\n".join(problems) or f"no row of {len(rows)} worsened")
        sys.exit(1 if problems else 0)
    table.write(rows, TABLE)
    PAGE.write_text(page(kinds, rows, answers, refused, store), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}, {TABLE.relative_to(ROOT)}: {sum(map(len, answers.values()))} pictures, {len(rows)} rows")


if __name__ == "__main__":
    main()
