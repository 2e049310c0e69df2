"""Random SVG: text that one declaration hides and another, written in one of very many ways, shows again."""

from random import Random

from drawing import WORD

# What hides the text or covers it, and the declaration that undoes it: property and values.
HIDDEN = [
    ("fill", "#fff", ["#000", "black", "rgb(0,0,0)", "navy", "currentColor", "#000000ff", "hsl(0,0%,0%)", "inherit"]),
    ("opacity", "0", ["1", "100%", ".9", "1e0", "+1"]),
    ("fill-opacity", "0", ["1", "100%", "0.9"]),
    ("display", "none", ["inline", "block", "flex", "inherit", "contents", "initial", "revert", "unset"]),
    ("visibility", "hidden", ["visible", "inherit", "initial", "unset"]),
    ("font-size", "0", ["50px", "50", "3em", "300%", "13mm", "xx-large", "calc(50px)", "max(50px,1px)"]),
    ("stroke-width", "0", ["3", "3px", "1mm", ".5%"]),
    ("transform", "scale(0)", ["none", "scale(1)", "translate(0)"]),
    ("clip-path", "url(#empty)", ["none", "inset(0)", "initial"]),
    ("mask", "url(#empty-mask)", ["none", "initial"]),
    ("filter", "url(#away)", ["none", "initial", "blur(0)"]),
]
# The same for a rectangle that lies over everything.
COVERS = [
    ("display", "inline", ["none"]),
    ("opacity", "1", ["0", "0%"]),
    ("visibility", "visible", ["hidden", "collapse"]),
    ("fill", "#fff", ["none", "transparent", "#fff0", "rgba(0,0,0,0)", "rgb(0 0 0/0)"]),
    ("width", "640px", ["0", "0px"]),
    ("height", "240px", ["0", "0px", "1px"]),
    ("x", "0", ["2000px"]),
    ("transform", "none", ["scale(0)", "translate(2000px)"]),
    ("mix-blend-mode", "normal", ["multiply", "darken"]),
    ("clip-path", "none", ["circle(0)", "inset(50%)"]),
    ("fill-opacity", "1", ["0", "0%"]),
]
SELECTORS = [
    "text",
    "*",
    ".k",
    "#t",
    "svg text",
    "g>text",
    "[class]",
    "text.k#t",
    ":not(g):not(svg)",
    "text:first-of-type",
    ":is(text)",
    "g :where(.k)",
    "text:nth-child(n)",
    "svg|text",
    "text:not(:hover)",
    "html text,text",
    "text:nth-last-of-type(1)",
    "[id=t]",
    "[class~='k']",
    "[ID]",
    "text:root,text",
    ":scope text",
    "g:has(text) .k",
    "text:only-child, .k",
    "TEXT",
    "\\74 ext",
    ":root>*>text",
    "text:lang(en), #t",
    "::slotted(a)",
    "text:any-link,#t",
]
WRAPS = [
    "{}",
    "{}",
    "{}",
    "@media all{{{}}}",
    "@media screen{{{}}}",
    "@media (min-width:1px){{{}}}",
    "@supports (fill:red){{{}}}",
    "@layer a{{{}}}",
    "@scope{{{}}}",
    "@container (min-width:1px){{{}}}",
    "@media not print{{{}}}",
    "<!--{}-->",
    "@charset 'x';{}",
    "/**/{}",
    "}}{}",
    "@font-face{{}}{}",
    "@unknown{{}}{}",
    "@unknown;{}",
    "a{{b{{}}}}{}",
    "@starting-style{{}}{}",
    "@media print{{}}{}",
    "@page{{}}{}",
    "svg{{{}}}",
    "g{{& {}}}",
    "@media screen{{@media all{{{}}}}}",
]


def lexical(name: str, value: str, rng: Random) -> str:
    """A declaration in one of the ways that CSS lets one write it."""
    choice = rng.randrange(16)
    if choice == 0:
        name = rng.choice([name.upper(), name.title()])
    elif choice == 1:
        name = f"\\{ord(name[0]):x} {name[1:]}"
    elif choice == 2:
        value = rng.choice([f"{value} !important", f"{value}!IMPORTANT", f"{value} ! important"])
    elif choice == 3:
        value = rng.choice([f"/**/{value}", f"{value}/*;*/", f"\n{value}\t"])
    elif choice == 4:
        return f"--v:{value};{name}:var(--v)"
    elif choice == 5:
        value = rng.choice([value.upper(), f"var(--n,{value})", f"if(else:{value})", f"env(n,{value})"])
    elif choice == 6:
        return f"{name}:{value};{name}:bogus(1)"
    elif choice == 7:
        return f"bogus;{name}:{value}"
    elif choice == 8:
        return f"{name} : {value} ;; "
    elif choice == 9:
        return f"{name}:{value};{name}"
    elif choice == 10 and name.startswith("fill"):
        value = f"url(#nothing) {value}" if name == "fill" else value
    return f"{name}:{value}"


STYLES = [
    "<style>{}</style>",
    "<style type='text/css'>{}</style>",
    "<style><![CDATA[{}]]></style>",
    "<style type=''>{}</style>",
    "<style type='TEXT/CSS'>{}</style>",
    "<style media='all'>{}</style>",
    "<defs><style>{}</style></defs>",
    "<style media='screen and (min-width:1px)'>{}</style>",
    "<style title='x'>{}</style>",
]
AROUND = ["<g>{}</g>"] * 4 + [
    "<a href='#'>{}</a>",
    "<switch>{}</switch>",
    "<svg>{}</svg>",
    "<g xml:lang='en'>{}</g>",
    "<g><g class='z'>{}</g></g>",
]
TIMING = ["begin='0s' dur='9s'", "dur='9s'", "dur='indefinite'", "begin='-1s' dur='9s'", "begin='.1s' dur='9s'"]
ANIMATION = ["a 9s infinite", ".01s a both", "a 1s paused", "a 0s forwards"]
REFERRED = (
    "<clipPath id='empty'/><mask id='empty-mask'/><filter id='away'><feOffset dx='9999'/></filter>"
    "<rect width='640' height='240' fill='#fff' class='paper'/>"
)


def animated(name: str, hidden: str, value: str, rng: Random) -> tuple[str, str]:
    """Content of the element, or a style sheet, that sets a property in time."""
    timing = rng.choice(TIMING)
    if rng.random() < 0.6:
        return rng.choice(
            [
                f"<set attributeName='{name}' to='{value}' {timing}/>",
                f"<animate attributeName='{name}' values='{value};{value}' {timing}/>",
                f"<animate attributeName='{name}' from='{hidden}' to='{value}' dur='.01s' fill='freeze'/>",
            ]
        ), ""
    frames = rng.choice(["to", "from,to", "0%,100%", "TO"])
    return "", f"@keyframes a{{{frames}{{{name}:{value}}}}} #t{{animation:{rng.choice(ANIMATION)}}}"


def element(tag: str, wanted: dict[str, str], rest: str, content: str) -> str:
    attributes = " ".join(f'{key}="{value}"' for key, value in wanted.items())
    return f"<{tag} {attributes} {rest}>{content}</{tag}>"


def document(rng: Random) -> tuple[str, bytes]:
    """What was done, in words, and the drawing."""
    is_cover = rng.random() < 0.35
    name, hidden, values = rng.choice(COVERS if is_cover else HIDDEN)
    value, sheet, content, own, outer = rng.choice(values), "", "", "", ""
    tag = "rect" if is_cover else "text"
    attributes = {"width": "640", "height": "240", "fill": "#fff"} if is_cover else {"font-size": "50"}
    if name == "stroke-width":
        attributes |= {"stroke": "#000", "fill": "none"}
    attributes |= {"id": "t", "class": "k", name: hidden.removesuffix("px")}
    delivery = rng.choice(["style", "style", "sheet", "sheet", "sheet", "sheets", "animation", "parent", "use"])
    declaration = lexical(name, value, rng)
    if delivery == "style":
        own = f'style="{declaration}"'
    elif delivery in ("sheet", "sheets"):
        selector = rng.choice(SELECTORS).replace("text", tag)
        sheet = rng.choice(WRAPS).format(f"{selector}{{{declaration}}}")
        if delivery == "sheets":
            sheet = f"{tag}{{{name}:{hidden}}}{sheet}"
    elif delivery == "animation":
        content, sheet = animated(name, hidden, value, rng)
    elif delivery == "parent":
        own, outer = f"style='{name}:inherit'", f'style="{declaration}"'
    else:
        outer = rng.choice([f"style='{name}:{value}'", f"{name}='{value}'"])
        del attributes[name]
    subject = element(
        tag,
        attributes,
        own + ("" if is_cover else " x='16' y='130' font-family='DejaVu Sans'"),
        content if is_cover else WORD + content,
    )
    if delivery == "use":
        subject = f"<defs>{subject}</defs><use href='#t' {outer}/>"
    elif outer:
        subject = f"<g {outer}>{subject}</g>"
    text = f"<text x='16' y='130' font-size='50' font-family='DejaVu Sans'>{WORD}</text>" if is_cover else ""
    markup = rng.choice(STYLES)
    if "CDATA" not in markup:
        sheet = sheet.replace("&", "&amp;").replace("<", "&lt;")
    sheet = markup.format(sheet) if sheet else ""
    body = f"{REFERRED}{sheet}{text}{rng.choice(AROUND).format(subject)}"
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' width='640' height='240' viewBox='0 0 640 240'>{body}</svg>"
    return f"{'a cover' if is_cover else 'text'}'s {name} by {delivery}", drawing.encode()
