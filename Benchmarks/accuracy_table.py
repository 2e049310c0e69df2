"""What answers of `moderate` are counted into: one row for each kind, scene and sublabel, kept in accuracy.tsv."""
import collections
import dataclasses
import math

HEADER = ["kind", "scene", "sublabel", "n", "review", "block", "direction", "files"]
LOWER, HIGHER, NEITHER = "lower", "higher", "-"
# The row of the answers themselves, whatever was found.
ANSWER = ("all", "answer")
# What a scene has instead of a sublabel when it could not be looked at.
GAP = "gap"


@dataclasses.dataclass
class Row:
    """How many of n pictures have REVIEW or worse, how many BLOCK, and which way is better. `files` are those that count
    against: found where lower is better, missed where higher is."""

    n: int
    review: int
    block: int
    direction: str
    files: tuple = ()


def found(answer):
    """What an answer rests on: (scene, sublabel) to REVIEW or BLOCK, the worst of each."""
    reasons = {}

    def note(key, suggestion):
        if suggestion in ("REVIEW", "BLOCK") and reasons.get(key) != "BLOCK":
            reasons[key] = suggestion

    for finding in answer["findings"]:
        if finding["suppressedBy"] is None:
            note((finding["scene"], finding["subLabel"] or finding["label"]), finding["suggestion"])
    for scene in answer["scenes"]:
        if scene["status"] in ("notEvaluated", "failed"):
            note((scene["scene"], GAP), "REVIEW")
    note(ANSWER, answer["suggestion"])
    return reasons


def direction(expects, key):
    """Which way is better. Of SCENE/* any finding or gap of the scene serves; SCENE/some is in some pictures and not in others,
    so that neither way is better there."""
    if not expects:
        return LOWER
    scene, sublabel = expects.split("/")
    if sublabel == "some":
        return NEITHER if key == ANSWER or key[0] == scene else LOWER
    if key in (ANSWER, (scene, sublabel)):
        return HIGHER
    return NEITHER if sublabel == "*" and key[0] == scene else LOWER


def count(kinds, answers):
    """Rows of kinds. `kinds`: kind to what it expects; `answers`: kind to a list of (file, answer)."""
    rows = {}
    for kind, expects in kinds.items():
        named = {name: found(answer) for name, answer in answers[kind]}
        scene, _, sublabel = expects.partition("/")
        if sublabel == "*":
            for reasons in named.values():
                worst = sorted(value for key, value in reasons.items() if key[0] == scene)
                if worst:  # BLOCK comes before REVIEW
                    reasons[(scene, "*")] = worst[0]
        keys = {key for reasons in named.values() for key in reasons} | {ANSWER}
        if sublabel and sublabel != "some":
            keys.add((scene, sublabel))
        for key in sorted(keys):
            way = direction(expects, key)
            hit = {name: reasons[key] for name, reasons in named.items() if key in reasons}
            against = [name for name in named if name not in hit] if way == HIGHER else list(hit)
            rows[(kind, *key)] = Row(
                len(named), len(hit), sum(value == "BLOCK" for value in hit.values()), way,
                tuple(sorted(against)) if way != NEITHER else ())
    return rows


def read(path):
    rows = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        kind, scene, sublabel, n, review, block, way, files = line.split("\t")
        rows[(kind, scene, sublabel)] = Row(
            int(n), int(review), int(block), way, () if files == "-" else tuple(files.split(" ")))
    return rows


def write(rows, path):
    lines = ["\t".join(HEADER)]
    for key, row in rows.items():
        lines.append("\t".join(map(str, [*key, row.n, row.review, row.block, row.direction, " ".join(row.files) or "-"])))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def worsened(old, new, files_shown=5):
    """A line for each row that is worse than it was, with the files that are new against it."""
    problems = []
    for key in {**old, **new}:
        before, now = old.get(key), new.get(key)
        name = " ".join(key)
        if before is None or now is None:
            # A row without any finding is not written.
            there = now or before
            if there.direction == NEITHER:
                continue
            empty = Row(there.n, 0, 0, there.direction, ())
            before, now = before or empty, now or empty
        if before.n != now.n:
            problems.append(f"{name}: {now.n} pictures, not {before.n}: take the figures again")
            continue
        sign = {LOWER: 1, HIGHER: -1, NEITHER: 0}[now.direction]
        changes = [
            f"{what} {getattr(before, field)} -> {getattr(now, field)}"
            for field, what in (("review", "REVIEW or worse"), ("block", "BLOCK"))
            if sign * (getattr(now, field) - getattr(before, field)) > 0]
        if changes:
            fresh = [name for name in now.files if name not in before.files] or list(now.files)
            more = f" and {len(fresh) - files_shown} more" if len(fresh) > files_shown else ""
            problems.append(f"{name} (of {now.n}, {now.direction} is better): {', '.join(changes)}: {' '.join(fresh[:files_shown])}{more}")
    return problems


def wilson(hits, n, z=1.959964):
    """The 95 % interval of a rate."""
    if n == 0:
        return 0.0, 1.0
    rate = hits / n
    middle, spread = rate + z * z / (2 * n), z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, (middle - spread) / (1 + z * z / n)), min(1.0, (middle + spread) / (1 + z * z / n))


def percent(hits, n):
    low, high = wilson(hits, n)
    return f"{100 * hits / n:.1f} ({100 * low:.1f}–{100 * high:.1f})"


def by_kind(rows):
    groups = collections.defaultdict(dict)
    for (kind, *key), row in rows.items():
        groups[kind][tuple(key)] = row
    return groups
