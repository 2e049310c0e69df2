/// The number that the frames of the generated sequences carry in their picture: eight fields on the top right, white
/// for a 1, the lowest bit on the left.
enum FrameBarCode {
  /// Reads the number of a frame of 320 × 240 pixels; nil when a field is neither black nor white.
  static func number(in pixels: [UInt8]) -> Int? {
    guard pixels.count == 320 * 240 * 3 else { return nil }
    var number = 0
    for bit in 0..<8 {
      let middle = (4 * 320 + 234 + 10 * bit) * 3
      switch pixels[middle + 1] {
      case ..<64: continue
      case 192...: number |= 1 << bit
      default: return nil
      }
    }
    return number
  }
}
