#!/usr/bin/env python3
"""Prints how small a face may be: which YuNet finds, and how near SFace's embedding stays to that of the portrait.

    python3 Scripts/reference/face_sizes.py [--models DIR] [--shared ../shared]

Each portrait is put, shrunk by areas, on a grey square of L pixels, so that its face is some pixels high on the copy of 640
pixels where faces are looked for; it is then aligned from the square of L pixels. Nothing is written. Needs
requirements-faces.txt; photographs that may not be committed are read from the folder beside the checkout.
"""
import argparse
from pathlib import Path

import cv2
import numpy as np

from faces import FIXTURES, ROOT, SIDE

HEIGHTS = (10, 12, 16, 20, 24)
SIDES = (640, 1280, 1600, 2000)


def portraits(shared: Path) -> list[np.ndarray]:
    paths = [FIXTURES / "images/photos-faces" / name for name in ("astronaut.png", "hopper.png")]
    for folder in ("face-pairs", "faces-officials"):
        paths += sorted((shared / "fixtures" / "shared-only" / folder).glob("*"))
    # One of each person.
    return [cv2.imread(str(path)) for path in paths if path.stem[-2:] not in ("_2", "_3")]


def largest(finder: cv2.FaceDetectorYN, picture: np.ndarray) -> np.ndarray | None:
    scale = min(1, SIDE / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    canvas = np.zeros((SIDE, SIDE, 3), np.uint8)
    canvas[: small.shape[0], : small.shape[1]] = small
    rows = finder.detect(canvas)[1]
    if rows is None:
        return None
    row = max(rows, key=lambda row: row[2] * row[3]).copy()
    row[:14] /= scale
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    arguments = parser.parse_args()
    folder = arguments.models / "politics"
    finder = cv2.FaceDetectorYN.create(
        str(folder / "face_detection_yunet_2023mar.onnx"), "", (SIDE, SIDE), 0.6, 0.3, 5000)
    embedder = cv2.FaceRecognizerSF.create(str(folder / "face_recognition_sface_2021dec.onnx"), "")

    def direction(picture: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, float]:
        raw = embedder.feature(embedder.alignCrop(picture, row))[0]
        return raw / np.linalg.norm(raw), float(np.linalg.norm(raw))

    known = [(picture, row, direction(picture, row)[0])
             for picture in portraits(arguments.shared) if (row := largest(finder, picture)) is not None]
    for height in HEIGHTS:
        for side in SIDES:
            tried, cosines, norms = 0, [], []
            for picture, row, expected in known:
                scale = height * side / SIDE / row[3]
                if scale > 1:
                    continue
                tried += 1
                small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
                square = np.full((side, side, 3), 120, np.uint8)
                start = int(side * 0.37)
                square[start : start + small.shape[0], start : start + small.shape[1]] = small
                if (found := largest(finder, square)) is not None:
                    found, norm = direction(square, found)
                    cosines.append(float(found @ expected))
                    norms.append(norm)
            words = f"{height} pixels on 640, {height * side // SIDE} on {side}: found {len(cosines)} of {tried}"
            if cosines:
                words += f", cosine {min(cosines):.2f} to {max(cosines):.2f}, median {np.median(cosines):.2f}"
                words += f", norm median {np.median(norms):.1f}"
            print(words)


if __name__ == "__main__":
    main()
