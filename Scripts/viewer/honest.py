"""Pictures without a trick, in all formats and with the features that honest files have. None of them may get a gap."""

import struct
from random import Random

import numpy as np
import pillow_heif
from PIL import Image

import icon_tricks
import files
import isobmff
from drawing import clean, logo, saved, size
from registry import honest

pillow_heif.register_heif_opener()


def picture(rng: Random) -> Image.Image:
    return clean(rng, size(rng))


def moving(rng: Random, count: int) -> list[Image.Image]:
    """A shape that crosses a picture."""
    ground = picture(rng)
    frames = [ground.copy() for _ in range(count)]
    for index, frame in enumerate(frames):
        place = 10 + index * (ground.width - 80) // count
        frame.paste((200, 40, 30), (place, 40, place + 60, 100))
    return frames


@honest("PNG", "plain", "png")
def png(rng):
    return saved(picture(rng).convert(rng.choice(["RGB", "L", "P", "1", "RGBA"])), "PNG")


@honest("PNG", "logo on transparency", "png")
def png_logo(rng):
    drawn = logo(rng, size(rng))
    return saved(drawn.quantize(64) if rng.random() < 0.4 else drawn, "PNG")


@honest("PNG", "16 bits or interlaced", "png")
def png_deep(rng):
    if rng.random() < 0.5:
        return saved(Image.fromarray(np.asarray(picture(rng).convert("L")).astype(np.uint16) * 257), "PNG")
    return files.png([(k, c) for k, c in files.chunks(saved(picture(rng), "PNG", compress_level=1))])


@honest("PNG", "sRGB, gamma and profile as programs write them", "png")
def png_described(rng):
    chromaticities = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    gamma, both = (b"gAMA", struct.pack(">I", 45455)), (b"cHRM", chromaticities)
    choices = [
        [(b"sRGB", b"\0")],
        [gamma],
        [gamma, both],
        [(b"sRGB", b"\0"), gamma, both],
        [(b"cICP", b"\x01\x0d\0\x01")],
    ]
    if rng.random() < 0.3:
        return saved(picture(rng), "PNG", icc_profile=files.srgb_profile())
    return files.with_chunks(picture(rng), *rng.choice(choices))


@honest("PNG", "metadata", "png")
def png_metadata(rng):
    return files.with_chunks(
        picture(rng),
        (b"pHYs", struct.pack(">IIB", 2835, 2835, 1)),
        (b"tEXt", b"Software\0A program"),
        (b"tIME", b"\x07\xe8\x01\x02\x03\x04\x05"),
        (b"bKGD", bytes(6)),
        (b"eXIf", files.exif(1)),
    )


@honest("PNG", "animation", "png")
def png_animation(rng):
    return files.apng([(frame, 80) for frame in moving(rng, rng.randint(2, 12))])


@honest("JPEG", "plain", "jpg")
def jpeg(rng):
    return saved(
        picture(rng).convert(rng.choice(["RGB", "RGB", "L"])),
        "JPEG",
        quality=rng.randint(40, 97),
        subsampling=rng.randrange(3),
        progressive=rng.random() < 0.5,
        restart_marker_rows=rng.randrange(2),
    )


@honest("JPEG", "orientation, thumbnail and metadata", "jpg")
def jpeg_exif(rng):
    data = Image.Exif()
    data[0x112], data[0x10F], data[0x131] = rng.randint(1, 8), "Maker", "Program"
    return saved(picture(rng), "JPEG", quality=85, exif=data, dpi=(72, 72), comment=b"A comment")


@honest("JPEG", "sRGB profile", "jpg")
def jpeg_profile(rng):
    return saved(picture(rng), "JPEG", quality=90, icc_profile=files.srgb_profile())


@honest("JPEG", "CMYK", "jpg")
def jpeg_cmyk(rng):
    return saved(picture(rng).convert("CMYK"), "JPEG", quality=90)


@honest("WebP", "plain", "webp")
def webp(rng):
    return saved(picture(rng), "WEBP", lossless=rng.random() < 0.4, quality=80)


@honest("WebP", "logo on transparency", "webp")
def webp_logo(rng):
    return saved(logo(rng, size(rng)), "WEBP", lossless=rng.random() < 0.5)


@honest("WebP", "profile and metadata", "webp")
def webp_metadata(rng):
    return saved(picture(rng), "WEBP", icc_profile=files.srgb_profile(), exif=b"Exif\0\0" + files.exif(1), xmp=b"<x/>")


@honest("WebP", "animation", "webp")
def webp_animation(rng):
    frames = moving(rng, rng.randint(2, 9))
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=90)


@honest("GIF", "plain", "gif")
def gif(rng):
    return saved(picture(rng).quantize(rng.choice([16, 128, 256])), "GIF", interlace=rng.randrange(2))


@honest("GIF", "logo on transparency", "gif")
def gif_logo(rng):
    return saved(logo(rng, size(rng)), "GIF")


@honest("GIF", "animation", "gif")
def gif_animation(rng):
    frames = [frame.quantize(64) for frame in moving(rng, rng.randint(2, 20))]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=rng.choice([40, 100, 0]), loop=0)


@honest("AVIF", "plain", "avif")
def avif(rng):
    return saved(picture(rng), "AVIF", quality=70, speed=9, subsampling=rng.choice(["4:2:0", "4:4:4", "4:2:2"]))


@honest("AVIF", "logo, profile or turned", "avif")
def avif_more(rng):
    choice = rng.randrange(4)
    if choice == 0:
        return saved(logo(rng, size(rng)), "AVIF", quality=70, speed=9)
    if choice == 1:
        return saved(picture(rng), "AVIF", quality=70, speed=9, icc_profile=files.srgb_profile())
    if choice == 2:
        data = Image.Exif()
        data[0x112] = rng.randint(2, 8)
        return saved(picture(rng), "AVIF", quality=70, speed=9, exif=data)
    return isobmff.with_properties(saved(picture(rng), "AVIF", quality=70, speed=9), [(isobmff.irot(1), True)])


@honest("AVIF", "animation", "avif")
def avif_animation(rng):
    frames = moving(rng, rng.randint(2, 5))
    return saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], duration=100, quality=60, speed=9)


@honest("HEIC", "plain, alpha or turned", "heic")
def heic(rng):
    choice = rng.randrange(3)
    if choice == 0:
        return saved(logo(rng, size(rng)), "HEIF", quality=80)
    if choice == 1:
        data = Image.Exif()
        data[0x112] = rng.randint(2, 8)
        return saved(picture(rng), "HEIF", quality=80, exif=data.tobytes())
    return saved(picture(rng), "HEIF", quality=80)


@honest("TIFF", "plain", "tif")
def tiff(rng):
    compression = rng.choice([None, "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
    mode = rng.choice(["RGB", "L", "RGB" if compression == "jpeg" else "RGBA"])
    return saved(picture(rng).convert(mode), "TIFF", compression=compression, dpi=(300, 300))


@honest("TIFF", "CMYK, one bit, palette or fax", "tif")
def tiff_more(rng):
    mode, compression = rng.choice(
        [("CMYK", None), ("CMYK", "tiff_lzw"), ("1", "group4"), ("P", "tiff_lzw"), ("1", None)]
    )
    return saved(picture(rng).convert(mode), "TIFF", compression=compression)


@honest("BMP", "plain", "bmp")
def bmp(rng):
    return saved(picture(rng).convert(rng.choice(["RGB", "L", "P", "1"])), "BMP")


@honest("ICO", "one picture in several sizes", "ico")
def ico(rng):
    drawn = logo(rng, (256, 256))
    if rng.random() < 0.4:
        sizes = [256, 48, 32, 16]
        rows = [(drawn.resize((s, s), Image.Resampling.LANCZOS), s) for s in sizes]
        return icon_tricks.ico([(icon_tricks.entry(p, s == 256), s, s, 32) for p, s in rows])
    return saved(drawn, "ICO", sizes=[(s, s) for s in (16, 32, 48, 64, 128, 256)])
