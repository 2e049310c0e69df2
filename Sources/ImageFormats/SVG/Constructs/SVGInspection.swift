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
  package internal(set) var unseen: Set<Unseen> = []
  /// The text that the document shows or may show, one string for each element of text.
  package internal(set) var texts: [String] = []
  /// What the document must say in other words for librsvg to draw it as browsers do, in its order.
  package internal(set) var changes: [SVGChange] = []
  /// The pictures inside the document, in their order.
  package internal(set) var pictures: [Picture] = []

  let text: [UInt8]
  var open: [OpenElement] = []
  private var bindings: [String: [String]] = [:]
  private var textByteCount = 0
  /// Behind the tag that is read.
  var tagEnd = 0
  private var currentText: [UInt8] = []
  var results: Set<String> = []
  var hasDashes = false
  var hasPathLength = false
  var surroundings = SVGSurroundings()
  var gradients: [SVGGradientLine] = []
  var references = SVGReferenceGraph()
  var effects = SVGUseTargets()
  var index = SVGElementIndex()
  /// What style sheets set, and what the rule asks for that is read.
  var sheetProperties: Set<SheetProperty> = []
  var sheetKeys: Set<SVGElementIndex.Key> = []
  var filter: SVGFilterForm?
  var hasTurns = false
  var hasTurnedUse = false
  /// Paint servers of what is turned.
  var turnedPaints: Set<String> = []
  /// Whether something marks the paths in it, and whether there are closed or parted ones.
  var hasInheritedMarkers = false
  var hasPartedPaths = false
  var laysTextOut = false
  private var hasPictureCharacters = false

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
    /// What a clip path clips by, and how much of it may turn either way.
    var clipCount = 0
    var outlineCount = 0
    /// The nearest id of it or around it.
    var id: String?
    var isStyleSheet = false
    var styleSheet: [UInt8] = []
    /// Where the style sheet begins, while it is one piece that says what it means.
    var styleSheetStart: Int?
    var context = SVGElementContext(name: "", parent: "?", isTurned: false, isParted: false)
    /// The paint servers of fill and stroke, its own or those around it.
    var paints: [String: String] = [:]
    var isFiltered = false
    /// Of a symbol, whose content is put into an element of its own.
    var innerName: String?

    mutating func note(paint: String, _ value: ArraySlice<UInt8>) {
      let end = value.firstIndex(of: 0x29) ?? value.endIndex
      let server = end < value.endIndex ? SVGColorForm.target(value[...end]) : nil
      paints[paint] = server.map { String(decoding: $0, as: UTF8.self) }
    }
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
      case .start(let name, let attributes, let isEmpty):
        tagEnd = markup.offset
        try start(name, attributes, isEmpty: isEmpty)
      case .end(let name):
        guard let last = open.last, text[last.nameRange] == text[name] else {
          throw SVGMarkup.refusal("a tag that ends what is not open")
        }
        end(at: name.lowerBound - 2)
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
    if surroundings.changeCopies(of: effects.targets, in: text) {
      add(.construct, "CSS selectors of surroundings with the SVG element use")
    }
    if references.hasCycle { add(.construct, "SVG elements that refer to themselves") }
    concludeSheets()
    if SVGGradientLine.containsFault(gradients) {
      add(.construct, "an SVG gradient without a length or of no gradient")
    }
    if SVGGradientLine.turnsBoxes(gradients, of: hasTurnedUse ? nil : turnedPaints) {
      add(.construct, "an SVG gradient or pattern in the box of what is turned")
    }
    if hasInheritedMarkers, hasPartedPaths {
      add(.construct, "an SVG marker on a closed or parted path")
    }
    if laysTextOut, hasPictureCharacters { add(.construct, "pictures of characters at places of their own") }
    for fault in effects.faults { add(.construct, fault) }
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
    } else if namespace.isEmpty, prefix.isEmpty, parent?.isSVG == true, SVGElementNames.isKnown(local) {
      add(.construct, "the element \(local) of no namespace")
    } else if parent?.isSVG == true, parent?.name == "switch" {
      add(.construct, "an element of another language in an SVG switch")
    } else if namespace == "http://www.w3.org/1999/xhtml" || namespace == "http://www.w3.org/1998/Math/MathML" {
      add(.construct, "an element of HTML: \(local)")
    }
    if isEmpty { end(at: tagEnd) }
  }

  private mutating func end(at place: Int) {
    guard let element = open.last else { return }
    if let name = element.innerName { changes.append(SVGChange(place..<place, "</\(name)>")) }
    if element.name == "filter", element.isSVG {
      if filter?.isFault == true { add(.construct, "an SVG filter that moves what lies around its region") }
      filter = nil
    }
    if element.isStyleSheet {
      // A style sheet counts wherever it stands.
      open[open.count - 1].isNeverDrawn = false
      read(styleSheet: element.styleSheet, offset: element.styleSheetStart)
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
    let text = String(decoding: joined, as: UTF8.self)
    if text.unicodeScalars.contains(where: SVGElementFaults.isPicture) { hasPictureCharacters = true }
    texts.append(text)
  }

  private mutating func note(characters range: Range<Int>, isLiteral: Bool) {
    guard let last = open.indices.last else { return }
    if open[last].isStyleSheet {
      let isPlain = open[last].styleSheet.isEmpty && (isLiteral || !text[range].contains(0x26))
      open[last].styleSheetStart = isPlain ? range.lowerBound : nil
      open[last].styleSheet += isLiteral ? Array(text[range]) : SVGCharacters.expanded(text[range])
    } else if open[last].isText, currentText.count <= Self.maximumTextByteCount {
      currentText += isLiteral ? Array(text[range]) : SVGCharacters.expanded(text[range])
    }
  }

  private mutating func note(instruction: ArraySlice<UInt8>) {
    let target = String(decoding: instruction.prefix { !SVGOutline.isSpace($0) }.prefix(32), as: UTF8.self)
    if target == "xml-stylesheet" { add(.reference, "an external style sheet") }
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

  func namespace(_ prefix: String) -> String { bindings[prefix]?.last ?? "" }

  static func split(_ name: ArraySlice<UInt8>) -> (prefix: String, local: String) {
    guard let colon = name.firstIndex(of: 0x3A) else { return ("", String(decoding: name, as: UTF8.self)) }
    return (String(decoding: name[..<colon], as: UTF8.self), String(decoding: name[(colon + 1)...], as: UTF8.self))
  }
}
