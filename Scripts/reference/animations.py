#!/usr/bin/env python3
"""Says what the frames of animations and image sequences look like, by decoders that are not the project's own.

    python3 Scripts/reference/animations.py [--make]

Writes Fixtures/animations/frames.json: for each file some frames with their size and the mean colours of 8 × 8 fields.
With --make the pictures in Fixtures/images/animations are made anew first. Frames of GIF and APNG are decoded by Pillow
one by one and composed here, because Pillow fills cleared rectangles of a GIF with a colour where browsers leave them
transparent, and takes opacity away where it blends APNG frames.

Needs Pillow 13, numpy and PyAV 18 (with x265).
"""
import argparse
import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

import heic_sequences as heic

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "Fixtures" / "images"
MADE = IMAGES / "animations"
WANTED = [0, 1, 2, 3, 4, 5, 10, 15, 20]


def on_white(image: Image.Image) -> np.ndarray:
    rgba = np.asarray(image.convert("RGBA")).astype(int)
    alpha = rgba[..., 3:]
    return (rgba[..., :3] * alpha + 255 * (255 - alpha)) // 255


def fields(pixels: np.ndarray) -> str:
    """The mean colours of 8 × 8 fields, rows from the top, rounded, as hexadecimal digits."""
    height, width = pixels.shape[:2]
    rows = [pixels[height * i // 8:height * (i + 1) // 8] for i in range(8)]
    cells = [row[:, width * i // 8:width * (i + 1) // 8] for row in rows for i in range(8)]
    return b"".join(bytes(int(v + 0.5) for v in cell.reshape(-1, 3).mean(0)) for cell in cells).hex()


def described(index: int, pixels: np.ndarray) -> dict:
    return {"index": index, "width": pixels.shape[1], "height": pixels.shape[0], "fields": fields(pixels)}


def pillow(path: Path) -> list[np.ndarray]:
    image = Image.open(path)
    frames = []
    for index in range(min(image.n_frames, 31)):
        image.seek(index)
        frames.append(on_white(image))
    return frames


def apng(path: Path) -> list[np.ndarray]:
    """Frames in their order; a default image outside the animation counts after them."""
    data = path.read_bytes()
    offset, header, shared, controls, parts, default = 8, b"", b"", [], [], []
    while offset < len(data):
        length, kind = struct.unpack(">I4s", data[offset:offset + 8])
        content = data[offset + 8:offset + 8 + length]
        if kind == b"IHDR":
            header = content
        elif kind in (b"PLTE", b"tRNS"):
            shared += data[offset:offset + length + 12]
        elif kind == b"fcTL":
            controls.append(struct.unpack(">IIIIHHBB", content[4:]))
            parts.append([])
        elif kind in (b"IDAT", b"fdAT"):
            (parts[-1] if parts else default).append(content[4 * (kind == b"fdAT"):])
        offset += length + 12

    def alone(width: int, height: int, pixels: list[bytes]) -> Image.Image:
        def chunk(kind: bytes, content: bytes) -> bytes:
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        png = data[:8] + chunk(b"IHDR", struct.pack(">II", width, height) + header[8:]) + shared
        return Image.open(io.BytesIO(png + chunk(b"IDAT", b"".join(pixels)) + chunk(b"IEND", b""))).convert("RGBA")

    size = struct.unpack(">II", header[:8])
    canvas, frames = Image.new("RGBA", size), []
    for (width, height, x, y, _, _, disposal, blend), pixels in list(zip(controls, parts))[:31]:
        drawn, before = alone(width, height, pixels), canvas.copy()
        if blend:
            canvas.alpha_composite(drawn, (x, y))
        else:
            canvas.paste(drawn, (x, y))
        frames.append(on_white(canvas))
        if disposal == 1:
            canvas.paste((0, 0, 0, 0), (x, y, x + width, y + height))
        elif disposal == 2:
            canvas = before
    return frames + ([on_white(alone(*size, default))] if default and len(controls) < 31 else [])


def gif(path: Path) -> list[np.ndarray]:
    data = path.read_bytes()
    size = 3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0
    offset, control, blocks = 13 + size, None, []
    while offset < len(data) and data[offset] != 0x3B:
        start = offset
        if data[offset] == 0x21:
            if data[offset + 1] == 0xF9:
                control = data[offset:offset + 8]
            offset += 2
        else:
            offset += 11 + (3 << (data[offset + 9] & 7) + 1 if data[offset + 9] & 0x80 else 0)
        while data[offset]:
            offset += 1 + data[offset]
        offset += 1
        if data[start] == 0x2C:
            blocks.append((control, data[start:offset]))
            control = None
    places = [struct.unpack("<HHHH", block[1:9]) for _, block in blocks]
    width = max([struct.unpack("<H", data[6:8])[0]] + [x + w for x, _, w, _ in places])
    height = max([struct.unpack("<H", data[8:10])[0]] + [y + h for _, y, _, h in places])
    canvas, frames = Image.new("RGBA", (width, height)), []
    for (control, block), (x, y, w, h) in zip(blocks, places):
        alone = data[:6] + struct.pack("<HH", w, h) + data[10:13 + size] + (control or b"")
        alone += block[:1] + struct.pack("<HHHH", 0, 0, w, h) + block[9:] + b";"
        drawn = Image.open(io.BytesIO(alone)).convert("RGBA")
        before = canvas.copy()
        canvas.paste(drawn, (x, y), drawn.getchannel("A").point(lambda value: 255 if value else 0))
        frames.append(on_white(canvas))
        disposal = control[3] >> 2 & 7 if control else 0
        if disposal == 2:
            canvas.paste((0, 0, 0, 0), (x, y, x + w, y + h))
        elif disposal == 3:
            canvas = before
    return frames


def sequence(path: Path, matrix: int, is_full_range: bool) -> list[np.ndarray]:
    with heic.av.open(path) as container:
        return [heic.rgb(frame, matrix, is_full_range) for frame in container.decode(video=0)]


def make() -> dict[str, list[np.ndarray]]:
    """Writes the pictures of this project's own, and says what is in them."""
    MADE.mkdir(parents=True, exist_ok=True)
    size, frames = (96, 64), [heic.picture(n, 96, 64) for n in range(12)]
    pyramid = "bframes=3:b-pyramid=1:keyint=8:min-keyint=8:open-gop=1:scenecut=0:"
    coded, decoded = heic.encode(frames, "yuv420p", pyramid + "colormatrix=bt709:range=limited")
    alpha, masks = heic.encode([heic.opacity(n, 96, 64) for n in range(12)], "yuvj420p", "range=full:keyint=4")
    plain = [heic.rgb(frame, 1, False) for frame in decoded]
    masks = [np.frombuffer(m.planes[0], np.uint8).reshape(64, -1)[:, :96].astype(int)[..., None] for m in masks]
    deep, deep_decoded = heic.encode(frames, "yuv444p10le", "keyint=4:colormatrix=bt2020nc:range=full")
    nclx = heic.box("colr", b"nclx", struct.pack(">HHHB", 9, 1, 9, 0x80))
    clap = heic.box("clap", struct.pack(">IIIIiIiI", 60, 1, 40, 1, 6, 1, -4, 1))
    hidden = heic.box("edts", heic.full("elst", struct.pack(">IIIHH", 1, 400, 500, 1, 0)))
    made = {
        "alpha_turned.heics": (
            heic.file(size, coded, alpha, matrix=(0, 1, -1, 0)),
            [np.rot90((p * m + 255 * (255 - m)) // 255, -1) for p, m in zip(plain, masks)]),
        "clap.heics": (heic.file(size, coded, extra=clap), [p[8:48, 24:84] for p in plain]),
        "edited.heics": (heic.file(size, coded, edits=hidden), plain[5:9] + plain[:5] + plain[9:]),
        "ten_bits_444.heics": (
            heic.file(size, deep, extra=nclx), [heic.rgb(frame, 9, True) for frame in deep_decoded]),
    }
    for name, (content, _) in made.items():
        (MADE / name).write_bytes(content)
    larger, _ = heic.encode([np.full((480, 640, 3), 90, np.uint8)] * 2, "yuv420p", "keyint=2")
    (MADE / "larger_than_entry.heics").write_bytes(heic.file((640, 480), larger, entry_size=size))
    pictures = [Image.fromarray(frame) for frame in frames]
    pictures[0].save(MADE / "turned.webp", save_all=True, append_images=pictures[1:], lossless=True,
                     exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")
    make_gifs(pictures)
    return {name: expected for name, (_, expected) in made.items()}


def make_gifs(pictures: list[Image.Image]) -> None:
    """A GIF of interlaced frames, one of which is larger than the logical screen."""
    screen, blocks = (40, 30), b""
    for number, (place, disposal) in enumerate([((0, 0), 3), ((20, 10), 1), ((5, 5), 2), ((0, 20), 3), ((8, 0), 0)]):
        part = pictures[number].crop((0, 0, 40 + 10 * (number == 1), 30)).quantize(16)
        buffer = io.BytesIO()
        part.save(buffer, "GIF", interlace=1)
        data = buffer.getvalue()
        palette = data[13:13 + (3 << (data[10] & 7) + 1)]
        start = data.index(b",\0\0\0\0", 13 + len(palette))
        pixels = data[start + 10:-1]
        flags = 0x80 | (data[start + 9] & 0x40) | (data[10] & 7)
        blocks += struct.pack("<BBBBHBB", 0x21, 0xF9, 4, disposal << 2 | 1, 5, number, 0)
        blocks += struct.pack("<BHHHHB", 0x2C, *place, *part.size, flags) + palette + pixels
    (MADE / "larger_than_screen.gif").write_bytes(b"GIF89a" + struct.pack("<HHBBB", *screen, 0, 0, 0) + blocks + b";")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--make", action="store_true")
    if not parser.parse_args().make:
        parser.error("the sequences' pictures are known only while they are made: use --make")
    warnings.simplefilter("ignore")
    expected = {f"animations/{name}": frames for name, frames in make().items()}
    expected["animations/turned.webp"] = [np.rot90(f, -1) for f in pillow(MADE / "turned.webp")]
    for name in ["gif/dispose_bgnd.gif", "gif/dispose_prev.gif", "gif/multiple_comments.gif",
                 "animations/larger_than_screen.gif"]:
        expected[name] = gif(IMAGES / name)
    for path in sorted((IMAGES / "generated/animated").glob("a_disp_*.gif")):
        expected[path.relative_to(IMAGES).as_posix()] = gif(path)
    for name in ["generated/animated/a_webp.webp", "generated/animated/a_avifs.avif", "webp/frames.webp",
                 "webp/iss634.webp"]:
        expected[name] = pillow(IMAGES / name)
    for name, matrix, is_full_range in [("ff", 6, False), ("lh1", 6, True), ("lh2", 6, True)]:
        path = IMAGES / f"generated/animated/a_heics_{name}.heics"
        expected[path.relative_to(IMAGES).as_posix()] = sequence(path, matrix, is_full_range)
    for path in sorted((IMAGES / "apng").glob("*.png")):
        try:
            # What Pillow refuses, or takes for a still, is no example of how frames are composed.
            if len(pillow(path)) > 1 and not path.name.startswith("syntax_"):
                expected[path.relative_to(IMAGES).as_posix()] = apng(path)
        except (SyntaxError, OSError, EOFError, ValueError):
            continue
    target = ROOT / "Fixtures" / "animations" / "frames.json"
    target.parent.mkdir(exist_ok=True)
    rows = [{"path": path, "frames": [described(k, frames[k]) for k in WANTED if k < len(frames)]}
            for path, frames in expected.items()]
    target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} files, {sum(len(row['frames']) for row in rows)} frames")


if __name__ == "__main__":
    main()
