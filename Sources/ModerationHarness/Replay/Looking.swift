import ModerationCore

/// How closely images are looked at: what of a policy decides which evidence there is, and not what it means.
///
/// A run records it, so that a replay knows what the evidence cannot answer.
public struct Looking: Codable, Hashable, Sendable {
  /// Whether pictures are also looked at in parts.
  public var isThorough: Bool
  /// Whether body parts are looked for.
  public var findsBodyParts: Bool
  /// The recogniser of text, with its languages.
  public var reader: String
  /// Whether models judge the text.
  public var usesTextModels: Bool
  /// Whether transparent pictures are also laid on black.
  public var looksOnBlack: Bool
  /// Whether the colour of wholly transparent pixels is judged.
  public var judgesHiddenColor: Bool
  /// Which frames of an animation are looked at, in the words of policies.
  public var sampling: String
  /// Sublabels that are not looked for.
  public var omits: [String]
  /// The limits by name.
  public var limits: [String: String]
  /// How lists of pictures and groups of faces are used, in the words of policies.
  public var uses: [String: String]

  /// Makes a description; see the properties.
  public init(
    isThorough: Bool, findsBodyParts: Bool, reader: String, usesTextModels: Bool, looksOnBlack: Bool,
    judgesHiddenColor: Bool, sampling: String, omits: [String], limits: [String: String], uses: [String: String]
  ) {
    (self.isThorough, self.findsBodyParts) = (isThorough, findsBodyParts)
    (self.reader, self.usesTextModels) = (reader, usesTextModels)
    (self.looksOnBlack, self.judgesHiddenColor) = (looksOnBlack, judgesHiddenColor)
    (self.sampling, self.omits, self.limits, self.uses) = (sampling, omits, limits, uses)
  }
}
