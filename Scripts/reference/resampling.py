#!/usr/bin/env python3
"""Writes Fixtures/resampling: Pillow's bilinear and bicubic resizing, for a bit-exact copy of it to be held against.

    python3 Scripts/reference/resampling.py [--check]

vectors.json lists the inputs (all there as raw RGB8) and, for each filter and size, the sha256 of the result;
small results are there as raw RGB8 too. `covers` holds what torchvision's Resize of the shorter side and CenterCrop
make of a picture, which is Pillow's `resize` and `crop` with torchvision's rounding.
"""
import argparse
import hashlib
import json
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "Fixtures" / "resampling"

FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
COMMON_SIZES = [(256, 256), (224, 224), (10, 10), (33, 77), (1, 1)]
# Results above this many bytes are kept as a hash only.
LARGEST_RAW_RESULT = 2400


def noise(width: int, height: int, seed: int) -> bytes:
    values, state = bytearray(), seed
    for _ in range(width * height * 3):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state >> 24)
    return bytes(values)


def gradient(width: int, height: int) -> bytes:
    values = bytearray()
    for y in range(height):
        for x in range(width):
            values += bytes((x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x + y) * 5 % 256))
    return bytes(values)


def checkerboard(width: int, height: int) -> bytes:
    """Black and white at every pixel: bicubic overshoots both ends of the range."""
    return b"".join(bytes(3 * [255 * ((x + y) % 2)]) for y in range(height) for x in range(width))


# name -> width, height, bytes
INPUTS = {
    "noise-7x5": (7, 5, noise(7, 5, 7)),
    "noise-64x64": (64, 64, noise(64, 64, 64)),
    "noise-111x83": (111, 83, noise(111, 83, 111)),
    "noise-513x31": (513, 31, noise(513, 31, 513)),
    "noise-1x1": (1, 1, noise(1, 1, 11)),
    "noise-1x40": (1, 40, noise(1, 40, 40)),
    "noise-40x1": (40, 1, noise(40, 1, 41)),
    "gradient-100x70": (100, 70, gradient(100, 70)),
    "checkerboard-17x16": (17, 16, checkerboard(17, 16)),
}


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    own = [
        (width, height),  # nothing to do
        (width, 19),  # one axis only
        (23, height),
        (width * 2 + 1, max(1, height // 2)),  # up and down at once
        (max(1, width // 3), height * 2),
        (max(1, width - 3), max(1, height // 3)),  # height shrinks far more than width: columns first
    ]
    return list(dict.fromkeys(COMMON_SIZES + own))


# Shorter side, and the side of the square that is cut out of the middle.
COVERS = [(32, 32), (48, 32), (31, 20), (9, 8)]


def covered(picture: Image.Image, side: int, crop: int, resampling: Image.Resampling) -> Image.Image:
    """torchvision.transforms: Resize(side), then CenterCrop(crop), on a Pillow picture."""
    shorter, longer = min(picture.size), max(picture.size)
    long = int(side * longer / shorter)
    resized = picture.resize((side, long) if picture.width <= picture.height else (long, side), resampling)
    left, top = round((resized.width - crop) / 2), round((resized.height - crop) / 2)
    return resized.crop((left, top, left + crop, top + crop))


def outputs() -> dict[str, bytes]:
    result, inputs, cases, covers = {}, [], [], []
    for name, (width, height, data) in INPUTS.items():
        result[f"inputs/{name}.rgb"] = data
        inputs.append({"name": name, "width": width, "height": height,
                       "file": f"inputs/{name}.rgb", "sha256": sha256(data)})
        picture = Image.frombytes("RGB", (width, height), data)
        for filter_name, resampling in FILTERS.items():
            for size in sizes(width, height):
                resized = picture.resize(size, resampling).tobytes()
                case = {"input": name, "filter": filter_name, "width": size[0], "height": size[1],
                        "sha256": sha256(resized)}
                if len(resized) <= LARGEST_RAW_RESULT:
                    case["file"] = f"outputs/{name}.{filter_name}.{size[0]}x{size[1]}.rgb"
                    result[case["file"]] = resized
                cases.append(case)
            for side, crop in COVERS:
                pixels = covered(picture, side, crop, resampling).tobytes()
                covers.append({"input": name, "filter": filter_name, "side": side, "crop": crop,
                               "sha256": sha256(pixels)})
    lines = ['{"inputs": [', rows(inputs), '], "cases": [', rows(cases), '], "covers": [', rows(covers), "]}", ""]
    result["vectors.json"] = "\n".join(lines).encode()
    return result


def rows(values: list[dict]) -> str:
    return ",\n".join(json.dumps(value) for value in values)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    result = outputs()
    if checking:
        present = {p.relative_to(TARGET).as_posix(): p.read_bytes() for p in TARGET.rglob("*") if p.is_file()}
        wrong = sorted(n for n in present.keys() | result.keys() if present.get(n) != result.get(n))
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(result)} files agree")
        sys.exit(1 if wrong else 0)
    for name, data in result.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(result)} files written")


if __name__ == "__main__":
    main()
