#!/usr/bin/env python3
"""Makes small HEIC image sequences of kinds that no common program writes, and knows what their frames look like.

Pictures are coded by x265 through PyAV and decoded again by FFmpeg; the file around them is written here.
Used by animations.py.
"""
import struct
from fractions import Fraction

import av
import numpy as np

MATRICES = {1: (0.2126, 0.0722), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}


def box(kind: str, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind.encode()) + content


def full(kind: str, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def picture(number: int, width: int, height: int) -> np.ndarray:
    """A gradient with a square that moves and changes colour."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // width, y * 255 // height, 0 * x + 60], -1).astype(np.uint8)
    left = number * 5 % (width - 16)
    rgb[16:40, left:left + 16] = [(number * 90) % 256, 255 - number * 15, 200]
    return rgb


def opacity(number: int, width: int, height: int) -> np.ndarray:
    """A disc that grows."""
    y, x = np.mgrid[0:height, 0:width]
    inside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (8 + 3 * number) ** 2
    return np.where(inside, 255, 40).astype(np.uint8)


def encode(frames: list[np.ndarray], pixel_format: str, options: str) -> tuple[list, list]:
    """Packets and decoded frames, both as FFmpeg has them."""
    height, width = frames[0].shape[:2]
    encoder = av.CodecContext.create("libx265", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, pixel_format
    encoder.time_base, encoder.framerate = Fraction(1, 10), 10
    encoder.options = {"x265-params": "log-level=none:pools=none:frame-threads=1:" + options, "crf": "20"}
    packets = []
    for number, pixels in enumerate(frames):
        frame = av.VideoFrame.from_ndarray(pixels, format="gray" if pixels.ndim == 2 else "rgb24")
        frame = frame.reformat(format=pixel_format)
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    decoder = av.CodecContext.create("hevc", "r")
    decoded = [frame for packet in packets for frame in decoder.decode(packet)] + decoder.decode(None)
    return [(p.pts, p.dts, bytes(p)) for p in packets], decoded


def units(packet: bytes) -> list[bytes]:
    found = []
    for part in packet.split(b"\0\0\1")[1:]:
        found.append(part.rstrip(b"\0"))
    return found


def track(number: int, packets: list, size: tuple, offset: int, *, handler: str, extra: bytes = b"", edits: bytes = b"",
          matrix: tuple = (1, 0, 0, 1), entry_size: tuple | None = None) -> tuple[bytes, bytes]:
    """A track box whose samples begin at an offset of the file, and the samples."""
    sets, samples = {32: [], 33: [], 34: []}, []
    for _, _, packet in packets:
        sample = b""
        for unit in units(packet):
            kind = unit[0] >> 1 & 63
            if kind in sets:
                sets[kind].append(unit)
            elif kind < 32:
                sample += struct.pack(">I", len(unit)) + unit
        samples.append(sample)
    arrays = b"".join(struct.pack(">BHH", 0x80 | kind, 1, len(found[0])) + found[0] for kind, found in sets.items())
    configuration = box("hvcC", bytes([1] + [0] * 20 + [3, 3]), arrays)
    width, height = entry_size or size
    entry = box("hvc1", bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">HH", width, height),
                struct.pack(">IIIH", 0x480000, 0x480000, 0, 1), bytes(32), struct.pack(">Hh", 24, -1),
                configuration, extra)
    table = box(
        "stbl", full("stsd", struct.pack(">I", 1), entry), full("stts", struct.pack(">III", 1, len(samples), 100)),
        full("ctts", struct.pack(">I", len(samples)),
             b"".join(struct.pack(">Ii", 1, (pts - place) * 100) for place, (pts, _, _) in enumerate(packets)),
             version=1),
        full("stsc", struct.pack(">IIII", 1, 1, len(samples), 1)),
        full("stsz", struct.pack(">II", 0, len(samples)), b"".join(struct.pack(">I", len(s)) for s in samples)),
        full("stco", struct.pack(">II", 1, offset)))
    a, b, c, d = (value << 16 for value in matrix)
    header = full("tkhd", struct.pack(">IIIII", 0, 0, number, 0, 100 * len(samples)), bytes(16),
                  struct.pack(">iiiiiiiii", a, b, 0, c, d, 0, 0, 0, 1 << 30),
                  struct.pack(">II", width << 16, height << 16), flags=3)
    media = box("mdia", full("mdhd", struct.pack(">IIIII", 0, 0, 1000, 100 * len(samples), 0)),
                full("hdlr", bytes(4), handler.encode(), bytes(13)),
                box("minf", full("vmhd", bytes(8)), table))
    return box("trak", header, edits, media), b"".join(samples)


def file(size: tuple, packets: list, alpha: list | None = None, **options) -> bytes:
    """A whole file. The samples stand first, so that their offsets are known before the tables are written."""
    start = box("ftyp", b"hevc", bytes(4), b"msf1hevcheic")
    offset = len(start) + 8
    tracks, data = [], b""
    for number, (of, handler) in enumerate([(packets, "pict"), (alpha, "auxv")], 1):
        if of is None:
            continue
        own = options if handler == "pict" else {
            "extra": full("auxi", b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")}
        made, samples = track(number, of, size, offset + len(data), handler=handler, **own)
        tracks.append(made)
        data += samples
    movie = full("mvhd", struct.pack(">IIII", 0, 0, 1000, 0), bytes(80))
    return start + box("mdat", data) + box("moov", movie, *tracks)


def rgb(frame: av.VideoFrame, matrix: int, is_full_range: bool) -> np.ndarray:
    """Red, green, blue of 8 bits; chroma repeated, deeper samples cut."""
    bits = 10 if "10" in frame.format.name else 8
    planes = []
    for plane in frame.planes:
        kind = np.uint16 if bits > 8 else np.uint8
        rows = np.frombuffer(plane, kind).reshape(plane.height, plane.line_size // kind().itemsize)
        values = rows[:, :plane.width].astype(float)
        planes.append(values.repeat(frame.height // plane.height, 0).repeat(frame.width // plane.width, 1))
    step, top = 1 << bits - 8, (1 << bits) - 1
    y, u, v = planes[0], planes[1] - (1 << bits - 1), planes[2] - (1 << bits - 1)
    if not is_full_range:
        y, u, v = (y - 16 * step) * top / (219 * step), u * top / (224 * step), v * top / (224 * step)
    red, blue = MATRICES[matrix]
    r, b = y + 2 * (1 - red) * v, y + 2 * (1 - blue) * u
    g = (y - red * r - blue * b) / (1 - red - blue)
    return (np.clip(np.stack([r, g, b], -1) + 0.5, 0, top).astype(int) >> (bits - 8)).astype(np.uint8)
