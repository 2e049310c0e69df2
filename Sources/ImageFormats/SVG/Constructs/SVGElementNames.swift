/// The elements of SVG by what a viewer does with them.
enum SVGElementNames {
  /// Those that librsvg draws as browsers do, and those that neither draws.
  static let drawn: Set<String> = words(
    """
    a circle clipPath defs desc ellipse filter g image line linearGradient marker mask metadata path pattern polygon \
    polyline radialGradient rect stop style svg switch symbol text title tspan use view feBlend feColorMatrix \
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feFlood \
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight \
    feSpecularLighting feSpotLight feTile feTurbulence
    """)

  /// Those of SVG 1.1, of drafts and of single programs that browsers do not draw, and librsvg neither.
  static let ignored: Set<String> = words(
    """
    altGlyph altGlyphDef altGlyphItem animateColor color-profile cursor definition-src flowDiv flowLine flowPara \
    flowRegion flowRegionExclude flowRegionBreak flowRoot flowSpan flowTref font font-face font-face-format \
    font-face-name font-face-src font-face-uri glyph glyphRef hatch hatchPath hatchpath hkern mesh meshGradient \
    meshgradient meshPatch meshpatch meshRow meshrow missing-glyph midPointStop multiImage page pageSet prefetch solidColor \
    solidcolor tbreak textArea vkern
    """)

  /// Those that clip by their outline. Browsers clip by no other child of a clip path.
  static let clipping: Set<String> = words(
    "rect circle ellipse line polyline polygon path text use title desc metadata style script animate set")

  static let gradients: Set<String> = ["linearGradient", "radialGradient"]
  static let lights: Set<String> = ["feDistantLight", "fePointLight", "feSpotLight"]

  static let shapes: Set<String> = words("rect circle ellipse line polyline polygon path text tspan")

  /// Whether the name is one of SVG's.
  static func isKnown(_ name: String) -> Bool { drawn.contains(name) }

  static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}
