/// Short documents that take long to draw.
enum SVGBombs {
  static let blur =
    "<filter id='f' x='0' y='0' width='1' height='1'><feGaussianBlur stdDeviation='20'/></filter>"

  static func many(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }
  static func each(_ count: Int, _ text: (Int) -> String) -> String { (0..<count).map(text).joined() }

  /// Levels of groups, each of which shows the one before several times.
  static func levels(_ count: Int, of width: Int, href: String = "xlink:href", before mark: String = "#") -> String {
    "<defs><rect id='l0' width='3' height='3'/>"
      + each(count) { level in
        "<g id='l\(level + 1)'>" + many(width, "<use \(href)='\(mark)l\(level)'/>") + "</g>"
      } + "</defs><use \(href)='\(mark)l\(count)'/>"
  }

  /// Elements of a kind that refer twice to the one before.
  static func doubling(_ kind: String, _ property: String, count: Int = 24) -> String {
    "<defs><\(kind) id='k0'><rect width='9' height='9'/></\(kind)>"
      + each(count) { level in
        "<\(kind) id='k\(level + 1)'>" + many(2, "<rect width='9' height='9' \(property)='url(#k\(level))'/>")
          + "</\(kind)>"
      } + "</defs><rect width='9' height='9' \(property)='url(#k\(count))'/>"
  }

  static let zigzag = "M0 0" + many(5_000, "L9 9 1 2")

  static let all: [(name: String, body: String, limit: String)] = [
    ("10 levels of 10 uses", levels(10, of: 10), "maximumDrawnElementCount"),
    ("5 levels of 40 uses by href", levels(5, of: 40, href: "href"), "maximumDrawnElementCount"),
    ("uses by character reference", levels(8, of: 10, before: "&#x23;"), "maximumDrawnElementCount"),
    (
      "symbols",
      "<symbol id='s0'><rect width='9' height='9'/></symbol>"
        + each(7) { "<symbol id='s\($0 + 1)'>" + many(10, "<use href='#s\($0)'/>") + "</symbol>" }
        + "<use href='#s7'/>", "maximumDrawnElementCount"
    ),
    ("patterns in patterns", doubling("pattern", "fill"), "maximumDrawnElementCount"),
    ("clips in clips", doubling("clipPath", "clip-path"), "maximumDrawnElementCount"),
    ("masks in masks", doubling("mask", "mask"), "maximumDrawnElementCount"),
    (
      "filters of elements with filters",
      "<rect id='e0' width='9' height='9'/>"
        + each(24) {
          "<filter id='g\($0)'><feImage href='#e\($0)'/><feImage xlink:href='#e\($0)'/></filter>"
            + "<rect id='e\($0 + 1)' width='9' height='9' filter='url(#g\($0))'/>"
        }, "maximumDrawnElementCount"
    ),
    (
      "markers at 10,000 corners",
      "<marker id='m'>" + many(100, "<rect width='1' height='1'/>") + "</marker>"
        + "<path marker-mid='url(#m)' d='\(zigzag)'/>", "maximumDrawnElementCount"
    ),
    (
      "markers by a rule",
      "<style>path{marker:url(#m)}</style><marker id='m'>"
        + many(100, "<rect width='1' height='1'/>") + "</marker><path d='\(zigzag)'/>", "maximumDrawnElementCount"
    ),
    (
      "markers handed on by a use",
      "<marker id='m'>" + many(100, "<rect width='1' height='1'/>")
        + "</marker><defs><path id='p' d='\(zigzag)'/></defs>"
        + "<g marker-mid='url(#m)'><use href='#p'/></g>", "maximumDrawnElementCount"
    ),
    (
      "a pattern handed on by a use",
      "<pattern id='p' width='99' height='99'>" + many(2_000, "<circle r='5'/>") + "</pattern><defs><g id='q'>"
        + many(300, "<rect width='10' height='10'/>") + "</g></defs><use href='#q' fill='url(#p)'/>",
      "maximumDrawnElementCount"
    ),
    (
      "a pattern that refers to another's content",
      "<pattern id='q'>" + many(2_000, "<circle r='5'/>") + "</pattern>"
        + "<pattern id='p' xlink:href='#q' width='99' height='99'/>"
        + many(300, "<rect width='10' height='10' fill='url(#p)'/>"), "maximumDrawnElementCount"
    ),
    (
      "turbulence",
      "<filter id='f'><feTurbulence numOctaves='20'/></filter>"
        + "<rect width='1000' height='1000' filter='url(#f)'/>"
        + many(9, "<rect width='999' height='999' filter='url(#f)'/>"),
      "maximumDrawingMilliseconds"
    ),
    (
      "a filter of 10,000 steps",
      "<filter id='f'>" + many(10_000, "<feOffset dx='1'/>") + "</filter>"
        + "<rect width='1000' height='1000' filter='url(#f)'/>", "maximumDrawingMilliseconds"
    ),
    (
      "a large morphology",
      "<filter id='f'>" + many(3, "<feMorphology radius='50'/>") + "</filter>"
        + "<rect width='1000' height='1000' filter='url(#f)'/>", "maximumDrawingMilliseconds"
    ),
    (
      "a large convolution",
      "<filter id='f'><feConvolveMatrix order='99'/></filter>"
        + "<rect width='1000' height='1000' filter='url(#f)'/>", "maximumDrawingMilliseconds"
    ),
    (
      "a list of filters",
      blur + "<rect width='1000' height='1000' filter='" + many(300, "url(#f) ") + "'/>", "maximumDrawingMilliseconds"
    ),
    (
      "a list of filter functions", "<rect width='1000' height='1000' filter='" + many(300, "blur(9px) ") + "'/>",
      "maximumDrawingMilliseconds"
    ),
    ("filters of unknown areas", blur + many(300, "<text filter='url(#f)'>a</text>"), "maximumDrawingMilliseconds"),
    (
      "blended groups", many(3_000, "<g style='mix-blend-mode:screen'><rect width='9' height='9'/></g>"),
      "maximumDrawingMilliseconds"
    ),
    ("nested layers", many(200, "<g opacity='.9'>") + "<g/>" + many(200, "</g>"), ""),
    (
      "tiny dashes", "<path stroke='red' stroke-dasharray='1e-6 1e-6' d='M0 0L1000 1000'/>",
      "maximumDrawingMilliseconds"
    ),
    (
      "tiny dashes handed on by a rule",
      "<style>g{stroke:red;stroke-dasharray:.0001}</style><g><path d='M0 0H1000'/></g>",
      "maximumDrawingMilliseconds"
    ),
    (
      "a path that crosses itself everywhere",
      "<polygon points='" + each(15_000) { "\($0 * 7919 % 1000),\($0 * 104_729 % 1000) " } + "'/>",
      "maximumDrawingMilliseconds"
    ),
    ("a long run of text", "<text>" + many(20_000, "a") + "</text>", "maximumDrawingMilliseconds"),
    (
      "gradients of many stops",
      "<linearGradient id='h'>" + many(5_000, "<stop/>") + "</linearGradient><linearGradient id='g' href='#h'/>"
        + many(2_000, "<rect width='9' height='9' fill='url(#g)'/>"), "maximumDrawingMilliseconds"
    ),
    (
      "gradients over everything",
      "<radialGradient id='g'><stop/></radialGradient>"
        + many(1_000, "<rect width='999' height='999' fill='url(#g)'/>"),
      "maximumDrawingMilliseconds"
    ),
    (
      "rules by elements", "<style>" + each(12_000) { ".c\($0){fill:red}" } + "</style>" + many(12_000, "<rect/>"),
      "maximumDrawingMilliseconds"
    ),
    (
      "rules that look around",
      "<style>" + each(1_000) { "g .c\($0) rect{fill:red}" } + "</style>"
        + many(200, "<g>") + many(5_000, "<rect/>") + many(200, "</g>"), "maximumDrawingMilliseconds"
    ),
    ("too many elements", many(250_001, "<g/>"), "maximumElementCount"),
    ("too many levels", many(300, "<g>") + many(300, "</g>"), "maximumDepth"),
    (
      "a long chain of uses",
      "<defs><g id='c0'/>" + each(1_000) { "<g id='c\($0 + 1)'><use href='#c\($0)'/></g>" }
        + "</defs><use href='#c999'/>",
      "maximumReferenceDepth"
    ),
    (
      "a knot of cycles",
      each(12) { "<g id='a\($0)'>" + each(12) { "<use href='#a\($0)'/>" } + "</g>" }, "maximumStepCount"
    ),
    (
      "an element of many declarations", "<rect style='" + each(300) { "fill:url(#a\($0));" } + "'/>",
      "maximumDeclarationCount"
    ),
  ]
}
