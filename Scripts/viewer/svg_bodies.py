"""What browsers draw of SVG and other renderers drop: by the kind of construct, its ways."""

# In these, $T stands for the text, $A for its place and size, $F for its size, $W for the word, $S for the size of
# the drawing, $C for a cover of all of it, which a rule takes away, $P for an embedded picture's attributes; $X for one
# of the spellings after the bar.
BODIES = {
    "foreignObject": [
        """<foreignObject width="640" height="240"><div xmlns="http://www.w3.org/1999/xhtml"
        style="font:52px sans-serif;padding:60px 10px">$W</div></foreignObject>"""
    ],
    "SMIL": [
        '<text $A opacity="0">$W<set attributeName="opacity" to="1" begin="0s"/></text>',
        '<text $A fill="white">$W<animate attributeName="fill" to="black" dur="0.01s" fill="freeze"/></text>',
        '<text $A transform="translate(0 900)">$W<animateTransform attributeName="transform" type="translate" to="0 0" '
        'dur="0.01s" fill="freeze"/></text>',
        '$T$C<set href="#c" attributeName="x" to="2000"/>',
        '<text $A display="none">$W<set attributeName="display" to="inline" begin="0.2s"/></text>',
    ],
    "CSS animation": [
        "<style>@keyframes a{to{opacity:1}} text{opacity:0;animation:a .01s forwards}</style>$T",
        "<style>@keyframes a{from,to{transform:none}} text{transform:translate(0,900px);animation:a 9s infinite}"
        "</style>$T",
        "<style>@keyframes a{to{fill:#000}} text{fill:#fff;animation:a .2s .1s both}</style>$T",
    ],
    "CSS transition or starting style": [
        "<style>@starting-style{text{fill:#000}} text{fill:#fff;transition:fill 999s}</style>$T"
    ],
    "at-rules": [
        "<style>text{fill:#fff} @media all{text{fill:#000}}</style>$T",
        "<style>text{fill:#fff} @media (min-width:1px){text{fill:#000}}</style>$T",
        "<style>text{fill:#fff} @supports (fill:red){text{fill:#000}}</style>$T",
        "<style>@layer b,a; @layer a{text{fill:#000}} @layer b{text{fill:#fff}}</style>$T",
        "<style>text{fill:#fff} @container (width){text{fill:#000}} @scope (svg){text{fill:#000}}</style>$T",
        "<style>@property --x{syntax:'&lt;color&gt;';inherits:false;initial-value:#000}"
        " text{fill:#fff;fill:var(--x)}</style>"
        "$T",
        "<style>@import url('data:text/css,text{fill:%23000 !important}'); text{fill:#fff}</style>$T",
        "<style>@namespace s url(http://www.w3.org/2000/svg); text{fill:#fff} s|text{fill:#000}</style>$T",
    ],
    "selectors": [
        "<style>text{fill:#fff} $X{fill:#000}</style>"
        "<g id='g'><rect width='1' height='1'/><text $A class='k'>$W</text></g>"
        "|:is(text)|:where(g) text|text:not(.z)|g:has(text) text|&amp; text|text:nth-child(2)|rect+text|rect~text|"
        "text:only-of-type|text[class^=k]|text[class='K' i]|:root text|text:last-child|svg>g>text|#g .k|TEXT|"
        "*:nth-of-type(1 of text)|text:lang(en)|text:empty|text:not(:empty)|:nth-last-child(1)|text::before,text.k"
    ],
    "CSS nesting": [
        "<style>text{fill:#fff} g{ &amp; text{fill:#000} }</style><g>$T</g>",
        "<style>text{fill:#fff; &amp;.k{fill:#000}}</style><text $A class='k'>$W</text>",
    ],
    "values": [
        "<text $A fill='white' style='fill:$X'>$W</text>"
        "|var(--n,#000)|oklch(0 0 0)|oklab(0 0 0)|lab(0 0 0)|lch(0% 0 0)|"
        "color-mix(in srgb,black,black)|color(srgb 0 0 0)|"
        "rgb(calc(1 - 1) 0 0)|rgb(0 0 0/1)|hsl(0deg 0% 0%)|hwb(0 0% 100%)|"
        "light-dark(#000,#000)|#000f|#0008|rgb(0,0,0,1)|"
        "color(display-p3 0 0 0)|hsla(0turn,0%,0%,1)|canvastext|CanvasText|black!important|BLACK|context-fill black|"
        "rgb(from white 0 0 0)|contrast-color(white)|initial|revert|revert-layer|unset"
        "|rgb(0% 0% 0%)|rgb(none none none)"
    ],
    "var()": [
        "<style>svg{--c:#000} text{fill:var(--c)}</style><text $A fill='#fff'>$W</text>",
        "<style>svg{--o:1} text{opacity:0;opacity:var(--o)}</style>$T",
    ],
    "properties spelt or placed otherwise": [
        "<text $A fill='white' style='FILL:black'>$W</text>",
        "<style>text{fill:#fff} text{Fill:#000}</style>$T",
        "<text x='20' y='900' $F style='transform:translate(0,-780px)'>$W</text>",
        "<text x='20' y='900' $F style='translate:0 -780px'>$W</text>",
        "<text $A transform='scale(0)' style='transform:none'>$W</text>",
        "<text $A style='scale:1' transform='translate(0 900)'><tspan>$W</tspan></text>"
        "<style>text{transform:none}</style>",
        "<text $A display='none' style='display:revert'>$W</text>",
        "<text $A display='none' style='display:block'>$W</text>",
        "<text $A visibility='hidden' style='visibility:initial'>$W</text>",
        "<text $A style='fill:#fff;;fill:black;'>$W</text>",
        "<text $A style='fill:#fff/**/;/*;*/fill:black'>$W</text>",
        r"<text $A fill='white' style='\66ill:black'>$W</text>",
        "<text $A opacity='0' style='opacity:100%'>$W</text>",
        "<text $A style='all:initial;font:52px sans-serif' fill='white'>$W</text>",
        "<rect $S style='width:640px;height:0'/>$T",
        "<rect style='x:0;y:0;width:640px;height:240px' fill='#fff'/>$T",
        "$T<rect id='c' $S fill='#fff' style='width:0'/>",
        "$T<rect $S fill='#fff' style='transform:translateX(2000px)'/>",
        "$T<circle r='900' fill='#fff' style='r:0'/>",
        "$T<path d='M0 0H640V240H0z' fill='#fff' style='d:none'/>",
        "$T<rect $S fill='#fff' style='mix-blend-mode:multiply'/>",
        "$T<rect $S fill='#fff' style='clip-path:inset(0 100% 0 0)'/>",
        "$T<rect $S fill='#fff' style='mask-image:linear-gradient(transparent,transparent)'/>",
        "$T<rect $S fill='#fff' style='filter:opacity(0)'/>",
        "$T<rect $S fill='#fff' style='content-visibility:hidden'/>",
        "<text $A fill='white' style='filter:invert(1)'>$W</text>",
        "<text $A fill='white' style='filter:drop-shadow(0 0 0 black)'>$W</text>",
        "<text $A fill='white' style='text-shadow:0 0 #000'>$W</text>",
        "<text $A fill='white' style='-webkit-text-stroke:2px black'>$W</text>",
        "<text $A fill='white' style='paint-order:stroke;stroke:#000;stroke-width:3'>$W</text>",
        "<text style='x:20px;y:120px;font:52px sans-serif'>$W</text><text x='9000' y='9000'/>",
        "<text $A style='font-size:0;font-size:min(52px,90px)'>$W</text>",
        "<text x='20' y='120' font-size='0' style='font-size:52px'>$W</text>",
    ],
    "switch": [
        "<switch><g systemLanguage='zz'><rect width='9' height='9'/></g>$T</switch>",
        "<switch><text $A systemLanguage='en'>$W</text><rect width='9' height='9'/></switch>",
        "<switch><text $A requiredExtensions='http://www.w3.org/1999/xhtml'>$W</text>"
        "<rect width='9' height='9'/></switch>",
        "<switch><foreignObject $S><p xmlns='http://www.w3.org/1999/xhtml' "
        "style='font:52px sans-serif'>$W</p></foreignObject><rect width='9' height='9'/></switch>",
        "<g systemLanguage='zz'>$C</g><text $A systemLanguage=''>.</text>$T",
    ],
    "textPath": [
        "<path id='p' d='M20 120H630' fill='none'/><text $F><textPath href='#p'>$W</textPath></text>",
        "<text $F><textPath path='M20 120H630'>$W</textPath></text>",
        "<path id='p' d='M20 120H630' fill='none' pathLength='10'/><text $F><textPath href='#p' startOffset='0'>$W"
        "</textPath></text>",
    ],
    "filters": [
        "<filter id='f'><feDropShadow dx='0' dy='0' stdDeviation='0' flood-color='#000'/></filter>"
        "<text $A fill='#fff' filter='url(#f)'>$W</text>",
        "<text $A filter='url(#none)'>$W</text>",
        "<text $A filter='url(#none) url(#none)'>$W</text>",
        "<filter id='f'><feGaussianBlur stdDeviation='-1'/></filter><text $A filter='url(#f)'>$W</text>",
        "<filter id='f'><feImage href='#t'/></filter><defs><text id='t' $A>$W</text></defs><rect $S filter='url(#f)'/>",
        "<filter id='f'><feImage $P/></filter><rect $S filter='url(#f)'/>",
        "<filter id='f'><feConvolveMatrix order='3' kernelMatrix='0 0 0 0 1 0 0 0'/></filter>"
        "<text $A filter='url(#f)'>$W</text>",
        "<filter id='f'><feColorMatrix values='-1 0 0 0 1 0 -1 0 0 1 0 0 -1 0 1 0 0 0 1 0'/></filter>"
        "<text $A fill='#fff' filter='url(#f)'>$W</text>",
        "<filter id='f'><feFlood flood-color='#fff'/>"
        "<feComposite in='SourceGraphic' operator='arithmetic' k2='1'/></filter>"
        "<text $A filter='url(#f)'>$W</text>",
        "$T<g filter='url(#f)'>$C</g><filter id='f'/>",
        "$T<g filter='url(#f)'>$C</g><filter id='f' width='0'><feOffset/></filter>",
        "<filter id='f' x='0' y='0' width='1' height='1'><feTile in='SourceAlpha'/></filter>"
        "<text $A filter='url(#f)'>$W</text>",
        "<filter id='f'><feUnknown/></filter><text $A filter='url(#f)'>$W</text>",
        "<filter id='f'><feMorphology operator='dilate' radius='0'/></filter><text $A filter='url(#f)'>$W</text>",
    ],
    "embedded pictures": [
        "<image $S $P/>",
        "<image $P/>",
        "<g><image style='width:640px;height:240px' $P/></g>",
        "<pattern id='p' $S patternUnits='userSpaceOnUse'><image width='640' "
        "height='240' $P/></pattern><rect $S fill='url(#p)'/>",
    ],
    "pathLength and dashes": [
        "<text $A fill='none' stroke='#000' stroke-dasharray='0 1' pathLength='0'>$W</text>",
        "$T<path d='M0 120H640' stroke='#fff' stroke-width='240' pathLength='1' stroke-dasharray='0 1'/>",
        "$T<path d='M0 120H640' stroke='#fff' stroke-width='240' pathLength='100' stroke-dasharray='1 99'/>",
        "$T<rect x='0' y='119' width='640' height='1' stroke='#fff' stroke-width='230' pathLength='1' "
        "stroke-dasharray='0 1'/>",
    ],
    "use, symbol and nested svg": [
        "<defs><g id='a'>$T</g><use id='b' href='#a'/><use id='d' href='#b'/></defs><use href='#d'/>",
        "<symbol id='s' viewBox='0 0 640 240'>$T</symbol><use href='#s' $S/>",
        "<symbol id='s' viewBox='0 0 640 240' style='overflow:visible'><text x='20' y='-90' $F>$W</text></symbol>"
        "<use href='#s' y='210' $S/>",
        "<svg x='0' y='0' width='1' height='1' overflow='visible'>$T</svg>",
        "<svg width='0' style='width:100%' height='240'>$T</svg>",
        "<svg viewBox='0 0 0 0' $S>$T</svg>$T",
        "<use href='data:image/svg+xml,#t'/><text id='t' $A>$W</text>",
        "<style>#k text{fill:#000} defs text{fill:#fff}</style><defs><g id='a'>$T</g></defs>"
        "<g id='k'><use href='#a'/></g>",
        "<view id='v' viewBox='0 0 1 1'/><a href='#v'>$T</a>",
        "<use href='#t' xlink:href='#none'/><defs><text id='t' $A>$W</text></defs>",
    ],
    "patterns, masks and clips": [
        "<pattern id='p' $S patternUnits='userSpaceOnUse'>$T</pattern><rect $S fill='url(#p)'/>",
        "<pattern id='p' width='1' height='1' patternContentUnits='userSpaceOnUse'>$T</pattern>"
        "<path d='M0 0H640V240H0z' fill='url(#p)'/>",
        "<mask id='m' style='mask-type:alpha'>$T</mask><rect $S mask='url(#m)'/>",
        "<mask id='m'><text $A fill='#fff'>$W</text></mask><rect $S mask='url(#m)'/>",
        "<clipPath id='k'>$T</clipPath><rect $S clip-path='url(#k)'/>",
        "<clipPath id='k'><use href='#t'/></clipPath><defs><text id='t' $A>$W</text></defs>"
        "<rect $S clip-path='url(#k)'/>",
        "<text $A clip-path='url(#none)' mask='url(#none)'>$W</text>",
        "<text $A style='clip-path:circle(900px)'>$W</text>",
        "<clipPath id='k'/>$T<g clip-path='url(#k)'>$C</g>",
        "<text $A fill='url(#none) #000'>$W</text>",
        "<text $A fill='url(#none)' stroke='#000'>$W</text>",
        "<linearGradient id='g'><stop stop-color='#000'/></linearGradient><text $A fill='url(#g)'>$W</text>",
        "<linearGradient id='g' gradientTransform='scale(0)'>"
        "<stop stop-color='#fff'/><stop offset='1'/></linearGradient><text $A fill='url(#g)'>$W</text>",
        "<radialGradient id='g' fr='1' r='0'><stop stop-color='#fff'/><stop offset='1'/></radialGradient>"
        "<text $A fill='url(#g)'>$W</text>",
        "<marker id='m' markerWidth='640' markerHeight='240' markerUnits='userSpaceOnUse'>$T</marker>"
        "<path d='M0 0H1' marker-start='url(#m)'/>",
    ],
    "text in pieces": [
        "<text $A>FORBID<tspan dx='0 0 0'>DENW</tspan>ORD</text>",
        "<text y='120' $F x='20 65 110 155 200 245 290 335 380 425 470 520 565'>$W</text>",
        "<text $A>FORBID<tspan display='none'>zzz</tspan>DENWORD</text>",
        "<text $A>FORBID<tspan style='font-size:0'>zzz</tspan>DENWORD</text>",
        "<text $A style='white-space:pre'>FORBID<!-- -->DENWORD</text>",
        "<text $A><tref href='#t'/>$W</text>",
        "<text $A><a href='x'>FORBIDDEN</a>WORD</text>",
        "<text $A>FORBIDDEN<title>t</title>WORD</text>",
        "<text $A lengthAdjust='spacingAndGlyphs' textLength='560'>$W</text>",
        "<text $A style='text-transform:uppercase'>forbiddenword</text>",
        "<text x='620' y='120' $F direction='rtl' unicode-bidi='bidi-override'>DROWNEDDIBROF</text>",
        "<text $A style='inline-size:600px'>$W</text>",
        "<text $A rotate='0'>$W</text>",
        "<text x='50%' y='50%' text-anchor='middle' $F>$W</text>",
        "<text x='20' y='2.3em' $F>$W</text>",
        "<text dominant-baseline='hanging' x='20' y='60' $F>$W</text>",
        "<text x='20px' y='120PX' $F>$W</text>",
        "<text x='20' y='calc(100px + 20px)' $F>$W</text>",
        "<text x='20' y='6rem' $F>$W</text>",
        "<text x='2vw' y='50vh' $F>$W</text>",
        "<text $A font-variant='small-caps'>forbiddenword</text>",
    ],
    "unknown elements": [
        "<unknown>$T</unknown>$T",
        "<g xmlns:x='urn:x' x:a='1'><x:g/>$T</g>",
        "<g xmlns='urn:x'><text xmlns='http://www.w3.org/2000/svg' $A>$W</text></g>",
    ],
}
