"""Tricks of ICO and BMP: directories that lie, further entries, opacity by habit, pixels that a code leaves out."""

import struct
from random import Random

from PIL import Image, ImageOps

import files
from drawing import clean, inked, mask, saved
from registry import trick


def entry(picture: Image.Image, as_png: bool, transparent: bool = False) -> bytes:
    if as_png:
        return saved(picture.convert("RGBA"), "PNG")
    rgba = picture.convert("RGBA")
    if transparent:
        rgba.putalpha(0)
    red, green, blue, alpha = rgba.split()
    rows = Image.merge("RGBA", (blue, green, red, alpha)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes()
    header = struct.pack("<IiiHHIIiiII", 40, picture.width, picture.height * 2, 1, 32, 0, len(rows), 0, 0, 0, 0)
    return header + rows + bytes((picture.width + 31) // 32 * 4 * picture.height)


def ico(entries: list[tuple], kind: int = 1) -> bytes:
    """Entries: bytes, and what the directory says: width, height, bits."""
    offset, table, data = 6 + 16 * len(entries), b"", b""
    for content, width, height, bits in entries:
        table += struct.pack("<BBBBHHII", width & 255, height & 255, 0, 0, 1, bits, len(content), offset + len(data))
        data += content
    return struct.pack("<HHH", 0, kind, len(entries)) + table + data


def small(rng: Random) -> Image.Image:
    """A payload that fits an icon of 256 pixels."""
    payload = inked(mask(rng), (10, 10, 30), (245, 245, 240))
    return ImageOps.pad(payload, (256, 256), Image.Resampling.LANCZOS, (245, 245, 240))


@trick("ICO", "directory that lies", "ico")
def ico_lies(rng):
    payload, harmless = small(rng), clean(rng, (256, 256)).resize((128, 128))
    said, other = rng.choice(
        [
            ((16, 16, 32), (128, 128, 32)),
            ((0, 0, 32), (255, 255, 8)),
            ((128, 128, 1), (128, 128, 32)),
            ((64, 64, 32), (64, 64, 32)),
        ]
    )
    entries = [(entry(payload, True), *said), (entry(harmless, rng.random() < 0.5), *other)]
    return ico(entries if rng.random() < 0.5 else entries[::-1])


@trick("ICO", "second entry", "ico")
def ico_second(rng):
    payload, side = small(rng), rng.choice([255, 254, 248])
    harmless = clean(rng, (256, 256)).resize((side, side))
    entries = [(entry(harmless, rng.random() < 0.5), side, side, 32), (entry(payload, rng.random() < 0.5), 0, 0, 32)]
    if rng.random() < 0.5:
        entries = [
            (entry(harmless.resize((256, 256)), True), 0, 0, rng.choice([8, 24, 32])),
            (entry(payload, True), 0, 0, rng.choice([4, 24, 32])),
        ]
    return ico(rng.sample(entries, 2), rng.choice([1, 1, 2]))


@trick("ICO", "white on transparency", "ico")
def ico_alpha(rng):
    payload = ImageOps.pad(mask(rng), (256, 256))
    picture = inked(payload, (255, 255, 255, 255), (255, 255, 255, 0))
    return ico([(entry(picture, rng.random() < 0.5), 0, 0, 32)])


@trick("ICO", "alpha of nothing and a mask", "ico")
def ico_mask(rng):
    return ico([(entry(small(rng), False, transparent=True), 0, 0, rng.choice([32, 24]))])


def bmp(header: bytes, palette: bytes, rows: bytes, offset: int | None = None) -> bytes:
    start = 14 + len(header) + len(palette) if offset is None else offset
    return (
        struct.pack("<2sIHHI", b"BM", 14 + len(header) + len(palette) + len(rows), 0, 0, start)
        + header
        + palette
        + rows
    )


def info(size: tuple[int, int], bits: int, coding: int = 0, length: int = 0, colours: int = 0, kind: int = 40) -> bytes:
    return struct.pack("<IiiHHIIiiII", kind, *size, 1, bits, coding, length, 2835, 2835, colours, 0)


@trick("BMP", "four bytes a pixel", "bmp")
def bmp_alpha(rng):
    """The fourth byte is opacity or is not, by header, masks and habit."""
    payload = mask(rng)
    picture = rng.choice(
        [
            inked(payload, (255, 255, 255, 255), (255, 255, 255, 0)),
            inked(payload, (20, 20, 20, 0), (255, 255, 255, 0)),
            inked(payload, (0, 0, 0, 255), (0, 0, 0, 0)),
            inked(payload, (250, 250, 250, 120), (255, 255, 255, 1)),
        ]
    )
    red, green, blue, alpha = picture.split()
    rows = Image.merge("RGBA", (blue, green, red, alpha)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes()
    kind = rng.choice([40, 56, 108, 124])
    coding = 0 if kind == 40 else rng.choice([3, 3, 0])
    header = info(payload.size, 32, coding, len(rows), kind=kind)
    if kind > 40:
        opacity = rng.choice([0xFF000000, 0xFF000000, 0])
        header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, opacity)
    header += struct.pack("<I", 0x73524742) * (kind > 56)
    return bmp(header.ljust(kind, b"\0"), b"", rows)


@trick("BMP", "run lengths that leave pixels out", "bmp")
def bmp_runs(rng):
    """White runs for the ink; what is left out is index 0, or nothing, or black."""
    payload = mask(rng).point(lambda v: 255 * (v > 127))
    width, data, ink = payload.width, b"", payload.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes()
    for y in range(payload.height):
        row, x = ink[y * width : (y + 1) * width], 0
        while x < width:
            run = 1
            while x + run < width and run < 255 and row[x + run] == row[x]:
                run += 1
            data += bytes([run, 1]) if row[x] else bytes([0, 2, run, 0])
            x += run
        data += b"\0\0"
    palette = rng.choice([b"\xff\xff\xff\0" * 2, b"\0\0\0\0\xff\xff\xff\0", b"\x40\x20\x20\0\xff\xff\xff\0"])
    return bmp(info(payload.size, 8, 1, len(data) + 2, 2), palette, data + b"\0\x01")


@trick("BMP", "pixels elsewhere, palettes, upside down", "bmp")
def bmp_layout(rng):
    payload = mask(rng).point(lambda v: 255 * (v > 127))
    width, height = payload.width, payload.height
    indices = inked(payload, 1, 0).transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes()
    palette, blank = b"\xff\xff\xff\0\x10\x10\x10\0", bytes(width * height)
    choice = rng.choice(["offset", "top down", "many colours", "size of zero"])
    if choice == "offset":
        start = 14 + 40 + 8
        return bmp(info((width, height), 8, 0, len(indices), 2), palette, blank + indices, start + len(blank))
    if choice == "top down":
        return bmp(info((width, -height), 8, 0, len(indices), 2), palette, inked(payload, 1, 0).tobytes())
    if choice == "many colours":
        return bmp(
            info((width, height), 8, 0, len(indices), rng.choice([0, 300])), palette.ljust(1024, b"\xff"), indices
        )
    return bmp(info((width, height), 8, 0, 0, 2), palette, indices)


@trick("BMP", "calibrated colours", "bmp")
def bmp_gamma(rng):
    """A header of version 4 or 5 that describes the colours: nearly white becomes dark where that is applied."""
    ink = rng.randint(246, 252)
    picture = inked(mask(rng), (ink,) * 3, (255,) * 3)
    rows = picture.tobytes("raw", "BGRX", 0, -1)
    kind = rng.choice([108, 124])
    header = info(picture.size, 32, 3, len(rows), kind=kind) + struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0)
    ends = [round(v * 2**30) for v in (0.64, 0.33, 0.03, 0.30, 0.60, 0.10, 0.15, 0.06, 0.79)]
    profile = files.profile(files.matrix_tags(files.steep_tone()))
    if kind == 124 and rng.random() < 0.6:
        header += struct.pack("<I", 0x4D424544) + bytes(48) + struct.pack("<IIII", 4, kind + len(rows), len(profile), 0)
        return bmp(header, b"", rows + profile)
    header += struct.pack("<I9I3I", 0, *ends, *[0x00640000] * 3)
    return bmp(header.ljust(kind, b"\0"), b"", rows)
