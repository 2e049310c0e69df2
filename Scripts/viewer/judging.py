"""Asks the built command what it says of files, many at a time, and reads its answers."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

BATCH = 48
# A verdict must not depend on how busy the machine is.
DEADLINE_SECONDS = 600
SUGGESTIONS = {"PASS": 0, "REVIEW": 1, "BLOCK": 2}
REFUSED = 3


@dataclass(frozen=True)
class Judgement:
    """What the command says of one file."""

    severity: int
    gaps: tuple[str, ...]
    format: str
    frames: int
    sampled: tuple[int, ...]
    reason: str

    @property
    def word(self) -> str:
        return ["PASS", "REVIEW", "BLOCK", "REFUSED"][self.severity]

    @property
    def is_wholly_sampled(self) -> bool:
        return len(self.sampled) >= self.frames


def judgement(answer: dict) -> Judgement:
    image = answer["image"] or {}
    gaps = [
        f"{scene['scene']}: {scene['reason'] or scene['code']}"
        for scene in answer["scenes"]
        if scene["status"] in ("notEvaluated", "failed")
    ]
    gaps += [f"{row['kind']}: {row['detail']}" for row in image.get("unseen") or []]
    suggestion, rejection = answer["suggestion"], answer["rejection"]
    return Judgement(
        SUGGESTIONS.get(suggestion, REFUSED),
        tuple(gaps),
        image.get("format") or "unknown",
        image.get("frameCount") or 1,
        tuple(image.get("sampledFrames") or ()),
        rejection["message"] if rejection else answer["reason"] or "",
    )


class Judge:
    def __init__(self, command: Path, words: Path, jobs: int) -> None:
        self.arguments = [
            str(command),
            "--json",
            "--scenes",
            "text",
            "--words",
            str(words),
            "--jobs",
            str(jobs),
            "--deadline",
            str(DEADLINE_SECONDS),
        ]

    def judge(self, paths: list[Path]) -> list[Judgement]:
        found = []
        for start in range(0, len(paths), BATCH):
            part = paths[start : start + BATCH]
            run = subprocess.run([*self.arguments, *map(str, part)], capture_output=True, text=True)
            answers = [json.loads(line) for line in run.stdout.splitlines()]
            if len(answers) != len(part):
                raise SystemExit(f"viewer: {len(answers)} answers for {len(part)} files: {run.stderr[-800:]}")
            found += map(judgement, answers)
        return found
