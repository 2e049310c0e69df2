/// Sides of the detection network's input, few of them: each new size costs the runtime some 30 ms and memory.
enum FewSizes {
  /// Multiples of 32. The usual shapes of photographs and screens come close: 4:3 to 480×384 and 896×704, 3:2 to 480×320
  /// and 960×640, 16:9 to 480×256
  /// and 960×544.
  static let sides = [32, 64, 96, 128, 160, 192, 224, 256, 320, 384, 480, 544, 640, 704, 768, 896, 960]

  /// The nearest side; of two equally near the lower, which costs less.
  static func nearest(_ side: Double) -> Int {
    sides.min { abs(Double($0) - side) < abs(Double($1) - side) } ?? 960
  }
}
