#!/usr/bin/env python3
"""Draws pictures without weapons and flames, and writes the features that EfficientNet-lite2 has of them.

    .venv/bin/python Scripts/training/negatives.py NEGATIVES.npz [--models .models] [--seed 1] [--pictures FOLDER]

The network and the heads of the terror scene were measured on photographs. These pictures are what else is sent to a
moderation service: plain colours, gradients, blurs, noise, patterns, line drawings, charts, diagrams, icons, pages of
text, screens, flags, posters, and tools drawn in flat colours. All come from a seed; no picture is read, and the
letters are those of the font that Pillow brings along.

NEGATIVES.npz holds `features` and `kind`. With --pictures the pictures are written, too, to look at.
"""
import argparse
import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE = 260
COUNT_PER_KIND = 150
ROOT = Path(__file__).resolve().parents[2]
WORDS = (
    "the of and a to in is you that it he was for on are as with his they I at be this have from or one had by word "
    "but not what all were we when your can said there use an each which she do how their if will up other about out "
    "many then them these so some her would make like him into time has look two more write go see number no way "
    "could people my than first water been call who oil its now find long down day did get come made may part"
).split()


def uniform(random, low, high):
    return float(random.uniform(low, high))


def colour(random, low=0, high=255):
    return tuple(int(value) for value in random.integers(low, high + 1, 3))


def pale(random):
    """White most of the time, else a light colour."""
    return (255, 255, 255) if random.random() < 0.5 else colour(random, 200, 255)


def ground(random):
    """What a drawing stands on: white, light, dark, black, any."""
    return [
        (255, 255, 255), colour(random, 200, 255), colour(random, 0, 60), (0, 0, 0), colour(random)
    ][int(random.choice(5, p=[0.4, 0.2, 0.1, 0.1, 0.2]))]


def contrasting(random, other):
    """A colour that can be told from another one."""
    while True:
        found = colour(random)
        if sum(abs(a - b) for a, b in zip(found, other)) > 200:
            return found


def font(random, low=8, high=30):
    return ImageFont.load_default(size=int(random.integers(low, high)))


def sentence(random, count):
    return " ".join(random.choice(WORDS, count))


def size(random):
    return [(260, 260), (320, 240), (240, 320), (400, 260), (512, 512), (390, 844)][int(random.integers(6))]


def canvas(random, fill=None):
    picture = Image.new("RGB", size(random), fill or ground(random))
    return picture, ImageDraw.Draw(picture)


def point(random, picture):
    return uniform(random, 0, picture.width), uniform(random, 0, picture.height)


def box(random, picture, least=0.05, most=0.5):
    """A rectangle somewhere in the picture, as two corners."""
    width = uniform(random, least, most) * picture.width
    height = uniform(random, least, most) * picture.height
    left, top = uniform(random, 0, picture.width - width), uniform(random, 0, picture.height - height)
    return left, top, left + width, top + height


def plain(random):
    grey = int(random.integers(0, 256))
    fills = [(255, 255, 255), (0, 0, 0), (grey, grey, grey), colour(random)]
    return Image.new("RGB", size(random), fills[int(random.choice(4, p=[0.1, 0.1, 0.3, 0.5]))])


def ramp(values, ends):
    """Values of 0...1 as colours between equally spaced ones."""
    stops = np.linspace(0, 1, len(ends))
    planes = [np.interp(values, stops, [end[channel] for end in ends]) for channel in range(3)]
    return Image.fromarray(np.stack(planes, -1).astype(np.uint8))


def warm(random):
    """From dark red to light yellow, as a flame has, or skin, or an evening."""
    share = random.random()
    return int(120 + 135 * share), int(200 * share * random.random() + 30), int(90 * random.random())


def ends(random):
    pick = warm if random.random() < 0.4 else colour
    return [pick(random) for _ in range(int(random.integers(2, 4)))]


def gradient(random):
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    if random.random() < 0.6:
        angle = uniform(random, 0, 2 * math.pi)
        values = x * math.cos(angle) + y * math.sin(angle)
    else:
        values = np.hypot(x - random.random(), y - random.random())
    values = (values - values.min()) / (values.max() - values.min())
    return ramp(values ** uniform(random, 0.5, 2), ends(random))


def blur(random):
    """Soft spots without any edge."""
    pick = warm if random.random() < 0.5 else colour
    picture, draw = canvas(random, pick(random))
    for _ in range(int(random.integers(2, 12))):
        draw.ellipse(box(random, picture, 0.1, 0.7), fill=pick(random))
    return picture.filter(ImageFilter.GaussianBlur(uniform(random, 6, 50)))


def evening(random):
    """A soft sky over a flat horizon, and perhaps a sun: warm, without a flame."""
    horizon = int(uniform(random, 0.5, 0.8) * SIDE)
    y = np.repeat(np.clip(np.arange(SIDE) / horizon, 0, 1)[:, None], SIDE, axis=1)
    picture = ramp(y, [colour(random, 20, 120), warm(random), (255, int(random.integers(150, 240)), 90)])
    draw = ImageDraw.Draw(picture)
    if random.random() < 0.6:
        x, radius = uniform(random, 40, 220), uniform(random, 8, 40)
        top = horizon - uniform(random, 0, 90)
        draw.ellipse((x - radius, top - radius, x + radius, top + radius), fill=(255, 240, 200))
    draw.rectangle((0, horizon, SIDE, SIDE), fill=colour(random, 0, 80))
    return picture.filter(ImageFilter.GaussianBlur(uniform(random, 0.5, 4)))


def noise(random):
    side = int(random.choice([8, 16, 32, 65, 130, 260]))
    kind = int(random.integers(4))
    if kind == 0:
        values = random.integers(0, 256, (side, side, 3))
    elif kind == 1:
        values = np.repeat(random.integers(0, 256, (side, side, 1)), 3, axis=2)
    else:
        middle, spread = np.array(colour(random)), uniform(random, 5, 60)
        values = middle + random.normal(0, spread, (side, side, 3 if kind == 2 else 1))
    picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    filters = [Image.Resampling.NEAREST, Image.Resampling.BICUBIC]
    return picture.resize((SIDE, SIDE), filters[int(random.integers(2))])


def pattern(random):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    period = uniform(random, 3, 60)
    angle = uniform(random, 0, math.pi)
    first = np.sin((x * math.cos(angle) + y * math.sin(angle)) * 2 * math.pi / period)
    second = np.sin((x * math.sin(angle) - y * math.cos(angle)) * 2 * math.pi / period)
    values = [first, np.sign(first), first * second, np.sign(first * second), np.sign(first) + np.sign(second)][
        int(random.integers(5))
    ]
    picture = ramp((values - values.min()) / (values.max() - values.min()), ends(random))
    return picture.convert("P").convert("RGB") if random.random() < 0.3 else picture


def dithered(random):
    """A soft picture in few colours, as a GIF has it."""
    soft = [gradient, blur, evening][int(random.integers(3))](random)
    return soft.quantize(int(random.choice([2, 4, 8, 16])), dither=Image.Dither.FLOYDSTEINBERG).convert("RGB")


def line_drawing(random):
    picture, draw = canvas(random)
    ink = contrasting(random, picture.getpixel((0, 0)))
    for _ in range(int(random.integers(1, 14))):
        width = int(random.integers(1, 7))
        kind = int(random.integers(4))
        if kind == 0:
            draw.line([point(random, picture) for _ in range(int(random.integers(2, 7)))], fill=ink, width=width)
        elif kind == 1:
            draw.ellipse(box(random, picture), outline=ink, width=width)
        elif kind == 2:
            draw.rectangle(box(random, picture), outline=ink, width=width)
        else:
            start = uniform(random, 0, 360)
            draw.arc(box(random, picture, 0.2, 0.9), start, start + uniform(random, 30, 300), fill=ink, width=width)
    return picture


def chart(random):
    picture, draw = canvas(random, pale(random))
    width, height = picture.size
    left, bottom = width * 0.12, height * 0.88
    ink, letters = contrasting(random, picture.getpixel((0, 0))), font(random, 8, 14)
    if random.random() < 0.7:
        draw.text((width * 0.3, 4), sentence(random, 3), fill=ink, font=font(random, 10, 20))
    count, kind = int(random.integers(3, 12)), int(random.integers(4))
    heights = random.random(count) * height * 0.7
    if kind == 3:
        area, start = (width * 0.2, height * 0.15, width * 0.8, height * 0.85), 0
        for share in random.dirichlet(np.ones(count)) * 360:
            draw.pieslice(area, start, start + share, fill=colour(random), outline=(255, 255, 255))
            start += share
        return picture
    draw.line((left, height * 0.12, left, bottom, width * 0.95, bottom), fill=ink, width=int(random.integers(1, 3)))
    step = width * 0.83 / count
    if random.random() < 0.5:
        for line in np.linspace(height * 0.15, bottom, 6):
            draw.line((left, line, width * 0.95, line), fill=(190, 190, 190))
            draw.text((2, line - 6), str(int(bottom - line)), fill=ink, font=letters)
    tops = [(left + step * (index + 0.5), bottom - top) for index, top in enumerate(heights)]
    if kind == 0:
        fill = colour(random)
        for x, y in tops:
            draw.rectangle((x - step * 0.35, y, x + step * 0.35, bottom), fill=fill)
    elif kind == 1:
        for _ in range(int(random.integers(1, 4))):
            draw.line([(x, y + uniform(random, -20, 20)) for x, y in tops], fill=colour(random), width=2)
    else:
        for _ in range(count * 6):
            x, y = uniform(random, left, width * 0.95), uniform(random, height * 0.15, bottom)
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=colour(random))
    return picture


def diagram(random):
    """Boxes with words, joined by arrows."""
    picture, draw = canvas(random, pale(random))
    ink = contrasting(random, picture.getpixel((0, 0)))
    middles = []
    for _ in range(int(random.integers(3, 8))):
        area = box(random, picture, 0.15, 0.3)
        draw.rounded_rectangle(area, radius=uniform(random, 0, 12), outline=ink, fill=pale(random), width=2)
        draw.text((area[0] + 5, area[1] + 5), sentence(random, 1), fill=ink, font=font(random, 9, 18))
        middles.append(((area[0] + area[2]) / 2, (area[1] + area[3]) / 2))
    for start, end in zip(middles, middles[1:]):
        draw.line((start, end), fill=ink, width=2)
        draw.regular_polygon((*end, 6), 3, fill=ink)
    return picture


def glyph(random, draw, area, fill, back):
    """One flat sign inside an area."""
    left, top, right, bottom = area
    x, y, radius = (left + right) / 2, (top + bottom) / 2, min(right - left, bottom - top) / 2
    kind = int(random.integers(8))
    if kind == 0:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
        inner = radius * uniform(random, 0.3, 0.8)
        draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=back)
    elif kind == 1:
        draw.regular_polygon((x, y, radius), int(random.integers(3, 9)), uniform(random, 0, 360), fill=fill)
    elif kind == 2:
        arm = radius * uniform(random, 0.1, 0.4)
        draw.rectangle((x - radius, y - arm, x + radius, y + arm), fill=fill)
        draw.rectangle((x - arm, y - radius, x + arm, y + radius), fill=fill)
    elif kind == 3:
        draw.polygon(star(x, y, radius, int(random.integers(4, 9)), uniform(random, 0.3, 0.7)), fill=fill)
    elif kind == 4:
        width = int(max(2, radius * uniform(random, 0.1, 0.3)))
        draw.line((x - radius, y, x + radius, y), fill=fill, width=width)
        draw.line((x, y - radius, x + radius, y, x, y + radius), fill=fill, width=width)
    elif kind == 5:
        draw.rounded_rectangle((x - radius, y - radius * 0.7, x + radius, y + radius * 0.7), radius * 0.2, fill=fill)
        draw.line((x - radius, y - radius * 0.7, x, y, x + radius, y - radius * 0.7), fill=back, width=4)
    elif kind == 6:
        for step in range(3):
            line = y + (step - 1) * radius * 0.6
            draw.rectangle((x - radius, line - radius * 0.12, x + radius, line + radius * 0.12), fill=fill)
    else:
        letter = str(random.choice(list("ABCDEFGHKMRSXZabegks0123456789?!&#+%")))
        draw.text((x, y), letter, fill=fill, font=ImageFont.load_default(size=max(8, radius * 1.6)), anchor="mm")


def star(x, y, radius, tips, inner):
    corners = []
    for step in range(tips * 2):
        length = radius if step % 2 == 0 else radius * inner
        angle = math.pi * step / tips - math.pi / 2
        corners.append((x + length * math.cos(angle), y + length * math.sin(angle)))
    return corners


def icon(random):
    """A flat sign, often on a rounded plate; or a sheet of them."""
    side = int(random.choice([64, 128, 256]))
    picture = Image.new("RGB", (side, side), ground(random))
    draw = ImageDraw.Draw(picture)
    cells = int(random.choice([1, 1, 1, 2, 3, 4]))
    cell = side / cells
    for row in range(cells):
        for column in range(cells):
            margin = cell * uniform(random, 0.02, 0.2)
            area = (
                column * cell + margin, row * cell + margin, (column + 1) * cell - margin, (row + 1) * cell - margin
            )
            back = picture.getpixel((0, 0))
            if random.random() < 0.6:
                back = contrasting(random, back)
                draw.rounded_rectangle(area, cell * uniform(random, 0, 0.45), fill=back)
                inset = cell * 0.15
                area = (area[0] + inset, area[1] + inset, area[2] - inset, area[3] - inset)
            glyph(random, draw, area, contrasting(random, back), back)
    return picture


def text_page(random):
    picture, draw = canvas(random)
    ink = contrasting(random, picture.getpixel((0, 0)))
    letters = font(random, 8, 46)
    line, margin = letters.size * uniform(random, 1.1, 1.8), uniform(random, 4, 40)
    y = uniform(random, 4, 60)
    if random.random() < 0.4:
        draw.text((margin, y), sentence(random, 3), fill=ink, font=font(random, 20, 50))
        y += 60
    last = picture.height * uniform(random, 0.2, 1)
    while y < last:
        if random.random() < 0.9:
            draw.text((margin, y), sentence(random, int(random.integers(2, 12))), fill=ink, font=letters)
        y += line
    if random.random() < 0.2:
        return picture.rotate(uniform(random, -8, 8), fillcolor=picture.getpixel((0, 0)))
    return picture


def sign(random):
    """A few large letters."""
    picture, draw = canvas(random)
    back = picture.getpixel((0, 0))
    count = int(random.integers(1, 5))
    letters = font(random, 24, 90)
    for row in range(count):
        place = (picture.width / 2, picture.height * (row + 0.5) / count)
        draw.text(place, str(random.choice(WORDS)).upper(), fill=contrasting(random, back), font=letters, anchor="mm")
    return picture


def screen(random):
    """A window, a table or a chat."""
    picture, draw = canvas(random, pale(random))
    width, height = picture.size
    bar = uniform(random, 12, 40)
    draw.rectangle((0, 0, width, bar), fill=colour(random))
    letters, ink = font(random, 8, 16), contrasting(random, picture.getpixel((0, height - 1)))
    kind, y = int(random.integers(3)), bar + 8
    while y < height - 20:
        row = uniform(random, 16, 60)
        if kind == 0:
            side = random.random() < 0.5
            area = (10 if side else width * 0.35, y, width * 0.65 if side else width - 10, y + row - 6)
            draw.rounded_rectangle(area, min(10, row / 3), fill=contrasting(random, ink))
            draw.text((area[0] + 6, area[1] + 2), sentence(random, 3), fill=ink, font=letters)
        elif kind == 1:
            draw.line((0, y, width, y), fill=(180, 180, 180))
            for column in range(4):
                draw.text((column * width / 4 + 4, y + 2), str(random.choice(WORDS)), fill=ink, font=letters)
        else:
            draw.rectangle((10, y, width * 0.3, y + row - 6), outline=ink)
            draw.rectangle((width * 0.35, y, width - 10, y + row - 6), fill=colour(random, 150, 255))
        y += row
    return picture


def flag(random):
    picture = Image.new("RGB", (320, int(random.choice([160, 200, 213, 240]))), colour(random))
    draw, (width, height) = ImageDraw.Draw(picture), picture.size
    strong = [(206, 17, 38), (0, 56, 147), (0, 122, 61), (255, 205, 0), (0, 0, 0), (255, 255, 255), (255, 130, 0)]

    def paint():
        return strong[int(random.integers(len(strong)))] if random.random() < 0.8 else colour(random)

    kind = int(random.integers(5))
    if kind < 2:
        count = int(random.integers(2, 4)) if random.random() < 0.8 else int(random.integers(5, 14))
        for index in range(count):
            if kind == 0:
                area = (0, index * height / count, width, (index + 1) * height / count)
            else:
                area = (index * width / count, 0, (index + 1) * width / count, height)
            draw.rectangle(area, fill=paint())
    elif kind == 2:
        draw.rectangle((0, 0, width, height), fill=paint())
        middle, arm, fill = width * uniform(random, 0.3, 0.5), height * uniform(random, 0.05, 0.15), paint()
        draw.rectangle((middle - arm, 0, middle + arm, height), fill=fill)
        draw.rectangle((0, height / 2 - arm, width, height / 2 + arm), fill=fill)
    elif kind == 3:
        fill, wide = paint(), int(uniform(random, 10, 50))
        draw.rectangle((0, 0, width, height), fill=paint())
        draw.line((0, 0, width, height), fill=fill, width=wide)
        if random.random() < 0.5:
            draw.line((0, height, width, 0), fill=fill, width=wide)
    else:
        for index in range(2):
            draw.rectangle((0, index * height / 2, width, (index + 1) * height / 2), fill=paint())
        draw.polygon(((0, 0), (width * uniform(random, 0.3, 0.6), height / 2), (0, height)), fill=paint())
    if random.random() < 0.25:
        draw.rectangle((0, 0, width * 0.4, height * 0.5), fill=paint())
    for _ in range(int(random.choice([0, 1, 1, 2, 5]))):
        radius = height * uniform(random, 0.04, 0.3)
        x, y, fill = width * uniform(random, 0.1, 0.9), height * uniform(random, 0.2, 0.8), paint()
        if random.random() < 0.5:
            draw.polygon(star(x, y, radius, int(random.integers(4, 13)), uniform(random, 0.3, 0.6)), fill=fill)
        else:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
            if random.random() < 0.5:
                shift = radius * 0.3
                draw.ellipse((x - radius + shift, y - radius * 0.8, x + radius + shift, y + radius * 0.8), fill=paint())
    if random.random() < 0.3:
        wave = (np.sin(np.mgrid[0:height, 0:width][1] / uniform(random, 15, 40)) * 18)[..., None]
        picture = Image.fromarray(np.clip(np.asarray(picture, float) + wave, 0, 255).astype(np.uint8))
    return picture


def poster(random):
    picture = [gradient, blur, plain][int(random.integers(3))](random)
    draw, back = ImageDraw.Draw(picture), picture.getpixel((0, 0))
    for _ in range(int(random.integers(0, 6))):
        glyph(random, draw, box(random, picture, 0.1, 0.5), colour(random), back)
    ink, y = contrasting(random, back), picture.height * uniform(random, 0.05, 0.5)
    draw.text((picture.width / 2, y), sentence(random, 2).upper(), fill=ink, font=font(random, 24, 60), anchor="mt")
    for row in range(int(random.integers(0, 5))):
        place = (picture.width / 2, y + 70 + row * 22)
        draw.text(place, sentence(random, 5), fill=ink, font=font(random, 10, 20), anchor="mt")
    if random.random() < 0.3:
        draw.rectangle((4, 4, picture.width - 5, picture.height - 5), outline=ink, width=int(random.integers(2, 10)))
    return picture


def tool(random):
    """A pen, scissors, a telephone, a key, a ruler or a spoon in flat colours, turned."""
    side = 400
    back = ground(random)
    picture = Image.new("RGB", (side, side), back)
    draw = ImageDraw.Draw(picture)
    body, trim, steel = contrasting(random, back), colour(random), colour(random, 120, 220)
    kind, long, wide = int(random.integers(6)), uniform(random, 110, 150), uniform(random, 6, 18)
    if kind == 0:
        draw.rectangle((200 - wide, 200 - long, 200 + wide, 200 + long * 0.7), fill=body)
        draw.polygon(((200 - wide, 200 + long * 0.7), (200 + wide, 200 + long * 0.7), (200, 200 + long)), fill=trim)
        draw.rectangle((200 - wide, 200 - long, 200 + wide, 200 - long + 20), fill=steel)
    elif kind == 1:
        spread = uniform(random, 10, 50)
        for turn in (-1, 1):
            draw.polygon(((200, 200), (200 + turn * spread, 200 - long), (200 + turn * 14, 190)), fill=steel)
            draw.line((200, 200, 200 - turn * spread, 200 + long * 0.5), fill=body, width=12)
            x, y = 200 - turn * (spread + 12), 200 + long * 0.7
            draw.ellipse((x - 28, y - 34, x + 28, y + 34), outline=body, width=12)
    elif kind == 2:
        half = long * uniform(random, 0.45, 0.6)
        draw.rounded_rectangle((200 - half, 200 - long, 200 + half, 200 + long), 18, fill=body)
        draw.rectangle((200 - half + 8, 200 - long + 22, 200 + half - 8, 200 + long - 26), fill=trim)
        draw.ellipse((192, 200 + long - 20, 208, 200 + long - 4), fill=steel)
    elif kind == 3:
        draw.ellipse((200 - 44, 200 - long, 200 + 44, 200 - long + 88), outline=body, width=20)
        draw.rectangle((192, 200 - long + 80, 208, 200 + long), fill=body)
        for step in range(int(random.integers(2, 5))):
            draw.rectangle((208, 200 + long - 20 - step * 22, 208 + 24, 200 + long - 8 - step * 22), fill=body)
    elif kind == 4:
        draw.rectangle((200 - 26, 200 - long, 200 + 26, 200 + long), fill=body)
        for step in np.arange(200 - long, 200 + long, 10):
            draw.line((200 - 26, step, 200 - uniform(random, 4, 16), step), fill=trim, width=2)
    else:
        draw.ellipse((200 - 36, 200 - long, 200 + 36, 200 - long + 100), fill=steel)
        draw.rectangle((200 - wide / 2, 200 - long + 90, 200 + wide / 2, 200 + long), fill=steel)
    return picture.rotate(uniform(random, 0, 360), Image.Resampling.BICUBIC, fillcolor=back)


KINDS = (
    plain, gradient, blur, evening, noise, pattern, dithered, line_drawing, chart, diagram, icon, text_page, sign,
    screen, flag, poster, tool,
)


def drawn(seed, count=COUNT_PER_KIND):
    """Each kind's name with each of its pictures; a kind's pictures stay the same whatever the others do."""
    for index, kind in enumerate(KINDS):
        random = np.random.default_rng([seed, index])
        for _ in range(count):
            yield kind.__name__, kind(random)


def squashed(picture):
    return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)


class Network:
    """EfficientNet-lite2 as the plugin runs it: OpenVINO, fp32, one thread."""

    def __init__(self, models):
        import openvino

        core = openvino.Core()
        core.set_property("CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
        self.model = core.compile_model(models / "terror" / "efficientnet-lite2.onnx", "CPU")

    def features(self, picture):
        values = ((np.asarray(squashed(picture), np.float32) - 127) / 128).transpose(2, 0, 1)[None]
        return self.model(values)["features"][0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--models", type=Path, default=ROOT / ".models")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=COUNT_PER_KIND)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    network, features, kinds = Network(options.models), [], []
    for number, (kind, picture) in enumerate(drawn(options.seed, options.count)):
        features.append(network.features(picture))
        kinds.append(kind)
        if options.pictures:
            options.pictures.mkdir(parents=True, exist_ok=True)
            picture.save(options.pictures / f"{kind}-{number:05}.png")
    np.savez_compressed(options.target, features=np.array(features, np.float32), kind=np.array(kinds))


if __name__ == "__main__":
    main()
