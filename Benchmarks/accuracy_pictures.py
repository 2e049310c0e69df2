#!/usr/bin/env python3
"""Draws the pictures of `./run bench accuracy`: named kinds, the same ones every time, all harmless.

    accuracy_pictures.py FIXTURES FOLDER            # FOLDER/KIND/NNN.png or .jpg, FOLDER/KINDS.tsv, FOLDER/words.txt
    accuracy_pictures.py --sample FIXTURES FOLDER   # a few small ones of each kind, for Fixtures/accuracy

KINDS.tsv says of each kind what should be found in it: nothing, or a scene and a sublabel. Needs NumPy and Pillow, the fonts
WenQuanYi Micro Hei and DejaVu; `./run bench accuracy` sees to both packages.
"""
import dataclasses
import hashlib
import pathlib
import random
import shutil
import sys
import typing

from PIL import Image, ImageEnhance, ImageOps

import accuracy_drawings as drawings
import accuracy_flags as flags
import accuracy_texts as texts

SIZES = [
    (200, 200), (1080, 1920), (1920, 1080), (400, 300), (640, 480), (800, 600), (600, 900), (320, 240), (1000, 420), (512, 512), (1280, 720),
    (750, 1334)]
FLAG_SIZES = [(300, 200), (400, 300), (900, 600), (640, 480), (1280, 720), (200, 200), (1920, 1080)]
ICON_SIZES = [(200, 200), (256, 256), (512, 512), (320, 240), (1024, 1024)]
LABEL_SIZES = [(640, 480), (800, 600), (600, 900), (1280, 720)]
SAMPLE_SIZES = [(300, 200), (240, 240), (400, 300), (300, 400), (320, 240)]
SAMPLE_TEXT_SIZES = [(400, 300), (400, 400), (400, 320)]
JPEG_QUALITIES = [60, 75, 90]


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of picture. `draw` takes a random.Random, a width, a height and the picture's number."""

    name: str
    count: int
    draw: typing.Callable
    sizes: typing.Sequence = tuple(SIZES)
    # What should be found, as SCENE/SUBLABEL; nothing when empty.
    expects: str = ""
    sampled: int = 2
    sample_sizes: typing.Sequence = tuple(SAMPLE_SIZES)
    # Photographs and noise: a palette would change them.
    is_photographic: bool = False


def numberless(draw):
    return lambda chance, w, h, number: draw(chance, w, h)


class Photographs:
    """The photographs of Fixtures that others are made from."""

    def __init__(self, fixtures):
        folder = fixtures / "images"
        self.person = [Image.open(folder / "photos-faces/astronaut.png").convert("RGB")]
        self.others = [
            Image.open(folder / name).convert("RGB") for name in ("photos-faces/chelsea.png", "photos-large/hopper-1024x1024.jpg")]

    def derived(self, images, change):
        def draw(chance, w, h, number):
            return ImageOps.contain(change(chance, images[number % len(images)].copy()), (w, h))
        return draw

    def kinds(self):
        changes = {"crop": crop, "pale": pale, "half": half, "grey": grey, "turned": turned, "subtitled": under_subtitles}
        for name, change in changes.items():
            yield Kind(
                f"photo-{name}", 8, self.derived(self.others, change), [(640, 640), (1200, 1200), (320, 320)], sampled=2, is_photographic=True)
            yield Kind(
                f"person-{name}", 4, self.derived(self.person, change), [(640, 640), (512, 512), (400, 400)], "politics/GalleryFace",
                sampled=0, is_photographic=True)


def crop(chance, image):
    """A part of at least two thirds of each side, around the middle: a face stays in it."""
    w, h = image.size
    left, top, right, bottom = (chance.uniform(0, 1 / 6) for _ in range(4))
    return image.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))


def pale(_, image):
    return ImageEnhance.Contrast(image).enhance(0.25)


def half(chance, image):
    ground = Image.new("RGB", image.size, drawings.color(chance))
    small = image.resize((image.width // 2, image.height // 2), Image.LANCZOS)
    ground.paste(small, (image.width // 4, image.height // 4))
    return ground


def grey(_, image):
    return ImageOps.grayscale(image).convert("RGB")


def turned(chance, image):
    return image.transpose(chance.choice([Image.ROTATE_90, Image.ROTATE_270]))


def under_subtitles(chance, image):
    return drawings.subtitled(chance, image)


def weapons(fixtures, names):
    """Drawn weapons of Fixtures on a plain ground, mirrored, tilted, smaller."""
    shapes = [Image.open(fixtures / name).convert("RGBA") for name in names]

    def draw(chance, w, h, number):
        shape = ImageOps.contain(shapes[number % len(shapes)], (round(w * 0.9), round(h * 0.9)))
        if chance.random() < 0.5:
            shape = ImageOps.mirror(shape)
        if number >= len(shapes):
            shape = shape.rotate(chance.uniform(-20, 20), Image.BICUBIC, expand=True)
            shape = ImageOps.contain(shape, (round(w * chance.uniform(0.6, 0.95)), h))
        image = Image.new("RGB", (w, h), chance.choice([(255, 255, 255), (235, 235, 225), (200, 215, 230)]))
        image.paste(shape, ((w - shape.width) // 2, (h - shape.height) // 2), shape)
        return image

    return draw


def advertisement(disguise):
    """A page of other lines with an advertisement in it."""

    def draw(chance, w, h, number):
        lines = chance.sample(texts.FILLERS, 3)
        at = chance.randrange(3)
        return drawings.page(chance, w, h, lines[:at] + disguise(number) + lines[at:], size=max(18, round(min(w, h) * 0.055)))

    return draw


def entry(number):
    return texts.WORDS[number % len(texts.WORDS)]


def english(number):
    return texts.LATIN_WORDS[number % len(texts.LATIN_WORDS)]


def between(word, signs, number):
    return signs[number % len(signs)].join(word) if " " not in word else word.replace(" ", signs[number % len(signs)])


def line_ends(word):
    """A word on two lines: at its blank, or in its middle."""
    first, blank, second = word.partition(" ")
    return [first, second] if blank else [word[:len(word) // 2], word[len(word) // 2:]]


def plain_advertisement(number):
    return [(texts.CHINESE_ADS + texts.LATIN_ADS)[number % 12]]


def disguises():
    yield "ad-plain", plain_advertisement
    yield "ad-traditional", lambda number: [texts.TRADITIONAL_ADS[number % 6]]
    yield "ad-signs", lambda number: [between(texts.CHINESE_WORDS[number % 6], "*.-·|", number)]
    yield "ad-spaced", lambda number: [" ".join((texts.CHINESE_WORDS + ["viagra", "casino bonus"])[number % 8])]
    yield "ad-leet", lambda number: [english(number).translate(texts.LEET)]
    yield "ad-accents", lambda number: [english(number).translate(texts.ACCENTS)]
    yield "ad-line-ends", lambda number: line_ends(entry(number))
    yield "contact-telephone", lambda number: [texts.TELEPHONES[number % len(texts.TELEPHONES)]]
    yield "contact-account", lambda number: [texts.ACCOUNTS[number % len(texts.ACCOUNTS)]]


SUBLABELS = {"contact-telephone": "PhoneNumber", "contact-account": "MessengerAccount"}


def kinds(fixtures):
    text = {"sample_sizes": SAMPLE_TEXT_SIZES}
    for name, count, draw, further in [
        ("plain", 24, drawings.plain, {"sampled": 3}), ("gradient", 28, drawings.gradient, {"sampled": 4}),
        ("blur", 32, drawings.blur, {"sampled": 4, "is_photographic": True}), ("noise", 24, drawings.noise, {"is_photographic": True}),
        ("line-drawing", 32, drawings.line_drawing, {"sampled": 6}), ("chart", 32, drawings.chart, {"sampled": 4}),
        ("icon", 32, drawings.icon, {"sizes": ICON_SIZES, "sampled": 6}), ("stamp", 12, drawings.stamp, {}),
        ("page-latin", 32, drawings.page_latin, text), ("page-chinese", 32, drawings.page_chinese, text),
        ("page-code", 12, drawings.code_listing, text), ("receipt", 16, drawings.receipt, text),
        ("page-near-words", 16, drawings.near_words, text), ("poster", 32, drawings.poster, {"sampled": 6}),
        ("subtitle", 24, drawings.subtitle, {}), ("screenshot", 32, drawings.screenshot, {"sampled": 4}),
        ("map", 24, drawings.street_map, {}), ("diagram", 16, drawings.diagram, {})]:
        yield Kind(name, count, numberless(draw), **further)
    yield Kind("flag", 58, flags.flag, FLAG_SIZES, sampled=12)
    yield from Photographs(fixtures).kinds()
    # Codes of goods are evidence and pass.
    yield Kind("parcel-label", 16, numberless(drawings.parcel_label), LABEL_SIZES, sample_sizes=[(400, 300), (320, 400)])
    yield Kind(
        "drawn-firearm", 12, weapons(fixtures, ["images/weapon-drawings/m16_01.png"]), [(640, 480), (400, 300), (800, 600), (320, 240)],
        "terror/Firearm")
    yield Kind(
        "drawn-blade", 12, weapons(fixtures, ["images/weapon-drawings/knife.png"]), [(640, 480), (400, 300), (800, 600), (320, 240)],
        "terror/Blade")
    for name, disguise in disguises():
        yield Kind(
            name, 12, advertisement(disguise), [(640, 480), (800, 600), (600, 900), (1080, 1920)],
            "text/" + SUBLABELS.get(name, "Custom"), **text)


def picture(kind, number, sizes):
    chance = random.Random(f"{kind.name} {number}")
    # The first ones of a kind have each size once.
    w, h = sizes[number] if number < len(sizes) else chance.choice(sizes)
    return kind.draw(chance, w, h, number), chance


def save(image, path, chance, kind, small):
    if kind.is_photographic or (not small and chance.random() < 0.4):
        image.save(path.with_suffix(".jpg"), quality=chance.choice(JPEG_QUALITIES))
    elif small:
        image.quantize(64, dither=Image.Dither.NONE).save(path.with_suffix(".png"), optimize=True)
    else:
        image.save(path.with_suffix(".png"))


def write_lists(folder, table):
    rows = ["kind\texpects", *(f"{kind.name}\t{kind.expects or '-'}" for kind in table)]
    (folder / "KINDS.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "words.txt").write_text("# name: advertising\n" + "\n".join(texts.WORDS) + "\n", encoding="utf-8")


def scripts_digest():
    here = pathlib.Path(__file__).resolve().parent
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(here.glob("accuracy_*.py")))).hexdigest()


def make(fixtures, folder, is_sample):
    stamp = folder / ".made"
    if not is_sample and stamp.exists() and stamp.read_text() == scripts_digest():
        return
    if folder.exists() and not is_sample:
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    table = [kind for kind in kinds(fixtures) if not is_sample or kind.sampled]
    for kind in table:
        (folder / kind.name).mkdir(exist_ok=True)
        for number in range(kind.sampled if is_sample else kind.count):
            image, chance = picture(kind, number, kind.sample_sizes if is_sample else kind.sizes)
            save(image, folder / kind.name / f"{number:03}", chance, kind, is_sample)
    write_lists(folder, table)
    if not is_sample:
        stamp.write_text(scripts_digest())
    print(f"{sum(kind.sampled if is_sample else kind.count for kind in table)} pictures of {len(table)} kinds", file=sys.stderr)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--sample"]
    make(*map(pathlib.Path, arguments), "--sample" in sys.argv[1:])
