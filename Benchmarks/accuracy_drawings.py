"""Harmless pictures for accuracy_pictures.py, drawn by chance: each function takes a random.Random, a width and a height."""
import math

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import accuracy_texts as texts

DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVu%s.ttf"
CHINESE = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
WHITE, INK = (255, 255, 255), (25, 25, 30)


def font(text, size, chance=None, style=None):
    """A font that has the characters of a text: WenQuanYi where one is Chinese, else one of DejaVu's."""
    if any(ord(character) > 0x2E00 for character in text):
        return ImageFont.truetype(CHINESE, size)
    return ImageFont.truetype(DEJAVU % (style or (chance.choice(["Sans", "Sans-Bold", "Serif"]) if chance else "Sans")), size)


def color(chance, low=0, high=255):
    return tuple(chance.randint(low, high) for _ in range(3))


def blank(w, h, fill=WHITE):
    image = Image.new("RGB", (w, h), fill)
    return image, ImageDraw.Draw(image)


def generator(chance):
    return numpy.random.default_rng(chance.randrange(2**32))


def from_array(values):
    return Image.fromarray(numpy.clip(values, 0, 255).astype("uint8"))


def fitting(draw, text, size, width, chance=None, style=None):
    """The largest font up to a size in which the text is not wider than a width."""
    state = chance.getstate() if chance else None
    while True:
        if state:
            chance.setstate(state)
        chosen = font(text, size, chance, style)
        if size <= 10 or draw.textlength(text, font=chosen) <= width:
            return chosen
        size -= 1


def plain(chance, w, h):
    return blank(w, h, color(chance))[0]


def gradient(chance, w, h):
    y, x = numpy.mgrid[0:h, 0:w]
    first, last = numpy.array(color(chance)), numpy.array(color(chance))
    if chance.random() < 0.4:
        share = numpy.hypot(x - w * chance.random(), y - h * chance.random()) / math.hypot(w, h)
    else:
        angle = chance.uniform(0, math.tau)
        share = x / w * math.cos(angle) + y / h * math.sin(angle)
        share = (share - share.min()) / (share.max() - share.min())
    return from_array(first + (last - first) * share[..., None])


def blur(chance, w, h):
    """Soft blobs, as of a photograph out of focus; every second one in tones of skin, wood and sand."""
    warm = chance.random() < 0.5
    tone = (lambda: (chance.randint(170, 245), chance.randint(120, 200), chance.randint(90, 170))) if warm else (lambda: color(chance))
    image, draw = blank(w, h, tone())
    for _ in range(chance.randint(3, 14)):
        x, y, a, b = chance.randrange(w), chance.randrange(h), chance.uniform(0.08, 0.4) * w, chance.uniform(0.08, 0.4) * h
        draw.ellipse((x - a, y - b, x + a, y + b), fill=tone())
    return image.filter(ImageFilter.GaussianBlur(min(w, h) * chance.uniform(0.02, 0.08)))


def noise(chance, w, h):
    rng, kind = generator(chance), chance.randrange(4)
    if kind == 0:
        return from_array(rng.normal(128, chance.choice([12, 40, 80]), (h, w, 3)))
    if kind == 1:
        return from_array(numpy.repeat(rng.integers(0, 256, (h, w, 1)), 3, axis=2))
    if kind == 2:
        cell = chance.choice([4, 8, 16])
        small = rng.integers(0, 256, (h // cell + 1, w // cell + 1, 3))
        return from_array(numpy.kron(small, numpy.ones((cell, cell, 1)))[:h, :w])
    clouds = sum(
        numpy.asarray(Image.fromarray(rng.integers(0, 256, (k, k, 3)).astype("uint8")).resize((w, h), Image.BICUBIC)) / (k / 3)
        for k in (3, 6, 12, 24))
    return from_array(clouds / 1.9)


def line_drawing(chance, w, h):
    image, draw = blank(w, h, chance.choice([WHITE, (250, 246, 235), (240, 240, 240)]))
    ink, width = color(chance, 0, 90), max(1, round(min(w, h) * chance.choice([0.004, 0.008, 0.015])))
    subject = chance.randrange(4)
    for _ in range(chance.randint(3, 12)):
        x, y, r = chance.uniform(0.1, 0.9) * w, chance.uniform(0.1, 0.9) * h, chance.uniform(0.04, 0.25) * min(w, h)
        if subject == 0:  # arcs and strokes
            draw.arc((x - r, y - r, x + r, y + r), chance.randrange(360), chance.randrange(360), fill=ink, width=width)
            draw.line((x, y, chance.randrange(w), chance.randrange(h)), fill=ink, width=width)
        elif subject == 1:  # houses and trees
            draw.rectangle((x - r, y, x + r, y + r), outline=ink, width=width)
            draw.line((x - r, y, x, y - r, x + r, y), fill=ink, width=width)
            draw.rectangle((x - r / 5, y + r / 2, x + r / 5, y + r), outline=ink, width=width)
        elif subject == 2:  # flowers
            for petal in range(6):
                cx, cy = x + r * 0.5 * math.cos(petal * math.pi / 3), y + r * 0.5 * math.sin(petal * math.pi / 3)
                draw.ellipse((cx - r / 3, cy - r / 3, cx + r / 3, cy + r / 3), outline=ink, width=width)
            draw.line((x, y + r / 2, x + r / 4, y + r * 2), fill=ink, width=width)
        else:  # faces with hats
            draw.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=width)
            for side in (-1, 1):
                draw.ellipse((x + side * r * 0.4 - r * 0.1, y - r * 0.3, x + side * r * 0.4 + r * 0.1, y - r * 0.1), outline=ink, width=width)
            draw.arc((x - r * 0.5, y - r * 0.2, x + r * 0.5, y + r * 0.6), 20, 160, fill=ink, width=width)
            draw.rectangle((x - r * 0.7, y - r * 1.6, x + r * 0.7, y - r * 0.9), outline=ink, width=width)
    return image


def chart(chance, w, h):
    image, draw = blank(w, h, chance.choice([WHITE, (246, 248, 250), (30, 33, 40)]))
    ink = INK if image.getpixel((0, 0))[0] > 100 else (220, 220, 220)
    left, top, right, bottom = w * 0.12, h * 0.16, w * 0.95, h * 0.86
    palette, size = [color(chance, 40, 230) for _ in range(6)], max(10, round(min(w, h) * 0.04))
    title = chance.choice(["Rainfall by month", "每月降雨量", "Visitors", "访问人数", "Output, tonnes", "产量 吨"])
    draw.text((left, h * 0.04), title, font=fitting(draw, title, round(size * 1.5), w * 0.8), fill=ink)
    kind, count = chance.choice(["bars", "lines", "pie", "points"]), chance.randint(4, 10)
    if kind == "pie":
        angles = sorted(chance.randrange(360) for _ in range(count))
        side = min(right - left, bottom - top)
        for index, (start, end) in enumerate(zip(angles, angles[1:] + [angles[0] + 360])):
            draw.pieslice((left, top, left + side, top + side), start, end, fill=palette[index % 6])
        return image
    for line in range(5):
        y = bottom - (bottom - top) * line / 4
        draw.line((left, y, right, y), fill=(170, 170, 170))
        draw.text((w * 0.03, y - size / 2), str(line * 25), font=font("0", size), fill=ink)
    step = (right - left) / count
    for series in range(1 if kind == "bars" else chance.randint(1, 3)):
        points = [(left + step * (i + 0.5), bottom - (bottom - top) * chance.random()) for i in range(count)]
        if kind == "lines":
            draw.line(points, fill=palette[series], width=max(2, size // 5))
        for index, (x, y) in enumerate(points):
            if kind == "bars":
                draw.rectangle((x - step * 0.35, y, x + step * 0.35, bottom), fill=palette[index % 6 if chance.random() < 0.3 else 0])
            else:
                draw.ellipse((x - size / 4, y - size / 4, x + size / 4, y + size / 4), fill=palette[series])
    return image


def icon(chance, w, h):
    ground, figure = color(chance, 150, 255), color(chance, 0, 160)
    image, draw = blank(w, h, chance.choice([WHITE, ground]))
    x, y, r, thick = w / 2, h / 2, min(w, h) * 0.4, max(2, round(min(w, h) * 0.06))
    draw.rounded_rectangle((x - r, y - r, x + r, y + r), r * 0.25, fill=ground)
    s = r * 0.55
    kind = chance.randrange(8)
    if kind == 0:  # heart
        draw.ellipse((x - s, y - s, x, y), fill=figure)
        draw.ellipse((x, y - s, x + s, y), fill=figure)
        draw.polygon([(x - s * 0.93, y - s * 0.3), (x + s * 0.93, y - s * 0.3), (x, y + s)], fill=figure)
    elif kind == 1:  # envelope
        draw.rectangle((x - s, y - s * 0.7, x + s, y + s * 0.7), outline=figure, width=thick)
        draw.line((x - s, y - s * 0.7, x, y + s * 0.1, x + s, y - s * 0.7), fill=figure, width=thick)
    elif kind == 2:  # clock
        draw.ellipse((x - s, y - s, x + s, y + s), outline=figure, width=thick)
        draw.line((x, y - s * 0.7, x, y, x + s * 0.5, y + s * 0.2), fill=figure, width=thick)
    elif kind == 3:  # gear
        for tooth in range(8):
            angle = tooth * math.pi / 4
            draw.line((x, y, x + s * math.cos(angle), y + s * math.sin(angle)), fill=figure, width=thick * 2)
        draw.ellipse((x - s * 0.7, y - s * 0.7, x + s * 0.7, y + s * 0.7), fill=figure)
        draw.ellipse((x - s * 0.3, y - s * 0.3, x + s * 0.3, y + s * 0.3), fill=ground)
    elif kind == 4:  # magnifying glass
        draw.ellipse((x - s, y - s, x + s * 0.4, y + s * 0.4), outline=figure, width=thick)
        draw.line((x + s * 0.25, y + s * 0.25, x + s, y + s), fill=figure, width=thick * 2)
    elif kind == 5:  # cloud
        for dx, dy, q in ((-0.5, 0.1, 0.5), (0, -0.2, 0.6), (0.55, 0.15, 0.45)):
            draw.ellipse((x + s * (dx - q), y + s * (dy - q), x + s * (dx + q), y + s * (dy + q)), fill=figure)
    elif kind == 6:  # battery
        draw.rectangle((x - s, y - s * 0.45, x + s * 0.85, y + s * 0.45), outline=figure, width=thick)
        draw.rectangle((x + s * 0.85, y - s * 0.2, x + s, y + s * 0.2), fill=figure)
        draw.rectangle((x - s * 0.8, y - s * 0.25, x + s * chance.uniform(-0.4, 0.6), y + s * 0.25), fill=figure)
    else:  # letter
        letter = chance.choice("ABGKMRSW中文新")
        draw.text((x, y), letter, font=font(letter, round(s * 1.6), chance), fill=figure, anchor="mm")
    return image


def stamp(chance, w, h):
    image, draw = blank(w, h, chance.choice([WHITE, (250, 245, 230)]))
    ink, x, y, r = chance.choice([(190, 30, 40), (30, 60, 150), (40, 110, 60)]), w / 2, h / 2, min(w, h) * 0.36
    for share in (1.0, 0.92, 0.6):
        draw.ellipse((x - r * share, y - r * share, x + r * share, y + r * share), outline=ink, width=max(2, round(r * 0.03)))
    word = chance.choice(["PAID", "收讫", "DRAFT", "样本", "APPROVED", "合格", "COPY", "副本", "SEEN", "已阅"])
    draw.text((x, y), word, font=fitting(draw, word, round(r * 0.5), r * 1.1), fill=ink, anchor="mm")
    return image.rotate(chance.uniform(-25, 25), Image.BICUBIC, fillcolor=image.getpixel((0, 0)))


def page(chance, w, h, lines, style=None, size=None, ground=None):
    """Lines one below the other, as many as have room."""
    dark = chance.random() < 0.15 if ground is None else False
    fill = ground or ((28, 30, 34) if dark else chance.choice([WHITE, WHITE, (250, 247, 238), (238, 244, 250)]))
    image, draw = blank(w, h, fill)
    size = size or max(14, round(min(w, h * 1.6) * chance.uniform(0.035, 0.06)))
    y = size
    for line in lines:
        if y + size * 1.3 > h:
            break
        draw.text((w * 0.06, y), line, font=fitting(draw, line, size, w * 0.88, style=style), fill=(225, 225, 225) if dark else INK)
        y += round(size * 1.7)
    return image


def some(chance, table):
    lines = list(table)
    chance.shuffle(lines)
    return lines


def page_latin(chance, w, h):
    kind = chance.choice(["article", "menu", "notice", "letter"])
    return page(chance, w, h, some(chance, texts.LATIN[kind]), chance.choice(["Sans", "Serif", "Sans-Bold"]))


def page_chinese(chance, w, h):
    return page(chance, w, h, some(chance, texts.CHINESE[chance.choice(["article", "menu", "notice", "letter", "news"])]))


def code_listing(chance, w, h):
    return page(chance, w, h, some(chance, texts.LATIN["code"]), "SansMono")


def receipt(chance, w, h):
    lines = chance.choice([texts.LATIN, texts.CHINESE])["receipt"]
    paper = page(chance, round(w * 0.7), h, lines, "SansMono", ground=(252, 252, 248))
    image, _ = blank(w, h, color(chance, 90, 170))
    image.paste(paper, (round(w * 0.15), 0))
    return image


def near_words(chance, w, h):
    return page(chance, w, h, chance.sample(texts.NEAR_WORDS, 5))


def poster(chance, w, h):
    image = gradient(chance, w, h)
    draw = ImageDraw.Draw(image)
    for _ in range(chance.randint(0, 6)):
        x, y, r = chance.randrange(w), chance.randrange(h), chance.uniform(0.05, 0.2) * min(w, h)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=color(chance))
    above, big, below = chance.choice(texts.POSTERS)
    for text, y, share in ((above, 0.22, 0.09), (big, 0.48, 0.15), (below, 0.75, 0.07)):
        chosen = fitting(draw, text, round(min(w, h) * share), w * 0.88, style="Sans-Bold")
        draw.text((w / 2, h * y), text, font=chosen, fill=WHITE, anchor="mm", stroke_width=max(1, chosen.size // 14), stroke_fill=INK)
    return image


def subtitled(chance, image):
    """A line or two of subtitles on a picture."""
    draw, (w, h) = ImageDraw.Draw(image), image.size
    for row, text in enumerate(chance.sample(texts.SUBTITLES, chance.randint(1, 2))):
        chosen = fitting(draw, text, max(14, round(h * 0.055)), w * 0.9)
        draw.text(
            (w / 2, h * (0.93 - row * 0.085)), text, font=chosen, anchor="mm", stroke_width=max(1, chosen.size // 12), stroke_fill=(0, 0, 0),
            fill=chance.choice([WHITE, (255, 235, 120)]))
    return image


def subtitle(chance, w, h):
    return subtitled(chance, chance.choice([gradient, blur])(chance, w, h))


def screenshot(chance, w, h):
    dark = chance.random() < 0.3
    ground, card, ink = ((24, 26, 30), (44, 47, 54), (230, 230, 230)) if dark else ((240, 241, 245), WHITE, INK)
    accent, size = color(chance, 30, 200), max(12, round(min(w, h) * 0.04))
    image, draw = blank(w, h, ground)
    bar = size * 2.4
    draw.rectangle((0, 0, w, bar), fill=accent)
    title = chance.choice(texts.SCREEN["title"])
    draw.text((size, bar / 2), title, font=font(title, round(size * 1.2)), fill=WHITE, anchor="lm")
    y, talk = bar + size, chance.random() < 0.4
    while y + size * 2.4 < h - size * 2.5:
        text = chance.choice(texts.SCREEN["chat" if talk else "row"])
        chosen = font(text, size)
        if talk:
            width, mine = draw.textlength(text, font=chosen) + size, chance.random() < 0.5
            x = w - width - size if mine else size
            draw.rounded_rectangle((x, y, x + width, y + size * 2), size * 0.6, fill=accent if mine else card)
            draw.text((x + size / 2, y + size), text, font=chosen, fill=WHITE if mine else ink, anchor="lm")
        else:
            draw.rounded_rectangle((size, y, w - size, y + size * 2), size * 0.4, fill=card)
            draw.ellipse((size * 1.4, y + size * 0.5, size * 2.4, y + size * 1.5), fill=color(chance, 60, 220))
            draw.text((size * 3, y + size), text, font=chosen, fill=ink, anchor="lm")
        y += size * 2.5
    button = chance.choice(texts.SCREEN["button"])
    draw.rounded_rectangle((w - size * 6, h - size * 2.2, w - size, h - size * 0.4), size * 0.5, fill=accent)
    draw.text((w - size * 3.5, h - size * 1.3), button, font=font(button, size), fill=WHITE, anchor="mm")
    return image


def street_map(chance, w, h):
    image, draw = blank(w, h, (236, 232, 222))
    for _ in range(chance.randint(1, 3)):
        x, y, r = chance.randrange(w), chance.randrange(h), chance.uniform(0.1, 0.3) * min(w, h)
        draw.rectangle((x - r, y - r, x + r, y + r), fill=(190, 222, 170))
    river = [(w * i / 8, h * (0.5 + 0.25 * math.sin(i * chance.uniform(0.4, 0.9)))) for i in range(9)]
    draw.line(river, fill=(150, 195, 230), width=max(6, h // 16), joint="curve")
    for _ in range(chance.randint(6, 14)):
        a, b = (chance.randrange(w), chance.choice([0, h])), (chance.randrange(w), chance.randrange(h))
        wide = max(3, round(min(w, h) * chance.choice([0.008, 0.02])))
        draw.line((*a, *b), fill=(200, 196, 188), width=wide + 2)
        draw.line((*a, *b), fill=chance.choice([WHITE, (252, 220, 140)]), width=wide)
    size = max(12, round(min(w, h) * 0.035))
    for name in chance.sample(texts.PLACES, 5):
        draw.text(
            (chance.uniform(0.05, 0.6) * w, chance.uniform(0.05, 0.9) * h), name, font=font(name, size), fill=(70, 70, 80), stroke_width=2,
            stroke_fill=WHITE)
    return image


def diagram(chance, w, h):
    image, draw = blank(w, h)
    columns, rows, size = 3, chance.randint(2, 4), max(11, round(min(w, h) * 0.035))
    words = some(chance, ["Input", "Check", "Store", "Print", "Report", "Wait", "输入", "检查", "保存", "打印", "报告", "等待"])
    centres = []
    for row in range(rows):
        for column in range(columns):
            x, y = w * (column + 0.5) / columns, h * (row + 0.5) / rows
            if centres:
                draw.line((*centres[-1], x, y), fill=(90, 90, 90), width=max(1, size // 6))
            centres.append((x, y))
    for index, (x, y) in enumerate(centres):
        a, b, word = w / columns * 0.36, min(h / rows * 0.3, size * 1.5), words[index % len(words)]
        draw.rounded_rectangle((x - a, y - b, x + a, y + b), b * chance.choice([0, 0.5, 1]), fill=color(chance, 190, 250), outline=INK)
        draw.text((x, y), word, font=font(word, size), fill=INK, anchor="mm")
    return image


LEFT = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]


def ean13(digits):
    """The modules of an EAN-13 code, dark ones as 1; the last digit is the check digit of GS1."""
    digits += str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10)
    inverted = str.maketrans("01", "10")
    left = "".join(
        LEFT[int(d)] if side == "L" else LEFT[int(d)].translate(inverted)[::-1] for d, side in zip(digits[1:7], PARITY[int(digits[0])]))
    return "101" + left + "01010" + "".join(LEFT[int(d)].translate(inverted) for d in digits[7:]) + "101", digits


def parcel_label(chance, w, h):
    image, draw = blank(w, h, chance.choice([(186, 150, 105), (200, 170, 130), (235, 235, 235)]))
    x0, y0, x1, y1 = w * 0.06, h * 0.06, w * 0.94, h * 0.94
    draw.rectangle((x0, y0, x1, y1), fill=WHITE, outline=INK, width=2)
    modules, digits = ean13(f"40{chance.randrange(10**10):010}")
    module = max(1, int((x1 - x0) * 0.8 // 115))
    left, top, height = x0 + module * 12, h * 0.5, h * 0.28
    for index, dark in enumerate(modules):
        if dark == "1":
            draw.rectangle((left + index * module, top, left + (index + 1) * module - 1, top + height), fill=INK)
    size = max(12, round(min(w, h) * 0.05))
    draw.text((left, top + height + size * 0.3), digits, font=font("0", size), fill=INK)
    for row, text in enumerate(chance.sample(texts.PARCEL, 3)):
        draw.text((x0 + size, y0 + size * (0.8 + row * 1.6)), text, font=font(text, size), fill=INK)
    return image
