#!/usr/bin/env python3
"""Writes Fixtures/ocr/lines.json: what rapidocr 3.10.0 reads in the pictures beside it.

    python3 Scripts/reference/ppocr.py [--models DIR] [--shared ../shared]

`rapidOCR` is rapidocr as it comes. `standard` is with detection on at most 960 pixels, as this project does it by default;
`tiny` is that with the tiny models.
Needs requirements-ppocr.txt; `tiny` needs a models folder filled with `./run setup`. Pictures that may
not be committed are read from the folder beside the checkout and appear under `shared/`.
"""
import argparse
import json
from pathlib import Path

from rapidocr import RapidOCR

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "Fixtures" / "ocr" / "pictures"

LONGER_SIDE_960 = {"Det.limit_type": "max", "Det.limit_side_len": 960}


def settings(models):
    tiny = models / "text-tiny"
    return {
        "rapidOCR": {},
        "standard": LONGER_SIDE_960,
        "tiny": LONGER_SIDE_960 | {
            "Det.model_path": str(tiny / "det.onnx"),
            "Rec.model_path": str(tiny / "rec.onnx"),
            "Rec.rec_keys_path": str(tiny / "ppocrv6_tiny_dict.txt"),
        },
    }


def read(engine, path):
    result = engine(str(path))
    if result.txts is None:
        return []
    return [
        {"text": text, "confidence": round(score, 4), "corners": [[round(float(v)) for v in p] for p in box]}
        for text, score, box in zip(result.txts, result.scores, result.boxes)
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    arguments = parser.parse_args()
    # The longest one is beyond what both sides bound alike; the dense one is only counted.
    paths = {p.name: p for p in sorted(PICTURES.iterdir()) if not p.name.startswith(("chat", "dense"))}
    for path in sorted((arguments.shared / "fixtures" / "shared-only" / "ocr").glob("*")):
        paths[f"shared/{path.name}"] = path
    lines = {}
    for name, values in settings(arguments.models).items():
        engine = RapidOCR(params={"Global.log_level": "critical"} | values)
        lines[name] = {key: read(engine, path) for key, path in paths.items()}
        print(name, sum(map(len, lines[name].values())), "lines")
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    text = text.replace('{"text"', '\n{"text"').replace('"shared/', '\n"shared/')
    (PICTURES.parent / "lines.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
