"""Compares what the command says of a file with what it says of the browser's picture of that file."""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from browser import Browser, NotShown
from judging import REFUSED, Judge, Judgement

# By the formats' names in a result. Chromium has no decoder for these.
NOT_DECODED = {"HEIC", "HEIF", "TIFF", "JNG", "DNG", "RAW", "JXL", "JPEGXL", "JPEG-XL"}
MEDIA_TYPES = {"GIF": "image/gif", "PNG": "image/png", "WEBP": "image/webp", "AVIF": "image/avif", "APNG": "image/png"}
EXTENSIONS = {"SVG": ".svg"}


@dataclass
class Case:
    """One file, and what came of it."""

    path: Path
    format: str
    trick: str
    is_trick: bool = False
    is_honest: bool = False
    names_gap: bool = False
    file: Judgement | None = None
    worst: Judgement | None = None
    skipped: str = ""
    shots: list[str] = field(default_factory=list)

    @property
    def is_compared(self) -> bool:
        return not self.skipped

    @property
    def is_missed(self) -> bool:
        """The browser shows what the command does not know of."""
        if self.names_gap:
            return not self.file.gaps and self.file.severity < REFUSED
        return self.is_compared and not self.file.gaps and self.worst.severity > self.file.severity

    @property
    def is_false_gap(self) -> bool:
        return self.is_honest and (bool(self.file.gaps) or self.file.severity == REFUSED)

    @property
    def is_more_severe(self) -> bool:
        return self.is_compared and not self.file.gaps and self.worst.severity < self.file.severity < REFUSED


class Screenshots:
    """Pictures by their digest, each judged once. A page of one colour shows nothing and is not judged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.judged: dict[str, Judgement] = {}

    def add(self, png: bytes) -> str:
        with Image.open(io.BytesIO(png)) as picture:
            pixels = picture.convert("RGB")
        key = hashlib.sha256(str(pixels.size).encode() + pixels.tobytes()).hexdigest()[:24]
        if key not in self.judged and all(low == high for low, high in pixels.getextrema()):
            self.judged[key] = Judgement(0, (), "PNG", 1, (0,), "one colour")
        if key not in self.judged and not self.path(key).exists():
            self.path(key).write_bytes(png)
        return key

    def path(self, key: str) -> Path:
        return self.folder / f"{key}.png"

    def judge(self, judge: Judge, keys: list[str]) -> None:
        wanted = [key for key in dict.fromkeys(keys) if key not in self.judged]
        for key, judgement in zip(wanted, judge.judge([self.path(key) for key in wanted])):
            self.judged[key] = judgement


def show(case: Case, browser: Browser, screenshots: Screenshots) -> None:
    """Takes a case's pictures, or says why there are none."""
    format = case.file.format.upper()
    if format in NOT_DECODED or case.format.upper() in NOT_DECODED:
        case.skipped = "Chromium does not decode this format"
        return
    if format in MEDIA_TYPES and not case.file.is_wholly_sampled:
        case.skipped = "animation of which not all frames were looked at"
        return
    content = case.path.read_bytes()
    is_drawing = format == "SVG" or case.path.suffix == ".svg"
    try:
        pictures = []
        if format in MEDIA_TYPES:
            try:
                count, pictures = browser.frames(content, MEDIA_TYPES[format])
            except NotShown:
                pictures = []
        if not pictures:
            moves = is_drawing and any(mark in content for mark in (b"<set", b"<anim", b"animation", b"transition"))
            pictures = browser.screenshots(case.path, is_drawing, moves)
    except NotShown as error:
        case.skipped = "Chromium shows nothing of it" if "not decode" in str(error) else str(error)
        return
    case.shots = [screenshots.add(picture) for picture in pictures]


def look(cases: list[Case], judge: Judge, browser: Browser, folder: Path) -> None:
    """Has the browser show cases that were judged, and the screenshots judged."""
    screenshots = Screenshots(folder)
    for case in cases:
        show(case, browser, screenshots)
    screenshots.judge(judge, [key for case in cases for key in case.shots])
    for case in cases:
        if case.skipped:
            continue
        judged = [screenshots.judged[key] for key in case.shots]
        seen = [found for found in judged if found.severity < REFUSED]
        if seen:
            case.worst = max(seen, key=lambda found: found.severity)
        else:
            case.skipped = "the browser's picture is outside the limits"


def compare(cases: list[Case], judge: Judge, browser: Browser, folder: Path) -> None:
    for case, judgement in zip(cases, judge.judge([case.path for case in cases])):
        case.file = judgement
    look(cases, judge, browser, folder)
