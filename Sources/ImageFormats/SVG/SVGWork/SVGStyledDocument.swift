import ModerationCore

/// A document's elements with what their attributes and the style sheets say of them.
struct SVGStyledDocument {
  /// Trying one simple selector on one element (20,000 by 2,000: 1.0 s), and looking at one element around or beside it
  /// (1,000 rules by 5,000 elements in 200 levels: 24 s).
  private static let nanosecondsOfSelector = 40.0
  private static let nanosecondsOfNeighbour = 25.0

  let outline: SVGOutline
  /// What trying the style sheets' selectors on all elements takes.
  let matchingWork: SVGWork
  private let sheet: SVGStyleSheet
  /// Which rules may match an element, where some do.
  private var keys: [Int: [SVGStyleSheet.Key]] = [:]
  /// For each element the nearest around it, itself included, that sets an inherited property; -1 for none.
  private var sources: [SVGAttribute: [Int32]] = [:]
  /// What elements that draw nothing themselves set, and so may hand on to whatever a `use` shows.
  private var handedOn: [SVGAttribute: Set<Range<Int>>] = [:]
  /// Every paint server that something is painted with: what `context-fill` may mean.
  private(set) var paintServers: Set<Int> = []

  /// - Throws: `decodingFailed` for a style sheet in a `data:` URL.
  init(_ parsed: SVGOutline) throws(InputRejection) {
    var parsed = parsed
    let range = parsed.appendStyleSheets()
    outline = parsed
    let css = String(decoding: outline.text[range], as: UTF8.self)
    if css.contains("@import"), css.contains("data:") { throw SVGOutline.hiddenStyleSheet }
    sheet = SVGStyleSheet(outline.text, range)
    matchingWork = Self.matchingWork(outline, sheet)
    // More pairs than may be tried are refused by whoever asks for that work.
    guard matchingWork.milliseconds <= Double(SVGWork.maximumDrawingMilliseconds) else { return }
    guard sheet.mostValues <= SVGOutline.maximumDeclarationCount else {
      throw .tooMuchDrawing(
        "values of a property for one class", limit: "maximumDeclarationCount", sheet.mostValues,
        SVGOutline.maximumDeclarationCount)
    }
    matchRules()
    inherit()
  }

  private static func matchingWork(_ outline: SVGOutline, _ sheet: SVGStyleSheet) -> SVGWork {
    var work = SVGWork()
    guard sheet.selectorCount > 0 else { return work }
    var (depths, places) = (0.0, 0.0)
    var placeOfSibling = [Int32](repeating: 0, count: outline.elements.count)
    for (index, element) in outline.elements.enumerated() {
      depths += Double(element.depth)
      places += Double(placeOfSibling[index])
      if element.nextSibling >= 0 { placeOfSibling[element.nextSibling] = placeOfSibling[index] + 1 }
    }
    work.styles =
      Double(sheet.selectorCount) * Double(outline.elements.count) * nanosecondsOfSelector
      + Double(sheet.contextSelectorCount) * depths * nanosecondsOfNeighbour
      + Double(sheet.siblingSelectorCount) * places * nanosecondsOfNeighbour
    return work
  }

  private mutating func matchRules() {
    guard !sheet.declarations.isEmpty else { return }
    for index in outline.elements.indices {
      var candidates: [SVGStyleSheet.Key] = [.any, .name(outline.text[outline.elements[index].name])]
      if let id = outline.value(.id, of: index) { candidates.append(.id(outline.text[id])) }
      if let classes = outline.value(.class, of: index) {
        candidates += outline.text[classes].split(whereSeparator: SVGOutline.isSpace).map { .class($0) }
      }
      let found = candidates.filter { sheet.declarations[$0] != nil }
      if !found.isEmpty { keys[index] = found }
    }
  }

  private mutating func inherit() {
    let inherited: [SVGAttribute] = [
      .fill, .stroke, .strokeWidth, .strokeDasharray, .markerStart, .markerMid, .markerEnd,
    ]
    for property in inherited {
      var nearest = [Int32](repeating: -1, count: outline.elements.count)
      var isSet = false
      for (index, element) in outline.elements.enumerated() {
        let own = ownValues(property, of: index)
        if own.isEmpty {
          nearest[index] = element.parent >= 0 ? nearest[element.parent] : -1
        } else {
          nearest[index] = Int32(index)
          isSet = true
          if property == .fill || property == .stroke { for one in own { paintServers.formUnion(targets(of: one)) } }
          if !element.kind.hasOutline { handedOn[property, default: []].formUnion(own) }
        }
      }
      if isSet { sources[property] = nearest }
    }
  }

  private func ownValues(_ property: SVGAttribute, of element: Int) -> [Range<Int>] {
    var values = outline.attributes[outline.elements[element].attributes].filter { $0.name == property }.map(\.value)
    for key in keys[element] ?? [] { values += sheet.declarations[key]?[property] ?? [] }
    return values
  }

  /// The values that a property of an element may have: each that is declared for it counts.
  ///
  /// - Parameter isUsed: Whether it is shown by a `use`, from which it takes what it does not set itself.
  func values(_ property: SVGAttribute, of element: Int, isUsed: Bool) -> [Range<Int>] {
    guard property.isInherited else { return resolved(property, of: element) }
    guard let source = sources[property]?[element] else { return [] }
    var values = source >= 0 ? resolved(property, of: Int(source)) : []
    if isUsed, source != Int32(element) { values += handedOn[property] ?? [] }
    return values
  }

  /// An element's own values, those of what surrounds it in the place of `inherit`.
  private func resolved(_ property: SVGAttribute, of element: Int) -> [Range<Int>] {
    var element = element
    var found: [Range<Int>] = []
    while element >= 0 {
      let own = ownValues(property, of: element)
      found += own.filter { !isInherit($0) }
      guard own.contains(where: isInherit) else { return found }
      element = outline.elements[element].parent
    }
    return found
  }

  private func isInherit(_ value: Range<Int>) -> Bool {
    // `!important` may follow.
    outline.text[value].drop(while: SVGOutline.isSpace).starts(with: "inherit".utf8)
  }

  /// The elements that an attribute refers to: `#id`, or each `url(#id)` of a property's value.
  func references(_ attribute: SVGAttribute, of element: Int) -> [Int] {
    outline.attributes[outline.elements[element].attributes].filter { $0.name == attribute }
      .compactMap { target(of: $0.value) }
  }

  private func target(of value: Range<Int>) -> Int? {
    let text = outline.text[value].drop(while: SVGOutline.isSpace)
    guard text.first == 0x23 else { return nil }
    var name = text.dropFirst()
    while let last = name.last, SVGOutline.isSpace(last) { name.removeLast() }
    return outline.elementOfID[name]
  }

  /// What a property's value names and says, read once.
  struct Value {
    /// The elements that it names by `url(#id)`, with or without quotes.
    var targets: [Int] = []
    /// How many functions it calls, `url` among them.
    var functionCount = 0
    /// Whether it is the paint of whatever a marker stands on.
    var isContextPaint = false
    /// For a list of dashes, how many there are in a unit of length.
    var dashesOfUnit = 0.0
  }

  func value(_ range: Range<Int>) -> Value {
    var value = Value()
    value.targets = targets(of: range)
    value.functionCount = outline.text[range].count { $0 == 0x28 }
    value.isContextPaint = outline.text[range].drop(while: SVGOutline.isSpace).starts(with: "context-".utf8)
    var numbers = SVGNumbers(outline.text, range)
    var (sum, count) = (0.0, 0.0)
    while let number = numbers.nextNumber() {
      sum += abs(number)
      count += 1
    }
    // Without a length to repeat there are no dashes.
    value.dashesOfUnit = sum > 0 ? count / sum : 0
    return value
  }

  private func targets(of value: Range<Int>) -> [Int] {
    var targets: [Int] = []
    var offset = value.lowerBound
    while offset < value.upperBound {
      guard outline.text[offset] == 0x23 else {
        offset += 1
        continue
      }
      let start = offset + 1
      offset = start
      while offset < value.upperBound, ![0x29, 0x22, 0x27, 0x20, 0x09, 0x0A, 0x0D].contains(outline.text[offset]) {
        offset += 1
      }
      if let target = outline.elementOfID[outline.text[start..<offset]] { targets.append(target) }
    }
    return targets
  }

  // MARK: Geometry

  func numbers(_ attribute: SVGAttribute, of element: Int, atMost count: Int) -> [Double] {
    guard let value = outline.value(attribute, of: element) else { return [] }
    var numbers = SVGNumbers(outline.text, value.prefix(SVGLength.maximumByteCount))
    var result: [Double] = []
    while result.count < count, let number = numbers.nextNumber() { result.append(number) }
    return result
  }

  /// A length in pixels; nil when it is not there or relative.
  func length(_ attribute: SVGAttribute, of element: Int) -> Double? {
    guard let value = outline.value(attribute, of: element) else { return nil }
    return length(value)
  }

  /// A length in pixels; nil when it is relative or no length.
  func length(_ value: Range<Int>) -> Double? {
    guard value.count <= SVGLength.maximumByteCount else { return nil }
    return SVGLength(String(decoding: outline.text[value], as: UTF8.self))?.pixels
  }

  /// A length that is 0 when it is not there; nil when it is relative.
  func optionalLength(_ attribute: SVGAttribute, of element: Int) -> Double? {
    outline.value(attribute, of: element) == nil ? 0 : length(attribute, of: element)
  }

  func point(_ x: SVGAttribute, _ y: SVGAttribute, of element: Int) -> (x: Double, y: Double)? {
    guard let x = optionalLength(x, of: element), let y = optionalLength(y, of: element) else { return nil }
    return (x, y)
  }

  /// Whether styles set sizes or places of an element, so that its attributes say nothing.
  func hasStyledGeometry(_ element: Int) -> Bool { !ownValues(.geometry, of: element).isEmpty }

  /// What x, y, width and height say.
  func rectangle(of element: Int) -> SVGBox {
    guard !hasStyledGeometry(element), let origin = point(.x, .y, of: element),
      let width = length(.width, of: element), let height = length(.height, of: element)
    else { return .everything }
    return SVGBox(
      left: min(origin.x, origin.x + width), top: min(origin.y, origin.y + height),
      right: max(origin.x, origin.x + width), bottom: max(origin.y, origin.y + height))
  }

  /// The transform; unknown where several are declared.
  func transform(of element: Int) -> SVGTransform {
    let values = ownValues(.transform, of: element)
    guard let value = values.first else { return SVGTransform() }
    // Longer lists are no programs' writing.
    return values.count == 1 && value.count <= 4_096 ? SVGTransform(outline.text, value) : .unknown
  }
}
