"""Tricks of animations: the payload's frame is second, last, of no duration or off the screen."""

import struct
from random import Random

from PIL import Image

import files
from drawing import clean, inked, mask, saved, shown
from raster_tricks import white_on_nothing
from registry import trick

# How long frames last, in milliseconds: the payload's and the others'.
DURATIONS = [(60_000, 20), (0, 0), (0, 100), (100, 0), (20, 2000), (100, 100), (10, 10)]


def sequence(rng: Random, count: int, place: int, still: Image.Image | None = None) -> tuple[list, list]:
    """Frames of one size, harmless but one, and their durations."""
    payload = shown(rng)
    long, short = rng.choice(DURATIONS)
    other = still or clean(rng, payload.size)
    frames, durations = [], []
    for index in range(count):
        frames.append(payload if index == place else other.copy())
        if index != place:
            # A mark that moves, so that no writer joins equal frames.
            frames[-1].paste((rng.randrange(256), index, 9), (4 + 5 * index % 400, 4, 8 + 5 * index % 400, 12))
        durations.append(long if index == place else short)
    return frames, durations


def place_of(rng: Random) -> tuple[int, int]:
    """How many frames, and which holds the payload: few frames, so that all of them are looked at."""
    count = rng.choice([2, 2, 3, 5, 6, 7])
    return count, rng.choice([count - 1, count - 1, 1])


def palette(frames: list[Image.Image]) -> list[Image.Image]:
    return [frame.quantize(64) for frame in frames]


@trick("GIF", "second or last frame", "gif")
def gif_frame(rng):
    frames, durations = sequence(rng, *place_of(rng))
    rows = [(frame, duration // 10) for frame, duration in zip(palette(frames), durations)]
    return files.gif(frames[0].size, rows, loops=rng.random() < 0.6)


@trick("PNG", "second or last frame", "png")
def apng_frame(rng):
    frames, durations = sequence(rng, *place_of(rng))
    return files.apng(list(zip(frames, durations)))


@trick("PNG", "default picture differs", "png")
def apng_default(rng):
    frames, durations = sequence(rng, 3, rng.randrange(3))
    payload = frames[durations.index(max(durations))]
    harmless = [clean(rng, payload.size) for _ in range(3)]
    if rng.random() < 0.5:
        return files.apng([(frame, 200) for frame in harmless], default=payload)
    return files.apng(list(zip(frames, durations)), default=harmless[0])


@trick("PNG", "frame counts that lie", "png")
def apng_lies(rng):
    frames, durations = sequence(rng, 3, rng.randrange(1, 3))
    return files.apng(list(zip(frames, durations)), count=rng.choice([1, 2, 4, 0]))


@trick("PNG", "blending and disposal", "png")
def apng_blend(rng):
    """White ink on nothing is laid over a frame that is dark, or that was cleared."""
    veil = white_on_nothing(rng)
    first = Image.new("RGBA", veil.size, rng.choice([(0, 0, 0, 255), (255, 255, 255, 255), (0, 0, 0, 0)]))
    rows = [(first, 100, (0, 0), rng.randrange(3), 0), (veil, 500, (0, 0), rng.randrange(3), rng.randrange(2))]
    return files.apng(rows)


@trick("WebP", "second or last frame", "webp")
def webp_frame(rng):
    frames, durations = sequence(rng, *place_of(rng))
    return saved(
        frames[0],
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        quality=80,
        lossless=rng.random() < 0.3,
        minimize_size=rng.random() < 0.3,
    )


@trick("WebP", "animation flag missing", "webp")
def webp_flags(rng):
    frames, durations = sequence(rng, 2, 1)
    parts = files.riff_parts(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=durations))
    header = bytearray(parts[0][1])
    header[0] ^= rng.choice([0x02, 0x12])
    rest = parts[1:]
    if rng.random() < 0.5:
        rest = rest + files.riff_parts(saved(frames[0], "WEBP", quality=80))
    return files.riff([(b"VP8X", bytes(header))] + rest)


@trick("AVIF", "second or last frame", "avif")
def avif_frame(rng):
    count, place = place_of(rng)
    frames, durations = sequence(rng, min(count, 4), min(place, 3))
    return saved(
        frames[0],
        "AVIF",
        save_all=True,
        append_images=frames[1:],
        duration=[max(d, 1) for d in durations],
        quality=70,
        speed=9,
    )


@trick("AVIF", "sequence whose still differs", "avif")
def avif_brand(rng):
    """The same bytes under a still's brand, or an older one: viewers choose still or sequence by it."""
    frames, durations = sequence(rng, 2, 1)
    data = saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=200, quality=70, speed=9)
    end = struct.unpack(">I", data[:4])[0]
    brands = data[8:end]
    brands = brands.replace(b"avis", rng.choice([b"avif", b"msf1", b"mif1"]), rng.choice([1, 2]))
    return data[:8] + brands + data[end:]


@trick("GIF", "white on transparency", "gif")
def gif_alpha(rng):
    payload = mask(rng).point(lambda v: 255 * (v > 127))
    picture = inked(payload, 1, 0).convert("L")
    indexed = Image.frombytes("P", picture.size, picture.tobytes())
    indexed.putpalette([255, 0, 255, 255, 255, 255] if rng.random() < 0.5 else [255] * 6)
    rows = [(indexed, 10, (0, 0), 0, 0)] * (1 + (rng.random() < 0.3))
    return files.gif(payload.size, rows, background=rng.randrange(2))


@trick("GIF", "frames beyond the screen", "gif")
def gif_beyond(rng):
    payload = shown(rng).quantize(32)
    screen = rng.choice([(1, 1), (0, 0), (payload.width // 3, payload.height), (payload.width, 8), (320, 160)])
    rows = [(payload, 100, rng.choice([(0, 0), (0, 0), (8, 4)]))]
    if rng.random() < 0.5:
        small = clean(rng, (64, 64)).quantize(32)
        rows = [(small, rng.choice([10, 0]))] + rows if rng.random() < 0.7 else rows + [(small, 10)]
    return files.gif(screen, rows)


@trick("GIF", "disposal", "gif")
def gif_disposal(rng):
    """The payload shows once the frame over it was taken away."""
    payload = shown(rng)
    cover = clean(rng, payload.size).quantize(32)
    rows = [(payload.quantize(32), 0, (0, 0), rng.choice([0, 1])), (cover, 0, (0, 0), 3), (cover, 10, (0, 0), 3)]
    rows.append((cover.crop((0, 0, 8, 8)), 500, (0, 0), 1))
    return files.gif(payload.size, rows[rng.randrange(2) :])


@trick("GIF", "bytes after the end, or no end", "gif")
def gif_end(rng):
    payload = shown(rng)
    frames = [(clean(rng, payload.size).quantize(32), 10), (payload.quantize(32), 100)]
    data = files.gif(payload.size, frames)
    return data[:-1] if rng.random() < 0.5 else files.gif(payload.size, frames[:1]) + data[13:]


@trick("GIF", "local palettes", "gif")
def gif_palette(rng):
    """One frame drawn twice: first in a palette where ink is paper."""
    payload = mask(rng).point(lambda v: 255 * (v > 127))
    picture = Image.frombytes("P", payload.size, inked(payload, 1, 0).tobytes())
    pale, dark = picture.copy(), picture.copy()
    pale.putpalette([255, 255, 255] * 2)
    dark.putpalette([255, 255, 255, 20, 20, 20])
    return files.gif(payload.size, [(pale, rng.choice([0, 10])), (dark, rng.choice([0, 100]))])
