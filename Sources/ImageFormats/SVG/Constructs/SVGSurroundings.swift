/// Selectors that look at what stands around an element.
///
/// Browsers match the copy that a `use` shows by what stands in it, librsvg by where the original stands. Where the two
/// find the same elements, the drawing is the same.
struct SVGSurroundings {
  /// Comparisons with an element of the path to another; what would take more counts as a difference.
  static let maximumComparisonCount = 4_000_000

  /// An element, as far as selectors ask for it.
  private struct Element {
    let name: String
    let id: String?
    let classes: [String]
  }

  /// A part of a selector without white space. What it asks of attributes and by pseudo-classes is taken to be met.
  private struct Compound {
    var name: String?
    var ids: [String] = []
    var classes: [String] = []
    /// Whether the next part is that of the parent, not of anything around it.
    var isOfChild = false

    func means(_ element: Element) -> Bool {
      (name == nil || name == element.name) && ids.allSatisfy { $0 == element.id }
        && classes.allSatisfy(element.classes.contains)
    }
  }

  private struct Selector {
    var compounds: [Compound]
    /// Whether it asks for siblings, of which the copy has none.
    var looksBeside = false
  }

  private var selectors: [Selector] = []
  private var comparisonCount = 0

  /// Takes the selectors of a rule that look around.
  mutating func add(_ prelude: ArraySlice<UInt8>) {
    for part in SVGSelectorForm.selectors(in: prelude) {
      let selector = Self.selector(part)
      if selector.looksBeside || selector.compounds.count > 1 { selectors.append(selector) }
    }
  }

  /// Whether a copy of some element that a `use` shows is met by other selectors than the element itself.
  ///
  /// - Parameters:
  ///   - text: The document, whose markup has been read.
  ///   - targets: The ids of what is shown.
  mutating func changeCopies(of targets: Set<String>, in text: [UInt8]) -> Bool {
    guard !selectors.isEmpty, !targets.isEmpty else { return false }
    var markup = SVGMarkup(text)
    var path: [Element] = []
    while true {
      let next: SVGMarkup.Piece?
      // The markup has been read once without an error; were there one, nothing would be known.
      do { next = try markup.next() } catch { return true }
      guard let next else { return false }
      switch next {
      case .start(let name, let attributes, let isEmpty):
        path.append(Self.element(name, attributes, text))
        if changesCopies(of: path, targets) { return true }
        if isEmpty { path.removeLast() }
      case .end: _ = path.popLast()
      case .characters, .instruction: break
      }
    }
  }

  private mutating func changesCopies(of path: [Element], _ targets: Set<String>) -> Bool {
    guard let last = path.last else { return false }
    let starts = path.indices.filter { path[$0].id.map(targets.contains) == true }
    guard !starts.isEmpty else { return false }
    for selector in selectors where selector.compounds.last?.means(last) == true {
      if selector.looksBeside { return true }
      comparisonCount += path.count * selector.compounds.count * (starts.count + 1)
      guard comparisonCount <= Self.maximumComparisonCount else { return true }
      let isMet = Self.isMet(selector, by: path[...])
      if starts.contains(where: { Self.isMet(selector, by: path[$0...]) != isMet }) { return true }
    }
    return false
  }

  /// Whether a selector means the last element of a path.
  private static func isMet(_ selector: Selector, by path: ArraySlice<Element>) -> Bool {
    // The places in the path that the compound behind may have.
    var places = Set([path.endIndex])
    for (number, compound) in selector.compounds.reversed().enumerated() {
      let isNext = number == 0 || compound.isOfChild
      let lowest = places.max() ?? 0
      places = Set(
        path.indices.filter { place in
          (isNext ? places.contains(place + 1) : place < lowest) && compound.means(path[place])
        })
      guard !places.isEmpty else { return false }
    }
    return true
  }

  private static func element(
    _ name: Range<Int>, _ attributes: [SVGMarkup.Attribute], _ text: [UInt8]
  ) -> Element {
    func value(_ wanted: StaticString) -> [UInt8]? {
      attributes.first {
        text[$0.name].elementsEqual(UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount))
      }
      .map { SVGCharacters.expanded(text[$0.value]) }
    }
    let local = text[name].split(separator: 0x3A).last ?? []
    let classes = value("class")?.split(whereSeparator: SVGOutline.isSpace) ?? []
    return Element(
      name: String(decoding: local, as: UTF8.self), id: value("id").map { String(decoding: $0, as: UTF8.self) },
      classes: classes.map { String(decoding: $0, as: UTF8.self) })
  }

  private static func selector(_ text: ArraySlice<UInt8>) -> Selector {
    var selector = Selector(compounds: [])
    var rest = SVGValueForm.trimmed(text)
    var isOfChild = false
    while let first = rest.first {
      if SVGOutline.isSpace(first) || first == 0x3E {
        isOfChild = isOfChild || first == 0x3E
        rest = rest.dropFirst()
      } else if first == 0x2B || first == 0x7E {
        selector.looksBeside = true
        rest = rest.dropFirst()
      } else {
        // Whether the compound before is the parent's belongs to that one, which is looked for behind this.
        if isOfChild, !selector.compounds.isEmpty { selector.compounds[selector.compounds.count - 1].isOfChild = true }
        isOfChild = false
        selector.compounds.append(compound(&rest, &selector.looksBeside))
      }
    }
    return selector
  }

  private static func compound(_ rest: inout ArraySlice<UInt8>, _ looksBeside: inout Bool) -> Compound {
    var compound = Compound()
    while let mark = rest.first, !SVGOutline.isSpace(mark), ![0x3E, 0x2B, 0x7E].contains(mark) {
      switch mark {
      case 0x5B: rest = rest.drop { $0 != 0x5D }.dropFirst()
      case 0x23, 0x2E, 0x3A:
        rest = rest.dropFirst()
        let word = word(&rest)
        if mark == 0x23 { compound.ids.append(word) }
        if mark == 0x2E { compound.classes.append(word) }
        if mark == 0x3A, word.contains("child") || word.contains("of-type") { looksBeside = true }
        if rest.first == 0x28 { rest = rest.drop { $0 != 0x29 }.dropFirst() }
      case 0x2A: rest = rest.dropFirst()
      default:
        let word = word(&rest)
        // A mark that no selector has, which another rule names.
        if word.isEmpty { rest = rest.dropFirst() } else { compound.name = word }
      }
    }
    return compound
  }

  private static func word(_ rest: inout ArraySlice<UInt8>) -> String {
    let word = rest.prefix { byte in
      !SVGOutline.isSpace(byte) && ![0x23, 0x28, 0x2A, 0x2B, 0x2E, 0x3A, 0x3E, 0x5B, 0x7C, 0x7E].contains(byte)
    }
    rest = rest[word.endIndex...]
    return String(decoding: word, as: UTF8.self)
  }
}
