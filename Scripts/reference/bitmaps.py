#!/usr/bin/env python3
"""Writes Fixtures/bitmaps/pictures.json: what BMP, ICO and JNG pictures look like, as Pillow and NumPy decode them.

    python3 Scripts/reference/bitmaps.py [--check]

For each file: width, height, whether pixels are transparent, and either the sha256 of the RGB8 pixels, alpha laid on
white, where both decoders have to agree to the bit, or the means of 16 x 8 blocks with a tolerance where rounding is
free (five bits made eight, inverse cosine transforms). Files that Pillow does not read are read here, or stand for a
file of bmpsuite that shows the same pixels.
"""
import argparse
import base64
import hashlib
import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageCms

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "Fixtures" / "images"
TARGET = ROOT / "Fixtures" / "bitmaps" / "pictures.json"

EXACT = [
    "bmp-good/pal1.bmp", "bmp-good/pal1bg.bmp", "bmp-good/pal1wb.bmp", "bmp-good/pal4.bmp", "bmp-good/pal4rle.bmp",
    "bmp-good/pal8-0.bmp", "bmp-good/pal8.bmp", "bmp-good/pal8nonsquare.bmp", "bmp-good/pal8os2.bmp",
    "bmp-good/pal8rle.bmp", "bmp-good/pal8topdown.bmp", "bmp-good/pal8v4.bmp", "bmp-good/pal8v5.bmp",
    "bmp-good/pal8w124.bmp", "bmp-good/pal8w125.bmp", "bmp-good/pal8w126.bmp", "bmp-good/rgb24.bmp",
    "bmp-good/rgb24pal.bmp", "bmp-good/rgb32.bmp", "bmp-questionable/pal1p1.bmp", "bmp-questionable/pal8offs.bmp",
    "bmp-questionable/pal8os2sp.bmp", "bmp-questionable/pal8os2v2.bmp", "bmp-questionable/rgb24largepal.bmp",
    "bmp-questionable/rgb24lprof.bmp", "bmp-questionable/rgb32bf-xbgr.bmp",
    "bmp-questionable/rgb32fakealpha.bmp", "bmp-questionable/rgba32.bmp", "bmp-bad/badbitssize.bmp",
    "bmp-bad/baddens1.bmp", "bmp-bad/baddens2.bmp", "bmp-bad/badfilesize.bmp", "bmp-bad/badplanes.bmp",
    "bmp-bad/pal8badindex.bmp", "bmp-bad/rletopdown.bmp", "generated/still/s_bmp.bmp", "generated/variant/v_1bit.bmp",
    "ico/hopper.ico", "ico/hopper_256x256.ico", "ico/hopper_draw.ico", "ico/hopper_mask.ico",
    "generated/still/s_ico.ico", "generated/still/s_ico_png.ico", "generated/variant/alpha.ico",
]
# Shows exactly the pixels of another file.
SAME = {
    "bmp-good/rgb32bf.bmp": "bmp-good/rgb24.bmp",
    "bmp-questionable/pal8os2v2-16.bmp": "bmp-good/pal8.bmp",
    "bmp-questionable/pal8oversizepal.bmp": "bmp-good/pal8.bmp",
    "bmp-bad/badpalettesize.bmp": "bmp-good/pal8.bmp",
    "bmp-questionable/rgba32abf.bmp": "bmp-questionable/rgba32.bmp",
}
# Shows nearly the pixels of another file: mean difference of a block in levels.
NEAR = {
    "bmp-good/rgb16.bmp": ("bmp-good/rgb16.bmp", 1),
    "bmp-good/rgb16-565.bmp": ("bmp-good/rgb16-565.bmp", 1),
    "bmp-good/rgb16-565pal.bmp": ("bmp-good/rgb16-565pal.bmp", 1),
    "bmp-questionable/rgb32-111110.bmp": ("bmp-good/rgb24.bmp", 1),
}
# With an embedded profile, which browsers apply and Pillow leaves alone.
PROFILED = ["bmp-questionable/rgb24prof.bmp"]
# Index 0 is what the run-length code leaves out, which browsers show as transparent.
SPARSE = ["bmp-questionable/pal4rletrns.bmp", "bmp-questionable/pal8rletrns.bmp"]
# 16 bits cut up by masks, which are here: red, green, blue, alpha.
MASKED = {
    "bmp-questionable/rgb16-231.bmp": (0x30, 0x0E, 0x01, 0),
    "bmp-questionable/rgba16-4444.bmp": (0x0F00, 0x00F0, 0x000F, 0xF000),
}
JNG = ["generated/still/s_jng.jng", "generated/still/s_jng2.jng", "generated/variant/alpha.jng"]


def on_white(picture: Image.Image) -> tuple[numpy.ndarray, bool]:
    if "A" not in picture.getbands():
        return numpy.asarray(picture.convert("RGB")), False
    pixels = numpy.asarray(picture.convert("RGBA")).astype(numpy.uint32)
    alpha = pixels[..., 3:]
    return ((pixels[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(numpy.uint8), True


def opened(name: str) -> tuple[numpy.ndarray, bool]:
    if name in SAME:
        return opened(SAME[name])
    with Image.open(IMAGES / name) as picture:
        return on_white(picture)


def profiled(name: str) -> tuple[numpy.ndarray, bool]:
    data = (IMAGES / name).read_bytes()
    place, count = struct.unpack_from("<II", data, 14 + 112)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data[14 + place:14 + place + count]))
    with Image.open(IMAGES / name) as picture:
        converted = ImageCms.profileToProfile(picture.convert("RGB"), profile, ImageCms.createProfile("sRGB"))
    return numpy.asarray(converted), False


def sparse(name: str) -> tuple[numpy.ndarray, bool]:
    with Image.open(IMAGES / name) as picture:
        pixels = numpy.array(picture.convert("RGB"))
        pixels[numpy.asarray(picture) == 0] = 255
    return pixels, True


def two_bits(name: str) -> tuple[numpy.ndarray, bool]:
    data = (IMAGES / name).read_bytes()
    start, = struct.unpack_from("<I", data, 10)
    width, height = struct.unpack_from("<ii", data, 18)
    palette = numpy.frombuffer(data, numpy.uint8, 16, 54).reshape(4, 4)[:, 2::-1]
    stride = (width * 2 + 31) // 32 * 4
    rows = numpy.frombuffer(data, numpy.uint8, stride * height, start).reshape(height, stride)
    indices = numpy.stack([rows >> shift & 3 for shift in (6, 4, 2, 0)], axis=-1).reshape(height, -1)
    return palette[indices[::-1, :width]], False


def masked(name: str, masks: tuple) -> tuple[numpy.ndarray, bool]:
    data = (IMAGES / name).read_bytes()
    start, = struct.unpack_from("<I", data, 10)
    width, height = struct.unpack_from("<ii", data, 18)
    stride = (width * 16 + 31) // 32 * 2
    rows = numpy.frombuffer(data, "<u2", stride * height, start).reshape(height, stride)[::-1, :width]
    channels = [
        numpy.rint((rows & mask) * 255.0 / mask) if mask else numpy.full(rows.shape, 255.0) for mask in masks
    ]
    picture = Image.fromarray(numpy.stack(channels, axis=-1).astype(numpy.uint8), "RGBA")
    return on_white(picture if masks[3] else picture.convert("RGB"))


def jng(name: str) -> tuple[numpy.ndarray, bool]:
    data = (IMAGES / name).read_bytes()
    width, height, kind, _, _, _, depth = struct.unpack_from(">IIBBBBB", data, 16)
    jpeg, alpha, offset = b"", b"", 8
    while offset < len(data):
        length, chunk = struct.unpack_from(">I4s", data, offset)
        content = data[offset + 8:offset + 8 + length]
        jpeg += content if chunk == b"JDAT" else b""
        alpha += content if chunk == b"IDAT" else b""
        offset += 12 + length
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    if not kind & 4:
        return on_white(picture)

    def png_chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    png = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    png += png_chunk(b"IDAT", alpha) + png_chunk(b"IEND", b"")
    picture.putalpha(Image.open(io.BytesIO(png)).convert("L"))
    return on_white(picture)


def means(pixels: numpy.ndarray) -> str:
    height, width, _ = pixels.shape
    blocks = [
        pixels[y * height // 8:(y + 1) * height // 8, x * width // 16:(x + 1) * width // 16].reshape(-1, 3)
        for y in range(8) for x in range(16)
    ]
    return base64.b64encode(bytes(int(mean) for block in blocks for mean in block.mean(axis=0))).decode()


def case(name: str, decoded: tuple[numpy.ndarray, bool], tolerance: int | None = None) -> dict:
    pixels, alpha = decoded
    row = {"file": name, "width": pixels.shape[1], "height": pixels.shape[0], "alpha": alpha}
    if tolerance is None:
        row["sha256"] = hashlib.sha256(numpy.ascontiguousarray(pixels).tobytes()).hexdigest()
    else:
        row |= {"tolerance": tolerance, "means": means(pixels)}
    return row


def cases() -> str:
    rows = [case(name, opened(name)) for name in [*EXACT, *SAME]]
    rows += [case(name, profiled(name), 3) for name in PROFILED]
    rows += [case(name, sparse(name)) for name in SPARSE]
    rows.append(case("bmp-questionable/pal2.bmp", two_bits("bmp-questionable/pal2.bmp")))
    rows += [case(name, masked(name, masks)) for name, masks in MASKED.items()]
    rows += [case(name, opened(source), tolerance) for name, (source, tolerance) in NEAR.items()]
    rows += [case(name, jng(name), 1) for name in JNG]
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    result = cases()
    if checking:
        agrees = TARGET.exists() and TARGET.read_text(encoding="utf-8") == result
        print("pictures.json agrees" if agrees else "pictures.json differs")
        sys.exit(0 if agrees else 1)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(result, encoding="utf-8")
    print(f"{result.count('file')} pictures described")


if __name__ == "__main__":
    main()
