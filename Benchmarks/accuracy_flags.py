"""Flags for accuracy_pictures.py: the geometry of national flags, simplified, with shapes that are like emblems."""
import math

from PIL import Image, ImageDraw

RED, BLUE, GREEN, WHITE, YELLOW, BLACK, ORANGE, SKY = (
    (206, 17, 38), (0, 56, 147), (0, 122, 61), (255, 255, 255), (252, 209, 22), (10, 10, 10), (255, 130, 0), (117, 170, 219))


def star(draw, x, y, radius, fill, points=5, turn=0.0, inner=0.382):
    corners = []
    for step in range(points * 2):
        reach = radius if step % 2 == 0 else radius * inner
        angle = math.pi * (step / points - 0.5) + turn
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    draw.polygon(corners, fill=fill)


def stripes(draw, w, h, colors, across):
    count = len(colors)
    for index, color in enumerate(colors):
        if across:
            draw.rectangle((0, h * index // count, w, h * (index + 1) // count), fill=color)
        else:
            draw.rectangle((w * index // count, 0, w * (index + 1) // count, h), fill=color)


def disc(draw, x, y, radius, fill):
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def crescent(draw, x, y, radius, fill, ground):
    disc(draw, x, y, radius, fill)
    disc(draw, x + radius * 0.28, y, radius * 0.8, ground)


def nordic(draw, w, h, ground, outer, inner=None):
    draw.rectangle((0, 0, w, h), fill=ground)
    for color, share in ((outer, 0.2), (inner, 0.09)):
        if color:
            draw.rectangle((w * 0.36 - h * share / 2, 0, w * 0.36 + h * share / 2, h), fill=color)
            draw.rectangle((0, h / 2 - h * share / 2, w, h / 2 + h * share / 2), fill=color)


def union(draw, x, y, w, h):
    draw.rectangle((x, y, x + w, y + h), fill=BLUE)
    for color, width in ((WHITE, 0.2), (RED, 0.08)):
        line = max(1, round(h * width))
        draw.line((x, y, x + w, y + h), fill=color, width=line)
        draw.line((x + w, y, x, y + h), fill=color, width=line)
    for color, share in ((WHITE, 0.33), (RED, 0.2)):
        draw.rectangle((x + w / 2 - h * share / 2, y, x + w / 2 + h * share / 2, y + h), fill=color)
        draw.rectangle((x, y + h / 2 - h * share / 2, x + w, y + h / 2 + h * share / 2), fill=color)


def emblem(draw, x, y, radius, chance):
    """A shield, a wreath and stars: like a coat of arms, but nobody's."""
    for side in (-1, 1):
        for step in range(9):
            angle = math.pi / 2 + side * (0.3 + step * 0.26)
            disc(draw, x + radius * math.cos(angle), y + radius * math.sin(angle), radius * 0.13, (60, 120, 50))
    draw.polygon(
        [(x - radius * 0.55, y - radius * 0.6), (x + radius * 0.55, y - radius * 0.6), (x + radius * 0.5, y + radius * 0.2),
         (x, y + radius * 0.7), (x - radius * 0.5, y + radius * 0.2)], fill=chance.choice([RED, BLUE, YELLOW]), outline=BLACK)
    star(draw, x, y - radius * 0.1, radius * 0.35, WHITE, chance.choice([5, 6, 8]))


def triangle(draw, w, h, color):
    draw.polygon([(0, 0), (w * 0.42, h / 2), (0, h)], fill=color)


def de(draw, w, h, _): stripes(draw, w, h, [BLACK, RED, YELLOW], True)
def fr(draw, w, h, _): stripes(draw, w, h, [BLUE, WHITE, RED], False)
def it(draw, w, h, _): stripes(draw, w, h, [GREEN, WHITE, RED], False)
def ng(draw, w, h, _): stripes(draw, w, h, [GREEN, WHITE, GREEN], False)
def ua(draw, w, h, _): stripes(draw, w, h, [(0, 87, 183), (255, 215, 0)], True)
def at(draw, w, h, _): stripes(draw, w, h, [RED, WHITE, RED], True)
def se(draw, w, h, _): nordic(draw, w, h, (0, 106, 167), YELLOW)
def dk(draw, w, h, _): nordic(draw, w, h, RED, WHITE)
def no(draw, w, h, _): nordic(draw, w, h, RED, WHITE, BLUE)
def gb(draw, w, h, _): union(draw, 0, 0, w, h)


def ch(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(218, 41, 28))
    draw.rectangle((w / 2 - h * 0.3, h * 0.41, w / 2 + h * 0.3, h * 0.59), fill=WHITE)
    draw.rectangle((w / 2 - h * 0.09, h * 0.2, w / 2 + h * 0.09, h * 0.8), fill=WHITE)


def jp(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=WHITE)
    disc(draw, w / 2, h / 2, h * 0.3, (188, 0, 45))


def bd(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(0, 106, 78))
    disc(draw, w * 0.45, h / 2, h * 0.3, (244, 42, 65))


def cn(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(238, 28, 37))
    star(draw, w / 6, h / 4, h * 0.15, (255, 255, 0))
    for x, y, turn in ((10, 2, 0.3), (12, 4, 0.1), (12, 7, 0.0), (10, 9, 0.4)):
        star(draw, w * x / 30, h * y / 20, h * 0.05, (255, 255, 0), turn=turn)


def vn(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(218, 37, 29))
    star(draw, w / 2, h / 2, h * 0.3, (255, 255, 0))


def us(draw, w, h, _):
    stripes(draw, w, h, [(178, 34, 52), WHITE] * 6 + [(178, 34, 52)], True)
    draw.rectangle((0, 0, w * 0.4, h * 7 / 13), fill=(60, 59, 110))
    for row in range(9):
        for column in range(6 if row % 2 == 0 else 5):
            star(draw, w * 0.4 * (column * 2 + 1 + row % 2) / 12, h * 7 / 13 * (row + 1) / 10, h * 0.028, WHITE)


def au(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(0, 0, 139))
    union(draw, 0, 0, w / 2, h / 2)
    star(draw, w / 4, h * 0.75, h * 0.13, WHITE, 7, inner=0.45)
    for x, y in ((0.75, 0.2), (0.62, 0.44), (0.88, 0.4), (0.75, 0.83)):
        star(draw, w * x, h * y, h * 0.07, WHITE, 7, inner=0.45)


def tr(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(227, 10, 23))
    crescent(draw, w * 0.36, h / 2, h * 0.25, WHITE, (227, 10, 23))
    star(draw, w * 0.54, h / 2, h * 0.12, WHITE, turn=0.3)


def pk(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(1, 65, 28))
    draw.rectangle((0, 0, w / 4, h), fill=WHITE)
    crescent(draw, w * 0.62, h / 2, h * 0.27, WHITE, (1, 65, 28))
    star(draw, w * 0.7, h * 0.4, h * 0.08, WHITE)


def br(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=(0, 151, 57))
    draw.polygon([(w * 0.09, h / 2), (w / 2, h * 0.1), (w * 0.91, h / 2), (w / 2, h * 0.9)], fill=(254, 221, 0))
    disc(draw, w / 2, h / 2, h * 0.25, (1, 33, 105))
    draw.arc((w / 2 - h * 0.3, h * 0.4, w / 2 + h * 0.25, h * 0.8), 220, 310, fill=WHITE, width=max(1, round(h * 0.03)))


def za(draw, w, h, _):
    stripes(draw, w, h, [(224, 60, 49), (0, 20, 137)], True)
    for color, width in ((WHITE, 0.34), (GREEN, 0.2)):
        line = round(h * width)
        draw.line((0, 0, w * 0.4, h / 2), fill=color, width=line)
        draw.line((0, h, w * 0.4, h / 2), fill=color, width=line)
        draw.line((w * 0.36, h / 2, w, h / 2), fill=color, width=line)
    triangle(draw, w * 0.85, h, YELLOW)
    draw.polygon([(0, h * 0.12), (w * 0.28, h / 2), (0, h * 0.88)], fill=BLACK)


def cz(draw, w, h, _):
    stripes(draw, w, h, [WHITE, RED], True)
    triangle(draw, w * 1.2, h, BLUE)


def cu(draw, w, h, _):
    stripes(draw, w, h, [BLUE, WHITE, BLUE, WHITE, BLUE], True)
    triangle(draw, w, h, RED)
    star(draw, w * 0.14, h / 2, h * 0.12, WHITE)


def ar(draw, w, h, _):
    stripes(draw, w, h, [SKY, WHITE, SKY], True)
    star(draw, w / 2, h / 2, h * 0.13, (246, 180, 14), 16, inner=0.55)
    disc(draw, w / 2, h / 2, h * 0.07, (246, 180, 14))


def india(draw, w, h, _):
    stripes(draw, w, h, [(255, 153, 51), WHITE, (19, 136, 8)], True)
    for spoke in range(24):
        angle = spoke * math.pi / 12
        draw.line((w / 2, h / 2, w / 2 + h * 0.14 * math.cos(angle), h / 2 + h * 0.14 * math.sin(angle)), fill=(0, 0, 128))
    draw.ellipse((w / 2 - h * 0.15, h * 0.35, w / 2 + h * 0.15, h * 0.65), outline=(0, 0, 128), width=max(1, round(h * 0.015)))


def il(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=WHITE)
    for y in (0.1, 0.75):
        draw.rectangle((0, h * y, w, h * (y + 0.15)), fill=BLUE)
    for turn in (0.0, math.pi):
        corners = [(w / 2 + h * 0.18 * math.sin(turn + k * math.tau / 3), h / 2 - h * 0.18 * math.cos(turn + k * math.tau / 3)) for k in range(3)]
        draw.polygon(corners, outline=BLUE, width=max(1, round(h * 0.03)))


def kr(draw, w, h, _):
    draw.rectangle((0, 0, w, h), fill=WHITE)
    box = (w / 2 - h * 0.25, h * 0.25, w / 2 + h * 0.25, h * 0.75)
    draw.pieslice(box, 200, 380, fill=(205, 46, 58))
    draw.pieslice(box, 20, 200, fill=(0, 71, 160))
    for x in (0.2, 0.8):
        for y in (0.22, 0.78):
            for bar in (-1, 0, 1):
                draw.rectangle((w * x - h * 0.08, h * (y + bar * 0.05) - h * 0.015, w * x + h * 0.08, h * (y + bar * 0.05) + h * 0.015), fill=BLACK)


def arms(draw, w, h, chance):
    stripes(draw, w, h, chance.sample([RED, WHITE, GREEN, BLUE, YELLOW, ORANGE], 3), chance.random() < 0.5)
    emblem(draw, w / 2, h / 2, h * 0.22, chance)


FLAGS = [de, fr, it, ng, ua, at, se, dk, no, gb, ch, jp, bd, cn, vn, us, au, tr, pk, br, za, cz, cu, ar, india, il, kr, arms, arms, arms]


def flag(chance, w, h, number):
    image = Image.new("RGB", (w, h), WHITE)
    FLAGS[number % len(FLAGS)](ImageDraw.Draw(image), w, h, chance)
    return image
