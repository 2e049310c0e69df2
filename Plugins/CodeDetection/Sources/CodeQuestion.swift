/// Which parts of a picture are to be read, with their pixels: what a worker is handed.
///
/// Five 32-bit numbers for each region, in this machine's byte order, after their count: left, top, width, height, kinds.
/// The regions' pixels follow in the same order, one byte each.
struct CodeQuestion {
  let bytes: [UInt8]

  /// The most regions of one question: each of the kinds has its own.
  static let maximumRegionCount = 64
  /// The longest side of a region, and the farthest it may lie from the picture's corner, in pixels.
  private static let maximumSide = 65_535
  private static let numbersOfRegion = 5

  /// Asks about regions that lie in a picture.
  init(_ regions: [CodeRegion], of luminance: Luminance) {
    precondition(regions.count <= Self.maximumRegionCount)
    var numbers = [UInt32(regions.count)]
    for region in regions {
      let (x, y) = (region.box.x, region.box.y)
      numbers += [x.lowerBound, y.lowerBound, x.count, y.count].map(UInt32.init) + [region.kinds.rawValue]
    }
    let start = numbers.count * 4
    let count = start + regions.reduce(0) { $0 + $1.box.area }
    bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, filled in
      numbers.withUnsafeBytes { UnsafeMutableRawBufferPointer(bytes).copyMemory(from: $0) }
      filled = start
      luminance.values.withUnsafeBufferPointer { values in
        for box in regions.map(\.box) {
          for y in box.y {
            let row = y * luminance.width
            let line = UnsafeBufferPointer(rebasing: values[row + box.x.lowerBound..<row + box.x.upperBound])
            _ = UnsafeMutableBufferPointer(rebasing: bytes[filled...]).update(fromContentsOf: line)
            filled += line.count
          }
        }
      }
    }
  }

  /// The regions and pixels of a question; nil where the bytes are not exactly one.
  static func parts(of bytes: RawSpan) -> [(region: CodeRegion, pixels: Luminance)]? {
    bytes.withUnsafeBytes { bytes in
      func number(_ index: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)) }
      guard bytes.count >= 4 else { return nil }
      let count = number(0)
      guard (1...maximumRegionCount).contains(count) else { return nil }
      var start = 4 * (1 + count * numbersOfRegion)
      guard bytes.count >= start else { return nil }
      var parts: [(region: CodeRegion, pixels: Luminance)] = []
      for index in 0..<count {
        let numbers = (0..<numbersOfRegion).map { number(1 + index * numbersOfRegion + $0) }
        let (x, y, width, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
        let kinds = CodeRegion.Kinds(rawValue: UInt32(numbers[4]))
        guard max(x, y, width, height) <= maximumSide, width > 0, height > 0,
          kinds.isSubset(of: .known), !kinds.formats(isThorough: true).isEmpty, bytes.count - start >= width * height
        else { return nil }
        let box = CodeRegion.Box(x: x..<x + width, y: y..<y + height)
        let values = [UInt8](unsafeUninitializedCapacity: box.area) { values, filled in
          UnsafeMutableRawBufferPointer(values).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + box.area]))
          filled = box.area
        }
        parts.append((CodeRegion(box: box, kinds: kinds), Luminance(width: width, height: height, values: values)))
        start += box.area
      }
      return start == bytes.count ? parts : nil
    }
  }
}
