import ModerationCore

extension SVGInspection {
  // MARK: Attributes

  struct Value {
    let name: String
    let range: Range<Int>
    let bytes: [UInt8]
  }

  /// Those of no namespace, and `xlink:href` in the place of an `href` that is not there.
  mutating func values(of attributes: [SVGMarkup.Attribute]) -> [Value] {
    var values: [Value] = []
    var linked: Value?
    for attribute in attributes {
      let (prefix, local) = Self.split(text[attribute.name])
      let bytes = SVGCharacters.expanded(text[attribute.value])
      if prefix.isEmpty {
        if local != "xmlns" { values.append(Value(name: local, range: attribute.value, bytes: bytes)) }
      } else if prefix == "xml" {
        if local == "base" { add(.reference, "the attribute xml:base") }
      } else if local == "href", namespace(prefix) == "http://www.w3.org/1999/xlink" {
        linked = Value(name: "href", range: attribute.value, bytes: bytes)
      }
    }
    if let linked {
      if values.contains(where: { $0.name == "href" }) {
        if !values.contains(where: { $0.name == "href" && $0.bytes == linked.bytes }) {
          add(.construct, "both href and xlink:href")
        }
      } else {
        values.append(linked)
      }
    }
    return values
  }

  /// Decides by what a viewer must be able to do.
  mutating func meetConditions(_ values: [Value], _ parent: OpenElement?, _ element: inout OpenElement) {
    for value in values {
      let text = String(decoding: value.bytes.prefix(256), as: UTF8.self)
      switch value.name {
      case "requiredExtensions":
        // Nobody has extensions beside HTML and MathML, and in a switch both draw what comes next.
        if parent?.name == "switch", parent?.isSVG == true, text.contains("://"), !text.contains("www.w3.org") {
          element.isNeverDrawn = true
        } else {
          add(.construct, "the SVG attribute requiredExtensions")
        }
      case "requiredFeatures"
      where !text.contains("#Extensibility") && text.hasPrefix("http://www.w3.org/TR/SVG11/feature#"):
        break
      case "requiredFeatures", "systemLanguage": add(.construct, "the SVG attribute \(value.name)")
      default: break
      }
    }
  }

  mutating func read(_ values: [Value], _ parent: OpenElement?) {
    let last = open.count - 1
    let name = open[last].name
    readElement(name, parent, values)
    if name == "filter" { results = [] }
    if let id = values.first(where: { $0.name == "id" }) {
      let id = String(decoding: id.bytes, as: UTF8.self)
      references.contain(id, in: open[last].id)
      open[last].id = id
    }
    if SVGElementNames.gradients.contains(name) { gradients.append(SVGGradientLine(name, values)) }
    for value in values { read(value, name, values) }
    if let result = values.first(where: { $0.name == "result" }) {
      results.insert(String(decoding: result.bytes, as: UTF8.self))
    }
  }

  mutating func readElement(_ name: String, _ parent: OpenElement?, _ values: [Value]) {
    let last = open.count - 1
    if SVGElementNames.lights.contains(name), last > 0 { open[last - 1].lightCount += 1 }
    if parent?.isSVG == true, parent?.name == "clipPath", !SVGElementNames.clipping.contains(name) {
      add(.construct, "the SVG element \(name) in a clipPath")
    }
    switch name {
    case "text", "textPath", "foreignObject": open[last].isText = true
    case "use": hasUse = true
    case "style":
      open[last].isStyleSheet = true
      for value in values {
        let text = String(decoding: SVGValueForm.trimmed(value.bytes[...]), as: UTF8.self).lowercased()
        switch value.name {
        case "type" where !["", "text/css"].contains(text) || text.utf8.count != value.bytes.count,
          "media" where !["", "all", "screen"].contains(text), "title" where !text.isEmpty:
          add(.construct, "a style sheet with \(value.name)=\(text.prefix(40))")
        default: break
        }
      }
    case "image", "feColorMatrix": check(name, values)
    default: break
    }
    guard !SVGElementNames.drawn.contains(name), !SVGElementNames.ignored.contains(name) else { return }
    add(.construct, "the SVG element \(name.prefix(40))")
  }

  mutating func check(_ name: String, _ values: [Value]) {
    func text(_ name: String) -> [UInt8]? { values.first { $0.name == name }?.bytes }
    if name == "image" {
      let hasWidth = text("width") != nil
      // What is missing comes from the picture, in browsers.
      if hasWidth != (text("height") != nil) { add(.construct, "an SVG image with one side alone") }
    } else if let numbers = text("values") {
      let count =
        switch text("type").map({ String(decoding: $0, as: UTF8.self) }) {
        case "saturate", "hueRotate": 1...1
        case "luminanceToAlpha": 0...20
        default: 20...20
        }
      if !SVGValueForm.numbers(count).accepts(numbers[...]) { add(.construct, "a feColorMatrix in error") }
    }
  }

  /// Attributes that are one length each.
  private static let lengthNames = SVGElementNames.words(
    """
    x y cx cy fx fy x1 x2 y1 y2 r fr width height rx ry refX refY markerWidth markerHeight stroke-width \
    stroke-dashoffset font-size
    """)

  mutating func noteLength(_ value: Value) {
    guard let last = value.bytes.last(where: { !SVGOutline.isSpace($0) }), SVGValueReader.isLetter(last),
      Self.lengthNames.contains(value.name), value.bytes.count <= SVGLength.maximumByteCount
    else { return }
    let text = String(decoding: value.bytes, as: UTF8.self)
    let unit = text.drop { !$0.isLetter }.filter(\.isLetter)
    guard ["in", "cm", "mm", "pt", "pc"].contains(where: unit.hasSuffix), let pixels = SVGLength(text)?.pixels,
      pixels.isFinite
    else { return }
    lengths.append((value.range, pixels))
  }

  mutating func read(_ value: Value, _ element: String, _ all: [Value]) {
    noteLength(value)
    switch value.name {
    case "style": read(style: value.bytes, of: element, hasTransform: all.contains { $0.name == "transform" })
    case "href": readReference(value, element)
    case "in", "in2": readInput(value)
    case "pathLength": hasPathLength = true
    case "font", "marker": break  // As attributes nobody knows them.
    case "transform-origin" where !all.contains { $0.name == "transform" }: break
    case let name where SVGAttributeForms.isScript(name): add(.construct, "a script")
    default:
      if open.count == 1 {
        // Its size and place are set for it.
        if ["width", "height", "x", "y"].contains(value.name) { return }
        if value.name == "transform", !value.bytes.isEmpty { add(.construct, "transform of the SVG's root") }
      }
      if let form = SVGAttributeForms.form(of: value.name, on: element) {
        if !form.accepts(value.bytes[...]) { fault(value.name, value.bytes) }
      } else {
        read(property: value.name, value.bytes[...], of: element, isStyle: false)
      }
    }
  }

  func faultDetail(_ name: String, _ value: some Collection<UInt8>) -> String {
    "\(name.prefix(40))=\(String(decoding: value.prefix(60), as: UTF8.self))"
  }

  mutating func fault(_ name: String, _ value: some Collection<UInt8>) {
    add(.construct, "the SVG value \(faultDetail(name, value))")
  }

  mutating func readInput(_ value: Value) {
    let name = String(decoding: value.bytes, as: UTF8.self)
    if !["SourceGraphic", "SourceAlpha"].contains(name), !results.contains(name) {
      add(.construct, "the filter input \(name.prefix(40))")
    }
  }

  // MARK: References

  mutating func readReference(_ value: Value, _ element: String) {
    // A link is followed by people only.
    guard element != "a" else { return }
    let trimmed = SVGValueForm.trimmed(value.bytes[...])
    guard !trimmed.isEmpty else { return }
    let scheme = String(decoding: trimmed.prefix(16).filter { $0 > 0x20 }, as: UTF8.self).lowercased()
    if scheme.hasPrefix("data:") {
      if element == "image" || element == "feImage" {
        pictures.append(Picture(value: value.range, reference: value.bytes))
      } else {
        add(.reference, "a data: URL of the SVG element \(element)")
      }
    } else if trimmed.first == 0x23 {
      refer(to: trimmed.dropFirst())
      if element == "image" { add(.reference, "an SVG image that refers to an element") }
    } else {
      add(.reference, "what the SVG element \(element) refers to")
    }
  }

  /// Notes that an element of the document is drawn where the open one is.
  mutating func refer(to id: ArraySlice<UInt8>) {
    if id.contains(0x25) { add(.construct, "an encoded reference in the SVG") }
    references.refer(to: String(decoding: id, as: UTF8.self), from: open.last?.id)
  }
}
