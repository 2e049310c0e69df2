/// What a property's effect depends on beside its value: the element and what stands around it.
struct SVGElementContext: Hashable {
  var name: String
  /// The name of the SVG element around it; empty for the root.
  var parent: String
  /// Whether it or something around it is turned or skewed.
  var isTurned: Bool
  /// Whether it is a path that is closed or begins anew.
  var isParted: Bool

  var isRoot: Bool { parent.isEmpty }

  /// Text inside of text, which has no box of its own in browsers.
  private var isInnerText: Bool { name == "tspan" || (name == "a" && (parent == "text" || parent == "tspan")) }

  private static let templates: Set<String> = ["clipPath", "mask", "pattern", "symbol"]
  private static let shapes = SVGElementNames.words(
    "g rect circle ellipse line polyline polygon path use image text a switch")

  /// Whether librsvg draws a property of this element otherwise than browsers do, with a value that it else knows.
  func isFault(_ property: String, _ value: ArraySlice<UInt8>) -> Bool {
    func says(_ word: StaticString) -> Bool { value.count == word.utf8CodeUnitCount && value.elementsEqual(word.bytes) }
    switch property {
    case "clip-path":
      return !says("none") && (Self.templates.contains(name) || parent == "clipPath" || name == "svg" || isInnerText)
    case "mask":
      return !says("none") && (Self.templates.contains(name) || parent == "clipPath" || name == "svg" || isInnerText)
    case "filter":
      return !says("none")
        && (["mask", "pattern", "symbol", "svg"].contains(name) || isInnerText || isTurned || parent == "clipPath")
    case "opacity":
      return !says("1") && !says("100%") && (["pattern", "symbol"].contains(name) || isInnerText)
    case "mix-blend-mode":
      return !says("normal") && (["pattern", "symbol", "marker"].contains(name) || isInnerText)
    case "display":
      return says("none")
        && (isRoot || Self.templates.contains(name) || SVGElementNames.gradients.contains(name)
          || name.hasPrefix("fe"))
    // Browsers place markers where a path begins anew and turn those of a closed one in ways of their own.
    case "marker", "marker-start", "marker-mid", "marker-end": return !says("none") && isParted
    case "overflow": return name == "image" && (says("visible") || says("auto"))
    case "transform": return !says("none") && !says("") && (name == "mask" || name == "symbol")
    default: return false
    }
  }

  /// Whether librsvg reads a place or size from this element's style, as browsers do.
  func takesGeometryFromStyle(_ property: String, _ value: ArraySlice<UInt8>) -> Bool {
    let isAuto = value.elementsEqual("auto".utf8)
    return switch property {
    case "width", "height": isRoot || ((name == "rect" || name == "image") && !isAuto)
    case "x", "y": isRoot || name == "rect" || name == "image"
    case "rx", "ry": name == "rect" || (name == "ellipse" && !isAuto)
    case "cx", "cy", "r": true
    default: true
    }
  }

  /// Whether both take a transform from this element's style.
  var takesTransformFromStyle: Bool { !isRoot && (Self.shapes.contains(name) || name == "svg") }

  /// Whether this element has such a place or size at all.
  func has(_ property: String) -> Bool {
    switch property {
    case "width", "height", "x", "y": ["rect", "image", "use", "svg", "symbol", "foreignObject"].contains(name)
    case "rx", "ry": name == "rect" || name == "ellipse"
    default: true
    }
  }
}

extension StaticString {
  fileprivate var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}

/// The elements of a document by what the last part of a selector may ask for.
struct SVGElementIndex {
  /// What an element must have to be meant.
  enum Key: Hashable {
    case any
    case name(String)
    case id(String)
    case `class`(String)
  }

  private var contexts: [Key: Set<SVGElementContext>] = [:]

  mutating func add(_ context: SVGElementContext, id: String?, classes: [UInt8]?) {
    contexts[.any, default: []].insert(context)
    contexts[.name(context.name), default: []].insert(context)
    if let id { contexts[.id(id), default: []].insert(context) }
    for name in classes?.split(whereSeparator: SVGOutline.isSpace) ?? [] {
      contexts[.class(String(decoding: name, as: UTF8.self)), default: []].insert(context)
    }
  }

  /// Every kind of element that one of some keys may mean.
  func contexts(of keys: Set<Key>) -> Set<SVGElementContext> {
    keys.reduce(into: []) { $0.formUnion(contexts[$1] ?? []) }
  }

  /// What the last parts of a rule's selectors ask for: rather too little than too much.
  static func keys(_ prelude: ArraySlice<UInt8>) -> Set<Key> {
    Set(SVGSelectorForm.selectors(in: prelude).map(key))
  }

  private static func key(_ selector: ArraySlice<UInt8>) -> Key {
    let selector = SVGValueForm.trimmed(selector)
    var depth = 0
    var last = selector.startIndex
    for offset in selector.indices {
      switch selector[offset] {
      case 0x28, 0x5B: depth += 1
      case 0x29, 0x5D: depth -= 1
      case let byte where depth == 0 && (SVGOutline.isSpace(byte) || [0x3E, 0x2B, 0x7E].contains(byte)):
        last = offset + 1
      default: break
      }
    }
    // In a pseudo-class' or an attribute's brackets nothing has to be there.
    let plain = selector[last...].prefix { $0 != 0x3A && $0 != 0x5B }
    func name(behind mark: UInt8) -> String? {
      plain.firstIndex(of: mark).map {
        String(decoding: plain[($0 + 1)...].prefix { $0 != 0x2E && $0 != 0x23 }, as: UTF8.self)
      }
    }
    if let name = name(behind: 0x23) { return .id(name) }
    if let name = name(behind: 0x2E) { return .class(name) }
    let element = plain.lastIndex(of: 0x7C).map { plain[($0 + 1)...] } ?? plain
    return element.isEmpty || element.first == 0x2A ? .any : .name(String(decoding: element, as: UTF8.self))
  }
}
