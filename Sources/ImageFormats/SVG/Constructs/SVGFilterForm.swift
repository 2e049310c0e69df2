/// A filter's region and what its primitives move.
///
/// Browsers move what lies beyond the region into it, and librsvg cuts it off before.
struct SVGFilterForm {
  /// What may be moved in: so much of a region's side.
  private static let movedPortion = 0.15

  private let region: [String: [UInt8]]
  private let isUser: Bool
  private(set) var movedX = 0.0
  private(set) var movedY = 0.0

  init(_ values: [SVGInspection.Value]) {
    func value(_ name: String) -> [UInt8]? { values.first { $0.name == name }?.bytes }
    var region: [String: [UInt8]] = [:]
    for name in ["x", "y", "width", "height"] { region[name] = value(name) }
    self.region = region
    isUser = value("filterUnits").map { SVGValueForm.trimmed($0[...]).elementsEqual("userSpaceOnUse".utf8) } ?? false
  }

  mutating func add(_ name: String, _ values: [SVGInspection.Value]) {
    switch name {
    case "feOffset":
      movedX += (SVGElementFaults.number("dx", values) ?? 0).magnitude
      movedY += (SVGElementFaults.number("dy", values) ?? 0).magnitude
    case "feDisplacementMap":
      let half = (SVGElementFaults.number("scale", values) ?? 0).magnitude / 2
      movedX += half
      movedY += half
    default: break
    }
  }

  var isFault: Bool {
    !region.isEmpty && (moves(movedX, "x", "width") || moves(movedY, "y", "height"))
  }

  private func moves(_ distance: Double, _ place: String, _ side: String) -> Bool {
    guard distance > 0 else { return false }
    func number(_ name: String, _ standard: Double) -> (value: Double, isPortion: Bool)? {
      guard let text = region[name] else { return (standard, true) }
      var reader = SVGValueReader(SVGValueForm.trimmed(text[...]))
      guard let number = reader.takeNumber() else { return nil }
      if reader.take(0x25) { return (number / 100, true) }
      return reader.isAtEnd || reader.rest.elementsEqual("px".utf8) ? (number, !isUser) : nil
    }
    guard let start = number(place, -0.1), let length = number(side, 1.2) else { return true }
    // Around all that is filtered, or around the whole drawing, nothing is left to move in.
    if start.isPortion, length.isPortion { return start.value > 0 || start.value + length.value < 1 }
    guard !length.isPortion else { return true }
    return distance > Self.movedPortion * length.value
  }
}
