/// Fills the input of a model: planes of floats from −1 to 1, blue first, from a picture whose pixels have red first.
enum ModelInput {
  /// What each of 256 values becomes: `(value / 255 − 0.5) / 0.5`.
  ///
  /// All three networks are fed like this by rapidocr 3.10.0. PaddleOCR scales the input of detection by the mean and
  /// deviation of ImageNet instead: on Fixtures/ocr neither reads more than the other (measured 2026-11-21).
  private static let scaled: [Float] = (0..<256).map { Float((Double($0) / 255 - 0.5) / 0.5) }

  /// The planes of a picture, with zeros to the right of it up to `width`.
  ///
  /// - Parameter width: At least the picture's width.
  /// - Returns: `3 × picture.height × width` values.
  static func planes(of picture: PictureBuffer, width: Int) -> [Float] {
    let plane = picture.height * width
    return [Float](unsafeUninitializedCapacity: 3 * plane) { values, count in
      values.initialize(repeating: 0)
      picture.bytes.withUnsafeBufferPointer { bytes in
        scaled.withUnsafeBufferPointer { scaled in
          for y in 0..<picture.height {
            for x in 0..<picture.width {
              let from = (y * picture.width + x) * 3
              let to = y * width + x
              values[to] = scaled[Int(bytes[from + 2])]
              values[plane + to] = scaled[Int(bytes[from + 1])]
              values[2 * plane + to] = scaled[Int(bytes[from])]
            }
          }
        }
      }
      count = 3 * plane
    }
  }
}
