import CVips
import ImageFormats
import ModerationCore

/// One way to understand the samples of a picture.
struct PictureReading: Sendable {
  /// How its colours become sRGB.
  enum Color: Sendable {
    /// By the embedded profile, where there is one.
    case usual
    /// As if they were sRGB.
    case asStored
    /// By an ICC profile.
    ///
    /// - Parameter isFirst: Whether before opacity is laid on the background: where colours change much, the background
    ///   must not.
    case profile([UInt8], isFirst: Bool)
    /// By numbers.
    ///
    /// - Parameter peak: The brightest of PQ and HLG that is told apart, in cd/m².
    case coded(ColorCoding, peak: Double)
  }

  /// Which rendition it makes.
  var rendition = Rendition.standard
  var color = Color.usual
  /// Samples behind those of the colour, and which of them is opacity; nil where libvips decides.
  var samples: (extra: Int, alpha: Int?)?
  /// How it lies, as EXIF numbers it; nil where libvips decides.
  var orientation: Int?
}

extension PictureReading {
  /// The picture as it is understood; nil when it cannot be. Takes the picture over.
  func apply(to picture: OpaquePointer) -> OpaquePointer? {
    var picture: OpaquePointer? = picture
    if let samples, let taken = picture {
      picture = moderation_picture_with_samples(
        taken, Int32(clamping: samples.extra), samples.alpha.map { Int32(clamping: $0) } ?? -1)
    }
    guard let taken = picture else { return nil }
    if let orientation { moderation_picture_set_orientation(taken, Int32(clamping: orientation)) }
    switch color {
    case .usual: return taken
    case .asStored: return moderation_picture_with_profile(taken, nil, 0)
    case .profile(let bytes, let isFirst):
      picture = bytes.withUnsafeBytes { moderation_picture_with_profile(taken, $0.baseAddress, $0.count) }
      guard isFirst, let tagged = picture, moderation_picture_get_facts(tagged).has_alpha else { return picture }
      return moderation_picture_converted(tagged)
    case .coded(let coding, let peak):
      guard let matrix = coding.matrix else { return taken }
      return coding.curve(count: 65_536, peak: peak).withUnsafeBufferPointer { curve in
        matrix.withUnsafeBufferPointer { matrix in
          guard let first = curve.baseAddress, let numbers = matrix.baseAddress else { return taken }
          return moderation_picture_coded(taken, first, numbers)
        }
      }
    }
  }
}
