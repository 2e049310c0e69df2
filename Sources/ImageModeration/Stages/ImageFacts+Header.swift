import ImageFormats

extension ImageFacts {
  /// Takes over what a header claims.
  mutating func note(_ header: ImageHeader) {
    size = header.size
    frameCount = header.frameCount
    orientation = header.orientation
    hasAlpha = header.hasAlpha
  }
}
