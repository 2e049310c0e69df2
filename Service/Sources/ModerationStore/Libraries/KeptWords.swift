/// A library of words that an operator has set up for an account.
public struct NewWordLibrary: Hashable, Sendable {
  /// What the library is called: letters, digits and underscores, one of a kind within the account.
  public var name: String
  public var account: String
  /// What its words suggest: `REVIEW` or `BLOCK`, or `PASS` for a library of exempt words.
  public var suggestion: String

  public init(name: String, account: String, suggestion: String) {
    (self.name, self.account, self.suggestion) = (name, account, suggestion)
  }
}

/// A library as it is kept.
public struct KeptWordLibrary: Hashable, Sendable {
  public var library: NewWordLibrary
  public var wordCount: Int
  /// Milliseconds since 1970.
  public var created: Int64
}

/// A word that is to be added.
public struct NewWord: Hashable, Sendable {
  /// The word as it was given.
  public var content: String
  /// `Porn`; `Normal` for exempt words, which stand in the list of a library of `PASS` alone.
  public var label: String
  /// `Default`.
  public var kind: String
  public var remark: String

  public init(content: String, label: String, kind: String, remark: String) {
    (self.content, self.label, self.kind, self.remark) = (content, label, kind, remark)
  }
}

/// A word as it is kept.
public struct KeptWord: Hashable, Sendable {
  /// Never given again.
  public var id: Int64
  public var word: NewWord
  /// Milliseconds since 1970.
  public var added: Int64
  /// The id of the key that added it.
  public var keyID: String

  public init(id: Int64, word: NewWord, added: Int64, keyID: String) {
    (self.id, self.word, self.added, self.keyID) = (id, word, added, keyID)
  }
}

/// What became of words that were to be added, each in one of the lists.
public struct AddedWords: Hashable, Sendable {
  public var added: [KeptWord] = []
  /// Words that the library has already, or that stand twice in the call, as a list compares them.
  public var duplicates: [NewWord] = []
  /// Words that cannot stand in a list, each with why.
  public var refused: [Refusal] = []

  /// A word that cannot stand in a list.
  public struct Refusal: Hashable, Sendable {
    public var word: NewWord
    public var reason: String
  }
}
