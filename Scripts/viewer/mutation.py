"""Changes files in their own structure: parts are left out, doubled, swapped and edited; sums stay right."""

import struct
from random import Random

import files

Part = tuple[bytes, bytes]
INTERESTING = [0, 1, 2, 3, 4, 7, 8, 15, 16, 0x7F, 0x80, 0xFE, 0xFF]


def jpeg_parts(data: bytes) -> list[Part]:
    offset, found = 2, []
    while offset + 4 <= len(data) and data[offset] == 0xFF and data[offset + 1] != 0xDA:
        length = struct.unpack(">H", data[offset + 2 : offset + 4])[0]
        found.append((data[offset : offset + 2], data[offset + 4 : offset + 2 + length]))
        offset += 2 + length
    return found + [(b"", data[offset:])]


def join_jpeg(parts: list[Part]) -> bytes:
    return b"\xff\xd8" + b"".join(
        mark + struct.pack(">H", len(content) + 2) + content if mark else content
        for mark, content in parts
        if len(content) < 65533 or not mark
    )


def box_parts(data: bytes) -> list[Part]:
    offset, found = 0, []
    while offset + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[offset : offset + 8])
        length = length if length >= 8 else len(data) - offset
        found.append((kind, data[offset + 8 : offset + length]))
        offset += length
    return found


def join_boxes(parts: list[Part]) -> bytes:
    return b"".join(struct.pack(">I", len(content) + 8) + kind + content for kind, content in parts)


def gif_parts(data: bytes) -> list[Part]:
    offset = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    found = [(b"H", data[:offset])]
    while offset < len(data) and data[offset] in (0x21, 0x2C):
        start = offset
        offset += (
            2 if data[offset] == 0x21 else 11 + (3 << (data[offset + 9] & 7) + 1 if data[offset + 9] & 0x80 else 0)
        )
        while offset < len(data) and data[offset]:
            offset += 1 + data[offset]
        offset += 1
        found.append((data[start : start + 1], data[start + 1 : offset]))
    return found + [(b"", data[offset:])]


def join_plain(parts: list[Part]) -> bytes:
    return b"".join(kind + content for kind, content in parts)


def join_gif(parts: list[Part]) -> bytes:
    return b"".join(content if kind == b"H" else kind + content for kind, content in parts)


FORMATS = {
    "PNG": (files.chunks, files.png),
    "JPEG": (jpeg_parts, join_jpeg),
    "WebP": (files.riff_parts, files.riff),
    "AVIF": (box_parts, join_boxes),
    "GIF": (gif_parts, join_gif),
    "ICO": (lambda data: [(b"", data[:64]), (b"", data[64:])], join_plain),
    "BMP": (lambda data: [(b"", data[:160]), (b"", data[160:])], join_plain),
}


def edited(content: bytes, rng: Random, within: int = 400) -> bytes:
    """Some bytes of the beginning, where headers are, become others."""
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        if data:
            place = rng.randrange(min(len(data), within))
            data[place] = rng.choice(
                [
                    rng.choice(INTERESTING),
                    data[place] ^ 1 << rng.randrange(8),
                    (data[place] + rng.choice([-1, 1])) & 255,
                ]
            )
    return bytes(data)


def mutated(format: str, content: bytes, rng: Random) -> tuple[str, bytes]:
    """What was done, in words, and the file after it."""
    split, join = FORMATS[format]
    parts = split(content)
    if not parts:
        return "nothing", content
    index, choice = rng.randrange(len(parts)), rng.random()
    kind, body = parts[index]
    name = kind.decode("latin-1").strip() if kind.isalnum() else kind.hex() or "data"
    if choice < 0.45:
        return f"edit {name}", join(parts[:index] + [(kind, edited(body, rng))] + parts[index + 1 :])
    if choice < 0.60:
        return f"drop {name}", join(parts[:index] + parts[index + 1 :])
    if choice < 0.75:
        place = rng.randrange(len(parts) + 1)
        again = (kind, edited(body, rng) if rng.random() < 0.5 else body)
        return f"double {name}", join(parts[:place] + [again] + parts[place:])
    if choice < 0.9:
        other = rng.randrange(len(parts))
        parts[index], parts[other] = parts[other], parts[index]
        return f"swap {name}", join(parts)
    whole = join(parts)
    if choice < 0.95:
        return "cut short", whole[: max(64, int(len(whole) * rng.uniform(0.5, 1)))]
    return "edit anywhere", edited(whole, rng, len(whole))
