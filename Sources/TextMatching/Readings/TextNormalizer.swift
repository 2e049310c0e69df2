/// Brings text into the form in which words are compared: list entries and recognised text alike.
///
/// The first step is always `NFKC_Casefold` of The Unicode Standard, section 3.13 (R5, tables of Unicode 15.0): NFKC,
/// full case folding and, through NFKC, width folding (`ＶＸ` → `vx`, `ｶﾞ` → `ガ`, `ﬁ` → `fi`, `ß` → `ss`, `İ` → `i̇`).
/// It also drops the scalars that Unicode calls default ignorable: zero-width spaces and joiners, soft hyphens,
/// variation selectors. Folding is the same in every locale: `I` becomes `i`, and Turkish `ı` stays what it is.
public struct TextNormalizer: Sendable {
  /// Folding alone.
  public static let standard = TextNormalizer(steps: [])

  /// Folding, and traditional characters become simplified ones.
  public static let simplifiedHan = TextNormalizer(steps: [SimplifiedHan()])

  /// Folding, and runs of blanks become one.
  static let singleBlanks = TextNormalizer(steps: [SingleBlanks()])

  private let steps: [any NormalizationStep]
  private let folding = CompatibilityFolding()

  /// Makes a normaliser with further steps after folding, in this order.
  init(steps: [any NormalizationStep]) { self.steps = steps }

  /// Normalises one line. Complexity: linear but for sorting within runs of combining marks.
  public func normalize(_ text: String) -> NormalizedText {
    var result = folding.fold(text)
    for step in steps { step.apply(to: &result) }
    return result
  }
}
