/// The published list of sublabels: the one vocabulary in which detectors say what they cover and what not.
///
/// A PASS hides nothing: a scene's result names the sublabels of this list that none of its detectors looks for.
extension SubLabel {
  /// Nudity or a sexual act, plainly shown.
  public static let explicit = SubLabel(rawValue: "Explicit")
  /// Underwear, swimwear, poses: suggestive without being explicit.
  public static let suggestive = SubLabel(rawValue: "Suggestive")
  /// Body parts with a place in the picture.
  public static let bodyParts = SubLabel(rawValue: "BodyParts")
  /// Drawn, animated or generated nudity.
  public static let drawnNudity = SubLabel(rawValue: "DrawnNudity")
  /// Persons who look under age.
  public static let minor = SubLabel(rawValue: "Minor")

  /// The sublabels that belong to the porn scene.
  public static let pornScene: [SubLabel] = [.explicit, .suggestive, .bodyParts, .drawnNudity, .minor]

  /// Text too small to read in the size that a recogniser was given.
  public static let smallText = SubLabel(rawValue: "SmallText")
  /// Text in Arabic script.
  public static let arabicText = SubLabel(rawValue: "ArabicText")
  /// Text in Cyrillic script.
  public static let cyrillicText = SubLabel(rawValue: "CyrillicText")
  /// Text in Devanagari script.
  public static let devanagariText = SubLabel(rawValue: "DevanagariText")
  /// Text in Hangul script.
  public static let hangulText = SubLabel(rawValue: "HangulText")
  /// Text in Hebrew script.
  public static let hebrewText = SubLabel(rawValue: "HebrewText")
  /// Text in Japanese kana.
  public static let kanaText = SubLabel(rawValue: "KanaText")
  /// Text in Thai script.
  public static let thaiText = SubLabel(rawValue: "ThaiText")

  /// The sublabels of what a recogniser may not read.
  public static let unreadText: Set<SubLabel> = [
    .smallText, .arabicText, .cyrillicText, .devanagariText, .hangulText, .hebrewText, .kanaText, .thaiText,
  ]
}
