#!/usr/bin/env python3
"""Makes the dearest pictures known that no limit refuses, from small files: `dear_pictures.py FOLDER FIXTURES`.

Each costs one stage what it is bounded to: the reader of codes, the decoder, memory, the drawing of SVG, the reader of text,
the views of a sheet. Needs nothing but Python.
"""
import os
import random
import shutil
import struct
import sys
import zlib

MARK = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"]
# Strokes that a finder of text takes for letters.
GLYPHS = ["111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001", "111100111001111"]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(rows):
    """Rows of '#' for dark and ' ' for light as 1-bit scan lines."""
    return b"".join(
        b"\0" + bytes(int(row[x : x + 8].ljust(8).replace("#", "0").replace(" ", "1"), 2) for x in range(0, len(row), 8))
        for row in rows
    )


def png(rows, frames=0):
    """A 1-bit picture; with `frames` an animation of as many, each anew."""
    width, height = len(rows[0]), len(rows)
    data = zlib.compress(packed(rows), 9)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    if not frames:
        return out + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    out += chunk(b"acTL", struct.pack(">II", frames, 0))
    sequence = 0
    for index in range(frames):
        out += chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, width, height, 0, 0, 1, 10, 0, 0))
        sequence += 1
        if index == 0:
            out += chunk(b"IDAT", data)
        else:
            out += chunk(b"fdAT", struct.pack(">I", sequence) + data)
            sequence += 1
    return out + chunk(b"IEND", b"")


def finder_marks(width, height, module, gap):
    """The corner marks of QR codes without the codes: a reader tries all triples."""
    step = (7 + gap) * module
    band = []
    for line in range(step):
        row = line // module - gap
        text = ""
        while len(text) + step <= width:
            mark = MARK[row] if 0 <= row < 7 else " " * 7
            text += "".join(cell * module for cell in " " * gap + mark)
        band.append(text.ljust(width))
    rows = [band[y % step] for y in range(height // step * step)]
    return rows + [" " * width] * (height - len(rows))


def text_page(width, height, scale, gap):
    """Lines of strokes as small and as many as are read."""
    chance = random.Random(1)
    rows = [[" "] * width for _ in range(height)]
    for top in range(gap, height - 5 * scale, 5 * scale + gap):
        for left in range(gap, width - 3 * scale, 4 * scale):
            if chance.random() < 0.15:
                continue
            glyph = chance.choice(GLYPHS)
            for y in range(5 * scale):
                for x in range(3 * scale):
                    if glyph[y // scale * 3 + x // scale] == "1":
                        rows[top + y][left + x] = "#"
    return ["".join(row) for row in rows]


def sheet(cells, side, gap):
    """A contact sheet of as many cells as are shown one by one."""
    length = cells * (side + gap) + gap
    chance = random.Random(2)
    pattern = ["".join(chance.choice("# ") for _ in range(side)) for _ in range(side)]
    empty = " " * length
    row = lambda y: "".join(" " * gap + pattern[y] for _ in range(cells)) + " " * gap
    rows = [empty] * gap
    for _ in range(cells):
        rows += [row(y) for y in range(side)] + [empty] * gap
    return rows


SVG_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{0}" height="{0}">'


def svg_elements(count):
    return SVG_HEAD.format(2000) + "".join(
        f'<circle cx="{index * 37 % 2000}" cy="{index * 91 % 2000}" r="400" fill-opacity="0.1"/>' for index in range(count)
    ) + "</svg>"  # fmt: skip


def svg_turbulence(side):
    return (
        SVG_HEAD.format(side) + '<filter id="f" x="0" y="0" width="1" height="1"><feTurbulence baseFrequency="0.05" '
        'numOctaves="4"/></filter><rect width="100%" height="100%" filter="url(#f)"/></svg>'
    )


def main():
    folder, fixtures = sys.argv[1:3]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    pictures = {
        "01-marks-1280.png": png(finder_marks(1280, 1280, 1, 2)),
        "02-marks-4000.png": png(finder_marks(4000, 3000, 1, 2)),
        "03-marks-3840.png": png(finder_marks(3840, 3840, 3, 1)),
        "04-blank-9999.png": png([" " * 9999] * 9999),
        "05-animation-6300.png": png(["# " * 3150, " #" * 3150] * 3150, frames=5),
        "06-text-2000.png": png(text_page(2000, 2000, 3, 6)),
        "07-strip-9900.png": png(text_page(1100, 9900, 4, 10)),
        "08-sheet-36.png": png(sheet(6, 320, 20)),
        "09-circles.svg": svg_elements(2000).encode(),
        "10-turbulence.svg": svg_turbulence(1000).encode(),
    }
    for name, data in pictures.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


main()
