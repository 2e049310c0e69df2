/// Another way in which some viewers show a picture than the one that its header's `orientation` and `size` tell.
package enum OtherReading: Hashable, Sendable {
  /// The stored picture lies as the first EXIF number says, and not as the second.
  case turned(Int, from: Int)
  /// Only this part of the picture is shown.
  case cropped(CropArea)

  /// How the picture that the header describes lies, as EXIF numbers it, for these viewers; 1 where it is upright.
  package var turn: Int {
    switch self {
    case .turned(let orientation, from: let standard):
      ImageOrientation(exifValue: standard).inverse.followed(by: ImageOrientation(exifValue: orientation)).exifValue
    case .cropped: 1
    }
  }
}
