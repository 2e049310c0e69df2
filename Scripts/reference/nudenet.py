#!/usr/bin/env python3
"""Writes Fixtures/nudenet/boxes.json: what the reference package nudenet finds in parts of our photographs.

    python3 Scripts/reference/nudenet.py [--check]

Each part is cut out, shrunk by Pillow to at most 320 pixels a side, which our own resampler repeats to the last bit, and
given to the package: `boxes`. The unshrunk part is given to it as well, which shrinks it its own way: `unshrunk`.
Pictures are benign, so most boxes are faces. The package and its weights are under the AGPL; only their answers are kept.

--check computes everything again and compares instead of writing.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

# A script's own folder comes first, and this script is named like the package.
sys.path = [path for path in sys.path if Path(path or ".").resolve() != Path(__file__).resolve().parent]

import numpy as np
import nudenet.nudenet
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
TARGET = FIXTURES / "nudenet" / "boxes.json"
SIDE = 320
TOLERANCE = 1e-3

# Keeps the fractions of boxes, which the package cuts off.
nudenet.nudenet.int = float

ASTRONAUT = "images/photos-faces/astronaut.png"
TURNED_ASTRONAUT = "images/photos-large/astronaut-turned-960x1280.jpg"
CHELSEA = "images/photos-faces/chelsea.png"
HOPPER = "images/photos-large/hopper-1024x1024.jpg"

# Picture, and left, top, width, height of the part; None for the whole.
PARTS = [
    (ASTRONAUT, None),
    (ASTRONAUT, (86, 1, 342, 470)),
    (ASTRONAUT, (0, 105, 507, 320)),
    (ASTRONAUT, (14, 38, 496, 434)),
    (ASTRONAUT, (72, 115, 406, 335)),
    (ASTRONAUT, (385, 339, 115, 136)),
    (ASTRONAUT, (150, 20, 160, 200)),
    (ASTRONAUT, (170, 40, 100, 130)),
    (TURNED_ASTRONAUT, None),
    (TURNED_ASTRONAUT, (280, 505, 473, 388)),
    (TURNED_ASTRONAUT, (169, 659, 676, 433)),
    (TURNED_ASTRONAUT, (120, 551, 828, 637)),
    (TURNED_ASTRONAUT, (30, 0, 823, 1280)),
    (TURNED_ASTRONAUT, (153, 276, 717, 929)),
    (TURNED_ASTRONAUT, (391, 359, 516, 690)),
    (TURNED_ASTRONAUT, (238, 200, 565, 741)),
    (CHELSEA, None),
    (CHELSEA, (211, 130, 179, 125)),
    (CHELSEA, (117, 74, 265, 224)),
    ("images/photos-large/astronaut-1200x900.jpg", None),
    ("images/photos-large/chelsea-2400x1800.jpg", None),
    ("images/photos-large/chelsea-3000x1000.jpg", None),
    (HOPPER, None),
    (HOPPER, (488, 62, 484, 425)),
    (HOPPER, (122, 175, 493, 392)),
    (HOPPER, (336, 438, 453, 406)),
    (HOPPER, (391, 205, 456, 411)),
    ("images/photos-large/hopper-turned-1100x1000.jpg", None),
    ("images/photos-large/hopper-turned-1200x840.png", None),
    ("images/photos-large/hopper-turned-4000x3000.jpg", None),
    ("images/photos-faces/hopper.png", None),
]


def shrunk(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    scale = SIDE / max(width, height)
    if scale >= 1:
        return picture
    return picture.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BILINEAR)


def found(detector: nudenet.nudenet.NudeDetector, picture: Image.Image) -> list[dict]:
    blue_first = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    return [
        {"class": box["class"], "score": round(box["score"], 5), "box": [round(float(v), 3) for v in box["box"]]}
        for box in detector.detect(blue_first)
    ]


def cases() -> list[dict]:
    detector = nudenet.nudenet.NudeDetector()
    rows = []
    for path, part in PARTS:
        picture = Image.open(FIXTURES / path).convert("RGB")
        left, top, width, height = part or (0, 0, *picture.size)
        cut = picture.crop((left, top, left + width, top + height))
        small = shrunk(cut)
        rows.append({
            "path": path,
            "part": [left, top, width, height],
            "shown": list(small.size),
            "rgbSHA256": hashlib.sha256(small.tobytes()).hexdigest(),
            "boxes": found(detector, small),
            "unshrunk": found(detector, cut),
        })
    return rows


def near(a: object, b: object) -> bool:
    """Equal, but for the last digits, which other processors round otherwise."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= TOLERANCE * max(1, abs(b))
    return a == b


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    rows = cases()
    count = sum(len(row["boxes"]) for row in rows)
    if checking:
        agrees = near(json.loads(TARGET.read_text(encoding="utf-8")), rows)
        print(f"{len(rows)} parts, {count} boxes: {'agree' if agrees else 'differ'}")
        sys.exit(0 if agrees else 1)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
    print(f"{len(rows)} parts, {count} boxes")


if __name__ == "__main__":
    main()
