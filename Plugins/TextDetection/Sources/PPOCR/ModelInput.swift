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
    precondition(size.width > 0 && size.height > 0 && width >= size.width)
    let plane = size.height * width
    return [Float](unsafeUninitializedCapacity: 3 * plane) { values, count in
      guard let values = values.baseAddress else { return }
      LinearResize.forEachRow(of: picture, width: size.width, height: size.height) { y, row in
        let blue = values + y * width
        let (green, red) = (blue + plane, blue + 2 * plane)
        moderation_signed_planes_row(row, size.width, red, green, blue)
        for start in [blue, green, red] {
          (start + size.width).initialize(repeating: 0, count: width - size.width)
        }
      }
      count = 3 * plane
    }
  }
}
