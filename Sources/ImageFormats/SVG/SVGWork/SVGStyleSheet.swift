/// The rules of a document's style sheets that set something costly, found by the last part of their selectors.
///
/// A rule counts for each element that the last part of its selector may match, whatever stands before it and however
/// specific it is: rather too often than too rarely.
struct SVGStyleSheet {
  /// What an element must have to be meant.
  enum Key: Hashable {
    case any
    case name(ArraySlice<UInt8>)
    case id(ArraySlice<UInt8>)
    case `class`(ArraySlice<UInt8>)
  }

  /// Values by what they are for.
  private(set) var declarations: [Key: [SVGAttribute: [Range<Int>]]] = [:]
  /// The most values of a property for one key.
  private(set) var mostValues = 0
  private struct Declared: Hashable {
    let key: Key
    let name: SVGAttribute
    let value: ArraySlice<UInt8>
  }

  private var seen: Set<Declared> = []
  /// How many selectors there are.
  private(set) var selectorCount = 0
  /// How many of them look at what surrounds an element.
  private(set) var contextSelectorCount = 0
  /// How many of them look at what stands beside an element.
  private(set) var siblingSelectorCount = 0

  /// Reads cleaned style sheets, a range of a text; values are ranges of it, too.
  init(_ text: [UInt8], _ range: Range<Int>) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let start = offset
      while offset < range.upperBound, ![0x7B, 0x7D, 0x3B].contains(text[offset]) { offset += 1 }
      guard offset < range.upperBound else { return }
      let prelude = text[start..<offset]
      let isBlock = text[offset] == 0x7B
      offset += 1
      // What is in the block of @media and its like is read as if it stood alone.
      guard isBlock, prelude.first(where: { !SVGOutline.isSpace($0) }) != 0x40 else { continue }
      let end = text[offset..<range.upperBound].firstIndex(of: 0x7D) ?? range.upperBound
      let found = SVGDeclarations.read(text, offset..<end)
      for key in readSelectors(prelude) { for one in found { add(one, for: key, text) } }
      offset = min(end + 1, range.upperBound)
    }
  }

  /// Keeps a declaration unless one of the same meaning is there.
  private mutating func add(_ declaration: SVGOutline.Attribute, for key: Key, _ text: [UInt8]) {
    var value = text[declaration.value].filter { !SVGOutline.isSpace($0) }[...]
    // A colour is as good as another.
    let isPaint = declaration.name == .fill || declaration.name == .stroke
    if declaration.name == .geometry { value = [] }
    if isPaint, !value.contains(0x28), ![0x63, 0x69].contains(value.first) { value = [] }
    guard seen.insert(Declared(key: key, name: declaration.name, value: value)).inserted else { return }
    declarations[key, default: [:]][declaration.name, default: []].append(declaration.value)
    mostValues = max(mostValues, declarations[key]?[declaration.name]?.count ?? 0)
  }

  /// Counts selectors and gives the key of each.
  private mutating func readSelectors(_ prelude: ArraySlice<UInt8>) -> Set<Key> {
    var keys: Set<Key> = []
    for selector in SVGSelectorForm.selectors(in: prelude) { keys.insert(readSelector(selector)) }
    return keys
  }

  private mutating func readSelector(_ selector: ArraySlice<UInt8>) -> Key {
    let trimmed = Self.trimmed(selector)
    selectorCount += 1
    if trimmed.contains(where: { [0x7E, 0x2B, 0x3A].contains($0) }) { siblingSelectorCount += 1 }
    var depth = 0
    var last = trimmed.startIndex
    for offset in trimmed.indices {
      switch trimmed[offset] {
      case 0x28, 0x5B: depth += 1
      case 0x29, 0x5D: depth -= 1
      case let byte where depth == 0 && (SVGOutline.isSpace(byte) || [0x3E, 0x2B, 0x7E].contains(byte)):
        last = offset + 1
      default: break
      }
    }
    if last > trimmed.startIndex { contextSelectorCount += 1 }
    return Self.key(trimmed[last...])
  }

  /// The class, id or name that a compound selector asks for; `any` for one that asks for none of them.
  private static func key(_ compound: ArraySlice<UInt8>) -> Key {
    // In a pseudo-class' or an attribute's brackets nothing has to be there.
    let plain = compound.prefix { $0 != 0x3A && $0 != 0x5B }
    func name(behind mark: UInt8) -> ArraySlice<UInt8>? {
      plain.firstIndex(of: mark).map { plain[($0 + 1)...].prefix { $0 != 0x2E && $0 != 0x23 } }
    }
    if let name = name(behind: 0x23) { return .id(name) }
    if let name = name(behind: 0x2E) { return .class(name) }
    let element = plain.lastIndex(of: 0x7C).map { plain[($0 + 1)...] } ?? plain
    return element.isEmpty || element.first == 0x2A ? .any : .name(element)
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text.drop(while: SVGOutline.isSpace)
    while let last = text.last, SVGOutline.isSpace(last) { text.removeLast() }
    return text
  }
}

/// Declarations as `style` attributes and rules have them.
enum SVGDeclarations {
  /// Those of properties that are looked at.
  static func read(_ text: [UInt8], _ range: Range<Int>) -> [SVGOutline.Attribute] {
    var found: [SVGOutline.Attribute] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let start = offset
      var depth = 0
      var colon: Int?
      while offset < range.upperBound, depth > 0 || text[offset] != 0x3B {
        switch text[offset] {
        case 0x28: depth += 1
        case 0x29: depth -= 1
        case 0x3A where colon == nil: colon = offset
        default: break
        }
        offset += 1
      }
      defer { offset += 1 }
      guard let colon else { continue }
      var name = text[start..<colon].filter { !SVGOutline.isSpace($0) }
      for index in name.indices where (0x41...0x5A).contains(name[index]) { name[index] |= 0x20 }
      guard let property = SVGAttribute.property(name[...]) else { continue }
      found += expanded(SVGOutline.Attribute(name: property, value: (colon + 1)..<offset))
    }
    return found
  }

  /// `marker` stands for all three of its kind.
  static func expanded(_ attribute: SVGOutline.Attribute) -> [SVGOutline.Attribute] {
    guard attribute.name == .marker else { return [attribute] }
    return [.markerStart, .markerMid, .markerEnd].map { SVGOutline.Attribute(name: $0, value: attribute.value) }
  }

  /// Style text without comments and escapes.
  static func cleaned(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var offset = text.startIndex
    func byte(_ at: Int) -> UInt8 { at < text.endIndex ? text[at] : 0 }
    while offset < text.endIndex {
      if byte(offset) == 0x2F, byte(offset + 1) == 0x2A {
        offset += 2
        while offset < text.endIndex, byte(offset) != 0x2A || byte(offset + 1) != 0x2F { offset += 1 }
        offset += 2
        // A comment parts words, except that a name may not be made of two: a space is right for both.
        result.append(0x20)
      } else if byte(offset) == 0x5C {
        offset += 1
        var (code, digits): (UInt32, Int) = (0, 0)
        while digits < 6, let digit = hexadecimal(byte(offset)) {
          code = code << 4 | digit
          digits += 1
          offset += 1
        }
        if digits == 0 { continue }
        if SVGOutline.isSpace(byte(offset)) { offset += 1 }
        if let scalar = Unicode.Scalar(code) { result += Array(String(Character(scalar)).utf8) }
      } else {
        result.append(text[offset])
        offset += 1
      }
    }
    return result
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46, 0x61...0x66: UInt32(byte | 0x20) - 0x57
    default: nil
    }
  }
}
