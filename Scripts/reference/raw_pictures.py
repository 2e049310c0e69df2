#!/usr/bin/env python3
"""Draws the raw files of Fixtures/images/raw and writes what LibRaw's own Python binding makes of them.

    python Scripts/reference/raw_pictures.py Fixtures      # rawpy, numpy, Pillow: requirements-decoding.txt

Each is a DNG of one photograph, filtered to a mosaic as a sensor would see it, written by the few lines of TIFF below.
The reference is rawpy's development (camera white balance, bilinear, sRGB) shrunk to 16×16 means.
"""
import io
import json
import struct
import sys
from pathlib import Path

import numpy as np
import rawpy
from PIL import Image

BYTE, ASCII, SHORT, LONG, RATIONAL, SRATIONAL = 1, 2, 3, 4, 5, 10
SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, SRATIONAL: 8}
# XYZ (D65) to linear sRGB, as the camera's colour matrix: the camera sees sRGB.
XYZ_TO_SRGB = [3.2405, -1.5371, -0.4985, -0.9693, 1.8760, 0.0416, 0.0556, -0.2040, 1.0572]


def value_bytes(kind, values):
    if kind == ASCII:
        return values.encode() + b"\0"
    if kind in (RATIONAL, SRATIONAL):
        code = "<II" if kind == RATIONAL else "<ii"
        return b"".join(struct.pack(code, round(value * 10000), 10000) for value in values)
    return struct.pack("<" + {BYTE: "B", SHORT: "H", LONG: "I"}[kind] * len(values), *values)


class File:
    """A little-endian TIFF, built from the front."""

    def __init__(self):
        self.data = bytearray(b"II*\0\0\0\0\0")

    def append(self, data):
        if len(self.data) % 2:
            self.data += b"\0"
        offset = len(self.data)
        self.data += data
        return offset

    def directory(self, tags):
        """tags: {number: (type, values)}; returns the directory's offset."""
        entries = b""
        for number, (kind, values) in sorted(tags.items()):
            data = value_bytes(kind, values)
            place = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", self.append(data))
            entries += struct.pack("<HHI", number, kind, len(data) // SIZES[kind]) + place
        return self.append(struct.pack("<H", len(tags)) + entries + b"\0\0\0\0")

    def finish(self, first):
        self.data[4:8] = struct.pack("<I", first)
        return bytes(self.data)


def linear(picture):
    """12-bit linear light of an sRGB picture."""
    value = np.asarray(picture).astype(np.float64) / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.clip(np.rint(light * 4095), 0, 4095).astype("<u2")


def mosaic(light):
    """Red, green, green, blue."""
    out = np.empty(light.shape[:2], "<u2")
    out[0::2, 0::2], out[0::2, 1::2] = light[0::2, 0::2, 0], light[0::2, 1::2, 1]
    out[1::2, 0::2], out[1::2, 1::2] = light[1::2, 0::2, 1], light[1::2, 1::2, 2]
    return out


def dng(picture, orientation=1, preview=None, is_linear=False, lie=None):
    light = linear(picture)
    samples = light if is_linear else mosaic(light)
    height, width = samples.shape[:2]
    file = File()
    strip = file.append(samples.tobytes())
    channels = 3 if is_linear else 1
    raw = {
        254: (LONG, [0]), 256: (LONG, [(lie or width)]), 257: (LONG, [(lie or height)]),
        258: (SHORT, [16] * channels), 259: (SHORT, [1]), 262: (SHORT, [34892 if is_linear else 32803]),
        273: (LONG, [strip]), 277: (SHORT, [channels]), 278: (LONG, [lie or height]),
        279: (LONG, [samples.nbytes]), 284: (SHORT, [1]), 50714: (LONG, [0]), 50717: (LONG, [4095]),
    }
    if not is_linear:
        raw |= {33421: (SHORT, [2, 2]), 33422: (BYTE, [0, 1, 1, 2])}
    general = {
        271: (ASCII, "Moderation"), 272: (ASCII, "Fixture"), 274: (SHORT, [orientation]),
        50706: (BYTE, [1, 4, 0, 0]), 50707: (BYTE, [1, 1, 0, 0]), 50708: (ASCII, "Moderation Fixture"),
        50721: (SRATIONAL, XYZ_TO_SRGB), 50728: (RATIONAL, [1, 1, 1]), 50778: (SHORT, [21]),
    }
    if preview is None:
        return file.finish(file.directory(raw | general))
    jpeg = io.BytesIO()
    preview.save(jpeg, "JPEG", quality=85)
    place = file.append(jpeg.getvalue())
    raw_directory = file.directory(raw)
    return file.finish(file.directory(general | {
        254: (LONG, [1]), 256: (LONG, [preview.width]), 257: (LONG, [preview.height]), 258: (SHORT, [8, 8, 8]),
        259: (SHORT, [7]), 262: (SHORT, [6]), 273: (LONG, [place]), 277: (SHORT, [3]),
        278: (LONG, [preview.height]), 279: (LONG, [len(jpeg.getvalue())]), 330: (LONG, [raw_directory]),
    }))


def reference(data):
    with rawpy.imread(io.BytesIO(data)) as raw:
        pixels = raw.postprocess(
            use_camera_wb=True, demosaic_algorithm=rawpy.DemosaicAlgorithm.LINEAR,
            output_color=rawpy.ColorSpace.sRGB, output_bps=8)
    picture = Image.fromarray(pixels)
    return {"width": picture.width, "height": picture.height,
            "means": picture.resize((16, 16), Image.Resampling.BOX).tobytes().hex()}


def main():
    fixtures = Path(sys.argv[1])
    folder = fixtures / "images/raw"
    folder.mkdir(parents=True, exist_ok=True)
    photograph = Image.open(fixtures / "images/photos-faces/chelsea.png").convert("RGB").resize((192, 128))
    # Blue to tell it from the raw data.
    blue = Image.blend(photograph, Image.new("RGB", photograph.size, (0, 0, 255)), 0.5)
    pictures = {
        "mosaic.dng": dng(photograph),
        "linear.dng": dng(photograph, is_linear=True),
        "preview-full.dng": dng(photograph, preview=blue),
        "preview-full-turned.dng": dng(photograph, orientation=6, preview=blue),
        "preview-small.dng": dng(photograph, preview=blue.resize((48, 32))),
        "preview-other-shape.dng": dng(photograph, preview=blue.resize((128, 128))),
    }
    pictures |= {f"orientation-{value}.dng": dng(photograph.resize((96, 64)), orientation=value)
                 for value in (2, 3, 4, 5, 6, 7, 8)}
    for name, data in pictures.items():
        (folder / name).write_bytes(data)
    (folder / "cut.dng").write_bytes(pictures["mosaic.dng"][:20000])
    (folder / "lie.dng").write_bytes(dng(photograph.resize((32, 32)), lie=60000))
    names = {name: folder / name for name in pictures}
    names["../generated/still/s_raw.dng"] = fixtures / "images/generated/still/s_raw.dng"
    values = {name: reference(path.read_bytes()) for name, path in sorted(names.items())}
    (fixtures / "decoding").mkdir(exist_ok=True)
    (fixtures / "decoding/raw.json").write_text(json.dumps(values, indent=1) + "\n")


main()
