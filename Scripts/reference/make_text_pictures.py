#!/usr/bin/env python3
"""Draws Fixtures/images/text: chat.png (two words of one list entry on two lines) and poster.png (the same and a QR code).

Needs Pillow and qrcode, and the font WenQuanYi Micro Hei (Debian: fonts-wqy-microhei).
"""
import pathlib

import qrcode
from PIL import Image, ImageDraw, ImageFont

OUT = pathlib.Path(__file__).resolve().parents[2] / "Fixtures/images/text"
FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"


def bubble(draw, y, text, fill):
    font = ImageFont.truetype(FONT, 34)
    width = draw.textlength(text, font=font)
    draw.rounded_rectangle((30, y, 70 + width, y + 64), 16, fill=fill)
    draw.text((50, y + 10), text, font=font, fill=(20, 20, 20))


chat = Image.new("RGB", (640, 420), (235, 235, 235))
draw = ImageDraw.Draw(chat)
bubble(draw, 40, "今天有美女在线吗", (255, 255, 255))
bubble(draw, 150, "weekly report before friday", (149, 236, 105))
bubble(draw, 260, "可以包夜请联系客服", (255, 255, 255))
chat.save(OUT / "chat.png", optimize=True)

poster = Image.new("RGB", (900, 420), (30, 60, 120))
poster.paste(chat.resize((548, 360)), (20, 30))
poster.paste(qrcode.make("https://example.com/join").convert("RGB").resize((280, 280)), (595, 70))
poster.save(OUT / "poster.png", optimize=True)
