/// What an element is to whoever draws it, by its name.
enum SVGElementKind: String {
  /// Draws its children; so do `a` and `switch`.
  case group = "g"
  /// A document of its own inside; a symbol is one where a `use` shows it.
  case viewport = "svg"
  case symbol
  case use
  case rect, circle, ellipse, line, polyline, polygon, path
  case text
  /// A part of a text; so are `tref` and `textPath`.
  case textPart = "tspan"
  case image
  case linearGradient, radialGradient, stop, pattern
  case clipPath, mask, marker, filter
  case style
  /// Draws nothing: `defs`, `title`, filter primitives, elements of other languages.
  case other

  init(_ name: ArraySlice<UInt8>) {
    let name = String(decoding: name, as: UTF8.self)
    switch name {
    case "a", "switch": self = .group
    case "tref", "textPath": self = .textPart
    default: self = Self(rawValue: name) ?? .other
    }
  }

  /// Whether a group that it lies in draws it.
  var isDrawn: Bool {
    switch self {
    case .group, .viewport, .use, .rect, .circle, .ellipse, .line, .polyline, .polygon, .path, .text, .textPart, .image:
      true
    default: false
    }
  }

  /// Whether it draws something itself, so that what it sets is for itself alone.
  var hasOutline: Bool {
    switch self {
    case .rect, .circle, .ellipse, .line, .polyline, .polygon, .path, .image, .stop: true
    default: false
    }
  }

  /// Whether markers may stand at its corners.
  var hasCorners: Bool { self == .path || self == .line || self == .polyline || self == .polygon }
}

/// The attributes and properties that are looked at, by their names.
enum SVGAttribute: String {
  case id, `class`, style, href, transform, d, points, x, y, width, height, r, cx, cy, rx, ry, x1, y1, x2, y2, viewBox
  case filterUnits, markerWidth, markerHeight, markerUnits, stdDeviation, radius, order, numOctaves
  case filter, mask, marker, fill, stroke, opacity
  case clipPath = "clip-path"
  case markerStart = "marker-start"
  case markerMid = "marker-mid"
  case markerEnd = "marker-end"
  case mixBlendMode = "mix-blend-mode"
  case strokeDasharray = "stroke-dasharray"
  case strokeWidth = "stroke-width"
  /// Any size or place that a style sets.
  case geometry = "-geometry"

  init?(_ name: ArraySlice<UInt8>) { self.init(rawValue: String(decoding: name, as: UTF8.self)) }

  /// The property of a declaration that is looked at; nil for others.
  static func property(_ name: ArraySlice<UInt8>) -> SVGAttribute? {
    switch SVGAttribute(name) {
    case .x, .y, .width, .height, .r, .cx, .cy, .rx, .ry: .geometry
    case let found?: found.isProperty ? found : nil
    case nil: nil
    }
  }

  /// Whether it is a property that style sheets may set.
  var isProperty: Bool {
    switch self {
    case .transform, .filter, .mask, .opacity, .clipPath, .mixBlendMode, .geometry: true
    default: isInherited
    }
  }

  /// Whether elements take it from what surrounds them.
  var isInherited: Bool {
    switch self {
    case .markerStart, .markerMid, .markerEnd, .marker, .fill, .stroke, .strokeDasharray, .strokeWidth: true
    default: false
    }
  }
}
