#!/usr/bin/env python3
"""Draws the documents of Fixtures/images/svg with resvg and writes 16×16 means of each on white.

    python Scripts/reference/svg_pictures.py Fixtures      # resvg-py, Pillow: requirements-decoding.txt
"""
import io
import json
import sys
from pathlib import Path

import resvg_py
from PIL import Image

FONTS = ["/usr/share/fonts/truetype/dejavu"]


def draw(path):
    # Without a viewBox resvg scales differently; both are asked for the document's own size.
    png = resvg_py.svg_to_bytes(svg_path=str(path), font_dirs=FONTS, dpi=96)
    picture = Image.open(io.BytesIO(bytes(png))).convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture).convert("RGB")


def main():
    fixtures = Path(sys.argv[1])
    values = {}
    for path in sorted((fixtures / "images/svg").glob("*.svg")):
        picture = draw(path)
        values[path.name] = {"width": picture.width, "height": picture.height,
                             "means": picture.resize((16, 16), Image.Resampling.BOX).tobytes().hex()}
    (fixtures / "decoding/svg.json").write_text(json.dumps(values, indent=1) + "\n")


main()
