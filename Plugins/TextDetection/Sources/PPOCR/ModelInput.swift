import CPixels

/// Fills the input of a model: planes of floats from −1 to 1, blue first, from a picture whose pixels have red first.
///
/// A value becomes `(value / 255 − 0.5) / 0.5`. All three networks are fed like this by rapidocr 3.10.0. PaddleOCR
/// scales the input of detection by the mean and deviation of ImageNet instead: on Fixtures/ocr neither reads more than
/// the other (measured 2026-11-21).
enum ModelInput {
  /// The planes of a picture, with zeros to the right of it up to `width`.
  ///
  /// - Parameter width: At least the picture's width.
  /// - Returns: `3 × picture.height × width` values.
  static func planes(of picture: PictureBuffer, width: Int) -> [Float] {
    planes(of: picture, resizedTo: (picture.width, picture.height), width: width)
  }

  /// The planes of a picture that is first resized by `LinearResize`, with zeros to the right of it up to `width`.
  ///
  /// In one pass over the picture: a resized row becomes three rows of planes while it lies in the first cache.
  ///
  /// - Parameters:
  ///   - size: Both sides at least 1.
  ///   - width: At least `size.width`.
  /// - Returns: `3 × size.height × width` values.
  static func planes(
    of picture: PictureBuffer, resizedTo size: (width: Int, height: Int), width: Int
  ) -> [Float] {
    let count = 3 * size.height * width
    return [Float](unsafeUninitializedCapacity: count) { values, filled in
      values.initialize(repeating: 0)
      fill(values, with: picture, resizedTo: size, width: width, height: size.height)
      filled = count
    }
  }

  /// Writes the planes of a picture that is first resized, with zeros to the right and below.
  ///
  /// - Parameters:
  ///   - values: `3 × height × width`, all of which are written.
  ///   - size: Both sides at least 1.
  ///   - width: At least `size.width`.
  ///   - height: At least `size.height`.
  static func fill(
    _ values: UnsafeMutableBufferPointer<Float>, with picture: PictureBuffer, resizedTo size: (width: Int, height: Int),
    width: Int, height: Int
  ) {
    fill(values, shown: size, width: width, height: height) { row in
      LinearResize.forEachRow(of: picture, width: size.width, height: size.height) { row($0, $1) }
    }
  }

  /// Writes the planes of a part of a picture, with zeros to the right and below.
  ///
  /// - Parameter tile: The part; inside the picture, and no larger than `width` and `height`.
  static func fill(
    _ values: UnsafeMutableBufferPointer<Float>, with picture: PictureBuffer, _ tile: Canvases.Tile, width: Int,
    height: Int
  ) {
    precondition(tile.x >= 0 && tile.y >= 0)
    precondition(tile.x + tile.width <= picture.width && tile.y + tile.height <= picture.height)
    picture.bytes.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      fill(values, shown: (tile.width, tile.height), width: width, height: height) { row in
        for y in 0..<tile.height { row(y, source + ((tile.y + y) * picture.width + tile.x) * 3) }
      }
    }
  }

  private static func fill(
    _ values: UnsafeMutableBufferPointer<Float>, shown size: (width: Int, height: Int), width: Int, height: Int,
    rows: ((Int, UnsafePointer<UInt8>) -> Void) -> Void
  ) {
    precondition(size.width > 0 && size.height > 0 && width >= size.width && height >= size.height)
    let plane = height * width
    precondition(values.count == 3 * plane)
    guard let values = values.baseAddress else { return }
    rows { y, row in
      let blue = values + y * width
      let (green, red) = (blue + plane, blue + 2 * plane)
      moderation_signed_planes_row(row, size.width, red, green, blue)
      for start in [blue, green, red] {
        (start + size.width).update(repeating: 0, count: width - size.width)
      }
    }
    for index in 0..<3 {
      (values + index * plane + size.height * width).update(repeating: 0, count: (height - size.height) * width)
    }
  }
}
