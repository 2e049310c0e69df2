#!/usr/bin/env python3
"""Copies the chosen pictures into Fixtures/images from the collection they were picked from.

    python3 Scripts/reference/import_images.py [--shared ../shared]

Only needed to widen or narrow the choice: the pictures themselves are committed.
"""
import argparse
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Folder -> the files taken from it; None takes every file, in sub-folders too.
CHOSEN = {
    "generated": None,
    "photos-faces": None,
    "orientation": None,
    "jpeg": None,
    "png": None,
    "webp": None,
    "gif": None,
    "hostile": None,
    "heif-corrupted": None,
    "apng": None,
    "avif": None,
    "ico": None,
    # stereo_1200x800.heic stays out: it is a Nokia example picture, all rights reserved.
    "heif": [
        "LA_8__29x100.heif", "L_10__128x128.heif", "L_8__128x128.heif", "L_exif_xmp_iptc.heic",
        "RGBA_10__29x100.heif", "RGBA_8__128x128.heif", "RGB_12__29x100.heif", "RGB_8__128x128.heif",
        "RGB_8_chroma444.heif", "stereo_pair.heic", "unsupported_depth_image.heic", "zPug_3.heic",
    ],
    "tiff": [
        "gray.b1.tif", "gray.bigtiff.u1.tif", "gray.one.f4.tif", "gray.u1.tif", "gray.u2.tif",
        "rgb.predict.u1.tif", "rgb.tiled.jpeg.u1.tif", "rgb.tiled.lzw.u1.tif", "rgb.tiled.webp.u1.tif",
        "rgb.u1.tif", "rgb_u1_jpeg.tif", "rgba.separate.u1.tif",
    ],
    "bmp-good": None,
    "bmp-questionable": None,
    "bmp-bad": None,
    "flags": ["de.png", "jp.png"],
    "weapon-drawings": ["knife.png", "m16_01.png"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    source = parser.parse_args().shared / "fixtures" / "commit"
    target = ROOT / "Fixtures" / "images"
    count = 0
    for folder, names in CHOSEN.items():
        if names is None:
            files = sorted(p for p in (source / folder).rglob("*") if p.is_file())
        else:
            files = [source / folder / name for name in names]
        for file in files:
            destination = target / file.relative_to(source)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, destination)
            count += 1
    print(f"{count} pictures copied")


if __name__ == "__main__":
    main()
