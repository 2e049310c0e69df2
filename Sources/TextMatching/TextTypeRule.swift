public import ModerationCore

/// What kind of text asks for what: the one rule behind word lists, patterns, barcodes and the abuse model.
///
/// Source: the TextResult of TIIA 2019-05-29, documented as NOTEXT and NORMAL → PASS; POLITICS, PORN, TERRORISM and ADS
/// → BLOCK; everything else (DRUGS, CURSE, OTHERS) → REVIEW, with a QR code as ADS. Labels take the place of its types.
///
/// Four deviations, on purpose: advertising that only a model tells asks for a person; a telephone number, web or
/// mail address in plain writing is Ad and yet asks for a person, since every shop sign has one; a barcode of goods,
/// which stands on every package, and a web address that is all that is written, as small as a watermark, are
/// evidence and pass. Only what somebody disguised, an account of a messenger or a QR code is a contact that was
/// meant for the reader alone.
public enum TextTypeRule {
  /// What a label suggests.
  public static func suggestion(for label: Label) -> Suggestion {
    switch label {
    case .normal: .pass
    case .porn, .terror, .polity, .ad: .block
    default: .review
    }
  }

  /// The score of a contact that somebody meant for the reader alone: it blocks.
  public static let deliberateContactScore = 1.0

  /// The score of what is Ad by the rule and asks for a person by deviation.
  public static let plainContactScore = 0.6

  /// The score of a contact that is Ad by the rule and passes by deviation: a policy can ask for a person from it.
  public static let incidentalContactScore = 0.3

  /// The score of what is told and asks for nobody: it passes.
  public static let evidenceScore = 0.0

  /// From 0.5 a person is asked, above 0.75 it blocks.
  public static func bands(for label: Label) -> ScoreBands {
    ScoreBands(reviewFrom: 0.5, as: label, blockAbove: 0.75, as: label)
  }

  /// Bands in which a plain contact passes.
  public static let evidenceBands = ScoreBands(reviewFrom: 1, as: .ad, blockAbove: 1, as: .ad)
}
