public import Lists
public import ModerationCore

/// A list of words: an immutable value. To reload is to parse again and make a new matcher.
///
/// A list is a plain UTF-8 file, with or without a byte order mark, lines ended by LF or CRLF:
///
///     # name: night life
///     # label: Porn
///     # suggestion: BLOCK
///     # Any other line that starts with # is a comment.
///     美女&包夜
///     viagra
///     casino<TAB>Ad
///     法轮<TAB>Polity<TAB>REVIEW
///     毛
///     毛巾<TAB><TAB>EXEMPT
///     AT\&T
///     \#hashtag
///
/// - An entry is the rest of its line up to a tab, without blanks at both ends. A blank inside counts, a run of them as
///   one.
/// - `A&B&C` hits when every part occurs somewhere in the image's text: any line, any frame, any order. A part is
///   looked for within one line, and across lines that go on in each other. `\&` is an ampersand, `\#` a number sign at
///   the start of a line, `\\` a backslash.
/// - After a tab an entry may have a label of its own, after a second tab a suggestion. Spelling of standard labels and
///   of suggestions disregards case; a full-width colon serves in a directive.
/// - The suggestion `EXEMPT` makes an entry an exemption: what any list finds wholly inside its place does not count. It
///   has one part and no label, is seen in a reading at least as plain as what it exempts, never by sound, and not where
///   it is cut out of other words. `# suggestion: EXEMPT` makes a list of exemptions.
/// - Directives stand above the first entry. Without one, the label is `Custom`. Without a suggestion, Porn, Terror,
///   Polity and Ad block and everything else asks for a person, which is the rule that TIIA documents for text.
///   `# without: samePinyin, lettersForDigits` switches readings or steps off for the list; see `WordSwitches`.
/// - Of two entries that are equal after normalisation the first is in force, which is noticed. The same words as an
///   entry and as an exemption are an error, and so is a list without any entry.
/// - Entries are compared as `TextNormalizer` says, in the readings of `WordReading`, and start and end where a word
///   does if the script writes spaces (`sex` is not found in `Essex`). In Chinese an entry that is cut out of other
///   words (毛 in 羊毛) is evidence and passes.
public struct WordList: Hashable, Sendable {
  /// One entry.
  public struct Entry: Hashable, Sendable {
    /// The words exactly as the list has them, without outer blanks.
    public let keyword: String
    /// The label that a hit claims; `Normal` of an exemption, which claims nothing.
    public let label: Label
    /// What a hit suggests; PASS of an exemption.
    public let suggestion: Suggestion
    /// Whether the entry is an exemption: hits wholly inside its place do not count.
    public let isExemption: Bool
    /// The line of the list, counted from 1.
    public let line: Int

    /// The same entry, which suggests something else.
    func suggesting(_ suggestion: Suggestion?) -> Entry {
      guard let suggestion, !isExemption else { return self }
      return Entry(keyword: keyword, label: label, suggestion: suggestion, isExemption: false, line: line)
    }

    /// The words of each part, without escapes.
    public var parts: [String] { EntrySyntax.parts(of: keyword) }
  }

  /// Which state of which list this is; the name is that of the directive, or else the caller's.
  public let identity: ListIdentity
  /// The entries in the order of the list, no two equal after normalisation, each with the suggestion that the file
  /// gives it.
  public var entries: Entries { Entries(table: contents.entries, digest: digest) }
  /// What a hit of any entry suggests in place of the entry's own suggestion; nil where each entry says.
  public private(set) var suggestion: Suggestion?
  /// What the list switches off of the readings of text.
  public var without: WordSwitches { contents.without }
  /// What was noticed while reading, in the order of the list; at most `WordListLimits.maximumNoticeCount`.
  public var notices: [WordListNotice] { contents.notices }
  /// How many things were noticed, kept or not.
  public var noticeCount: Int { contents.noticeCount }
  /// The labels that hits may claim.
  public var labels: Set<Label> { Set(contents.entries.meanings.filter { !$0.isExemption }.map(\.label)) }

  let contents: WordListContents
  /// The SHA-256 of the file; nil where libcrypto refuses.
  let digest: String?
  /// What the list is kept under.
  let compiledKey: CompiledKey?

  /// The name that findings carry.
  public var name: String { identity.name }
  /// The first digits of the SHA-256 of the file.
  public var version: String { identity.version }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: The file as it is.
  ///   - name: The name unless the list has one, usually the file's.
  ///   - folder: Where the list is kept as it was read, and taken from when the same bytes are read again; nil for
  ///     nowhere.
  /// - Throws: `ListError` at the first line that breaks a rule: half a list is never used.
  public init(
    parsing bytes: [UInt8], name: String, limits: WordListLimits = .standard, keepingIn folder: CompiledFolder? = nil
  ) throws(ListError) {
    let digest = CompiledKey(of: bytes)
    compiledKey = digest.flatMap { WordListContents.key(of: $0, limits) }
    contents = try WordListContents.read(bytes, name: name, limits, compiledKey, folder)
    identity = ListIdentity(name: contents.name ?? name, version: digest?.short ?? "")
    self.digest = digest?.hexadecimal
  }

  /// The same list, of which every hit suggests one thing, whatever its entries say.
  ///
  /// Its identity stays, and it shares its entries with this one. What only sounds like an entry still asks for a
  /// person at most, and what cuts words is evidence.
  public func suggesting(_ suggestion: Suggestion) -> WordList { replacingSuggestion(suggestion) }

  /// The same list with another `suggestion`.
  func replacingSuggestion(_ suggestion: Suggestion?) -> WordList {
    var list = self
    list.suggestion = suggestion
    return list
  }

  /// What a label suggests when a list does not say: the rule that TIIA 2019-05-29 documents for text.
  /// `Normal` is no label of a list, so an entry never passes by default.
  public static func defaultSuggestion(for label: Label) -> Suggestion { TextTypeRule.suggestion(for: label) }

  public static func == (first: WordList, second: WordList) -> Bool {
    first.identity == second.identity && first.suggestion == second.suggestion && first.without == second.without
      && first.noticeCount == second.noticeCount && first.entries == second.entries
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(suggestion)
  }
}

extension WordList {
  /// The entries of a list, each made when it is asked for.
  public struct Entries: RandomAccessCollection, Hashable, Sendable {
    let table: EntryTable
    let digest: String?

    public var startIndex: Int { 0 }
    public var endIndex: Int { table.count }
    public subscript(position: Int) -> Entry { table.entry(position) }

    /// Whether all entries are equal. Takes no time for those of the same file.
    public static func == (first: Entries, second: Entries) -> Bool {
      if let digest = first.digest, digest == second.digest { return true }
      return first.count == second.count && first.elementsEqual(second)
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(count)
      hasher.combine(first)
    }
  }
}
