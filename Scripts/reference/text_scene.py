#!/usr/bin/env python3
"""Draws pictures for the text scene into Fixtures/images/text.

    python3 Scripts/reference/text_scene.py

turned-ANGLE.png  an advertisement turned by ANGLE degrees, counter-clockwise
vertical.png      Chinese columns, character under character
spaced.png        the same with a character's height between characters
six-pixels.png    letters of six pixels
other-scripts.png Arabic, Hebrew and Cyrillic print
hostile-qr.png    a QR code that holds 2,900 bytes of NUL, escapes, overrides of direction and invalid UTF-8

Needs Pillow, segno and the fonts WenQuanYi Micro Hei and DejaVu Sans (Debian: fonts-wqy-microhei, fonts-dejavu-core).
"""
import pathlib

import segno
from PIL import Image, ImageDraw, ImageFont

OUT = pathlib.Path(__file__).resolve().parents[2] / "Fixtures/images/text"
FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
LATIN = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
INK, PAPER = (25, 30, 40), (250, 248, 240)
ADVERTISEMENT = ["周末美女聚会活动", "包夜酒店特价", "加微信 abc12345", "you are such an idiot"]


def font(pixels, path=FONT):
    return ImageFont.truetype(path, pixels)


def save(picture, name):
    picture.quantize(16).save(OUT / name, optimize=True)


def page(lines, size, pixels, path=FONT):
    picture = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        draw.text((40, 30 + index * pixels * 2), line, font=font(pixels, path), fill=INK)
    return picture


def columns(texts, step):
    picture = Image.new("RGB", (480, 640), PAPER)
    draw = ImageDraw.Draw(picture)
    for column, text in enumerate(texts):
        for row, character in enumerate(text):
            draw.text((380 - column * 110, 30 + row * step), character, font=font(44), fill=INK)
    return picture


def hostile():
    # Written in byte mode; no reader may take it for text of any one encoding.
    piece = b"\x00\x1b[2J\x1b]0;x\x07\xff\xfe\x80\xc3\x28\xe2\x80\xae\xe2\x81\xa6<script>\r\n\"\\'"
    content = (piece * 100)[:2900]
    code = segno.make(content, error="l", mode="byte", boost_error=False)
    code.save(str(OUT / "hostile-qr.png"), scale=4, border=4)


def main():
    upright = page(ADVERTISEMENT, (640, 420), 40)
    for angle in (0, 90, 180, 270, 15, -15):
        turned = upright.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER)
        save(turned, f"turned-{angle % 360}.png")
    save(columns(["周末美女聚会", "包夜酒店特价", "加微信abc12345"], 50), "vertical.png")
    save(columns(["周末美女", "包夜酒店", "加微信"], 110), "spaced.png")
    save(page(["Call 415-555-2671 now", "weekly report before friday"], (420, 120), 8, LATIN), "six-pixels.png")
    save(
        page(["مرحبا بالعالم اتصل بنا", "שלום עולם התקשרו", "Позвоните нам сегодня"], (640, 360), 36, LATIN),
        "other-scripts.png",
    )
    hostile()


if __name__ == "__main__":
    main()
