package import ModerationCore

extension SVGWork {
  /// Refuses a document that would take too long to draw, before anything is drawn.
  ///
  /// - Parameters:
  ///   - bytes: The document, in an encoding that extends ASCII, without a document type.
  ///   - size: How large it is drawn, in pixels.
  ///   - scale: Pixels of the drawing to a unit of the root element, where it has no view box.
  /// - Returns: The estimate.
  /// - Throws: `drawingWorkExceeded`, naming the limit; `decodingFailed` for a style sheet in a `data:` URL.
  /// - Complexity: Linear in the document's length, up to `maximumStepCount`.
  @discardableResult
  package static func check(
    _ bytes: UnsafeRawBufferPointer, drawnAt size: PixelSize, scale: Double = 1
  ) throws(InputRejection) -> SVGWork {
    let document = try SVGStyledDocument(SVGOutline(bytes))
    let styles = document.matchingWork
    try styles.check()
    var estimate = SVGWorkEstimate(document, size: size, scale: scale)
    var work = try estimate.run()
    work += styles
    try work.check()
    return work
  }
}

/// Walks a document as a drawer does and adds up what it takes.
///
/// What is drawn again is estimated once for each scale that it is drawn at. Cycles end where they close.
struct SVGWorkEstimate {
  /// Elements and values looked at, at most: four for each element of the largest document, one or two seconds.
  static let maximumStepCount = 1_000_000
  /// The longest chain of elements and of what they refer to.
  static let maximumReferenceDepth = 300

  /// An element drawn somewhere: its work, and where it draws, in its own units.
  typealias Drawn = (work: SVGWork, box: SVGBox)

  /// Where an element is drawn.
  struct Place {
    /// Pixels to a unit, squared; infinite where unknown.
    var areaFactor: Double
    /// Whether it takes properties from a `use`, too.
    var isUsed: Bool
    /// Whether something around it has a surface of its own.
    var isLayered = false
  }

  private struct Key: Hashable {
    let element: Int
    let scaleStep: Int
    let isUsed: Bool
    let isLayered: Bool
  }

  let document: SVGStyledDocument
  /// Pixels of the whole drawing.
  let canvas: Double
  /// Pixels to a unit of the root's content, squared.
  private let rootFactor: Double
  private var known: [Key: Drawn] = [:]
  /// Elements that are being estimated, and how many were when each was begun.
  private var open: [Int: Int] = [:]
  /// The outermost open element that something led back to.
  private var outermostCut = Int.max
  private var measured: [Int: SVGPolyline.Measures] = [:]
  private var values: [Int: SVGStyledDocument.Value] = [:]
  var contents: [Int: [Int]] = [:]
  private var depth = 0
  private var stepCount = 0

  init(_ document: SVGStyledDocument, size: PixelSize, scale: Double) {
    self.document = document
    canvas = max(1, Double(size.width) * Double(size.height))
    let numbers = document.outline.elements.isEmpty ? [] : document.numbers(.viewBox, of: 0, atMost: 4)
    if numbers.count == 4, numbers[2] > 0, numbers[3] > 0 {
      let factor = max(Double(size.width) / numbers[2], Double(size.height) / numbers[3])
      rootFactor = factor * factor
    } else {
      rootFactor = scale * scale
    }
  }

  mutating func run() throws(InputRejection) -> SVGWork {
    guard !document.outline.elements.isEmpty else { return SVGWork() }
    var place = Place(areaFactor: rootFactor, isUsed: false)
    let effects = try effects(of: 0, .everything, place)
    place.isLayered = hasLayer(0, place)
    return try children(of: 0, place).work + effects
  }

  // MARK: Elements

  /// The pixels of a drawing that a box of an element covers at most.
  func pixels(_ box: SVGBox, _ place: Place) -> Double { pixels(area: box.area, place) }

  func pixels(area: Double, _ place: Place) -> Double {
    area == 0 ? 0 : min(canvas, area * place.areaFactor).isNaN ? canvas : min(canvas, area * place.areaFactor)
  }

  mutating func step() throws(InputRejection) {
    stepCount += 1
    guard stepCount <= Self.maximumStepCount else {
      throw .tooMuchDrawing(
        "steps to estimate its drawing", limit: "maximumStepCount", stepCount, Self.maximumStepCount)
    }
  }

  /// What a group draws: its children that draw.
  mutating func children(of element: Int, _ place: Place) throws(InputRejection) -> Drawn {
    var drawn: Drawn = (SVGWork(), SVGBox())
    var child = document.outline.elements[element].firstChild
    while child >= 0 {
      if document.outline.elements[child].kind.isDrawn {
        let one = try draw(child, place)
        drawn.work += one.work
        drawn.box.add(one.box)
      } else {
        try step()
      }
      child = document.outline.elements[child].nextSibling
    }
    return drawn
  }

  /// What an element draws, in the units of its parent.
  mutating func draw(_ element: Int, _ outer: Place) throws(InputRejection) -> Drawn {
    try step()
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumReferenceDepth else {
      throw .tooMuchDrawing(
        "elements that refer to one another", limit: "maximumReferenceDepth", depth, Self.maximumReferenceDepth)
    }
    let transform = document.transform(of: element)
    var place = outer
    place.areaFactor = Self.times(outer.areaFactor, transform.areaFactor)
    var inner = place
    inner.isLayered = outer.isLayered || hasLayer(element, place)
    var drawn = try content(of: element, inner)
    drawn.work.elementCount += 1
    drawn.work += try effects(of: element, drawn.box, place)
    return (drawn.work, transform(drawn.box))
  }

  private mutating func content(of element: Int, _ place: Place) throws(InputRejection) -> Drawn {
    let kind = document.outline.elements[element].kind
    switch kind {
    case .use: return try use(element, place)
    case .viewport: return try viewport(element, place)
    case .text, .textPart:
      var drawn = try children(of: element, place)
      drawn.work.text += document.outline.elements[element].textWork
      drawn.work += try paint(of: element, .everything, area: 0, length: 0, place)
      return (drawn.work, .everything)
    case .image:
      let box = document.rectangle(of: element)
      var work = SVGWork()
      work.paint = 3 * pixels(box, place)
      return (work, box)
    case .rect, .circle, .ellipse, .line, .polyline, .polygon, .path: return try shape(element, kind, place)
    default: return try children(of: element, place)
    }
  }

  private mutating func use(_ element: Int, _ outer: Place) throws(InputRejection) -> Drawn {
    var place = outer
    place.isUsed = true
    var drawn: Drawn = (SVGWork(), SVGBox())
    for target in document.references(.href, of: element) {
      let one = try refer(to: target, place) { estimate, place throws(InputRejection) in
        estimate.document.outline.elements[target].kind == .symbol
          ? try estimate.viewport(target, place) : try estimate.draw(target, place)
      }
      drawn.work += one.work
      drawn.box.add(one.box)
    }
    let origin = document.point(.x, .y, of: element)
    return (drawn.work, origin.map { drawn.box.moved($0.x, $0.y) } ?? .everything)
  }

  /// A document in the document. Where its size is not known, it is taken to be as large as the drawing.
  private mutating func viewport(_ element: Int, _ outer: Place) throws(InputRejection) -> Drawn {
    var place = outer
    let viewBox = document.numbers(.viewBox, of: element, atMost: 4)
    guard viewBox.count == 4, viewBox[2] > 0, viewBox[3] > 0 else {
      let drawn = try children(of: element, place)
      return (drawn.work, drawn.box.isEmpty ? drawn.box : .everything)
    }
    let area = viewBox[2] * viewBox[3]
    if !document.hasStyledGeometry(element), let width = document.length(.width, of: element),
      let height = document.length(.height, of: element)
    {
      let factor = max(width / viewBox[2], height / viewBox[3])
      place.areaFactor = Self.times(place.areaFactor, factor * factor)
    } else {
      let shorter = min(viewBox[2], viewBox[3])
      let enlarged = rootFactor > 0 ? max(1, outer.areaFactor / rootFactor) : 1
      place.areaFactor = Self.times(canvas / area * (area / (shorter * shorter)), enlarged)
    }
    let drawn = try children(of: element, place)
    return (drawn.work, drawn.box.isEmpty ? drawn.box : .everything)
  }

  /// What something that is referred to draws, estimated once for each scale, rounded up to a quarter more.
  mutating func refer(
    to element: Int, _ place: Place,
    _ draw: (inout SVGWorkEstimate, Place) throws(InputRejection) -> Drawn
  ) throws(InputRejection) -> Drawn {
    try step()
    let (scaleStep, factor) = Self.rounded(place.areaFactor)
    let key = Key(element: element, scaleStep: scaleStep, isUsed: place.isUsed, isLayered: place.isLayered)
    if let drawn = known[key] { return drawn }
    if let order = open[element] {
      outermostCut = min(outermostCut, order)
      return (SVGWork(), SVGBox())
    }
    let order = open.count
    open[element] = order
    defer { open[element] = nil }
    let cutBefore = outermostCut
    outermostCut = .max
    let drawn = try draw(
      &self, Place(areaFactor: factor, isUsed: place.isUsed, isLayered: place.isLayered))
    // What leads back to something around it is cut short here, and longer elsewhere.
    if outermostCut >= order {
      known[key] = drawn
      outermostCut = .max
    }
    outermostCut = min(outermostCut, cutBefore)
    return drawn
  }

  /// What a property's value says, and a shape's outline, each read once.
  mutating func value(_ range: Range<Int>) -> SVGStyledDocument.Value {
    if let value = values[range.lowerBound] { return value }
    let value = document.value(range)
    values[range.lowerBound] = value
    return value
  }

  mutating func measures(of element: Int, _ read: () -> SVGPolyline.Measures) -> SVGPolyline.Measures {
    if let measures = measured[element] { return measures }
    let measures = read()
    measured[element] = measures
    return measures
  }

  /// A scale that many places share.
  private static func rounded(_ factor: Double) -> (step: Int, factor: Double) {
    guard factor.isFinite, factor > 0 else { return factor > 0 ? (.max, .infinity) : (.min, 0) }
    let exponent = Int(factor.exponent)
    let fraction = factor.significand - 1
    let quarter = Int((fraction * 4).rounded(.up))
    let rounded = Double(sign: .plus, exponent: exponent, significand: 1 + Double(quarter) / 4)
    return (exponent * 4 + quarter, rounded)
  }

  /// A product in which nothing and the unknown make nothing.
  static func times(_ left: Double, _ right: Double) -> Double { left == 0 || right == 0 ? 0 : left * right }
}
