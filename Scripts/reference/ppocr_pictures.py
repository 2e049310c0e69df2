#!/usr/bin/env python3
"""Renders the pictures with text in Fixtures/ocr/pictures, and writes what stands in them to truth.json.

    apt-get install fonts-wqy-microhei fonts-dejavu-core
    python3 Scripts/reference/ppocr_pictures.py

Needs requirements-ppocr.txt. The same Pillow and the same fonts always write the same bytes. `screen_*` are the text
pictures of the comparison pipeline in Python, drawn from the same random numbers; the rest is the list of bad input.
"""
import json
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "Fixtures" / "ocr" / "pictures"
CHINESE = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
LATIN = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

CHARACTERS = (
    "今天天气很好我们一起去公园散步吧新品上市限时优惠欢迎咨询客服微信扫码关注公众号领取红包会议资料请在周五之前提交谢谢大家的支持和理解"
)
WORDS = (
    "the quick brown fox jumps over lazy dog please submit weekly report before friday sale discount coupon "
    "contact support team meeting notes"
).split()

PAGE = [
    "图像审核服务使用说明 第三版",
    "Image moderation service, third edition",
    "上传的图片会先检查格式和大小，再逐帧检测。",
    "Every picture is sniffed, measured and then",
    "inspected frame by frame before it is shown.",
    "如果无法判断，结果是“建议复审”，而不是“通过”。",
    "联系客服：400-820-8820（工作日 9:00-18:00）",
    "E-mail: support@example.com, order no. 20261121",
    "价格 ¥1,299.00，现在八折，仅限三天！",
    "50% off today only; free shipping over $30.",
    "北京市海淀区中关村大街 27 号 邮编 100080",
    "Opening hours: Monday to Friday, 8:30 to 17:45",
    "本页由程序绘制，用于核对文字识别的准确率。",
    "The five boxing wizards jump quickly.",
    "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
    "Pack my box with five dozen liquor jugs!",
    "寒来暑往，秋收冬藏。闰余成岁，律吕调阳。",
    "Version 3.10.0 of 2026 (build 4711)",
    "云腾致雨，露结为霜。金生丽水，玉出昆冈。",
    "Thank you for reading this far.",
]

truth = {}


def font(text, size):
    return ImageFont.truetype(CHINESE if any(ord(c) > 0x2000 for c in text) else LATIN, size)


def save(picture, name, lines, **options):
    truth[name] = lines
    picture.save(TARGET / name, **options)
    print(name, picture.size, (TARGET / name).stat().st_size)


def grey(size, background=255):
    picture = Image.new("L", size, background)
    return picture, ImageDraw.Draw(picture)


def few_levels(picture, levels=16):
    """Few levels of grey: a third of the bytes, and the letters look the same. No palette: rapidocr ignores those."""
    step = 255 / (levels - 1)
    return picture.point(lambda value: round(round(value / step) * step))


def one_bit(picture):
    return picture.point(lambda value: 255 if value > 127 else 0).convert("1")


def screens():
    """Chat screens and posters. The order of the random draws matters."""
    draws = random.Random(7)
    formats = [("jpg", {"quality": 85}), ("png", {}), ("webp", {"quality": 80})]
    for number in range(14):
        width, height = [(750, 1334), (1080, 1920), (800, 600), (1242, 700)][number % 4]
        background = [(245, 245, 245), (20, 24, 30), (255, 240, 200), (230, 240, 255)][number % 4]
        colour = (240, 240, 240) if number % 4 == 1 else (20, 20, 20)
        picture = Image.new("RGB", (width, height), background)
        canvas = ImageDraw.Draw(picture)
        y, lines = 30, []
        for line in range([4, 10, 18][number % 3]):
            size = draws.choice([24, 28, 34, 44])
            if line % 2 == 0:
                text = "".join(draws.choice(CHARACTERS) for _ in range(draws.randint(6, 18)))
            else:
                text = " ".join(draws.choice(WORDS) for _ in range(draws.randint(3, 6)))
            face = ImageFont.truetype(CHINESE if line % 2 == 0 else LATIN, size)
            canvas.text((30, y), text, fill=colour, font=face)
            # What runs over the right edge cannot be read by anybody.
            lines.append(text if 30 + canvas.textlength(text, font=face) <= width else None)
            y += size + 18
            if y > height - 60:
                break
        ending, options = formats[number % 3]
        save(picture, f"screen_{number:02d}.{ending}", lines, **options)


def page():
    picture, canvas = grey((960, 1280))
    for number, text in enumerate(PAGE):
        canvas.text((50, 40 + 60 * number), text, fill=0, font=font(text, [28, 24, 32, 22][number % 4]))
    save(few_levels(picture), "page.png", PAGE, optimize=True)


def turned():
    lines = ["限时优惠 扫码领取红包", "meeting notes for friday", "欢迎咨询客服微信", "order 4711 is ready"]
    picture, canvas = grey((560, 400))
    for number, text in enumerate(lines):
        canvas.text((60, 60 + 75 * number), text, fill=0, font=font(text, 34))
    for degrees in (30, 90, 180):
        turned = picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
        save(few_levels(turned), f"turned_{degrees}.png", lines, optimize=True)


def vertical():
    picture, canvas = grey((420, 640))
    lines = ["天地玄黄宇宙洪荒", "日月盈昃辰宿列张", "寒来暑往秋收冬藏"]
    for column, text in enumerate(lines):
        for row, character in enumerate(text):
            canvas.text((320 - 120 * column, 40 + 64 * row), character, fill=0, font=font(text, 52))
    save(few_levels(picture), "vertical.png", lines, optimize=True)


def tiny():
    picture, canvas = grey((640, 480))
    lines = [text for text in PAGE if len(text) < 40][:12]
    for number, text in enumerate(lines):
        canvas.text((20, 20 + 12 * number), text, fill=0, font=font(text, 6))
    save(few_levels(picture), "tiny_6px.png", lines, optimize=True)


def dense():
    """Two thousand short words, further apart than they are wide."""
    picture, canvas = grey((2000, 2000))
    face = ImageFont.truetype(LATIN, 18)
    for number in range(2000):
        canvas.text((10 + 50 * (number % 40), 8 + 40 * (number // 40)), f"{number % 90 + 10}", fill=0, font=face)
    save(one_bit(picture), "dense_2000.png", [], optimize=True)


def small_print():
    """A scanned page: 16 to 24 px letters on 1400 x 1980."""
    picture, canvas = grey((1400, 1980))
    lines = []
    for number in range(40):
        text = PAGE[number % 20] + "  " + PAGE[(number * 7 + 3) % 20]
        canvas.text((60, 40 + 48 * number), text, fill=0, font=font(text, [16, 18, 20, 24][number % 4]))
        lines.append(text)
    save(few_levels(picture, 8), "small_print.png", lines, optimize=True)


def chat():
    """Black on white, one bit a pixel, to keep the file small."""
    picture, canvas = grey((1080, 9000))
    lines = []
    for number in range(70):
        text = PAGE[number % 20]
        face = font(text, 36)
        left = 60 if number % 2 else 1000 - int(canvas.textlength(text, font=face))
        canvas.text((left, 60 + 127 * number), text, fill=0, font=face)
        lines.append(text)
    save(one_bit(picture), "chat_1080x9000.png", lines, optimize=True)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    for draw in (screens, page, small_print, turned, vertical, tiny, dense, chat):
        draw()
    (TARGET.parent / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
