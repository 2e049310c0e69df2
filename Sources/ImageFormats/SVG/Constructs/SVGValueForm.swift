/// What the value of an attribute or a property must look like for librsvg to read it as browsers do.
///
/// Found by drawing each kind of value with librsvg 2.54.7 and with Chromium 156 (28,500 small documents, 2026-11-27).
indirect enum SVGValueForm: Sendable {
  /// Whatever it says, nothing more is to be seen.
  case anything
  /// Whatever it says, it is not drawn alike.
  case never
  case words(Set<String>)
  case either(SVGValueForm, SVGValueForm)
  /// So many numbers, parted by white space and commas.
  case numbers(ClosedRange<Int>, atLeast: Double = -.infinity, atMost: Double = .infinity)
  /// A number, or one of hundred parts.
  case portion
  /// A length in units that both know.
  case length(atLeast: Double = -.infinity)
  /// More than nothing.
  case positiveLength
  /// A length in a style, where sizes and places need a unit.
  case lengthWithUnit
  case lengths
  /// A list of coordinate pairs.
  case points
  case path
  case transform
  case viewBox
  case aspectRatio
  case color
  /// A colour, a paint server in the document, or nothing.
  case paint
  /// `none` or an element of the document.
  case target
  case angle

  static let none = SVGValueForm.words(["none"])

  /// Whether a value has the form; `inherit` is for whoever asks.
  func accepts(_ value: ArraySlice<UInt8>) -> Bool {
    let value = SVGValueForm.trimmed(value)
    var reader = SVGValueReader(value)
    switch self {
    case .anything: return true
    case .never: return false
    case .words(let words): return value.count <= 64 && words.contains(String(decoding: value, as: UTF8.self))
    case .either(let one, let other): return one.accepts(value) || other.accepts(value)
    case .numbers(let count, let least, let most): return Self.isNumbers(&reader, count, least...most)
    case .portion:
      guard reader.takeNumber() != nil else { return false }
      _ = reader.take(0x25)
      return reader.isAtEnd
    case .length(let least):
      guard let length = Self.length(&reader) else { return false }
      return length >= least && reader.isAtEnd
    case .positiveLength:
      guard let length = Self.length(&reader) else { return false }
      return length > 0 && reader.isAtEnd
    case .lengthWithUnit:
      guard let length = reader.takeNumber() else { return false }
      let unit = String(decoding: reader.rest, as: UTF8.self)
      return unit == "%" || (unit.isEmpty ? length == 0 : Self.units.contains(unit))
    case .lengths:
      repeat {
        guard Self.length(&reader) != nil else { return false }
      } while reader.takeSeparator() || !reader.isAtEnd
      return true
    case .points: return Self.isPoints(&reader)
    case .path: return SVGPathForm.accepts(value)
    case .transform: return SVGTransformForm.accepts(value)
    case .viewBox: return Self.isViewBox(&reader)
    case .aspectRatio: return Self.isAspectRatio(value)
    case .color: return SVGColorForm.accepts(value)
    case .paint: return SVGColorForm.acceptsPaint(value)
    case .target: return value.elementsEqual("none".utf8) || SVGColorForm.isTarget(value)
    case .angle:
      guard reader.takeNumber() != nil else { return false }
      return reader.isAtEnd || ["deg", "rad", "grad"].contains(String(decoding: reader.rest, as: UTF8.self))
    }
  }

  private static let units: Set<String> = ["", "px", "in", "mm", "cm", "pt", "pc"]

  /// Takes a length; its number says no more than its sign and whether it is 0.
  private static func length(_ reader: inout SVGValueReader) -> Double? {
    guard let number = reader.takeNumber() else { return nil }
    if reader.take(0x25) { return number }
    return units.contains(String(decoding: reader.takeWord(), as: UTF8.self)) ? number : nil
  }

  private static func isNumbers(
    _ reader: inout SVGValueReader, _ count: ClosedRange<Int>, _ range: ClosedRange<Double>
  ) -> Bool {
    var found = 0
    while !reader.isAtEnd {
      guard let number = reader.takeNumber(), range.contains(number) else { return false }
      found += 1
      if reader.takeSeparator(), reader.isAtEnd { return false }
    }
    return count.contains(found)
  }

  private static func isPoints(_ reader: inout SVGValueReader) -> Bool {
    var count = 0
    while !reader.isAtEnd {
      guard reader.takeNumber() != nil else { return false }
      count += 1
      if reader.takeSeparator(), reader.isAtEnd { return false }
    }
    return count.isMultiple(of: 2)
  }

  private static func isViewBox(_ reader: inout SVGValueReader) -> Bool {
    for index in 0..<4 {
      guard let number = reader.takeNumber(), index < 2 || number > 0 else { return false }
      if index < 3 { _ = reader.takeSeparator() }
    }
    return reader.isAtEnd
  }

  private static func isAspectRatio(_ value: ArraySlice<UInt8>) -> Bool {
    let words = value.split(whereSeparator: SVGOutline.isSpace).map { String(decoding: $0, as: UTF8.self) }
    guard let first = words.first, words.count <= 2 else { return false }
    let places = ["Min", "Mid", "Max"]
    let isPlace = first == "none" || places.contains { x in places.contains { y in first == "x\(x)Y\(y)" } }
    return isPlace && (words.count == 1 || words[1] == "meet" || words[1] == "slice")
  }

  static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text.drop(while: SVGOutline.isSpace)
    while let last = text.last, SVGOutline.isSpace(last) { text.removeLast() }
    return text
  }
}
