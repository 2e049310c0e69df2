"""SVG without a trick: what icons, charts and editors use, and every renderer draws alike."""

import base64
from random import Random

from drawing import SENTENCES, colour, saved
from honest import picture
from registry import honest


def shapes(rng: Random) -> str:
    def rgb() -> str:
        return "#%02x%02x%02x" % colour(rng)

    x, y = rng.randrange(20, 200), rng.randrange(20, 100)
    return rng.choice(
        [
            f"<rect x='{x}' y='{y}' width='120' height='80' rx='8' fill='{rgb()}' stroke='{rgb()}' stroke-width='3'/>",
            f"<circle cx='{x + 60}' cy='{y + 60}' r='50' style='fill:{rgb()};fill-opacity:.7'/>",
            f"<path d='M{x} {y}h80l40 60c0 40-60 60-120 20z' fill='{rgb()}' fill-rule='evenodd'/>",
            f"<g transform='translate({x} {y}) rotate(15)'><polygon points='0,0 90,10 60,90' fill='{rgb()}'/></g>",
            f"<text x='{x}' y='{y + 100}' font-family='DejaVu Sans' font-size='24' fill='#223'>"
            f"{rng.choice(SENTENCES)}</text>",
            f"<polyline points='{x},{y} {x + 60},{y + 90} {x + 130},{y + 20}' fill='none' stroke='{rgb()}' "
            "stroke-linejoin='round' stroke-dasharray='6 3'/>",
        ]
    )


HEADS = [
    "",
    "<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n<!-- Created with a program -->\n",
    "<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' "
    "'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>\n",
]


def svg(body: str, rng: Random, attributes: str = "") -> bytes:
    place = attributes or rng.choice(
        [
            "width='400' height='300' viewBox='0 0 400 300'",
            "viewBox='0 0 400 300'",
            "width='100%' height='100%' viewBox='0 0 400 300'",
        ]
    )
    return (
        f"{rng.choice(HEADS)}<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
        f"version='1.1' {place}><title>A drawing</title>{body}</svg>"
    ).encode()


@honest("SVG", "shapes and text", "svg")
def svg_shapes(rng):
    return svg("".join(shapes(rng) for _ in range(rng.randint(3, 9))), rng)


@honest("SVG", "gradients, clips, masks and patterns", "svg")
def svg_paint(rng):
    return svg(
        f"""<defs><linearGradient id='a'><stop offset='0' stop-color='#fc3'/><stop offset='1' stop-color='#c30'/>
      </linearGradient><radialGradient id='b' xlink:href='#a' cx='.5' cy='.5' r='.6'/><clipPath id='c'>
      <circle cx='150' cy='120' r='100'/></clipPath><mask id='m'>
      <rect width='400' height='300' fill='#fff'/><circle cx='80' cy='80' r='30'/></mask>
      <pattern id='p' width='20' height='20' patternUnits='userSpaceOnUse'><path d='M0 0L20 20' stroke='#36c'/>
      </pattern></defs>
      <rect width='400' height='300' fill='url(#{rng.choice("abp")})'/><g clip-path='url(#c)'>{shapes(rng)}</g>
      <g mask='url(#m)'>{shapes(rng)}{shapes(rng)}</g>""",
        rng,
    )


@honest("SVG", "style sheet, symbols and use", "svg")
def svg_style(rng):
    return svg(
        f"""<style type='text/css'>.a{{fill:#369;stroke:none}} .b,#c{{fill:none;stroke:#c63;stroke-width:4px}}
      g.d path{{opacity:.8}}</style><symbol id='s' viewBox='0 0 24 24'><path class='a' d='M12 2L2 22h20z'/></symbol>
      <use xlink:href='#s' x='20' y='20' width='120' height='120'/>
      <use href='#s' x='180' y='40' width='60' height='60'/>
      <circle id='c' cx='300' cy='200' r='60'/><g class='d'><path class='b' d='M20 200h100'/></g>{shapes(rng)}""",
        rng,
    )


@honest("SVG", "what editors write", "svg")
def svg_editor(rng):
    return svg(
        f"""<metadata><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata>
      <sodipodi:namedview xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' pagecolor='#ffffff'/>
      <g xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' inkscape:label='Layer 1'
      inkscape:groupmode='layer'
      style='display:inline;color-rendering:auto;solid-color:#000;-inkscape-font-specification:Sans;isolation:auto;
      mix-blend-mode:normal;text-align:start;enable-background:new'>{shapes(rng)}{shapes(rng)}</g>""",
        rng,
    )


@honest("SVG", "embedded picture or blur", "svg")
def svg_embedded(rng):
    if rng.random() < 0.4:
        return svg(
            f"<filter id='f'><feGaussianBlur stdDeviation='3'/></filter><g filter='url(#f)'>{shapes(rng)}</g>"
            f"{shapes(rng)}",
            rng,
        )
    kind = rng.choice(["png", "jpeg"])
    coded = base64.b64encode(saved(picture(rng), kind.upper())).decode()
    return svg(f"<image width='400' height='300' xlink:href='data:image/{kind};base64,{coded}'/>{shapes(rng)}", rng)


@honest("SVG", "icon", "svg")
def svg_icon(rng):
    side = rng.choice([16, 24, 32, 48, 512])
    return svg(
        f"<path d='M{side / 8} {side / 2}L{side / 2} {side / 8}L{side * 7 / 8} {side / 2}V{side * 7 / 8}H{side / 8}z' "
        f"fill='#{rng.randrange(4096):03x}'/>",
        rng,
        f"width='{side}' height='{side}' viewBox='0 0 {side} {side}'",
    )
