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
    let hasTurn = values.contains { value in
      value.name == "transform" && SVGTransformForm.turns(value.bytes[...])
    }
    let context = SVGElementContext(
      name: name, parent: parent.map { $0.isSVG ? $0.name : "?" } ?? "",
      isTurned: hasTurn || parent?.context.isTurned == true, isParted: Self.isParted(name, values))
    open[last].context = context
    open[last].paints = parent?.paints ?? [:]
    open[last].isFiltered = parent?.isFiltered ?? false
    if context.isTurned { hasTurns = true }
    if context.isParted { hasPartedPaths = true }
    readElement(name, parent, values)
    let id = values.first { $0.name == "id" }.map { String(decoding: $0.bytes, as: UTF8.self) }
    effects.note(name, id: id, values)
    index.add(context, id: id, classes: values.first { $0.name == "class" }?.bytes)
    if name == "filter" {
      results = []
      filter = SVGFilterForm(values)
    }
    filter?.add(name, values)
    if let id {
      references.contain(id, in: open[last].id)
      open[last].id = id
    }
    if SVGElementNames.gradients.contains(name) || name == "pattern" { gradients.append(SVGGradientLine(name, values)) }
    if name == "stop", !gradients.isEmpty { gradients[gradients.count - 1].add(stop: values) }
    for value in values { read(value, context, values) }
    if context.isTurned { noteTurned(name, values) }
    if let result = values.first(where: { $0.name == "result" }) {
      results.insert(String(decoding: result.bytes, as: UTF8.self))
    }
  }

  /// Notes what something turned is painted with. A circle's box stays as it is.
  private mutating func noteTurned(_ name: String, _ values: [Value]) {
    if name == "use" { hasTurnedUse = true }
    guard SVGElementNames.shapes.contains(name), name != "circle" else { return }
    turnedPaints.formUnion(open.last?.paints.values.map { $0 } ?? [])
  }

  private mutating func readElement(_ name: String, _ parent: OpenElement?, _ values: [Value]) {
    let last = open.count - 1
    if SVGElementNames.lights.contains(name), last > 0 { open[last - 1].lightCount += 1 }
    if parent?.isSVG == true, parent?.name == "clipPath" {
      if !SVGElementNames.clipping.contains(name) { add(.construct, "the SVG element \(name) in a clipPath") }
      if ["path", "polygon", "polyline", "use", "text"].contains(name) { open[last - 1].outlineCount += 1 }
      if SVGElementNames.shapes.contains(name) || name == "use" { open[last - 1].clipCount += 1 }
      // librsvg fills them all as one outline, and those of opposite turns make a hole.
      if open[last - 1].clipCount > 1, open[last - 1].outlineCount > 0 {
        add(.construct, "an SVG clipPath of several outlines")
      }
    }
    switch name {
    case "text", "textPath", "foreignObject": open[last].isText = true
    case "use":
      effects.note(use: values)
    case "symbol": beginSymbol(values)
    case "style": readStyleElement(values)
    default: break
    }
    if open[last].isText, SVGElementFaults.laysTextOut(values) { laysTextOut = true }
    if let fault = SVGElementFaults.fault(of: name, values) { add(.construct, fault) }
    guard !SVGElementNames.drawn.contains(name), !SVGElementNames.ignored.contains(name) else { return }
    add(.construct, "the SVG element \(name.prefix(40))")
  }

  private static func isParted(_ name: String, _ values: [Value]) -> Bool {
    guard name == "path" else { return name == "polygon" }
    guard let path = values.first(where: { $0.name == "d" })?.bytes else { return false }
    let commands = path.filter { SVGValueReader.isLetter($0) && $0 | 0x20 != 0x65 }
    return commands.count < 2 || commands.count { $0 | 0x20 == 0x6D } > 1 || commands.contains { $0 | 0x20 == 0x7A }
  }

  private mutating func readStyleElement(_ values: [Value]) {
    open[open.count - 1].isStyleSheet = true
    for value in values {
      let text = String(decoding: SVGValueForm.trimmed(value.bytes[...]), as: UTF8.self).lowercased()
      switch value.name {
      case "type" where !["", "text/css"].contains(text) || text.utf8.count != value.bytes.count,
        "media" where !["", "all", "screen"].contains(text), "title" where !text.isEmpty:
        add(.construct, "a style sheet with \(value.name)=\(text.prefix(40))")
      default: break
      }
    }
  }

  mutating func read(_ value: Value, _ context: SVGElementContext, _ all: [Value]) {
    noteLengths(value.name, value.bytes[...], whole: value.range)
    switch value.name {
    case "style": read(style: value, of: context, hasTransform: all.contains(where: Self.isTransform))
    case "href": readReference(value, context.name)
    case "in", "in2": readInput(value)
    case "pathLength": hasPathLength = true
    case "font", "marker": break  // As attributes nobody knows them.
    case "transform-origin" where !all.contains(where: Self.isTransform): break
    case let name where SVGAttributeForms.isScript(name): add(.construct, "a script")
    default:
      if open.count == 1 {
        // Its size and place are set for it.
        if ["width", "height", "x", "y"].contains(value.name) { return }
        if value.name == "transform", !value.bytes.isEmpty { add(.construct, "transform of the SVG's root") }
      }
      if let form = SVGAttributeForms.form(of: value.name, on: context.name) {
        if !form.accepts(value.bytes[...]) { return fault(value.name, value.bytes) }
        if context.isFault(value.name, SVGValueForm.trimmed(value.bytes[...])) {
          fault("\(value.name) of \(context.name)", value.bytes)
        }
      } else {
        read(property: value.name, value.bytes[...], of: context, isStyle: false)
      }
      if value.name == "filter" { noteFilter(value.bytes) }
    }
  }

  private static func isTransform(_ value: Value) -> Bool {
    ["transform", "patternTransform", "gradientTransform"].contains(value.name)
  }

  /// librsvg cuts what is filtered to a filter's region before the next filter moves it.
  private mutating func noteFilter(_ value: [UInt8]) {
    guard SVGColorForm.isTarget(SVGValueForm.trimmed(value[...])) else { return }
    if open.count > 1, open[open.count - 2].isFiltered { add(.construct, "an SVG filter of what is filtered") }
    open[open.count - 1].isFiltered = true
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
    guard !trimmed.isEmpty else {
      if SVGElementNames.gradients.contains(element) || element == "pattern" { fault("href of \(element)", []) }
      return
    }
    let scheme = String(decoding: trimmed.prefix(16).filter { $0 > 0x20 }, as: UTF8.self).lowercased()
    if scheme.hasPrefix("data:") {
      if element == "image" || element == "feImage" {
        pictures.append(Picture(value: value.range, reference: value.bytes))
      } else {
        add(.reference, "a data: URL of the SVG element \(element)")
      }
    } else if trimmed.first == 0x23 {
      refer(to: trimmed.dropFirst())
      if element == "image" || element == "feImage" { add(.reference, "an SVG image that refers to an element") }
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
