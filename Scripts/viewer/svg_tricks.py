"""Tricks of SVG: what browsers draw and other renderers drop, each around one plain line of text."""

import base64
from random import Random

from PIL import Image

import icon_tricks
from drawing import WORD, saved, shown
from registry import trick
from svg_bodies import BODIES

TYPES = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp", "GIF": "gif", "AVIF": "avif", "BMP": "bmp", "ICO": "x-icon"}


def embedded(rng: Random) -> str:
    picture = shown(rng).resize((480, 180), Image.Resampling.LANCZOS)
    kind = rng.choice(list(TYPES))
    content = (
        icon_tricks.ico([(icon_tricks.entry(icon_tricks.small(rng), True), 0, 0, 32)])
        if (kind == "ICO")
        else saved(picture, kind)
    )
    said = rng.choice([TYPES[kind]] * 3 + ["png", "jpg", "jpeg", "PNG", "x-unknown"])
    coded = base64.b64encode(content).decode()
    if rng.random() < 0.2:
        coded = "\n".join(coded[i : i + 76] for i in range(0, len(coded), 76))
    prefix = rng.choice(
        [f"data:image/{said};base64,"] * 4
        + [
            f"data:image/{said};charset=utf-8;base64,",
            "data:;base64,",
            f" data:image/{said};base64,",
            f"DATA:image/{said};BASE64,",
        ]
    )
    return f"{rng.choice(['href', 'href', 'xlink:href'])}='{prefix}{coded}'"


def document(body: str, attributes: str = "width='640' height='240' viewBox='0 0 640 240'", before: str = "") -> str:
    return (
        f"{before}<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' {attributes}>"
        f"{body}</svg>"
    )


def filled(body: str, rng: Random) -> str:
    if "$X" in body:
        body, *spellings = body.split("|")
        body = body.replace("$X", rng.choice(spellings))
    size = rng.randint(46, 54)
    face = f"font-size='{size}' font-family='DejaVu Sans'"
    cover = "<rect id='c' width='640' height='240' fill='#fff'/>"
    body = body.replace("$T", "<text $A>$W</text>").replace("$S", "width='640' height='240'")
    parts = {"$A": f"x='{rng.randint(8, 30)}' y='{rng.randint(90, 180)}' {face}", "$F": face, "$W": WORD, "$C": cover}
    for mark, text in parts.items():
        body = body.replace(mark, text)
    return body.replace("$P", embedded(rng)) if "$P" in body else body


def register(name: str, body: str) -> None:
    @trick("SVG", name, "svg")
    def make(rng: Random) -> bytes:
        return document(filled(body, rng)).encode()


for name_, bodies_ in BODIES.items():
    for body_ in bodies_:
        register(name_, body_)


@trick("SVG", "root background", "svg")
def root_background(rng):
    coded = base64.b64encode(saved(shown(rng), "PNG")).decode()
    style = rng.choice(
        [
            f"background:url(data:image/png;base64,{coded})",
            "background:#000",
            f"background-image:url(data:image/png;base64,{coded})",
        ]
    )
    plain = "viewBox='0 0 640 240' width='640' height='240'"
    if "#000" in style:
        return document(filled("<text $A fill='#fff'>$W</text>", rng), f"{plain} style='{style}'").encode()
    if rng.random() < 0.5:
        return document(f"<style>svg{{{style}}}</style>", plain).encode()
    return document("", f"{plain} style='{style}'").encode()


@trick("SVG", "sizes", "svg")
def sizes(rng):
    attributes = rng.choice(
        [
            "viewBox='0 0 640 240'",
            "width='100%' height='100%' viewBox='0 0 640 240'",
            "style='width:640px;height:240px'",
            "width='640' height='240' style='width:64px' viewBox='0 0 640 240'",
            "width='64' height='24' viewBox='0 0 640 240'",
            "width='40em' height='15em' viewBox='0 0 640 240'",
            "width='640' viewBox='0 0 640 240'",
            "width='640' height='240' viewBox='0 0 64000 24000' preserveAspectRatio='none'",
            "width='640' height='240' viewBox='0,0,640,240'",
            "width='6.4e2' height='+240'",
            "width='320' height='120' viewBox='0 0 640 240' overflow='visible'",
            "width='640' height='240' transform='translate(0 0)'",
            "width='320' height='240' viewBox='0 0 640 240' preserveAspectRatio='xMinYMid slice'",
        ]
    )
    return document(filled("<text $A>$W</text>", rng), attributes).encode()


@trick("SVG", "doctype, encoding and XML", "svg")
def encodings(rng):
    body = filled("<text $A>$W</text>", rng)
    choice = rng.randrange(8)
    if choice == 0:
        return document(
            body,
            before="<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' "
            "'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>",
        ).encode()
    if choice == 1:
        return document(body.replace(WORD, "&w;"), before=f"<!DOCTYPE svg [<!ENTITY w '{WORD}'>]>").encode()
    if choice == 2:
        return document(body).encode("utf-16")
    if choice == 3:
        coding = rng.choice(["windows-1252", "iso-8859-1", "iso-8859-15", "us-ascii", "windows-1251", "shift_jis"])
        return document(body + "<!--x-->", before=f"<?xml version='1.0' encoding='{coding}'?>").encode()
    if choice == 4:
        return document(body.replace(WORD, "".join(f"&#{ord(c)};" for c in WORD))).encode()
    if choice == 5:
        return document(body.replace(WORD, f"<![CDATA[{WORD}]]>")).encode()
    if choice == 6:
        return b"\xef\xbb\xbf" + document(body, before=f"<!--{'x' * rng.randrange(3000)}-->\n").encode()
    style = "<?xml-stylesheet type='text/css' href='data:text/css,text{fill:%23000 !important}'?>"
    return document(body.replace("<text", "<text fill='#fff'"), before=style).encode()


EXTERNAL = "external references"
REFERENCES = [
    "<image width='640' height='240' href='$R.png'/>",
    "<image width='640' height='240' xlink:href='$R.png'/>",
    "<use href='$R.svg#a'/>",
    "<style>@import '$R.css';</style>",
    "<rect width='640' height='240' fill='url($R.svg#p)'/>",
    "<style>svg{background:url($R.png)}</style>",
    "<rect width='640' height='240' style='fill:url($R.svg#p) red'/>",
    "<filter id='f'><feImage href='$R.png'/></filter><rect width='640' height='240' filter='url(#f)'/>",
    "<foreignObject width='640' height='240'><img xmlns='http://www.w3.org/1999/xhtml' src='$R.png'/></foreignObject>",
    "<rect width='640' height='240' mask='url($R.svg#m)'/>",
]


@trick("SVG", EXTERNAL, "svg")
def external(rng):
    """An <img> does not load what these point to; the file opened by itself does."""
    if rng.random() < 0.1:
        return document("", before="<?xml-stylesheet href='more.css' type='text/css'?>").encode()
    return document(rng.choice(REFERENCES).replace("$R", rng.choice(["https://example.org/a", "a", "../b/a"]))).encode()
