"""Byte-level parts of picture files, for what a well-behaved library would not write."""

import struct
import zlib

from PIL import Image, ImageCms

from drawing import saved

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    offset, found = 8, []
    while offset + 12 <= len(png):
        length, kind = struct.unpack(">I4s", png[offset : offset + 8])
        found.append((kind, png[offset + 8 : offset + 8 + length]))
        offset += 12 + length
    return found


def png(parts: list[tuple[bytes, bytes]]) -> bytes:
    return SIGNATURE + b"".join(chunk(*part) for part in parts)


def with_chunks(picture: Image.Image, *added: tuple[bytes, bytes], before: bytes = b"IDAT", **options) -> bytes:
    """A PNG with further chunks before its palette, where one is, or before its pixels."""
    parts = chunks(saved(picture, "PNG", **options))
    place = next((i for i, (kind, _) in enumerate(parts) if kind in (b"PLTE", before)), 1)
    return png(parts[:place] + list(added) + parts[place:])


def pixels(picture: Image.Image) -> bytes:
    return b"".join(content for kind, content in chunks(saved(picture, "PNG")) if kind == b"IDAT")


def apng(frames: list[tuple], default: Image.Image | None = None, count: int | None = None) -> bytes:
    """Frames of one mode: picture, delay in ms, and optionally place, disposal and blending. `count` may lie."""
    first = default if default is not None else frames[0][0]
    header = [part for part in chunks(saved(first, "PNG")) if part[0] in (b"IHDR", b"PLTE", b"tRNS")]
    parts, number = header + [(b"acTL", struct.pack(">II", len(frames) if count is None else count, 0))], 0
    if default is not None:
        parts.append((b"IDAT", pixels(default)))
    for index, (picture, delay, *rest) in enumerate(frames):
        (x, y), disposal, blend = rest + [(0, 0), 0, 0][len(rest) :]
        parts.append((b"fcTL", struct.pack(">IIIIIHHBB", number, *picture.size, x, y, delay, 1000, disposal, blend)))
        number += 1
        if index == 0 and default is None:
            parts.append((b"IDAT", pixels(picture)))
        else:
            parts.append((b"fdAT", struct.pack(">I", number) + pixels(picture)))
            number += 1
    return png(parts + [(b"IEND", b"")])


def gif(screen: tuple[int, int], frames: list[tuple], background: int = 0, loops: bool = True) -> bytes:
    """Frames: palette picture, delay in 1/100 s, and optionally place, disposal and transparent index."""
    data = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, background, 0) + b"\xff\xff\xff\0\0\0"
    if loops:
        data += b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    for picture, delay, *rest in frames:
        place, disposal, transparent = rest + [(0, 0), 0, None][len(rest) :]
        single = saved(picture, "GIF", optimize=False)
        palette = single[13 : 13 + (3 << (single[10] & 7) + 1)]
        start = single.index(b",\0\0\0\0", 13 + len(palette))
        bits = single[10] & 7
        if single[start + 9] & 0x80:
            bits = single[start + 9] & 7
            palette, body = single[start + 10 : start + 10 + (3 << bits + 1)], start + 10 + (3 << bits + 1)
        else:
            body = start + 10
        flags = disposal << 2 | (transparent is not None)
        data += struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, delay, transparent or 0, 0)
        data += struct.pack("<BHHHHB", 0x2C, *place, *picture.size, 0x80 | single[start + 9] & 0x40 | bits)
        data += palette + single[body:-1]
    return data + b";"


def riff(parts: list[tuple[bytes, bytes]]) -> bytes:
    body = b"".join(k + struct.pack("<I", len(c)) + c + b"\0" * (len(c) % 2) for k, c in parts)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def riff_parts(webp: bytes) -> list[tuple[bytes, bytes]]:
    offset, found = 12, []
    while offset + 8 <= len(webp):
        kind, length = struct.unpack("<4sI", webp[offset : offset + 8])
        found.append((kind, webp[offset + 8 : offset + 8 + length]))
        offset += 8 + length + length % 2
    return found


def exif(value: int, kind: int = 3, count: int = 1, repeated: int | None = None, little: bool = False) -> bytes:
    """A TIFF structure with an orientation of a given type and count, and perhaps a second one."""
    order = "<" if little else ">"
    field = {1: "B3x", 3: "H2x", 4: "I", 8: "h2x", 9: "i"}.get(kind, "H2x")
    entries = [struct.pack(order + "HHI" + field, 0x112, kind, count, value)]
    if repeated is not None:
        entries.append(struct.pack(order + "HHIH2x", 0x112, 3, 1, repeated))
    return (
        (b"II*\0\x08\0\0\0" if little else b"MM\0*\0\0\0\x08")
        + struct.pack(order + "H", len(entries))
        + b"".join(entries)
        + bytes(4)
    )


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def icc_segments(profile: bytes, numbers: list[tuple[int, int]] | None = None) -> list[bytes]:
    return [segment(0xE2, b"ICC_PROFILE\0" + bytes(number) + profile) for number in numbers or [(1, 1)]]


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile(tags: dict[bytes, bytes], space: bytes = b"RGB ", connection: bytes = b"XYZ ", intent: int = 0) -> bytes:
    """An ICC profile of version 4 with these tags; equal ones are shared."""
    table, data, places = b"", b"", {}
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    head = struct.pack(
        ">I4sI4s4s4s12x4s4sIII",
        start + len(data),
        b"lcms",
        0x04300000,
        b"mntr",
        space,
        connection,
        b"acsp",
        b"APPL",
        0,
        0,
        0,
    )
    head = head.ljust(64, b"\0") + struct.pack(">IIII", intent, 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(v * 65536) for v in (x, y, z)))


def curve(values: list[int]) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">I", len(values)) + struct.pack(f">{len(values)}H", *values)


def matrix_tags(tone: bytes) -> dict[bytes, bytes]:
    return {
        b"desc": b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", 2, 28) + b"\0x",
        b"wtpt": xyz(0.9642, 1, 0.8249),
        b"rXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"bXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"rTRC": tone,
        b"gTRC": tone,
        b"bTRC": tone,
    }


def steep_tone() -> bytes:
    """252 and below become dark, 255 stays white: text that is nearly white is plain to see where this is applied."""
    return curve([0 if value < 253 else 65535 if value == 255 else 30000 for value in range(256)])


def level_table(value: int, space: bytes) -> bytes:
    """A lookup table (mft2) that makes one colour of everything."""
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    white = (
        (value, 0x8000, 0x8000)
        if space == b"Lab "
        else (0x7B6B * value // 0xFF00, 0x8000 * value // 0xFF00, 0x6996 * value // 0xFF00)
    )
    ramp = struct.pack(">6H", *(0, 65535) * 3)
    return (
        b"mft2\0\0\0\0"
        + bytes([3, 3, 2, 0])
        + identity
        + struct.pack(">HH", 2, 2)
        + ramp
        + struct.pack(">3H", *white) * 8
        + ramp
    )


def white_elements() -> bytes:
    """A multi-process element (D2B) that makes white of everything."""
    element = b"matf\0\0\0\0" + struct.pack(">HH9f3f", 3, 3, *[0.0] * 9, 0.9642, 1.0, 0.8249)
    return b"mpet\0\0\0\0" + struct.pack(">HHIII", 3, 3, 1, 24, len(element)) + element
