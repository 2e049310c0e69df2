#if canImport(Glibc)
  import Glibc
#endif

/// A curve of an ICC profile, from a coded value to light (ICC.1:2022, 10.6 and 10.18).
struct ICCCurve {
  /// Entries of a table at most; lcms takes as many.
  static let maximumEntryCount = 65_536

  private enum Shape {
    case power(Double)
    case table([Double])
    case parametric(kind: Int, [Double])
  }

  private let shape: Shape

  init?(_ place: Range<Int>, _ bytes: RawSpan) {
    let start = place.lowerBound
    switch bytes.fourCC(at: start) {
    case "curv":
      guard let count = bytes.uint32(at: start + 8, .big), count <= Self.maximumEntryCount,
        place.count >= 12 + count * 2
      else { return nil }
      let entries = (0..<count).map { Double(bytes.uint16(at: start + 12 + $0 * 2, .big) ?? 0) }
      switch count {
      case 0: shape = .power(1)
      case 1: shape = .power(entries[0] / 256)
      default: shape = .table(entries.map { $0 / 65535 })
      }
    case "para":
      guard let kind = bytes.uint16(at: start + 8, .big), kind <= 4 else { return nil }
      let count = [1, 3, 4, 5, 7][kind]
      let numbers = (0..<count).compactMap { bytes.fixed16(at: start + 12 + $0 * 4) }
      guard numbers.count == count, place.count >= 12 + count * 4 else { return nil }
      shape = .parametric(kind: kind, numbers)
    default: return nil
    }
  }

  func light(_ value: Double) -> Double {
    switch shape {
    case .power(let exponent): return pow(value, exponent)
    case .table(let entries):
      let place = value * Double(entries.count - 1)
      let index = min(Int(place), entries.count - 2)
      let part = place - Double(index)
      return entries[index] * (1 - part) + entries[index + 1] * part
    case .parametric(let kind, let p):
      func bent(_ offset: Double) -> Double { pow(max(p[1] * value + p[2], 0), p[0]) + offset }
      switch kind {
      case 0: return pow(value, p[0])
      case 1: return p[1] * value + p[2] >= 0 ? bent(0) : 0
      case 2: return p[1] * value + p[2] >= 0 ? bent(p[3]) : p[3]
      case 3: return value >= p[4] ? bent(0) : p[3] * value
      default: return value >= p[4] ? bent(p[5]) : p[3] * value + p[6]
      }
    }
  }
}

extension RawSpan {
  /// The signed number of 16 binary digits before the point and 16 behind it.
  func fixed16(at offset: Int) -> Double? {
    uint32(at: offset, .big).map { Double(Int32(truncatingIfNeeded: $0)) / 65536 }
  }
}
