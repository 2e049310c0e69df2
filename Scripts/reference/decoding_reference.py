#!/usr/bin/env python3
"""Writes Fixtures/decoding/reference.tsv: what other decoders make of every picture of the fixture collection.

    python Scripts/reference/decoding_reference.py COLLECTION Fixtures/decoding/reference.tsv

One row a file: path, decoder, width, height, frames, and 8×8 means of the upright first frame on white in hexadecimal;
or path, decoder, and `refused`. Decoders: Pillow, imagecodecs (TIFF that Pillow does not read), pillow-heif in a process
of its own (two libheifs in one do not live together), rawpy, resvg's own renderings, and a few lines for JNG.
What this project does otherwise stands in disagreements.tsv, by hand and with the reason.
"""
import io
import json
import struct
import subprocess
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDERS = ["commit", "shared-only/pngsuite", "shared-only/svg", "shared-only/avif"]
# Beside the pictures; an SVG's rendering is its reference and no case of its own.
NO_PICTURES = {".README", ".txt", ".md", ".json", ".xml", ".icc", ".html", ".LICENSE", ".license", ".rst", ".py", ".sh"}
HEIF = {".heic", ".heif", ".heics", ".hif", ".avif", ".avifs"}
LONGEST = 120_000_000  # pixels: more is refused by the test's own limits


def shares(side, cells):
    """How much of each pixel falls into each cell, by area; Pillow's BOX takes pixels whole or not at all."""
    import numpy as np
    edges = np.linspace(0, side, cells + 1)
    pixels = np.arange(side)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return overlap.clip(0) * cells / side


def row_of(picture, frames, decoder):
    import numpy as np
    if picture.width * picture.height > 20_000_000:  # the edges of the cells no longer matter, memory does
        picture_means = picture.reduce((picture.width // 8, picture.height // 8)).resize((8, 8)).tobytes()
        return [decoder, str(picture.width), str(picture.height), str(frames), picture_means.hex()]
    rgb = np.asarray(picture).astype(np.float64)
    means = np.einsum("ry,yxc,qx->rqc", shares(picture.height, 8), rgb, shares(picture.width, 8), optimize=True)
    return [decoder, str(picture.width), str(picture.height), str(frames), np.rint(means).astype(np.uint8).tobytes().hex()]


def on_white(picture):
    """8-bit RGB: 16 bits by their upper half, transparency on white, an embedded profile applied."""
    import numpy as np
    from PIL import Image, ImageCms
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = Image.fromarray((np.asarray(picture).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
        profile = None
    if picture.mode == "F":
        raise ValueError("floating point has no agreed range")
    if picture.mode in ("P", "PA", "LA", "La", "1") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB",
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC)
        except (ImageCms.PyCMSError, OSError):
            pass
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def by_pillow(path):
    from PIL import Image, ImageOps
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as picture:
        if picture.width * picture.height > LONGEST:
            raise ValueError("over the test's limits")
        # Pillow counts the still beside an APNG's animation as a frame.
        frames = getattr(picture, "n_frames", 1) - bool(picture.info.get("default_image"))
        picture.seek(0)
        picture.load()
        picture.info = dict(picture.info)
        return row_of(on_white(ImageOps.exif_transpose(picture)), frames, "Pillow")


def by_imagecodecs(path):
    import imagecodecs
    import numpy as np
    from PIL import Image
    pixels = np.asarray(imagecodecs.imread(str(path)))
    if pixels.dtype != np.uint8:
        raise ValueError("not 8 bit")
    return row_of(on_white(Image.fromarray(pixels)), "-", "imagecodecs")


def by_rawpy(path):
    import rawpy
    from PIL import Image
    with rawpy.imread(str(path)) as raw:
        pixels = raw.postprocess(use_camera_wb=True, demosaic_algorithm=rawpy.DemosaicAlgorithm.LINEAR)
    return row_of(Image.fromarray(pixels), 1, "rawpy")


def by_resvg(path):
    import resvg_py
    from PIL import Image
    beside = path.with_suffix(".png")
    data = beside.read_bytes() if beside.exists() else bytes(resvg_py.svg_to_bytes(svg_path=str(path), dpi=96))
    return row_of(on_white(Image.open(io.BytesIO(data))), 1, "resvg")


def by_jng(path):
    """JDAT chunks are a JPEG, IDAT chunks an 8-bit grey alpha without interlacing, JDAA chunks a JPEG of it."""
    from PIL import Image
    data, offset, parts = path.read_bytes(), 8, {}
    while offset + 8 <= len(data):
        length, name = struct.unpack(">I4s", data[offset:offset + 8])
        parts[name] = parts.get(name, b"") + data[offset + 8:offset + 8 + length]
        offset += length + 12
    picture = Image.open(io.BytesIO(parts[b"JDAT"])).convert("RGB")
    if b"JDAA" in parts:
        picture.putalpha(Image.open(io.BytesIO(parts[b"JDAA"])).convert("L"))
    elif b"IDAT" in parts:
        png = b"\x89PNG\r\n\x1a\n"
        header = struct.pack(">IIBBBBB", picture.width, picture.height, parts[b"JHDR"][12], 0, 0, 0, 0)
        for name, body in ((b"IHDR", header), (b"IDAT", parts[b"IDAT"]), (b"IEND", b"")):
            png += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        picture.putalpha(Image.open(io.BytesIO(png)).convert("L"))
    return row_of(on_white(picture), 1, "own")


def by_heif(path):
    import pillow_heif
    heif = pillow_heif.open_heif(path, convert_hdr_to_8bit=True)
    picture = heif[heif.primary_index].to_pillow()
    return row_of(on_white(picture), len(heif), "pillow-heif")


def describe(path):
    warnings.simplefilter("ignore")
    suffix = path.suffix.lower()
    by = {".svg": [by_resvg], ".dng": [by_rawpy], ".jng": [by_jng]}.get(suffix, [by_pillow])
    if suffix in HEIF:
        by = [by_pillow] if suffix.startswith(".avif") else [by_heif]
    if suffix in (".tif", ".tiff"):
        by = [by_pillow, by_imagecodecs]
    for decode in by:
        try:
            return decode(path)
        except Exception:
            continue
    return [by[-1].__name__.removeprefix("by_"), "refused"]


def main():
    collection = Path(sys.argv[1])
    if sys.argv[2] == "--one":
        print(json.dumps(describe(Path(sys.argv[3]))))
        return
    paths = []
    for folder in FOLDERS:
        for path in sorted((collection / folder).rglob("*")):
            if not path.is_file() or path.suffix in NO_PICTURES or path.name.startswith((".", "README", "LICENSE")):
                continue
            if folder == "shared-only/svg" and path.suffix == ".png":
                continue
            paths.append(path)

    def ask(path):
        # One process a file: a decoder may die of it, or never end.
        command = [sys.executable, __file__, str(collection), "--one", str(path)]
        try:
            answer = subprocess.run(command, capture_output=True, timeout=20)
            columns = json.loads(answer.stdout) if answer.returncode == 0 else ["crashed", "refused"]
        except subprocess.TimeoutExpired:
            columns = ["too slow", "refused"]
        return "\t".join([path.relative_to(collection).as_posix(), *columns])

    with ThreadPoolExecutor(2) as pool:
        Path(sys.argv[2]).write_text("\n".join(pool.map(ask, paths)) + "\n")


main()
