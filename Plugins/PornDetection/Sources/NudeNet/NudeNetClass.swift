import ModerationCore

/// What NudeNet 320n tells apart, in the order of its output, spelled as its package does.
enum NudeNetClass: String, CaseIterable, Sendable {
  case femaleGenitaliaCovered = "FEMALE_GENITALIA_COVERED"
  case faceFemale = "FACE_FEMALE"
  case buttocksExposed = "BUTTOCKS_EXPOSED"
  case femaleBreastExposed = "FEMALE_BREAST_EXPOSED"
  case femaleGenitaliaExposed = "FEMALE_GENITALIA_EXPOSED"
  case maleBreastExposed = "MALE_BREAST_EXPOSED"
  case anusExposed = "ANUS_EXPOSED"
  case feetExposed = "FEET_EXPOSED"
  case bellyCovered = "BELLY_COVERED"
  case feetCovered = "FEET_COVERED"
  case armpitsCovered = "ARMPITS_COVERED"
  case armpitsExposed = "ARMPITS_EXPOSED"
  case faceMale = "FACE_MALE"
  case bellyExposed = "BELLY_EXPOSED"
  case maleGenitaliaExposed = "MALE_GENITALIA_EXPOSED"
  case anusCovered = "ANUS_COVERED"
  case femaleBreastCovered = "FEMALE_BREAST_COVERED"
  case buttocksCovered = "BUTTOCKS_COVERED"

  /// What a box of this class is claimed to be; nil for classes that are no finding: faces, feet, armpits and covered
  /// bellies say nothing about nudity.
  var claim: (label: Label, subLabel: SubLabel)? {
    switch self {
    case .femaleGenitaliaExposed, .maleGenitaliaExposed: (.porn, .exposedGenitalia)
    case .anusExposed: (.porn, .exposedAnus)
    case .femaleBreastExposed: (.porn, .exposedBreast)
    case .buttocksExposed: (.porn, .exposedButtocks)
    case .femaleGenitaliaCovered: (.sexy, .coveredGenitalia)
    case .anusCovered: (.sexy, .coveredAnus)
    case .femaleBreastCovered: (.sexy, .coveredBreast)
    case .buttocksCovered: (.sexy, .coveredButtocks)
    case .maleBreastExposed: (.sexy, .exposedMaleChest)
    case .bellyExposed: (.sexy, .exposedBelly)
    case .faceFemale, .faceMale, .feetExposed, .feetCovered, .armpitsExposed, .armpitsCovered, .bellyCovered: nil
    }
  }

  /// What scores mean by default, by label. The package gives no thresholds but 0.25, above which a box counts.
  static let bands: [Label: ScoreBands] = [.porn: exposed, .sexy: evidenceOnly]

  /// Where a sublabel differs from its label. Covered breasts and buttocks are those of any dressed person, so no score
  /// of theirs asks for review; a policy may.
  static let subLabelBands: [SubLabel: ScoreBands] = [.coveredGenitalia: covered, .coveredAnus: covered]

  /// A person looks from 0.4 on: benign fixtures reached 0.37, whole and in parts. It blocks only above 0.75, since an
  /// upright portrait, cut closely, was called exposed genitalia at 0.67 (measured 2026-11-21).
  private static let exposed = ScoreBands(reviewFrom: 0.4, as: .porn, blockAbove: 0.75, as: .porn)

  /// Suggestive when sure, never blocked.
  private static let covered = ScoreBands(reviewFrom: 0.7, as: .sexy, blockAbove: 1, as: .sexy)

  /// Told, and passed whatever the score.
  private static let evidenceOnly = ScoreBands(reviewFrom: .infinity, as: .sexy, blockAbove: .infinity, as: .sexy)
}
