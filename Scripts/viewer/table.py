"""Writes what the viewer check found as a table: counts by format and trick."""

from collections import Counter

from comparison import Case
from judging import REFUSED

HEAD = """# What a browser shows is what is judged

`./run check viewer` shows files to {version} in an `<img>`, on a white and on a black page, and
judges the screenshots as it judges files. The verdict of the file must be at least as severe as the worse screenshot's,
or name a gap. Animations are compared frame by frame, and only where all their frames were looked at. External
references of SVG must be named in any case. Of the honest variants none may get a gap.

This table is the result of `./run check viewer --seed {seed} --table Documentation/Viewer.md`: {summary}

- **compared**: a screenshot was judged beside the file. **shown**: the browser shows something that is found.
- **gap**: the verdict names something that was not looked at. **refused**: the file was not judged, and says so.
- **more**: the file's verdict is more severe than the screenshots'. **missed**: it is less severe, and names no gap.
- **false**: an honest variant that has a gap or was refused.

| format | trick | files | compared | shown | gap | refused | more | missed | false |
|---|---|---|---|---|---|---|---|---|---|
"""


def counts(cases: list[Case]) -> list[int]:
    return [
        len(cases),
        sum(case.is_compared for case in cases),
        sum(case.is_compared and case.worst.severity > 0 for case in cases),
        sum(bool(case.file.gaps) for case in cases),
        sum(case.file.severity == REFUSED for case in cases),
        sum(case.is_more_severe for case in cases),
        sum(case.is_missed for case in cases),
        sum(case.is_false_gap for case in cases),
    ]


def summary(cases: list[Case]) -> str:
    files, compared, shown, gaps, refused, more, missed, false = counts(cases)
    honest = sum(case.is_honest for case in cases)
    return (
        f"{files} files, {honest} of them honest variants; {compared} compared, {shown} show something; {gaps} gaps, "
        f"{refused} refused, {more} more severe, {missed} missed, {false} false gaps."
    )


def wrapped(text: str, width: int = 120) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += " " * bool(lines[-1]) + word
    return "\n".join(lines)


def document(cases: list[Case], version: str, seed: int) -> str:
    head = HEAD.format(version=version, seed=seed, summary=summary(cases))
    text = "\n".join(wrapped(line) if len(line) > 120 else line for line in head.splitlines()) + "\n"
    rows: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        rows.setdefault((case.format, case.trick), []).append(case)
    for (format, trick), group in sorted(rows.items(), key=lambda row: (row[0][1].startswith("Fix"), *row[0])):
        text += f"| {format} | {trick} | {' | '.join(str(count or '') for count in counts(group))} |\n"
    text += "\n## Not compared\n\n| format | why | files |\n|---|---|---|\n"
    skipped = Counter((case.format, case.skipped) for case in cases if case.skipped)
    for (format, why), count in sorted(skipped.items()):
        text += f"| {format} | {why[:80]} | {count} |\n"
    return text
