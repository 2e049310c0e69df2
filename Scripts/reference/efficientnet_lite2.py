#!/usr/bin/env python3
"""Writes Fixtures/efficientnet_lite2: what EfficientNet-lite2 and the fire head say of some pictures.

    python3 Scripts/reference/efficientnet_lite2.py --check [--models .models]
    python3 Scripts/reference/efficientnet_lite2.py --reference LOGITS.json --pictures FOLDER [--models .models]

reference.json   for each picture of LOGITS.json: logits in ten-thousandths, mean and norm of the features, what the fire
                 head says
*.png            the 260 x 260 pixels that Pillow makes of pictures with transparency, which other decoders round
                 otherwise; all others are in Fixtures/images

The logits, and mean and norm of the features, are not computed here: LOGITS.json holds them as they were taken from the
checkpoint before it was converted. The fire head is applied to the features that ONNX Runtime computes with the
converted model. Both ways tell how far the converted model in ONNX Runtime is from the stored values; more than 0.001 is
an error. --check changes nothing.
"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
FOLDER = FIXTURES / "efficientnet_lite2"
TARGET = FOLDER / "reference.json"
SIDE = 260
TOLERANCE = 1e-3
# Logits are stored as whole numbers of one part in so many.
STEPS = 10_000


class Network:
    def __init__(self, models):
        self.session = onnxruntime.InferenceSession(
            models / "terror" / "efficientnet-lite2.onnx", providers=["CPUExecutionProvider"]
        )
        head = np.fromfile(models / "terror" / "fire-head.f32", dtype="<f4").astype(np.float64)
        self.weights, self.bias = head[:-1], head[-1]

    def describe(self, pixels):
        values = ((np.asarray(pixels, np.float32) - 127) / 128).transpose(2, 0, 1)[None]
        logits, features = self.session.run(["logits", "features"], {"images": values})
        return {
            "fire": round(float(features[0] @ self.weights + self.bias), 4),
            "featureMean": float(features.mean()),
            "featureNorm": float(np.linalg.norm(features)),
            "logits": logits[0],
        }


def squashed(path):
    """The whole picture on white, 260 x 260. A picture that has this size already stays as it is."""
    picture = Image.open(path).convert("RGBA")
    white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, picture).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def difference(found, stored):
    logits = np.abs(found["logits"] - np.array(stored["logits"]) / STEPS).max()
    return max(logits, *(abs(found[key] - stored[key]) for key in ("featureMean", "featureNorm", "fire")))


def is_transparent(path):
    picture = Image.open(path)
    return picture.mode in ("LA", "RGBA") or "transparency" in picture.info


def imported(reference, pictures):
    """The rows to store, without what the fire head says; stores squashed pictures on the way."""
    FOLDER.mkdir(exist_ok=True)
    rows = {}
    for name, row in sorted(json.loads(reference.read_text()).items()):
        kept = f"images/{name}"
        if is_transparent(pictures / name):
            kept = f"efficientnet_lite2/{name.replace('/', '-')}"
            squashed(pictures / name).save(FIXTURES / kept, optimize=True)
        rows[kept] = {
            "fire": None,
            "featureMean": row["feature_mean"],
            "featureNorm": row["feature_norm"],
            "logits": [round(logit * STEPS) for logit in row["logits"]],
        }
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true")
    action.add_argument("--reference", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    options = parser.parse_args()
    if options.reference and not options.pictures:
        parser.error("--reference needs --pictures")
    network = Network(options.models)
    stored = json.loads(TARGET.read_text()) if options.check else imported(options.reference, options.pictures)
    worst = 0.0
    for kept, row in stored.items():
        found = network.describe(squashed(FIXTURES / kept))
        if not options.check:
            row["fire"] = found["fire"]
        worst = max(worst, difference(found, row))
    print(f"{len(stored)} pictures, largest difference {worst:.1e}")
    if worst > TOLERANCE:
        sys.exit("that is too much")
    if not options.check:
        rows = [f"{json.dumps(name)}: {json.dumps(row, separators=(',', ':'))}" for name, row in stored.items()]
        TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
