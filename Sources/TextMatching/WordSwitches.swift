/// What a list switches off of the readings of text, and of the steps that make them: `# without: samePinyin`.
///
/// What is off for a list is off for that list alone: its entries, exemptions too, are sought as if the reading or the
/// step did not exist, whatever other lists are searched with it.
public struct WordSwitches: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  /// Makes a set of switches.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The reading `undisguised`, and with it all steps that undo disguises.
  public static let undisguised = WordSwitches(rawValue: 1 << 0)
  /// The reading `samePinyin`.
  public static let samePinyin = WordSwitches(rawValue: 1 << 1)
  /// Traditional characters become simplified ones, in the text and in the list.
  public static let simplifiedHan = WordSwitches(rawValue: 1 << 2)
  /// Latin letters lose their accents.
  public static let plainLetters = WordSwitches(rawValue: 1 << 3)
  /// Letters that look Latin become Latin.
  public static let latinLookAlikes = WordSwitches(rawValue: 1 << 4)
  /// Letters that stand singly become words.
  public static let joinedLetters = WordSwitches(rawValue: 1 << 5)
  /// Digits and signs that stand for letters become letters.
  public static let lettersForDigits = WordSwitches(rawValue: 1 << 6)
  /// Signs put into words go.
  public static let droppedSigns = WordSwitches(rawValue: 1 << 7)
  /// Signs between Latin letters become blanks.
  public static let blanksForSigns = WordSwitches(rawValue: 1 << 8)
  /// A run of blanks is one, in the text and in the list.
  public static let singleBlanks = WordSwitches(rawValue: 1 << 9)

  /// Every switch by the name that a list has for it, in the order in which they are documented.
  public static let named: [(name: String, value: WordSwitches)] = [
    ("undisguised", .undisguised), ("samePinyin", .samePinyin), ("simplifiedHan", .simplifiedHan),
    ("plainLetters", .plainLetters), ("latinLookAlikes", .latinLookAlikes), ("joinedLetters", .joinedLetters),
    ("lettersForDigits", .lettersForDigits), ("droppedSigns", .droppedSigns), ("blanksForSigns", .blanksForSigns),
    ("singleBlanks", .singleBlanks),
  ]

  /// The names of what is off.
  public var names: [String] { Self.named.filter { contains($0.value) }.map(\.name) }
}
