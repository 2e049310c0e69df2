"""What the pictures of the viewer check show: a forbidden word or a code, or harmless things."""

import io
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

ROOT = Path(__file__).resolve().parents[2]
FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf"]
FONT_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
WORD = "FORBIDDENWORD"
SENTENCES = [
    "The train leaves at nine",
    "Fresh bread every morning",
    "Please close the window",
    "Two eggs, milk and flour",
    "Monday: swimming lesson",
    "The garden is open today",
    "Chapter three: The river",
    "Light rain in the evening",
]


@dataclass(frozen=True)
class Variant:
    """One generated file. Whoever repeats the seed gets the same bytes."""

    format: str
    trick: str
    way: int
    seed: int
    extension: str
    content: bytes
    is_honest: bool

    @property
    def name(self) -> str:
        words = "-".join("".join(c if c.isalnum() else " " for c in self.trick.lower()).split())
        return f"{self.format.lower()}-{words}-{'honest-' * self.is_honest}{self.way}-{self.seed}.{self.extension}"


def font(rng: random.Random, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FOLDER / rng.choice(FONTS), size)


def word_mask(rng: random.Random) -> Image.Image:
    """The forbidden word, 255 where there is ink, large enough to be read beyond doubt."""
    width, height, letters = rng.randrange(560, 721, 8), rng.randrange(160, 321, 8), font(rng, rng.randrange(42, 56))
    mask = Image.new("L", (width, height))
    left, top, right, bottom = letters.getbbox(WORD)
    place = rng.randint(16, max(16, width - right - 16)), rng.randint(24, height - bottom - 24)
    ImageDraw.Draw(mask).text(place, WORD, 255, letters)
    return mask


def code_mask(rng: random.Random) -> Image.Image:
    code = zxingcpp.create_barcode(f"https://example.org/{rng.randrange(10**9)}", zxingcpp.BarcodeFormat.QRCode)
    modules = ImageOps.invert(Image.fromarray(np.array(code.to_image(scale=1))).convert("L"))
    modules = modules.resize((modules.width * 6, modules.height * 6), Image.Resampling.NEAREST)
    mask = Image.new("L", (rng.randrange(288, 481, 16), 288))
    mask.paste(modules, ((mask.width - modules.width) // 2, (mask.height - modules.height) // 2))
    return mask


def mask(rng: random.Random) -> Image.Image:
    """The payload of a trick: more often the word than a code."""
    return code_mask(rng) if rng.random() < 0.25 else word_mask(rng)


def inked(payload: Image.Image, ink, paper) -> Image.Image:
    """A payload in two colours: greys, RGB or RGBA."""
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[1 if isinstance(ink, int) else len(ink)]
    return Image.composite(Image.new(mode, payload.size, ink), Image.new(mode, payload.size, paper), payload)


def shown(rng: random.Random) -> Image.Image:
    """The payload plain to see."""
    return inked(
        mask(rng), tuple(rng.randrange(60) for _ in range(3)), tuple(rng.randrange(220, 256) for _ in range(3))
    )


def clean(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """A harmless picture of a size, to stand where the payload does not."""
    return rng.choice([photograph, flat, page])(rng, size)


@cache
def photographs() -> list[Path]:
    return sorted((ROOT / "Fixtures" / "images" / "photos-faces").glob("*.jpg"))


def photograph(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    with Image.open(rng.choice(photographs())) as picture:
        picture = ImageOps.fit(picture.convert("RGB"), size, centering=(rng.random(), rng.random()))
    return ImageOps.mirror(picture) if rng.random() < 0.5 else picture


def colour(rng: random.Random) -> tuple[int, int, int]:
    return tuple(rng.randrange(256) for _ in range(3))


def flat(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Large shapes of few colours, as in a chart or a logo."""
    picture = Image.new("RGB", size, colour(rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(rng.randint(2, 6)):
        x, y = rng.randrange(size[0] - 32), rng.randrange(size[1] - 32)
        box = (x, y, x + rng.randrange(24, size[0] // 2), y + rng.randrange(24, size[1] // 2))
        rng.choice([draw.rectangle, draw.ellipse])(box, fill=colour(rng))
    return picture


def page(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """Harmless sentences, dark on light."""
    picture, letters = Image.new("RGB", size, (255, 255, 255)), font(rng, 24)
    for line in range(max(1, size[1] // 44)):
        ImageDraw.Draw(picture).text((12, 8 + 44 * line), rng.choice(SENTENCES), (20, 20, 40), letters)
    return picture


def logo(rng: random.Random, size: tuple[int, int]) -> Image.Image:
    """A coloured shape with soft edges on transparency."""
    shape, side = Image.new("L", size), min(size)
    x, y = (size[0] - side) // 2, (size[1] - side) // 2
    draw = ImageDraw.Draw(shape)
    draw.ellipse((x + side // 8, y + side // 8, x + side * 7 // 8, y + side * 7 // 8), fill=255)
    draw.rectangle((x + side // 3, y + side // 3, x + side // 2, y + side * 2 // 3), fill=0)
    picture = flat(rng, size)
    picture.putalpha(shape.filter(ImageFilter.GaussianBlur(1.5)))
    return picture


def size(rng: random.Random) -> tuple[int, int]:
    return rng.randrange(256, 641, 8), rng.randrange(256, 481, 8)


def saved(picture: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **options)
    return buffer.getvalue()
