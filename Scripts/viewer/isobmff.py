"""Changes the item properties of an AVIF picture: adds boxes to its first item, and keeps the pixels' offsets right."""

import struct


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def boxes(data: bytes, start: int, end: int) -> list[tuple[bytes, int, int]]:
    """Kind, and where the whole box begins and ends."""
    found = []
    while start + 8 <= end:
        length, kind = struct.unpack(">I4s", data[start : start + 8])
        if length < 8:
            break
        found.append((kind, start, start + length))
        start += length
    return found


def find(data: bytes, kind: bytes, start: int, end: int) -> tuple[int, int]:
    return next((begin, stop) for name, begin, stop in boxes(data, start, end) if name == kind)


def with_properties(avif: bytes, added: list[tuple[bytes, bool]], without: tuple[bytes, ...] = ()) -> bytes:
    """Adds boxes as properties of the first item, each essential or not, and blanks others' names out."""
    data = bytearray(avif)
    meta = find(data, b"meta", 0, len(data))
    iprp = find(data, b"iprp", meta[0] + 12, meta[1])
    ipco = find(data, b"ipco", iprp[0] + 8, iprp[1])
    ipma = find(data, b"ipma", iprp[0] + 8, iprp[1])
    iloc = find(data, b"iloc", meta[0] + 12, meta[1])
    properties = boxes(data, ipco[0] + 8, ipco[1])
    for kind, begin, _ in properties:
        if kind in without:
            data[begin + 4 : begin + 8] = b"free"
    entries, start = struct.unpack(">I", data[ipma[0] + 12 : ipma[0] + 16])[0], ipma[0] + 16
    assert data[ipma[0] + 8] == 0 and data[ipma[0] + 11] == 0 and entries
    new = b"".join(content for content, _ in added)
    marks = bytes((0x80 if essential else 0) | len(properties) + 1 + k for k, (_, essential) in enumerate(added))
    count, place = data[start + 2], start + 3 + data[start + 2]
    data[start + 2] = count + len(marks)
    data[place:place] = marks
    data[ipco[1] : ipco[1]] = new
    grown = len(new) + len(marks)
    for (begin, _), by in [(meta, grown), (iprp, grown), (ipco, len(new))]:
        data[begin : begin + 4] = struct.pack(">I", struct.unpack(">I", data[begin : begin + 4])[0] + by)
    moved = ipma[0] + len(new)
    data[moved : moved + 4] = struct.pack(">I", struct.unpack(">I", data[moved : moved + 4])[0] + len(marks))
    move_offsets(data, iloc[0] + (grown if iloc[0] > ipma[0] else 0), grown)
    return bytes(data)


def move_offsets(data: bytearray, iloc: int, by: int) -> None:
    version, sizes = data[iloc + 8], data[iloc + 12 : iloc + 14]
    offset_size, length_size, base_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    assert version < 2 and offset_size in (4, 8) and base_size == 0
    count, place = struct.unpack(">H", data[iloc + 14 : iloc + 16])[0], iloc + 16
    for _ in range(count):
        place += 4 + 2 * (version == 1)
        extents = struct.unpack(">H", data[place : place + 2])[0]
        place += 2
        for _ in range(extents):
            value = int.from_bytes(data[place : place + offset_size], "big") + by
            data[place : place + offset_size] = value.to_bytes(offset_size, "big")
            place += offset_size + length_size


def clap(width: int, height: int, x: int, y: int) -> bytes:
    """A crop of a size whose middle is x and y half pixels from the picture's middle."""
    return box(b"clap", struct.pack(">IIIIiIiI", width, 1, height, 1, x, 2, y, 2))


def irot(turns: int) -> bytes:
    return box(b"irot", bytes([turns]))


def imir(axis: int) -> bytes:
    return box(b"imir", bytes([axis]))


def nclx(primaries: int, transfer: int, matrix: int, is_full: bool = True) -> bytes:
    return box(b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, matrix, 0x80 * is_full))


def icc(profile: bytes) -> bytes:
    return box(b"colr", b"prof" + profile)
