package import ModerationCore

/// What another library must be told, or must not see, of a HEIF file's tracks.
package struct SequenceTracks {
  /// Width and height of the stored pictures.
  package let codedSize: PixelSize
  /// What is shown of the stored pictures; nil for all.
  package let crop: CropArea?
  /// Whether the crop is one that browsers apply: whole pixels from the picture's first one on.
  package let isCropCommon: Bool
  /// Whether a track of alpha belongs to the pictures.
  package let hasAlpha: Bool
  /// Where the types of the tracks stand that are neither the pictures nor their alpha: sound, depth, thumbnails.
  package let otherTypeOffsets: [Int]

  /// Reads the tracks; nil without one of pictures.
  package init?(_ bytes: RawSpan) {
    let tracks = HEIFTracks(bytes)
    guard let pictures = tracks.pictures else { return nil }
    codedSize = pictures.codedSize
    let box = pictures.properties.first { $0.type == "clap" }
    isCropCommon = box.map { CleanAperture.isWholeFromOrigin($0, of: pictures.codedSize, bytes) } ?? true
    crop = box.flatMap { CleanAperture.area($0, of: pictures.codedSize, bytes) }
    hasAlpha = tracks.hasAlpha
    otherTypeOffsets = tracks.otherTypeOffsets
  }
}
