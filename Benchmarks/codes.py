#!/usr/bin/env python3
"""How many codes of each kind are read: small and large, turned, blurred, inverted, pale, noisy, tilted.

    codes.py WORK_FOLDER MODERATE [MODERATE_OF_ANOTHER_VERSION …]

Draws the same pictures every time, each kind by itself, and has each `moderate` look at them for text. A code counts when it
is found with the right kind and the right content. Pictures without any code, of stripes, grids, text and noise, show how
many are found that are not there. A program that dies over a picture is started again behind it, and the picture counts
as a crash. Needs zxing-cpp, Pillow and NumPy from the package index; `./run bench codes` sees to that.
"""
import json
import os
import random
import subprocess
import sys

import numpy
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

KINDS = {
    "QRCode": (zxingcpp.BarcodeFormat.QRCode, lambda r: f"https://example.org/{r.randrange(10**9)}"),
    "DataMatrix": (zxingcpp.BarcodeFormat.DataMatrix, lambda r: f"DM {r.randrange(10**9)}"),
    "Aztec": (zxingcpp.BarcodeFormat.Aztec, lambda r: f"AZ {r.randrange(10**9)}"),
    "PDF417": (zxingcpp.BarcodeFormat.PDF417, lambda r: f"PDF {r.randrange(10**9)}"),
    "EAN-13": (zxingcpp.BarcodeFormat.EAN13, lambda r: checked(f"4{r.randrange(10**11):011}")),
    "EAN-8": (zxingcpp.BarcodeFormat.EAN8, lambda r: checked(f"5{r.randrange(10**6):06}")),
    "UPC-A": (zxingcpp.BarcodeFormat.UPCA, lambda r: checked(f"7{r.randrange(10**10):010}")),
    "Code128": (zxingcpp.BarcodeFormat.Code128, lambda r: f"C128-{r.randrange(10**7)}"),
}
LINEAR = {"EAN-13", "EAN-8", "UPC-A", "Code128"}
PICTURES_OF_A_KIND = 48
PICTURES_WITHOUT = 48


def checked(digits):
    """With the check digit of GS1 behind."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-weighted % 10)


def symbol(kind, text):
    """A code, one pixel a module, with a quiet zone."""
    barcode = zxingcpp.create_barcode(text, KINDS[kind][0])
    grey = numpy.array(barcode.to_image(scale=1, add_hrt=False, add_quiet_zones=True))
    if kind in LINEAR:
        grey = numpy.repeat(grey[:1] if grey.shape[0] < 3 else grey[grey.shape[0] // 2 :][:1], 40, axis=0)
        grey = numpy.pad(grey, ((6, 6), (0, 0)), constant_values=255)
    return Image.fromarray(grey.astype("uint8"))


def picture(kind, number):
    """One picture of a code, and what stands in it."""
    chance = random.Random(f"{kind} {number}")
    text = KINDS[kind][1](chance)
    code = symbol(kind, text)
    module = chance.choice([1.5, 2, 2.5, 3, 4, 6])
    code = code.resize((round(code.width * module), round(code.height * module)), Image.NEAREST if module % 1 == 0 else Image.BICUBIC)
    code = code.rotate(chance.choice([0, 0, 0, 5, 15, 30, 45, 90, 180, 270]), Image.BICUBIC, expand=True, fillcolor=255)
    if chance.random() < 0.25:
        lean = chance.uniform(-0.25, 0.25)
        code = code.transform(code.size, Image.AFFINE, (1, lean, -lean * code.height / 2, 0, 1, 0), Image.BICUBIC, fillcolor=255)
    if chance.random() < 0.3:
        code = code.filter(ImageFilter.GaussianBlur(module * chance.choice([0.3, 0.5, 0.7])))
    canvas = Image.new("L", (max(640, code.width + 80), max(480, code.height + 80)), 255)
    canvas.paste(code, (chance.randrange(canvas.width - code.width), chance.randrange(canvas.height - code.height)))
    grey = numpy.asarray(canvas).astype(float)
    if chance.random() < 0.2:
        grey = 255 - grey
    if chance.random() < 0.2:
        grey = 110 + grey * 60 / 255
    if chance.random() < 0.25:
        grey = grey + numpy.random.default_rng(number).normal(0, 12, grey.shape)
    return Image.fromarray(grey.clip(0, 255).astype("uint8")), text


def without(number):
    """A picture of things that look a little like codes."""
    chance = random.Random(f"nothing {number}")
    image = Image.new("L", (chance.choice([640, 1000, 1280]), chance.choice([480, 800])), 255)
    draw = ImageDraw.Draw(image)
    what = number % 4
    if what == 0:
        x = 0
        while x < image.width:
            wide = chance.randrange(1, 9)
            draw.rectangle((x, 0, x + wide, image.height), fill=chance.choice([0, 40, 255]))
            x += wide + chance.randrange(1, 9)
    elif what == 1:
        side = chance.randrange(4, 24)
        for y in range(0, image.height, side):
            for x in range(0, image.width, side):
                draw.rectangle((x, y, x + side, y + side), fill=chance.choice([0, 255]))
    elif what == 2:
        for y in range(10, image.height, 16):
            draw.text((10, y), "".join(chance.choice("lIi1|!/\\ ABCDEF0123456789") for _ in range(120)), fill=0)
    else:
        noise = numpy.random.default_rng(number).integers(0, 256, (image.height, image.width)).astype("uint8")
        image = Image.fromarray(noise).filter(ImageFilter.GaussianBlur(chance.choice([0.5, 1, 2])))
    return image


def draw_all(folder):
    """Draws what is not there yet; gives (path, kind, text), kind and text None for the pictures without a code."""
    os.makedirs(folder, exist_ok=True)
    rows = []
    for kind in KINDS:
        for number in range(PICTURES_OF_A_KIND):
            path = os.path.join(folder, f"{kind}-{number:02}.png")
            image, text = picture(kind, number)
            image.save(path)
            rows.append((path, kind, text))
    for number in range(PICTURES_WITHOUT):
        path = os.path.join(folder, f"nothing-{number:02}.png")
        without(number).save(path)
        rows.append((path, None, None))
    return rows


def answers(moderate, paths):
    """The answer to each picture by path, None where the program died over it."""
    found, left = {}, list(paths)
    while left:
        command = [moderate, "--json", "--jobs", "1", "--scenes", "text", *left]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        lines = [json.loads(line) for line in run.stdout.splitlines() if line.endswith(b"}")]
        for line in lines:
            found[line["source"]] = line
        left = [path for path in left if path not in found]
        if left and run.returncode not in (0, 1, 2):
            found[left.pop(0)] = None
        elif left:
            sys.exit(f"{moderate} answered with {run.returncode} and left out {left[0]}")
    return found


def codes(answer):
    """A code on goods is evidence: it passes, and its kind stands in what its detector claimed."""
    return {
        (finding["subLabel"] or (finding.get("claim") or {}).get("subLabel"), finding["text"])
        for finding in (answer or {}).get("findings", []) if finding["detector"].startswith(("text.barcodes", "text.small"))
    }  # fmt: skip


def main():
    work, versions = sys.argv[1], sys.argv[2:]
    rows = draw_all(os.path.join(work, "pictures"))
    columns = [answers(moderate, [row[0] for row in rows]) for moderate in versions]
    print("| codes read | of | " + " | ".join(os.path.abspath(moderate) for moderate in versions) + " |")
    print("|---|---|" + "---|" * len(versions))
    for kind in KINDS:
        own = [row for row in rows if row[1] == kind]
        counts = [sum((kind, row[2]) in codes(found[row[0]]) for row in own) for found in columns]
        print(f"| {kind} | {len(own)} | " + " | ".join(map(str, counts)) + " |")
    nothing = [row[0] for row in rows if row[1] is None]
    wrong = [sum(bool(codes(found[path])) for path in nothing) for found in columns]
    print(f"| found where there is none | {len(nothing)} | " + " | ".join(map(str, wrong)) + " |")
    others = [sum(len(codes(found[row[0]]) - {(row[1], row[2])}) for row in rows if row[1]) for found in columns]
    print("| of another kind or content | | " + " | ".join(map(str, others)) + " |")
    crashes = [sum(answer is None for answer in found.values()) for found in columns]
    print(f"| pictures over which it died | {len(rows)} | " + " | ".join(map(str, crashes)) + " |")


main()
