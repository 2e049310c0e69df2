/// The properties of styles and presentation attributes, by what they change.
enum SVGPropertyForms {
  static let blendModes = SVGElementNames.words(
    """
    normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light difference exclusion hue \
    saturation color luminosity
    """)

  private static let side = SVGValueForm.either(.lengthWithUnit, .words(["auto"]))
  private static let shown = SVGValueForm.words(["visible", "hidden", "auto", "scroll"])

  /// What librsvg draws, and the values of it that it draws as browsers do.
  static let drawn: [String: SVGValueForm] = [
    "fill": .paint, "stroke": .paint, "color": .color, "stop-color": .color, "flood-color": .color,
    "lighting-color": .words(["white", "#fff", "#ffffff", "rgb(255,255,255)", "rgb(255, 255, 255)"]),
    "opacity": .portion, "fill-opacity": .portion, "stroke-opacity": .portion,
    "stop-opacity": .portion, "flood-opacity": .portion, "fill-rule": .words(["nonzero", "evenodd"]),
    "clip-rule": .words(["nonzero", "evenodd"]), "stroke-width": .length(atLeast: 0),
    "stroke-miterlimit": .numbers(1...1, atLeast: 0), "stroke-linecap": .words(["butt", "round", "square"]),
    "stroke-linejoin": .words(["miter", "round", "bevel"]), "stroke-dasharray": .either(.none, .lengths),
    "stroke-dashoffset": .length(),
    "display": .words(["none", "inline", "block", "list-item", "table", "inline-table"]),
    "visibility": .words(["visible", "hidden", "collapse"]), "overflow": shown,
    "clip-path": .target, "mask": .target, "filter": .target, "marker": .target, "marker-start": .target,
    "marker-mid": .target, "marker-end": .target, "mix-blend-mode": .words(blendModes),
    "isolation": .words(["auto", "isolate"]), "mask-type": .words(["luminance", "alpha"]),
    "color-interpolation-filters": .words(["auto", "srgb", "linearrgb"]), "width": side, "height": side,
    "x": .lengthWithUnit, "y": .lengthWithUnit, "cx": .lengthWithUnit, "cy": .lengthWithUnit, "r": .lengthWithUnit,
    "rx": side, "ry": side,
    "paint-order": .words([
      "normal", "fill", "stroke", "markers", "stroke fill", "stroke fill markers", "fill stroke", "fill stroke markers",
      "stroke markers", "stroke markers fill", "markers fill", "markers stroke", "markers fill stroke",
      "markers stroke fill", "fill markers", "fill markers stroke",
    ]),
  ]

  /// What browsers draw and librsvg does not; each does nothing at these values.
  static let undrawn: Set<String> = SVGElementNames.words(
    """
    all animation animation-name animation-timeline d transform-origin transform-box translate rotate scale \
    offset offset-path offset-distance offset-position zoom vector-effect color-interpolation clip content-visibility \
    mask-image mask-border mask-border-source mask-box-image mask-box-image-source mask-mode mask-composite mask-clip \
    mask-origin mask-position mask-repeat mask-size text-security object-view-box perspective backdrop-filter contain \
    container container-type view-transition-name inline-size block-size outline outline-style outline-width \
    overflow-x overflow-y overflow-inline overflow-block
    """)

  /// What browsers draw of the root element's box and librsvg does not.
  static let undrawnOfRoot: Set<String> = SVGElementNames.words(
    """
    background background-color background-image border border-top border-right border-bottom border-left border-style \
    border-image border-image-source border-width box-shadow padding padding-top \
    padding-right padding-bottom padding-left margin margin-top margin-right margin-bottom margin-left position \
    min-width min-height max-width max-height aspect-ratio object-fit object-position
    """)

  /// What browsers alone decorate text with, and whether a value, in lower case, is no more than that.
  static let decorating: [String: @Sendable (String) -> Bool] = [
    "text-shadow": isHalo,
    "text-decoration-thickness": { ["auto", "from-font", "initial", "inherit"].contains($0) },
    "text-decoration": { !$0.contains(where: \.isNumber) || !$0.contains("px") && !$0.contains("em") },
    "text-underline-offset": { ["auto", "initial", "inherit"].contains($0) },
    // It would change the order of words.
    "word-spacing": { !$0.contains("-") },
  ]

  /// Shadows that stay at their letters; further ones paint pictures.
  private static func isHalo(_ value: String) -> Bool {
    let lengths = value.split { !$0.isNumber && !$0.isLetter && $0 != "." && $0 != "-" && $0 != "#" && $0 != "%" }
    return lengths.count { $0.hasSuffix("px") } <= 32
      && lengths.allSatisfy { length in
        guard let first = length.first, first.isNumber || first == "." || first == "-" else { return true }
        if length.hasSuffix("em") { return (Double(length.dropLast(2)) ?? .infinity).magnitude <= 0.1 }
        guard length.hasSuffix("px") else { return length.allSatisfy { $0.isNumber || $0 == "." || $0 == "%" } }
        return (Double(length.dropLast(2)) ?? .infinity).magnitude <= 4
      }
  }

  /// Values at which what is not drawn does nothing. The page is white, so white in the background is nothing, too.
  private static let nothing: Set<String> = SVGElementNames.words(
    """
    none auto normal initial unset revert 0 0px 0% static relative 1 100% transparent white #fff #ffffff srgb view-box \
    rgb(255,255,255) rgb(255,255,255,1) hsl(0,0%,100%) rgba(255,255,255,1) rgba(0,0,0,0) rgba(255,255,255,0) running
    """)

  /// Whether a value leaves what is not drawn as if it were not there.
  static func isNothing(_ value: String) -> Bool {
    let value = value.lowercased()
    return value.utf8.count <= 128
      && (nothing.contains(value.filter { $0 != " " })
        || value.split(separator: " ").allSatisfy { nothing.contains(String($0)) })
  }

  /// A property without the prefixes that browsers take off.
  static func withoutPrefix(_ name: String) -> String {
    for prefix in ["-webkit-", "-moz-", "-epub-"] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return name
  }
}
