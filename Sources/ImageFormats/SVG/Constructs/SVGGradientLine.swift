/// A linear gradient's ends, or a radial gradient, and the gradient that it takes the rest from.
///
/// Between equal ends browsers paint the last colour and librsvg nothing; a gradient that takes the rest from what is no
/// gradient is painted by browsers alone.
struct SVGGradientLine {
  /// The longest chain of gradients that take from one another.
  private static let maximumChainLength = 32

  private let id: [UInt8]?
  private let isLinear: Bool
  private let target: [UInt8]?
  private let ends: [String: [UInt8]]
  private let isPattern: Bool
  private let hasViewBox: Bool
  /// Whether it is measured by the box of what it paints; nil for what it takes the rest from.
  private let isOfBox: Bool?
  /// Whether its line or circle is about as large as the box, without a turn or a repetition.
  private let fillsBox: Bool
  private var stops: [Double] = []

  init(_ name: String, _ values: [SVGInspection.Value]) {
    func value(_ name: String) -> [UInt8]? { values.first { $0.name == name }?.bytes }
    isLinear = name == "linearGradient"
    isPattern = name == "pattern"
    hasViewBox = value("viewBox") != nil
    func number(_ name: String, _ standard: Double) -> Double { value(name).flatMap(Self.number) ?? standard }
    let isLong =
      name == "linearGradient"
      ? (number("x2", 1) - number("x1", 0)).magnitude + (number("y2", 0) - number("y1", 0)).magnitude >= 0.7
      : number("r", 0.5) >= 0.4
    fillsBox =
      isLong && !["gradientTransform", "spreadMethod", "fx", "fy", "fr"].contains { value($0) != nil }
      && name != "pattern"
    let units = ["gradientUnits", "patternUnits"].compactMap(value).first
    isOfBox =
      isPattern && value("patternContentUnits").map { $0.elementsEqual("objectBoundingBox".utf8) } == true
      ? true : units.map { !SVGValueForm.trimmed($0[...]).elementsEqual("userSpaceOnUse".utf8) }
    id = value("id")
    target = value("href").flatMap { $0.first == 0x23 ? Array($0.dropFirst()) : nil }
    var ends: [String: [UInt8]] = [:]
    for name in ["x1", "x2", "y1", "y2"] { ends[name] = value(name) }
    self.ends = ends
  }

  mutating func add(stop values: [SVGInspection.Value]) {
    let offset = values.first { $0.name == "offset" }.flatMap { Self.number($0.bytes) }
    if stops.count < 3 { stops.append(offset ?? 0) }
  }

  /// Whether one of a document's gradients is painted by browsers alone.
  static func containsFault(_ gradients: [SVGGradientLine]) -> Bool {
    var named: [[UInt8]: SVGGradientLine] = [:]
    for gradient in gradients { if let id = gradient.id, named[id] == nil { named[id] = gradient } }
    return gradients.contains { gradient in
      var ends = gradient.ends
      var next = gradient.target
      for _ in 0..<maximumChainLength {
        guard let id = next else { break }
        guard let found = named[id], found.isPattern == gradient.isPattern else { return true }
        // What is shown of another pattern's box, librsvg places otherwise.
        if found.hasViewBox || gradient.hasViewBox { return true }
        if found.isLinear { ends.merge(found.ends) { own, _ in own } }
        next = found.target
      }
      guard next == nil else { return true }
      guard gradient.isLinear else { return false }
      return isSame(ends["x1"], ends["x2"] ?? Array("100%".utf8)) && isSame(ends["y1"], ends["y2"] ?? [0x30])
    }
  }

  /// Whether one that is measured by a box paints something turned.
  ///
  /// librsvg stretches it over a larger box, the upright one around what is turned. From one colour to another over all
  /// of the box, what is seen of the one is seen of the other, if paler; with further colours, much may be hidden.
  ///
  /// - Parameter paints: The ids that count; nil for all.
  static func turnsBoxes(_ gradients: [SVGGradientLine], of paints: Set<String>?) -> Bool {
    if paints?.isEmpty == true { return false }
    var named: [[UInt8]: SVGGradientLine] = [:]
    for gradient in gradients { if let id = gradient.id, named[id] == nil { named[id] = gradient } }
    return gradients.contains { gradient in
      guard let id = gradient.id, paints?.contains(String(decoding: id, as: UTF8.self)) ?? true else { return false }
      var isOfBox = gradient.isOfBox
      var stops = gradient.stops
      var isGentle = gradient.fillsBox
      var next = gradient.target
      for _ in 0..<maximumChainLength {
        guard let id = next, let found = named[id] else { break }
        isOfBox = isOfBox ?? found.isOfBox
        isGentle = isGentle && found.fillsBox
        if stops.isEmpty { stops = found.stops }
        next = found.target
      }
      if stops.count > 1 { isGentle = isGentle && stops.count == 2 && stops[0] <= 0.05 && stops[1] >= 0.95 }
      return (isOfBox ?? true) && !isGentle
    }
  }

  /// Ends that are nearer to each other than this are the same.
  private static let leastLength = 1e-4

  private static func isSame(_ one: [UInt8]?, _ other: [UInt8]) -> Bool {
    guard let one = number(one ?? [0x30]), let other = number(other) else { return false }
    return (one - other).magnitude < leastLength
  }

  private static func number(_ text: [UInt8]) -> Double? {
    var reader = SVGValueReader(SVGValueForm.trimmed(text[...]))
    guard let number = reader.takeNumber() else { return nil }
    return reader.byte == 0x25 ? number / 100 : number
  }
}
