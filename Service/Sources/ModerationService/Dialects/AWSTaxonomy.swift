import ImageModeration

/// AWS Rekognition's moderation taxonomy, version 7, as far as our labels say the same.
///
/// Source: AWS's developer guide, "Using the image and video moderation APIs", as far as it was in reach, and the guide
/// "Amazon Rekognition Moderation V7 migration instruction", in which `Suggestive` of version 6.1 becomes the level 1 of
/// nudity that is not explicit. Who keeps that guide was not verified.
enum AWSTaxonomy {
  /// Nudity or a sexual act, plainly shown.
  private static let explicit = "Explicit"
  /// What stops short of it.
  private static let suggestive = "Non-Explicit Nudity of Intimate parts and Kissing"
  private static let violence = "Violence"
  private static let graphic = "Graphic Violence"

  /// Level 1 down to the finest level that the finding says; nil where the taxonomy has no word for it.
  ///
  /// Words read in a picture are none of its labels: those speak of what is shown.
  static func path(of finding: CountedFinding) -> [String]? {
    guard finding.scene != .text else { return nil }
    return switch finding.label {
    case .porn:
      switch finding.subLabel {
      case .exposedGenitalia?, .exposedBreast?: [explicit, "Explicit Nudity"]
      case .exposedAnus?, .exposedButtocks?: [explicit, "Explicit Nudity", "Exposed Buttocks or Anus"]
      default: [explicit]
      }
    case .sexy:
      finding.subLabel == .exposedMaleChest ? [suggestive, "Non-Explicit Nudity", "Exposed Male Nipple"] : [suggestive]
    case .terror:
      switch finding.subLabel {
      case .firearm?, .blade?, .drawnWeapon?: [violence, "Weapons"]
      case .gore?: [violence, graphic, "Blood & Gore"]
      case .explosion?: [violence, graphic, "Explosions and Blasts"]
      case .violence?: [violence, graphic, "Physical Violence"]
      case .extremistSymbol?: ["Hate Symbols", "Extremist"]
      // Flames are no violence, and AWS has no word for them.
      case .fire?: nil
      default: [violence]
      }
    default: nil
    }
  }

  /// The same in our own words: label, then sublabel.
  static func ownPath(of finding: CountedFinding) -> [String] {
    [finding.label.rawValue] + [finding.subLabel?.rawValue].compactMap(\.self)
  }
}
