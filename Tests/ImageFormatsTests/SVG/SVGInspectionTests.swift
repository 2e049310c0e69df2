import ModerationCore
import Testing

@testable import ImageFormats

/// Each construct was drawn with librsvg 2.54.7 and with Chromium 156.
@Suite("What librsvg does not draw", .timeLimit(.minutes(20)))
struct SVGInspectionTests {
  private static func inspection(_ content: String, root: String = "") throws -> SVGInspection {
    let document = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:html="http://www.w3.org/1999/xhtml" \
      xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" width="9" height="9" \(root)>\(content)</svg>
      """
    return try SVGInspection(SVGText(Array(document.utf8).span.bytes))
  }

  @Test(
    "What browsers draw otherwise is named",
    arguments: [
      ("<textPath/>", "textPath"), ("<foreignObject/>", "foreignObject"), ("<set/>", "set"), ("<animate/>", "animate"),
      ("<animateTransform/>", "animateTransform"), ("<animateMotion/>", "animateMotion"), ("<tref/>", "tref"),
      ("<filter><feDropShadow/></filter>", "feDropShadow"), ("<script/>", "script"), ("<html:p/>", "HTML"),
      ("<g><html:style>g{fill:red}</html:style></g>", "HTML"), ("<g onload='x()'/>", "script"),
      ("<style>@media screen{g{fill:red}}</style>", "@media"), ("<style>@supports(a:b){}</style>", "@supports"),
      ("<style>@layer a{}</style>", "@layer"), ("<style>@import 'a.css';</style>", "style sheet"),
      ("<style>@font-face{font-family:a}</style>", "@font-face"), ("<style>g:is(a){fill:red}</style>", "g:is(a)"),
      ("<style>g:where(a){fill:red}</style>", "g:where"), ("<style>g:has(a){fill:red}</style>", "g:has"),
      ("<style>a,a:hover{fill:red}</style>", "a:hover"), ("<style>g{fill:var(--a)}</style>", "var("),
      ("<style>g{rect{fill:red}}</style>", "nested"), ("<style>g{FILL:red}</style>", "FILL"),
      ("<style>g{f\\69ll:red}</style>", "escape"), ("<style media='print'>g{}</style>", "media"),
      ("<style title='a'>g{}</style>", "title"), ("<style type='text/x'>g{}</style>", "type"),
      ("<style>g{-webkit-transform:scale(2)}</style>", "-webkit-transform"),
      ("<style>svg{border:9px solid}</style>", "border"),
      ("<style>g{all:unset}</style>", "all=unset"), ("<style>g{animation:a 1s}</style>", "animation"),
      ("<g fill='oklch(0 0 0)'/>", "oklch"), ("<g fill='color-mix(in srgb,red,red)'/>", "color-mix"),
      ("<g fill='lab(0 0 0)'/>", "lab"), ("<g fill='hwb(0 0% 0%)'/>", "hwb"), ("<g fill='CanvasText'/>", "CanvasText"),
      ("<g fill='hsl(0 100 50)'/>", "hsl"), ("<g fill='initial'/>", "initial"),
      ("<g fill='rgb(none 0 0)'/>", "rgb(none"),
      ("<g style='fill:rgb(calc(1) 0 0)'/>", "calc"), ("<rect width='calc(9px)'/>", "calc"),
      ("<rect width='9rem'/>", "9rem"),
      ("<rect width='9vw'/>", "9vw"), ("<rect width='-9'/>", "-9"), ("<rect x='1e400'/>", "1e400"),
      ("<g style='display:inline-block'/>", "inline-block"), ("<g style='display:revert'/>", "revert"),
      ("<g transform='scale(0)' style='transform:none'/>", "transform"),
      ("<g style='transform:translate(9)'/>", "transform"),
      ("<g style='translate:9px'/>", "translate"), ("<g style='zoom:2'/>", "zoom"),
      ("<g transform='scale(2'/>", "transform"),
      ("<g transform='scale(2)' transform-origin='9 9'/>", "transform-origin"),
      ("<g style='clip-path:inset(0)'/>", "inset"),
      ("<g style='mask-image:url(#a)'/>", "mask-image"), ("<g filter='blur(5)'/>", "blur"),
      ("<g style='vector-effect:non-scaling-stroke'/>", "vector-effect"),
      ("<g systemLanguage='en'/>", "systemLanguage"),
      ("<g requiredExtensions='a'/>", "requiredExtensions"),
      ("<path pathLength='1' stroke-dasharray='1'/>", "pathLength"),
      ("<path d='M0 0 L1. 1'/>", "d=M0"), ("<path d='L9 9'/>", "d=L9"), ("<polygon points='1 2 3'/>", "points"),
      ("<svg viewBox='0 0 0 0'/>", "viewBox"), ("<svg preserveAspectRatio='x'/>", "preserveAspectRatio"),
      ("<clipPath><g/></clipPath>", "clipPath"), ("<clipPath display='none'/>", "display"),
      ("<clipPath><rect clip-path='url(#a)'/></clipPath>", "clip-path"), ("<mask mask='url(#a)'/>", "mask"),
      ("<filter><feOffset in='BackgroundImage'/></filter>", "BackgroundImage"),
      ("<filter><feOffset in='a'/></filter>", "input"),
      ("<filter><feGaussianBlur stdDeviation='-1'/></filter>", "stdDeviation"),
      ("<filter><feColorMatrix values='1 2'/></filter>", "feColorMatrix"),
      ("<filter><feDiffuseLighting/></filter>", "light"),
      ("<linearGradient x1='1' x2='1'/>", "gradient"), ("<linearGradient href='#no'/>", "gradient"),
      ("<clipPath clipPathUnits='objectBoundingBox'/>", "clipPathUnits"),
      ("<filter><feMorphology radius='30'/></filter>", "radius"), ("<radialGradient r='0'/>", "r=0"),
      ("<g id='a'><use href='#a'/></g>", "themselves"),
      ("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>", "themselves"),
      ("<style>g>rect{fill:red}</style><g><rect id='a'/></g><use href='#a'/>", "surroundings"),
      (
        "<style>.o .a{fill:red}</style><g class='o'><g id='a'><a><b class='a'/></a></g></g><use href='#a'/>",
        "surroundings"
      ),
      ("<use href='#a'/><g><g id='a'><rect/><rect/></g></g><style>rect+rect{fill:red}</style>", "surroundings"),
      ("<style>rect:first-child{fill:red}</style><g><path/><rect id='a'/></g><use href='#a'/>", "surroundings"),
      ("<image width='9' href='data:,'/>", "one side"),
      ("<style>.c{display:none}</style><mask class='c'/>", "display of mask"),
      ("<style>#p{opacity:0}</style><pattern id='p'/>", "opacity of pattern"),
      ("<style>g *{clip-path:url(#a)}</style><g><svg/></g>", "clip-path of svg"),
      ("<clipPath><rect id='r'/></clipPath><style>#r{clip-path:url(#a)}</style>", "clip-path of rect"),
      ("<style>use{x:9px}</style><use href='#a'/>", "x of use"), ("<mask transform='scale(2)'/>", "transform of mask"),
      ("<linearGradient style='transform:scale(2)'/>", "transform"), ("<g style='display:inherit'/>", "display"),
      ("<symbol x='9'/>", "x of the SVG element symbol"), ("<symbol style='overflow:visible'/>", "overflow"),
      ("<symbol id='a' viewBox='0 0 9 9'/><use href='#a' width='9' height='18'/>", "another shape than its symbol"),
      ("<symbol id='a'/><use href='#a' clip-path='url(#b)'/>", "a clipped"),
      ("<svg id='a'/><use href='#a' width='9'/>", "another svg"), ("<use href='#a' width='0'/>", "without a size"),
      ("<pattern viewBox='0 0 9 9' width='9' height='9'/>", "shape than its viewBox"),
      ("<pattern patternUnits='userSpaceOnUse' width='.5' height='9'/>", "below a pixel"),
      ("<marker viewBox='0 0 9 9' markerWidth='9'/>", "shape than its viewBox"), ("<marker refX='50%'/>", "marker"),
      ("<path d='M0 0h9M9 9h9' marker-mid='url(#a)'/>", "marker-mid of path"),
      ("<g style='marker-end:url(#a)'><polygon points='1 2 3 4'/></g>", "marker"),
      (
        "<filter id='f' filterUnits='userSpaceOnUse' x='0' y='0' width='9' height='9'><feOffset dx='5'/></filter>",
        "moves"
      ),
      ("<filter primitiveUnits='objectBoundingBox'/>", "primitiveUnits"), ("<feImage href='#a'/>", "image"),
      ("<filter><feOffset width='9'/></filter>", "width=9"), ("<feFlood lighting-color='red'/>", "lighting-color"),
      ("<g transform='rotate(9)'><g filter='url(#a)'/></g>", "filter of g"),
      ("<g filter='url(#a)'><g filter='url(#a)'/></g>", "filter of what is filtered"),
      ("<linearGradient id='a' x2='.1'/><rect transform='rotate(9)' fill='url(#a)'/>", "box of what is turned"),
      ("<radialGradient fr='.5'/>", "fr=.5"), ("<linearGradient x1='1' x2='1.00001'/>", "gradient"),
      ("<clipPath><path d='M0 0'/><path d='M0 0'/></clipPath>", "several outlines"),
      ("<g style='outline:9px solid'/>", "outline"), ("<g style='-webkit-opacity:0'/>", "-webkit-opacity"),
      ("<path style='d:none'/>", "d=none"), ("<g style='inline-size:9px'/>", "inline-size"),
      ("<g><rect xmlns=''/></g>", "no namespace"), ("<switch><html:p/></switch>", "switch"),
      ("<style>[style] g{fill:red}</style>", "[style]"), ("<text x='9 1'>ab</text>", "order"),
      ("<text dx='0 -9'>ab</text>", "order"), ("<text rotate='9'>\u{2588}</text>", "pictures of characters"),
      ("<text style='text-shadow:9px 9px red'>a</text>", "text-shadow"), ("<rect width='auto'/>", "auto"),
      ("<text style='text-decoration:underline 9px'>a</text>", "text-decoration"),
      ("<image style='width:9px' href='data:,'/>", "one side"),
      ("<image href='a.png'/>", "image"), ("<use href='a.svg#b'/>", "use"), ("<g fill='url(a.svg#b)'/>", "url(a.svg"),
      ("<feImage href='http://a/'/>", "feImage"), ("<g style=\"background:url('a')\"/>", ""),
    ].filter { $0.1 != "" })
  func named(content: String, name: String) throws {
    let unseen = try Self.inspection(content).unseen
    #expect(unseen.contains { $0.detail.contains(name) }, "\(unseen)")
  }

  @Test(
    "What is drawn alike, or by nobody, is not",
    arguments: [
      "<sodipodi:namedview pagecolor='x'/>", "<metadata><a xmlns='b' onload='x'/></metadata>",
      "<title>a</title><desc/>",
      "<g data-a='b' aria-label='c' role='img' sodipodi:type='d' tabindex='1'/>",
      "<a xlink:href='http://a/'><rect/></a>",
      "<g style='-inkscape-font-specification:a;color-rendering:auto;solid-color:#000;text-align:center;made-up:1'/>",
      "<g style='letter-spacing:9px;text-decoration:underline;font-variant-ligatures:normal;font-feature-settings:normal'/>",
      "<g style='fill:#F00;fill:rgb(1 2 3 / 50%);stroke:hsl(1deg,2%,3%);stroke-width:2;opacity:50%;isolation:auto'/>",
      "<g style='vector-effect:none;mask-image:none;animation:none;zoom:1;transform-origin:9px 9px;transform:scale(2)'/>",
      "<g fill='url(#a) red' stroke='context-stroke' color='CurrentColor' display='inline' fill='#value_dark'/>",
      "<path d='M1-2.5.5 1e2l0 0a1 2 3 0112 3zm1,2 3,4h5v6z' pathLength='9' transform=' matrix( 1 0,0 1 2 3 ) , scale(2)'/>",
      "<style>.a,#b{fill:red !important}rect:first-child,[a=\"b\"]{x:2px}a:hover{fill:oklch(0 0 0)}@media print{g{a:b}}</style>",
      "<style><![CDATA[<!-- @charset 'a'; @namespace url(http://www.w3.org/2000/svg); g{} -->]]></style>",
      "<style>@keyframes a{from{fill:red}}</style>", "<style>.a, .b{fill:red}</style><use href='#a'/>",
      "<text x='1em 2' rotate='9'>a<tspan dy='2ex' style='font:bold 9px a;text-shadow:1px 1px'>b</tspan></text>",
      "<switch><foreignObject requiredExtensions='http://ns.adobe.com/a'><p/></foreignObject><g/></switch>",
      "<filter id='f'><feOffset dx='1' result='a'/><feMerge><feMergeNode in='a'/><feMergeNode in='SourceGraphic'/></feMerge></filter>",
      "<linearGradient id='a'/><linearGradient xlink:href='#a' x1='.5'/><radialGradient href='#a' r='50%'/>",
      "<flowRoot><flowPara>a</flowPara></flowRoot>", "<g onclick='x()'/>",
      "<image width='9' height='9' href='data:,'/>",
      "<g id='a'/><use href='#a'/><use href='#a'/>",
      "<style>g.d path{fill:red}</style><symbol id='a'><path/></symbol><use href='#a'/><g class='d'><path/></g>",
      "<style>#a>path, #a rect{fill:red}</style><g id='a'><path/><g><rect/></g></g><use href='#a'/>",
      "<style>g rect{fill:red}</style><use href='#a'/><path id='a'/>",
      "<style>.a{display:none;clip-path:url(#b);padding:9px}</style><g class='a'/><clipPath id='c'/>",
      "<symbol id='a' viewBox='0 0 9 9'/><use href='#a'/><use href='#a' width='5' height='5'/>",
      "<symbol id='a' overflow='visible'/><use href='#a' x='9'/>",
      "<g style='stroke-width:1.5pt;stroke-dasharray:2mm 1mm'/><style>g{stroke-width:1in}</style>",
      "<linearGradient id='a'><stop/><stop offset='1'/></linearGradient><rect transform='rotate(9)' fill='url(#a)'/>",
      "<g transform='rotate(90)'><g filter='url(#a)'/></g>",
      "<filter id='f' x='-20%' width='140%'><feOffset dx='5'/></filter>",
      "<marker viewBox='0 0 9 9' refX='9'/><path d='M0 0L9 9' marker-end='url(#a)'/><path d='M0 0h9v9z'/>",
      "<text x='1 2 3' y='4'>abc</text><text rotate='9'>abc</text>",
      "<text style='text-shadow:0 1px 0 #fff,1px 0 0 #fff'>a</text>",
    ])
  func unnamed(content: String) throws {
    let unseen = try Self.inspection(content).unseen
    #expect(unseen.isEmpty, "\(unseen)")
  }

  @Test(
    "The root's box is not drawn, unless nothing is to be seen of it",
    arguments: [
      ("style='background:red'", false), ("style='background: #fff'", true),
      ("style='background-color:rgb(255, 255, 255)'", true),
      ("style='border:1px solid'", false), ("style='display:block;margin:0 auto'", true),
      ("transform='scale(2)'", false),
      ("display='none'", false), ("style='width:9px;height:9px'", true),
    ])
  func root(attributes: String, isDrawn: Bool) throws {
    #expect(try Self.inspection("", root: attributes).unseen.isEmpty == isDrawn)
  }

  @Test("Text is kept in its order, that of titles is not")
  func texts() throws {
    let inspection = try Self.inspection(
      "<title>no</title><text>one <tspan>t&#x77;o</tspan>\n<![CDATA[<3>]]></text><g><text>four</text></g><style>a{}</style>"
    )
    #expect(inspection.texts == ["one two <3>", "four"])
  }

  @Test("Pictures in data: URLs are found wherever they are shown")
  func pictures() throws {
    let inspection = try Self.inspection(
      "<image href='d&#97;ta:a,b'/><feImage xlink:href=' DATA:c,d'/><a href='data:e,f'/><image href='g'/>")
    #expect(inspection.pictures.map { String(decoding: $0.reference, as: UTF8.self) } == ["data:a,b", " DATA:c,d"])
  }

  @Test("No more is named than can be read")
  func bounded() throws {
    let content = (0..<100).map { "<x\($0)/>" }.joined()
    #expect(try Self.inspection(content).unseen.count == SVGInspection.maximumUnseenCount)
  }

  @Test(
    "What an XML parser would read otherwise is refused",
    arguments: [
      "<a></b>", "</a>", "<a>", "<a b=c/>", "<a b='<'/>", "<a b/>", "<!ELEMENT a>", "<!--", "<![CDATA[", "<?a", "< a/>",
    ])
  func malformed(content: String) {
    #expect(throws: InputRejection.self) { try Self.inspection(content) }
  }

  @Test(
    "Damaged styles and values never trap",
    arguments: [
      "", "a", "a{", "a{}", "a{b", "a{b:", "a{b:c", "a{b:\"", "a{b:'\\", "@", "@a", "@a;", "@a{", "<!--", "-->", "/*",
      "/**/",
      "{", "}", "{}", ";", ":", "a:", "a:(", "[", "]", "a[", "\"", "(", ")", "a{b:c(", "a{b:c!", "a{:}", "a{b:url(}",
      "a{;;}",
      "a{b:url(#}", "a{fill:#}", "a{fill:url()}", "a{fill:url(')}", "a{fill:rgb(}", "a{fill:rgb()}", "a{transform:}",
    ])
  func damaged(text: String) throws {
    let escaped = text.replacing("<", with: "&lt;").replacing("\"", with: "&quot;").replacing("'", with: "&apos;")
    _ = try Self.inspection("<style>\(escaped)</style>")
    let names = [
      "style", "fill", "d", "points", "transform", "viewBox", "orient", "stroke-dasharray", "href", "in", "values",
      "filter",
    ]
    for name in names { _ = try Self.inspection("<image \(name)='\(escaped)'/><feColorMatrix \(name)='\(escaped)'/>") }
  }
}
