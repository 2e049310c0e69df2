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

  init(_ name: String, _ values: [SVGInspection.Value]) {
    func value(_ name: String) -> [UInt8]? { values.first { $0.name == name }?.bytes }
    isLinear = name == "linearGradient"
    id = value("id")
    target = value("href").flatMap { $0.first == 0x23 ? Array($0.dropFirst()) : nil }
    var ends: [String: [UInt8]] = [:]
    for name in ["x1", "x2", "y1", "y2"] { ends[name] = value(name) }
    self.ends = ends
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
        guard let found = named[id] else { return true }
        if found.isLinear { ends.merge(found.ends) { own, _ in own } }
        next = found.target
      }
      guard next == nil else { return true }
      guard gradient.isLinear else { return false }
      return isSame(ends["x1"], ends["x2"] ?? Array("100%".utf8)) && isSame(ends["y1"], ends["y2"] ?? [0x30])
    }
  }

  private static func isSame(_ one: [UInt8]?, _ other: [UInt8]) -> Bool {
    func number(_ text: [UInt8]) -> Double? {
      var reader = SVGValueReader(SVGValueForm.trimmed(text[...]))
      guard let number = reader.takeNumber() else { return nil }
      return reader.byte == 0x25 ? number / 100 : number
    }
    return number(one ?? [0x30]) == number(other)
  }
}
