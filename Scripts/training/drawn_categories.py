#!/usr/bin/env python3
"""Draws a data set for `moderate train`: QR codes, charts, simple flags of stripes and crosses, and benign pictures.

    python3 -m venv .venv && .venv/bin/pip install -r Scripts/training/requirements-drawn.txt
    .venv/bin/python Scripts/training/drawn_categories.py DIR [--each 60] [--photos FOLDER …]

Every label has four sources, folders inside its own, which are drawn in different manners: on plain ground, framed,
small on a coloured ground, and as if photographed (turned, blurred, noisy). Benign pictures are drawn shapes, text,
gradients and, with --photos, crops of photographs. Nothing is random but by a seed: the same pictures each time. No
flag is that of a group; countries' flags of stripes may come out, which is what is meant by flag here.
"""
import argparse
import random
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFilter

SIDE = 320
SOURCES = ["plain", "framed", "small", "photographed"]
FLAG_COLOURS = [
    (206, 17, 38), (0, 56, 168), (255, 255, 255), (0, 122, 61), (252, 209, 22), (0, 0, 0), (117, 170, 219),
    (255, 130, 0),
]


def colour(random_, low=0, high=255):
    return tuple(random_.randint(low, high) for _ in range(3))


def qr(random_):
    code = qrcode.QRCode(version=random_.randint(1, 6), error_correction=random_.randint(0, 3), box_size=8, border=3)
    code.add_data("https://example.com/" + "".join(random_.choices("abcdefghijklmnop0123456789", k=10)))
    code.make(fit=True)
    dark = colour(random_, 0, 70)
    return code.make_image(fill_color=dark, back_color="white").get_image().convert("RGB")


def chart(random_):
    picture = Image.new("RGB", (360, 270), "white")
    draw = ImageDraw.Draw(picture)
    draw.line((40, 20, 40, 240), fill="black", width=2)
    draw.line((40, 240, 345, 240), fill="black", width=2)
    for tick in range(1, 5):
        draw.line((36, 240 - tick * 45, 345, 240 - tick * 45), fill=(210, 210, 210))
        draw.text((8, 234 - tick * 45), str(tick * random_.choice([1, 5, 10, 25])), fill="black")
    kind, count = random_.choice(["bars", "lines", "pie"]), random_.randint(4, 9)
    if kind == "bars":
        fill = colour(random_, 20, 220)
        for bar in range(count):
            left = 50 + bar * 290 // count
            draw.rectangle((left, 240 - random_.randint(15, 200), left + 220 // count, 239), fill=fill)
    elif kind == "lines":
        for _ in range(random_.randint(1, 3)):
            points = [(50 + point * 290 // count, 240 - random_.randint(15, 200)) for point in range(count + 1)]
            draw.line(points, fill=colour(random_, 20, 220), width=3)
    else:
        picture.paste("white", (0, 0, 360, 270))
        angle = random_.randint(0, 359)
        for part in range(count):
            end = angle + 360 // count + random_.randint(-20, 20)
            draw.pieslice((70, 25, 290, 245), angle, end, fill=colour(random_, 20, 240), outline="white")
            angle = end
    draw.text((120, 2), random_.choice(["Revenue", "Visits", "Results 2026", "Share"]), fill="black")
    return picture


def flag(random_):
    width, height = 360, random_.choice([216, 240, 270])
    colours = random_.sample(FLAG_COLOURS, 3)
    picture = Image.new("RGB", (width, height), colours[0])
    draw = ImageDraw.Draw(picture)
    kind = random_.choice(["across", "down", "cross", "disc"])
    if kind == "across":
        for stripe in range(3):
            draw.rectangle((0, stripe * height // 3, width, (stripe + 1) * height // 3), fill=colours[stripe])
    elif kind == "down":
        for stripe in range(3):
            draw.rectangle((stripe * width // 3, 0, (stripe + 1) * width // 3, height), fill=colours[stripe])
    elif kind == "cross":
        draw.rectangle((110, 0, 150, height), fill=colours[1])
        draw.rectangle((0, height // 2 - 20, width, height // 2 + 20), fill=colours[1])
    else:
        draw.ellipse((width // 2 - 65, height // 2 - 65, width // 2 + 65, height // 2 + 65), fill=colours[1])
    return picture


def shapes(random_):
    picture = Image.new("RGB", (360, 270), colour(random_))
    draw = ImageDraw.Draw(picture)
    for _ in range(random_.randint(2, 14)):
        left, top = random_.randint(-40, 330), random_.randint(-40, 240)
        box = (left, top, left + random_.randint(15, 160), top + random_.randint(15, 160))
        random_.choice([draw.ellipse, draw.rectangle])(box, fill=colour(random_))
    return picture


def text(random_):
    picture = Image.new("RGB", (360, 270), colour(random_, 200, 255))
    draw = ImageDraw.Draw(picture)
    words = ["lorem", "ipsum", "dolor", "sit", "amet", "sed", "do", "tempor", "ut", "magna"]
    for line in range(random_.randint(3, 14)):
        said = " ".join(random_.choices(words, k=random_.randint(3, 8)))
        draw.text((15, 12 + line * 18), said, fill=colour(random_, 0, 90))
    return picture


def gradient(random_):
    left, right = Image.new("RGB", (360, 270), colour(random_)), Image.new("RGB", (360, 270), colour(random_))
    mask = Image.linear_gradient("L").resize((360, 270)).rotate(random_.choice([0, 90, 180, 270]))
    return Image.composite(left, right, mask.resize((360, 270)))


def crop_of(photos):
    def draw(random_):
        photo = random_.choice(photos)
        side = random_.randint(min(photo.size) // 3, min(photo.size))
        left, top = random_.randint(0, photo.width - side), random_.randint(0, photo.height - side)
        return photo.crop((left, top, left + side, top + side)).resize((300, 300))
    return draw


def dressed(picture, source, random_):
    if source == "framed":
        framed = Image.new("RGB", (picture.width + 40, picture.height + 40), colour(random_, 40, 160))
        framed.paste(picture, (20, 20))
        return framed
    if source == "small":
        ground = Image.new("RGB", (480, 400), colour(random_, 60, 255))
        small = picture.resize((picture.width * 6 // 10, picture.height * 6 // 10))
        ground.paste(small, (random_.randint(0, 480 - small.width), random_.randint(0, 400 - small.height)))
        return ground
    if source == "photographed":
        ground = colour(random_, 90, 200)
        turned = picture.rotate(random_.uniform(-14, 14), expand=True, fillcolor=ground)
        noise = Image.frombytes("L", turned.size, random_.randbytes(turned.width * turned.height)).convert("RGB")
        return Image.blend(turned.filter(ImageFilter.GaussianBlur(random_.uniform(0.6, 1.8))), noise, 0.12)
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=60, help="pictures of each category, and five times as many benign")
    parser.add_argument("--photos", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    photos = []
    for folder in options.photos:
        for path in sorted(folder.iterdir()):
            if path.suffix in {".png", ".jpg"}:
                photos.append(Image.open(path).convert("RGB"))
    benign = [shapes, text, gradient] + ([crop_of(photos)] * 3 if photos else [])
    labels = {"qr": [qr], "chart": [chart], "flag": [flag], "benign": benign}
    for name, kinds in labels.items():
        count = options.each * (5 if name == "benign" else 1)
        for index in range(count):
            random_ = random.Random(f"{name} {index}")
            source = SOURCES[index % len(SOURCES)]
            picture = dressed(kinds[(index // len(SOURCES)) % len(kinds)](random_), source, random_)
            target = options.folder / name / source / f"{index:04}.jpg"
            target.parent.mkdir(parents=True, exist_ok=True)
            picture.convert("RGB").save(target, quality=random_.randint(70, 95))


if __name__ == "__main__":
    main()
