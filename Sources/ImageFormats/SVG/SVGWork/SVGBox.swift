/// A rectangle around what is drawn, in the units of an element; empty, bounded or everything.
struct SVGBox {
  var left = Double.infinity
  var top = Double.infinity
  var right = -Double.infinity
  var bottom = -Double.infinity

  /// Where nothing is known.
  static let everything = SVGBox(left: -.infinity, top: -.infinity, right: .infinity, bottom: .infinity)

  var isEmpty: Bool { !(left <= right && top <= bottom) }

  /// 0 when empty, infinite when unknown.
  var area: Double {
    guard !isEmpty else { return 0 }
    let (width, height) = (right - left, bottom - top)
    return width == 0 || height == 0 ? 0 : width * height
  }

  mutating func add(_ x: Double, _ y: Double) {
    left = min(left, x)
    right = max(right, x)
    top = min(top, y)
    bottom = max(bottom, y)
  }

  mutating func add(_ box: SVGBox) {
    guard !box.isEmpty else { return }
    add(box.left, box.top)
    add(box.right, box.bottom)
  }

  func moved(_ x: Double, _ y: Double) -> SVGBox {
    isEmpty ? self : SVGBox(left: left + x, top: top + y, right: right + x, bottom: bottom + y)
  }
}

/// A `transform`, as far as it can be read.
struct SVGTransform {
  private var a = 1.0
  private var b = 0.0
  private var c = 0.0
  private var d = 1.0
  private var e = 0.0
  private var f = 0.0
  /// Whether all of it was understood.
  private(set) var isKnown = true

  /// No transform.
  init() {}

  /// One that says nothing.
  static let unknown: SVGTransform = {
    var transform = SVGTransform()
    transform.isKnown = false
    return transform
  }()

  /// How much larger areas become; infinite when unknown.
  var areaFactor: Double {
    let determinant = abs(a * d - b * c)
    return isKnown && determinant.isFinite ? determinant : .infinity
  }

  /// Reads a list of functions. Angles are not needed: turning enlarges nothing. Where a turned box comes to lie is not
  /// worked out.
  init(_ text: [UInt8], _ range: Range<Int>) {
    var numbers = SVGNumbers(text, range)
    var letters: [UInt8] = []
    var values: [Double] = []
    while isKnown, let token = numbers.next() {
      switch token {
      case .letter(let letter):
        if !values.isEmpty {
          apply(letters, values)
          (letters, values) = ([], [])
        }
        letters.append(letter)
        if letters.count > 16 { isKnown = false }
      case .number(let number):
        values.append(number)
        if values.count > 6 { isKnown = false }
      }
    }
    if !letters.isEmpty || !values.isEmpty { apply(letters, values) }
  }

  private mutating func apply(_ letters: [UInt8], _ values: [Double]) {
    func value(_ index: Int) -> Double { index < values.count ? values[index] : 0 }
    switch String(decoding: letters, as: UTF8.self) {
    case "translate": append(1, 0, 0, 1, value(0), value(1))
    case "scale": append(value(0), 0, 0, values.count > 1 ? value(1) : value(0), 0, 0)
    case "matrix" where values.count == 6: append(value(0), value(1), value(2), value(3), value(4), value(5))
    case "rotate": turns = turns || value(0) != 0
    case "skewX", "skewY": turns = true
    default: isKnown = false
    }
  }

  /// Whether it turns or skews, so that boxes do not stay boxes.
  private var turns = false

  private mutating func append(_ a2: Double, _ b2: Double, _ c2: Double, _ d2: Double, _ e2: Double, _ f2: Double) {
    (a, b, c, d, e, f) = (
      a * a2 + c * b2, b * a2 + d * b2, a * c2 + c * d2, b * c2 + d * d2, a * e2 + c * f2 + e, b * e2 + d * f2 + f
    )
  }

  /// Where a box comes to lie.
  func callAsFunction(_ box: SVGBox) -> SVGBox {
    guard !box.isEmpty else { return box }
    guard isKnown, !turns, box.area.isFinite else { return .everything }
    var result = SVGBox()
    for (x, y) in [(box.left, box.top), (box.right, box.top), (box.left, box.bottom), (box.right, box.bottom)] {
      let (x2, y2) = (a * x + c * y + e, b * x + d * y + f)
      guard x2.isFinite, y2.isFinite else { return .everything }
      result.add(x2, y2)
    }
    return result
  }
}
