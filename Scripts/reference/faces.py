#!/usr/bin/env python3
"""Writes Fixtures/faces: what OpenCV's own YuNet and SFace classes make of our pictures.

    python3 Scripts/reference/faces.py [--models DIR] [--check]

faces.json     for each picture the faces, largest first: box, five points, score, the norm of the embedding, and the embedding
aligned/*.rgb  112 x 112 faces as OpenCV aligns them, RGB, whose embeddings are those of the face of that name

Pictures are made of committed ones by steps that give equal pixels everywhere: cut out, mirrored, dimmed, repeated. They lie at
the top left of 640 x 640 black pixels. Larger files are shrunk to that by areas first.

--check computes everything again and compares instead of writing. Needs requirements-faces.txt and a models folder filled by
`./run setup`.
"""
import argparse
import json
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
TARGET = FIXTURES / "faces"
SIDE = 640
MOST_FACES = 3
TOLERANCE = 2e-3

# Name, file, steps: cut (left, top, width, height), mirror, dim (three fifths), repeat (columns, rows).
PICTURES = [
    ("astronaut", "images/photos-faces/astronaut.png", []),
    ("astronaut cut", "images/photos-faces/astronaut.png", [["cut", 130, 20, 211, 197]]),
    ("astronaut mirrored", "images/photos-faces/astronaut.png", [["mirror"]]),
    ("astronaut dimmed", "images/photos-faces/astronaut.png", [["dim"]]),
    ("hopper", "images/photos-faces/hopper.png", []),
    ("hopper at the edge", "images/photos-faces/hopper.png", [["cut", 50, 20, 78, 90]]),
    ("hopper 20 times", "images/photos-faces/hopper.png", [["repeat", 5, 4]]),
    ("cat", "images/photos-faces/chelsea.png", []),
]
FILES = ["images/photos-large/astronaut-1200x900.jpg", "images/photos-large/hopper-1024x1024.jpg"]
ALIGNED = ["astronaut", "hopper"]


class Reference:
    def __init__(self, models: Path) -> None:
        folder = models / "politics"
        self.finder = cv2.FaceDetectorYN.create(
            str(folder / "face_detection_yunet_2023mar.onnx"), "", (SIDE, SIDE), 0.6, 0.3, 5000)
        self.embedder = cv2.FaceRecognizerSF.create(str(folder / "face_recognition_sface_2021dec.onnx"), "")

    def faces(self, bgr: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """Rows as the detector gives them and aligned faces; at most MOST_FACES."""
        height, width = bgr.shape[:2]
        scale = min(1, SIDE / max(height, width))
        small = bgr
        if scale < 1:
            small = cv2.resize(bgr, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)
        canvas = np.zeros((SIDE, SIDE, 3), np.uint8)
        canvas[: small.shape[0], : small.shape[1]] = small
        rows = self.finder.detect(canvas)[1]
        rows = [] if rows is None else sorted(rows, key=lambda row: -row[2] * row[3])
        self.count = len(rows)
        result = []
        for row in rows[:MOST_FACES]:
            row = row.copy()
            row[:14:2] *= width / small.shape[1]
            row[1:14:2] *= height / small.shape[0]
            result.append((row, self.embedder.alignCrop(bgr, row)))
        return result

    def describe(self, bgr: np.ndarray) -> dict:
        faces = []
        for row, aligned in self.faces(bgr):
            raw = self.embedder.feature(aligned)[0].astype(np.float64)
            norm = float(np.linalg.norm(raw))
            faces.append({
                "box": rounded(row[:4]), "points": rounded(row[4:14]), "score": round(float(row[14]), 4),
                "norm": round(norm, 3), "embedding": [round(float(x), 5) for x in raw / norm],
            })
        return {"count": self.count, "faces": faces}


def rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 2) for value in values]


def opened(path: str) -> np.ndarray:
    return np.asarray(Image.open(FIXTURES / path).convert("RGB"))[:, :, ::-1].copy()


def made(path: str, steps: list) -> np.ndarray:
    picture = opened(path)
    for step, *numbers in steps:
        if step == "cut":
            left, top, width, height = numbers
            picture = picture[top : top + height, left : left + width]
        elif step == "mirror":
            picture = picture[:, ::-1]
        elif step == "dim":
            picture = (picture.astype(np.uint16) * 3 // 5).astype(np.uint8)
        elif step == "repeat":
            columns, rows = numbers
            picture = np.tile(picture, (rows, columns, 1))
    return picture.copy()


def outputs(models: Path) -> dict[str, bytes]:
    reference = Reference(models)
    rows, result = [], {}
    for name, path, steps in PICTURES:
        picture = made(path, steps)
        rows.append({"name": name, "path": path, "steps": steps, **reference.describe(picture)})
        if name in ALIGNED:
            result[f"aligned/{name}.rgb"] = reference.faces(picture)[0][1][:, :, ::-1].tobytes()
    files = [{"name": path, "path": path, "steps": [], **reference.describe(opened(path))} for path in FILES]
    text = json.dumps({"pictures": rows, "files": files}, separators=(",", ":"))
    result["faces.json"] = (text.replace('{"name"', '\n{"name"').replace('{"box"', '\n {"box"') + "\n").encode()
    return result


def near(a: object, b: object) -> bool:
    """Equal, but for the last digits: other processors round sums otherwise."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= TOLERANCE * max(1, abs(a))
    return a == b


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    result = outputs(arguments.models)
    if arguments.check:
        wrong = []
        for name, data in result.items():
            found = (TARGET / name).read_bytes() if (TARGET / name).is_file() else b""
            is_json = name.endswith(".json") and found
            if found != data and not (is_json and near(json.loads(found), json.loads(data))):
                wrong.append(name)
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(result)} files agree")
        sys.exit(1 if wrong else 0)
    for name, data in result.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(result)} files written")


if __name__ == "__main__":
    main()
