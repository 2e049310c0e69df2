/// How a text was read when an entry was found in it.
public struct WordReading: RawRepresentable, Hashable, Sendable, Comparable {
  public let rawValue: String

  /// Makes a reading by name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// As it is written, but for case, width, traditional characters and the number of blanks.
  public static let plain = WordReading(rawValue: "plain")
  /// With what hides a word undone: signs and blanks in it, letters set apart, digits for letters, accents, look-alikes.
  public static let undisguised = WordReading(rawValue: "undisguised")
  /// By its sound: characters of the same pinyin, for entries of three characters and more.
  public static let samePinyin = WordReading(rawValue: "samePinyin")

  /// All readings, the plainest first.
  public static let all: [WordReading] = [.plain, .undisguised, .samePinyin]

  /// Whether a reading is plainer than another.
  public static func < (first: WordReading, second: WordReading) -> Bool {
    (all.firstIndex(of: first) ?? all.count) < (all.firstIndex(of: second) ?? all.count)
  }
}
