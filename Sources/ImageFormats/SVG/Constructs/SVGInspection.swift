package import ModerationCore

/// What a document holds beyond what librsvg draws as browsers do, found before it is drawn.
///
/// An allow-list: elements, attributes, properties, selectors and values are known to be drawn alike, or to be drawn by
/// neither, or they are named.
package struct SVGInspection {
  /// A picture inside the document.
  package struct Picture {
    /// The attribute's value in the text.
    package let value: Range<Int>
    /// The value without character references.
    package let reference: [UInt8]
  }

  /// The most constructs that are named.
  static let maximumUnseenCount = 32
  /// The most bytes of text that are kept.
  static let maximumTextByteCount = 32_768

  /// What a viewer may show and librsvg does not draw.
  package private(set) var unseen: Set<Unseen> = []
  /// The text that the document shows or may show, one string for each element of text.
  package private(set) var texts: [String] = []
  /// Lengths in inches and their like, in the order of the document, as pixels.
  ///
  /// libvips has librsvg draw with 72 pixels to the inch, and CSS says 96.
  package private(set) var lengths: [(value: Range<Int>, pixels: Double)] = []
  /// The pictures inside the document, in their order.
  package private(set) var pictures: [Picture] = []

  let text: [UInt8]
  private var open: [OpenElement] = []
  private var bindings: [String: [String]] = [:]
  private var textByteCount = 0
  private var currentText: [UInt8] = []
  private var results: Set<String> = []
  private var hasDashes = false
  private var hasPathLength = false
  private var hasUse = false
  /// Whether a style sheet looks at what is around an element. A `use` shows its target elsewhere.
  var hasContextSelectors = false
  private var gradients: [SVGGradientLine] = []
  private var references = SVGReferenceGraph()

  struct OpenElement {
    var name: String
    var nameRange: Range<Int>
    /// Of SVG's own namespace.
    var isSVG: Bool
    var bound: [String] = []
    /// Whether characters in it are shown as text.
    var isText = false
    /// Whether neither librsvg nor a browser draws it or what it holds.
    var isNeverDrawn = false
    var lightCount = 0
    /// The nearest id of it or around it.
    var id: String?
    var isStyleSheet = false
    var styleSheet: [UInt8] = []
  }

  /// Inspects a document.
  ///
  /// - Throws: `decodingFailed` for what an XML parser would refuse, `drawingWorkExceeded` for too deep a document.
  /// - Complexity: Linear in the document's length.
  package init(_ document: SVGText) throws(InputRejection) {
    text = document.bytes
    var markup = SVGMarkup(text)
    while let piece = try markup.next() {
      switch piece {
      case .start(let name, let attributes, let isEmpty): try start(name, attributes, isEmpty: isEmpty)
      case .end(let name):
        guard let last = open.last, text[last.nameRange] == text[name] else {
          throw SVGMarkup.refusal("a tag that ends what is not open")
        }
        end()
      case .characters(let range, let isLiteral): note(characters: range, isLiteral: isLiteral)
      case .instruction(let range): note(instruction: text[range])
      }
    }
    guard open.isEmpty else { throw SVGMarkup.refusal("an element without an end") }
    conclude()
  }

  mutating func add(_ kind: Unseen.Kind, _ detail: String) {
    guard open.last?.isNeverDrawn != true else { return }
    if unseen.count < Self.maximumUnseenCount { unseen.insert(Unseen(kind, detail)) }
  }

  private mutating func conclude() {
    if hasDashes, hasPathLength { add(.construct, "the SVG attribute pathLength") }
    if hasUse, hasContextSelectors { add(.construct, "CSS selectors of surroundings with the SVG element use") }
    if references.hasCycle { add(.construct, "SVG elements that refer to themselves") }
    if SVGGradientLine.containsFault(gradients) {
      add(.construct, "an SVG gradient without a length or of no gradient")
    }
  }

  // MARK: Elements

  private mutating func start(
    _ range: Range<Int>, _ attributes: [SVGMarkup.Attribute], isEmpty: Bool
  ) throws(InputRejection) {
    guard open.count < SVGOutline.maximumDepth else {
      throw .tooMuchDrawing(
        "levels of elements", limit: "maximumDepth", open.count + 1, SVGOutline.maximumDepth)
    }
    let parent = open.last
    var element = OpenElement(name: "", nameRange: range, isSVG: false, id: parent?.id)
    bind(attributes, &element)
    let (prefix, local) = Self.split(text[range])
    element.name = local
    let namespace = self.namespace(prefix)
    element.isSVG = namespace == Self.svgNamespace
    element.isNeverDrawn = parent?.isNeverDrawn ?? false
    element.isText = parent?.isText ?? false
    let values = element.isSVG ? self.values(of: attributes) : []
    if element.isSVG { meetConditions(values, parent, &element) }
    open.append(element)
    if element.isSVG {
      read(values, parent)
    } else if namespace == "http://www.w3.org/1999/xhtml" || namespace == "http://www.w3.org/1998/Math/MathML" {
      add(.construct, "an element of HTML: \(local)")
    }
    if isEmpty { end() }
  }

  private mutating func end() {
    guard let element = open.last else { return }
    if element.isStyleSheet {
      // A style sheet counts wherever it stands.
      open[open.count - 1].isNeverDrawn = false
      read(styleSheet: element.styleSheet)
    }
    if element.name.hasSuffix("Lighting"), element.isSVG, element.lightCount != 1 {
      add(.construct, "the SVG element \(element.name) without one light")
    }
    open.removeLast()
    for prefix in element.bound { bindings[prefix]?.removeLast() }
    if element.isText, open.last?.isText != true { endText() }
  }

  private mutating func endText() {
    let words = currentText.split(whereSeparator: SVGOutline.isSpace)
    currentText = []
    guard !words.isEmpty else { return }
    let joined = Array(words.joined(separator: [0x20]))
    let room = Self.maximumTextByteCount - textByteCount
    guard joined.count <= room else { return add(.construct, "text of more than 32 KiB") }
    textByteCount += joined.count
    texts.append(String(decoding: joined, as: UTF8.self))
  }

  private mutating func note(characters range: Range<Int>, isLiteral: Bool) {
    guard let last = open.indices.last else { return }
    if open[last].isStyleSheet {
      open[last].styleSheet += isLiteral ? Array(text[range]) : SVGCharacters.expanded(text[range])
    } else if open[last].isText, currentText.count <= Self.maximumTextByteCount {
      currentText += isLiteral ? Array(text[range]) : SVGCharacters.expanded(text[range])
    }
  }

  private mutating func note(instruction: ArraySlice<UInt8>) {
    let target = String(decoding: instruction.prefix { !SVGOutline.isSpace($0) }.prefix(32), as: UTF8.self)
    if target == "xml-stylesheet" { add(.reference, "an external style sheet") }
  }

  // MARK: Attributes

  struct Value {
    let name: String
    let range: Range<Int>
    let bytes: [UInt8]
  }

  /// Those of no namespace, and `xlink:href` in the place of an `href` that is not there.
  private mutating func values(of attributes: [SVGMarkup.Attribute]) -> [Value] {
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
  private mutating func meetConditions(_ values: [Value], _ parent: OpenElement?, _ element: inout OpenElement) {
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

  private mutating func read(_ values: [Value], _ parent: OpenElement?) {
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

  private mutating func readElement(_ name: String, _ parent: OpenElement?, _ values: [Value]) {
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

  private mutating func check(_ name: String, _ values: [Value]) {
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

  private mutating func noteLength(_ value: Value) {
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

  private mutating func read(_ value: Value, _ element: String, _ all: [Value]) {
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

  private mutating func readInput(_ value: Value) {
    let name = String(decoding: value.bytes, as: UTF8.self)
    if !["SourceGraphic", "SourceAlpha"].contains(name), !results.contains(name) {
      add(.construct, "the filter input \(name.prefix(40))")
    }
  }

  // MARK: References

  private mutating func readReference(_ value: Value, _ element: String) {
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

  // MARK: Properties

  /// Reads a property of a style, or of a presentation attribute.
  mutating func read(property name: String, _ value: ArraySlice<UInt8>, of element: String?, isStyle: Bool) {
    let value = SVGValueForm.trimmed(value)
    let isRoot = element == nil || open.count == 1
    if let form = SVGPropertyForms.drawn[name] {
      if value.isEmpty, !isStyle { return }
      if name == "stroke-dasharray", !value.elementsEqual("none".utf8) { hasDashes = true }
      let lowered = value.count <= 64 ? Array(String(decoding: value, as: UTF8.self).lowercased().utf8) : Array(value)
      if let target = SVGColorForm.target(value) { refer(to: target) }
      if lowered.elementsEqual("inherit".utf8) { return }
      let isWord = if case .words = form { true } else { false }
      if !form.accepts(isWord ? lowered[...] : value) { return faultOrReference(name, value) }
      if name == "display", lowered.elementsEqual("none".utf8),
        isRoot && element != nil
          || element.map(SVGElementNames.gradients.contains) == true || element == "clipPath"
      {
        fault("display of \(element ?? "")", value)
      }
      if name == "clip-path" || name == "mask", !value.elementsEqual("none".utf8),
        element == "clipPath"
          || element == "mask" || (open.count > 1 && open[open.count - 2].name == "clipPath")
      {
        fault("\(name) of \(element ?? "")", value)
      }
    } else if name == "transform" {
      // A presentation attribute is read as the attribute that it is.
      guard isStyle else { return }
      fault("style transform", value)
    } else {
      let plain = SVGPropertyForms.withoutPrefix(name)
      let isUndrawn =
        SVGPropertyForms.undrawn.contains(plain) || plain.hasPrefix("animation-")
        || (plain != name && SVGPropertyForms.drawn[plain] != nil) || (plain != name && plain == "transform")
        || (isStyle && isRoot && SVGPropertyForms.undrawnOfRoot.contains(plain))
      let isKnown =
        isUndrawn && (isStyle || ["transform-origin", "vector-effect", "color-interpolation"].contains(name))
      guard isKnown, !["animation-duration", "animation-delay"].contains(plain) else { return }
      let isNothing = SVGPropertyForms.isNothing(String(decoding: value.prefix(160), as: UTF8.self))
      if !isNothing || name == "all" { fault(name, value) }
    }
  }

  private mutating func faultOrReference(_ name: String, _ value: ArraySlice<UInt8>) {
    let isReference = String(decoding: value.prefix(8), as: UTF8.self).lowercased().hasPrefix("url(")
    add(
      isReference ? .reference : .construct, "the SVG value \(faultDetail(name, value))")
  }

  // MARK: Namespaces

  private static let svgNamespace = "http://www.w3.org/2000/svg"

  private mutating func bind(_ attributes: [SVGMarkup.Attribute], _ element: inout OpenElement) {
    for attribute in attributes where text[attribute.name].starts(with: "xmlns".utf8) {
      let (prefix, local) = Self.split(text[attribute.name])
      let bound: String? = prefix.isEmpty ? (local == "xmlns" ? "" : nil) : (prefix == "xmlns" ? local : nil)
      guard let bound else { continue }
      bindings[bound, default: []].append(
        String(decoding: SVGCharacters.expanded(text[attribute.value]), as: UTF8.self))
      element.bound.append(bound)
    }
  }

  private func namespace(_ prefix: String) -> String { bindings[prefix]?.last ?? "" }

  private static func split(_ name: ArraySlice<UInt8>) -> (prefix: String, local: String) {
    guard let colon = name.firstIndex(of: 0x3A) else { return ("", String(decoding: name, as: UTF8.self)) }
    return (String(decoding: name[..<colon], as: UTF8.self), String(decoding: name[(colon + 1)...], as: UTF8.self))
  }
}
