#!/usr/bin/env python3
"""Writes Fixtures/images/photos-large: pictures of 1 to 12 megapixels, enlarged from small ones of known origin.

    python3 Scripts/reference/make_large_photos.py

They stand in for photographs of that size: what matters is how many pixels must be decoded and shrunk, in which
shape. The same Pillow (requirements.txt) always writes the same bytes.
"""
from pathlib import Path

from PIL import Image, ImageOps

Turn = Image.Transpose

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "Fixtures" / "images"

ASTRONAUT = "photos-faces/astronaut.png"
CHELSEA = "photos-faces/chelsea.png"
HOPPER = "photos-faces/hopper.png"
SHAPES = "generated/still/s_png.png"

# Source, part of it (None: all), how it is turned (None: upright), size, name ending, options of the writer.
# The classifier is sure of upright portraits and unsure of turned ones: those show a difference between two
# ways of reading or shrinking a picture best.
PICTURES = [
    (ASTRONAUT, (96, 0, 416, 240), None, (1200, 900), "jpg", {"quality": 50}),
    (ASTRONAUT, (60, 0, 444, 512), Turn.ROTATE_90, (960, 1280), "jpg", {"quality": 40}),
    (CHELSEA, None, None, (1600, 1200), "jpg", {"quality": 40}),
    (CHELSEA, (120, 40, 400, 250), None, (2400, 1800), "jpg", {"quality": 30}),
    (CHELSEA, (60, 60, 400, 174), None, (3000, 1000), "jpg", {"quality": 30}),
    (HOPPER, None, Turn.TRANSPOSE, (4000, 3000), "jpg", {"quality": 30}),
    (HOPPER, None, None, (1024, 1024), "jpg", {"quality": 70}),
    (HOPPER, None, Turn.ROTATE_90, (1100, 1000), "jpg", {"quality": 50}),
    (HOPPER, None, Turn.TRANSVERSE, (1200, 1600), "jpg", {"quality": 40, "progressive": True}),
    (SHAPES, None, None, (1920, 1080), "jpg", {"quality": 30}),
    (HOPPER, None, Turn.TRANSVERSE, (1200, 840), "png", {}),
    (CHELSEA, None, None, (1280, 1000), "webp", {"quality": 60, "method": 6}),
]


def main() -> None:
    target = IMAGES / "photos-large"
    target.mkdir(parents=True, exist_ok=True)
    for source, part, turn, size, ending, options in PICTURES:
        picture = Image.open(IMAGES / source).convert("RGB").crop(part)
        if turn is not None:
            picture = picture.transpose(turn)
        large = picture.resize(size, Image.Resampling.BICUBIC)
        if ending == "jpg":
            options = {"optimize": True, **options}
        elif ending == "png":
            # Fewer levels a channel: a lossless photograph of this size would weigh half a megabyte.
            large = ImageOps.posterize(large, 3)
            options = {"optimize": True, **options}
        turned = "" if turn is None else "-turned"
        name = f"{Path(source).stem}{turned}-{size[0]}x{size[1]}.{ending}"
        large.save(target / name, **options)
        print(name, (target / name).stat().st_size)


if __name__ == "__main__":
    main()
