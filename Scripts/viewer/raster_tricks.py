"""Tricks of still PNG, JPEG, WebP and AVIF pictures: alpha, colour, crop, turn, and what libraries read differently."""

import struct
import zlib
from random import Random

import numpy as np
from PIL import Image, ImageOps

import files
import isobmff
from drawing import clean, inked, mask, saved, shown
from registry import trick

# Alpha: the ink is white, or nearly, and around it is nothing.


def white_on_nothing(rng: Random, mode: str = "RGBA") -> Image.Image:
    ink = rng.randint(246, 255)
    opacity = rng.choice([255, 255, 180, 110])
    return inked(mask(rng), (ink, ink, ink, opacity), (255, 255, 255, 0)).convert(mode)


def partly(rng: Random) -> Image.Image:
    """Ink and paper of one colour, which only their opacity tells apart; or a veil over everything."""
    tone = rng.randint(235, 255)
    low, high = rng.choice([(20, 235), (0, 60), (90, 250)])
    return inked(mask(rng), (tone, tone, tone, high), (255, 255, 255, low))


@trick("PNG", "white on transparency", "png")
def png_alpha(rng):
    return saved(white_on_nothing(rng, rng.choice(["RGBA", "LA"])), "PNG")


@trick("PNG", "white on transparency in a palette", "png")
def png_palette_alpha(rng):
    payload = mask(rng).point(lambda v: 255 * (v > 127)).convert("1").convert("P")
    indexed = Image.fromarray((np.asarray(payload) > 0).astype(np.uint8)).convert("P")
    indexed.putpalette([255, 255, 255] * 2)
    return saved(indexed, "PNG", transparency=bytes([0, 255]))


@trick("PNG", "colour key", "png")
def png_key(rng):
    paper = rng.randrange(256)
    picture = inked(mask(rng).point(lambda v: 255 * (v > 127)), (255, 255, 255), (paper, 254, paper))
    return saved(picture, "PNG", transparency=(paper, 254, paper))


@trick("PNG", "colour key of 16 bits", "png")
def png_deep_key(rng):
    """Ink and paper differ in their low byte alone; the paper is the key, or the ink."""
    ink = np.asarray(mask(rng)) > 127
    values = np.where(ink, 0xFFFF, 0xFFFE).astype(">u2")
    raw = b"".join(b"\0" + row.tobytes() for row in np.repeat(values[..., None], 3, 2).reshape(ink.shape[0], -1))
    header = struct.pack(">IIBBBBB", ink.shape[1], ink.shape[0], 16, 2, 0, 0, 0)

    return files.png(
        [
            (b"IHDR", header),
            (b"tRNS", struct.pack(">HHH", *[rng.choice([0xFFFE, 0xFFFF])] * 3)),
            (b"IDAT", zlib.compress(raw)),
            (b"IEND", b""),
        ]
    )


@trick("PNG", "partial alpha", "png")
def png_partly(rng):
    return saved(partly(rng), "PNG")


@trick("WebP", "white on transparency", "webp")
def webp_alpha(rng):
    return saved(white_on_nothing(rng), "WEBP", lossless=rng.random() < 0.5, exact=True, quality=92)


@trick("WebP", "partial alpha", "webp")
def webp_partly(rng):
    return saved(partly(rng), "WEBP", lossless=rng.random() < 0.5, exact=True)


@trick("AVIF", "white on transparency", "avif")
def avif_alpha(rng):
    return saved(rng.choice([white_on_nothing, partly])(rng), "AVIF", quality=90, speed=9)


# Colour: nearly white ink, which a description of the colours makes dark.


def faint(rng: Random, mode: str = "RGB") -> Image.Image:
    ink = rng.randint(248, 252)
    return inked(mask(rng), (ink,) * 3, (255,) * 3).convert(mode)


@trick("PNG", "gAMA", "png")
def png_gamma(rng):
    gamma = struct.pack(">I", rng.choice([700, 1000, 2000]))
    chromaticities = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    added = [(b"gAMA", gamma)] + [(b"cHRM", chromaticities)] * (rng.random() < 0.5)
    return files.with_chunks(faint(rng, rng.choice(["RGB", "L", "P"])), *added)


@trick("PNG", "cICP", "png")
def png_cicp(rng):
    """Under PQ and linear light, greys that look alike here lie far apart, and the other way round."""
    transfer = rng.choice([16, 18, 8, 11])
    ink, paper = rng.choice([(250, 255), (2, 12), (140, 150), (236, 242)])
    return files.with_chunks(
        inked(mask(rng), (ink,) * 3, (paper,) * 3), (b"cICP", bytes([rng.choice([1, 9]), transfer, 0, 1]))
    )


def tricky_profile(rng: Random) -> bytes:
    kind = rng.choice(["steep", "D2B0", "D2B1", "A2B0", "many tags"])
    tags = files.matrix_tags(files.steep_tone() if kind in ("steep", "many tags") else files.curve([0x0233]))
    if kind.startswith("D2B"):
        tags |= {kind.encode(): files.white_elements(), b"D2B3": files.white_elements()}
        tags |= files.matrix_tags(files.steep_tone())
    if kind == "A2B0":
        tags |= files.matrix_tags(files.steep_tone()) | {b"A2B0": files.level_table(0xFF00, b"XYZ ")}
    if kind == "many tags":
        tags |= {b"x%03d" % number: tags[b"desc"] for number in range(113)}
    return files.profile(tags)


@trick("PNG", "ICC profile", "png")
def png_icc(rng):
    return saved(faint(rng), "PNG", icc_profile=tricky_profile(rng))


@trick("JPEG", "ICC profile", "jpg")
def jpeg_icc(rng):
    return saved(faint(rng), "JPEG", quality=97, subsampling=0, icc_profile=tricky_profile(rng))


@trick("JPEG", "ICC profile in disorder", "jpg")
def jpeg_icc_order(rng):
    content, half = tricky_profile(rng), 300
    numbers = rng.choice([[(2, 2), (1, 2)], [(1, 3), (2, 3)], [(0, 2), (1, 2)], [(1, 2), (1, 2)]])
    parts = [content[:half], content[half:]] if numbers[0] != (2, 2) else [content[half:], content[:half]]
    segments = [files.icc_segments(part, [number])[0] for part, number in zip(parts, numbers)]
    return files.with_segments(saved(faint(rng), "JPEG", quality=97, subsampling=0), *segments)


@trick("WebP", "ICC profile", "webp")
def webp_icc(rng):
    return saved(faint(rng), "WEBP", lossless=True, icc_profile=tricky_profile(rng))


@trick("AVIF", "ICC profile", "avif")
def avif_icc(rng):
    return saved(faint(rng), "AVIF", quality=95, subsampling="4:4:4", speed=9, icc_profile=tricky_profile(rng))


@trick("AVIF", "colour description", "avif")
def avif_nclx(rng):
    ink, paper = rng.choice([(248, 255), (2, 12), (140, 150)])
    picture = saved(inked(mask(rng), (ink,) * 3, (paper,) * 3), "AVIF", quality=97, subsampling="4:4:4", speed=9)
    described = isobmff.nclx(rng.choice([1, 9]), rng.choice([8, 16, 18, 4]), rng.choice([1, 6, 9]), rng.random() < 0.7)
    return isobmff.with_properties(picture, [(described, False)], (b"colr",) if rng.random() < 0.7 else ())


# Crop and turn.


def turned(rng: Random) -> tuple[Image.Image, int]:
    """The payload so that it stands upright where the orientation is applied, or where it is not."""
    orientation, payload = rng.randint(2, 8), shown(rng)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    return (payload.transpose(back[orientation]) if rng.random() < 0.6 else payload), orientation


def odd_exif(rng: Random, orientation: int) -> bytes:
    kind, count, repeated = rng.choice(
        [(4, 1, None), (3, 2, None), (3, 0, None), (1, 1, None), (9, 1, None), (8, 1, None), (3, 1, 1), (3, 1, None)]
    )
    return files.exif(orientation, kind, count, repeated, rng.random() < 0.5)


@trick("JPEG", "orientation of odd type or count", "jpg")
def jpeg_orientation(rng):
    picture, orientation = turned(rng)
    first = files.segment(0xE1, b"Exif\0\0" + odd_exif(rng, orientation))
    further = [files.segment(0xE1, b"Exif\0\0" + files.exif(1))] * (rng.random() < 0.4)
    return files.with_segments(saved(picture, "JPEG", quality=92), *rng.sample([first] + further, 1 + len(further)))


@trick("PNG", "eXIf orientation", "png")
def png_orientation(rng):
    picture, orientation = turned(rng)
    return files.with_chunks(picture, (b"eXIf", odd_exif(rng, orientation)), before=rng.choice([b"IDAT", b"IEND"]))


@trick("WebP", "EXIF orientation", "webp")
def webp_orientation(rng):
    picture, orientation = turned(rng)
    prefix = rng.choice([b"", b"Exif\0\0"])
    return saved(picture, "WEBP", quality=92, exif=prefix + odd_exif(rng, orientation))


@trick("AVIF", "clap, irot and imir", "avif")
def avif_geometry(rng):
    payload = shown(rng)
    around = clean(rng, (payload.width, payload.height * 2))
    upper = rng.random() < 0.5
    around.paste(payload, (0, 0 if upper else payload.height))
    properties = [isobmff.clap(payload.width, payload.height, 0, payload.height if upper else -payload.height)]
    properties += rng.choice([[], [isobmff.irot(2)], [isobmff.imir(0)], [isobmff.irot(1), isobmff.imir(1)]])
    if rng.random() < 0.3:
        properties.reverse()
    picture = saved(around, "AVIF", quality=90, speed=9)
    return isobmff.with_properties(picture, [(p, rng.random() < 0.8) for p in properties])


@trick("AVIF", "imir or irot alone", "avif")
def avif_turn(rng):
    kind, number = rng.choice([(isobmff.imir, 0), (isobmff.imir, 1), (isobmff.irot, 1), (isobmff.irot, 2)])
    operation = {
        (isobmff.imir, 0): ImageOps.flip,
        (isobmff.imir, 1): ImageOps.mirror,
        (isobmff.irot, 1): lambda p: p.rotate(-90, expand=True),
        (isobmff.irot, 2): lambda p: p.rotate(180),
    }
    picture = shown(rng)
    if rng.random() < 0.7:
        picture = operation[kind, number](picture)
    return isobmff.with_properties(saved(picture, "AVIF", quality=90, speed=9), [(kind(number), True)])


# JPEG's own.


@trick("JPEG", "CMYK", "jpg")
def jpeg_cmyk(rng):
    """Four inks with and without Adobe's mark, which turns their meaning round."""
    payload = np.asarray(mask(rng))
    plane = np.zeros(payload.shape + (4,), np.uint8)
    plane[..., 3] = np.where(payload > 127, rng.choice([0, 255]), rng.choice([0, 255]))
    plane[..., rng.randrange(3)] = np.where(payload > 127, 255, rng.choice([0, 255]))
    data = saved(Image.fromarray(plane, "CMYK"), "JPEG", quality=95)
    mark = data.find(b"\xff\xee")
    choice = rng.choice(["as it is", "without mark", "as YCCK"])
    if mark > 0 and choice == "without mark":
        data = data[:mark] + data[mark + 2 + struct.unpack(">H", data[mark + 2 : mark + 4])[0] :]
    elif mark > 0 and choice == "as YCCK":
        data = data[: mark + 15] + b"\x02" + data[mark + 16 :]
    return data


@trick("JPEG", "three channels called otherwise", "jpg")
def jpeg_channels(rng):
    """Adobe's mark says RGB, or the components are named so: ink and paper differ in what would be chroma alone."""
    payload = np.asarray(mask(rng)) > 127
    plane = np.full(payload.shape + (3,), 128, np.uint8)
    plane[..., rng.choice([1, 2])] = np.where(payload, 60, 200)
    data = bytearray(saved(Image.fromarray(plane, "YCbCr"), "JPEG", quality=95, subsampling=0))
    if rng.random() < 0.5:
        return files.with_segments(bytes(data), files.segment(0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([rng.randrange(3)])))
    frame, scan = data.find(b"\xff\xc0"), data.find(b"\xff\xda")
    for index, name in enumerate(b"RGB"):
        data[frame + 10 + 3 * index] = data[scan + 5 + 2 * index] = name
    jfif = data.find(b"\xff\xe0")
    return bytes(data[:jfif] + data[jfif + 18 :]) if jfif > 0 else bytes(data)


@trick("JPEG", "progressive, cut short", "jpg")
def jpeg_cut(rng):
    data = saved(shown(rng), "JPEG", quality=92, progressive=True)
    return data[: int(len(data) * rng.uniform(0.55, 0.98))]


@trick("JPEG", "a second picture follows", "jpg")
def jpeg_second(rng):
    first = shown(rng)
    pictures = [saved(first, "JPEG", quality=92), saved(clean(rng, first.size), "JPEG")]
    return b"".join(pictures if rng.random() < 0.7 else pictures[::-1])


@trick("PNG", "interlaced, 16 bits or palette", "png")
def png_plain(rng):
    """Nothing hidden: the payload in the odder ways of writing a PNG."""
    payload = mask(rng)
    if rng.random() < 0.4:
        deep = np.asarray(ImageOps.invert(payload)).astype(np.uint16) * 257
        return saved(Image.fromarray(deep), "PNG")
    return saved(inked(payload, 30, 235).convert(rng.choice(["L", "P", "1"])), "PNG", optimize=rng.random() < 0.5)


@trick("PNG", "cut short or with wrong sums", "png")
def png_damaged(rng):
    data = bytearray(saved(shown(rng), "PNG"))
    if rng.random() < 0.5:
        return bytes(data[: int(len(data) * rng.uniform(0.7, 0.99))])
    place = data.find(b"IDAT")
    length = struct.unpack(">I", data[place - 4 : place])[0]
    data[place + 4 + length] ^= 255
    return bytes(data)


@trick("WebP", "headers that lie", "webp")
def webp_lies(rng):
    picture = white_on_nothing(rng) if rng.random() < 0.5 else shown(rng)
    parts = files.riff_parts(saved(picture, "WEBP", quality=92, exact=True, exif=files.exif(1)))
    header = bytearray(parts[0][1])
    header[0] = rng.choice([0, 0x08, 0x10, 0x18, 0x28])
    return files.riff([(b"VP8X", bytes(header))] + rng.sample(parts[1:], len(parts) - 1))
