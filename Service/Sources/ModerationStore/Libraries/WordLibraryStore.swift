import GRDB

/// Libraries of words, each account's apart. What a call returned from is on the disk. Used from any task.
public final class WordLibraryStore: Sendable {
  /// The most words of a library: 10,000. Source: the documentation of CMS CreateKeywordsSamples.
  public static let maximumWordCount = 10_000

  private let database: StorePool

  init(database: StorePool) { self.database = database }

  /// Makes the libraries that an operator has set up and that are not there, and takes over what they suggest.
  ///
  /// Libraries that are no longer set up keep their words.
  public func define(_ libraries: [NewWordLibrary], at milliseconds: Int64) async throws(LibraryError) {
    try await database.writeLibrary { database in
      for library in libraries {
        try database.execute(
          sql: """
            INSERT INTO wordLibrary (account, name, title, brief, suggestion, words, created, updated, author)
            VALUES (?, ?, ?, '', ?, 0, ?, ?, '')
            ON CONFLICT (account, name) DO UPDATE SET suggestion = excluded.suggestion
              WHERE suggestion <> excluded.suggestion
            """,
          arguments: [
            library.account, library.name, library.name, library.suggestion, milliseconds, milliseconds,
          ])
      }
    }
  }

  /// A library.
  public func library(_ name: String, of account: String) async throws(LibraryError) -> KeptWordLibrary {
    try await database.readLibrary { database in
      guard let row = try Self.libraryRow(name, account, database) else { throw LibraryError.libraryMissing }
      return KeptWordLibrary(
        library: NewWordLibrary(name: row["name"], account: row["account"], suggestion: row["suggestion"]),
        wordCount: row["words"], created: row["created"])
    }
  }

  /// Adds words; those that are there already or cannot stand in a list are told and left out.
  ///
  /// - Throws: `tooMany`: then none was added.
  public func add(
    _ words: [NewWord], to library: String, by author: LibraryAuthor
  ) async throws(LibraryError) -> AddedWords {
    // Before the transaction, which all writers wait for: this needs nothing of the library.
    var result = AddedWords()
    var possible: [(word: NewWord, normalized: String)] = []
    for word in words {
      do throws(WordListText.WordFault) {
        possible.append((word, try WordListText.normalized(word)))
      } catch {
        result.refused.append(AddedWords.Refusal(word: word, reason: error.reason))
      }
    }
    let (begun, candidates) = (result, possible)
    return try await change(library, by: author) { database, id, row in
      var result = begun
      for (word, normalized) in candidates {
        try database.execute(
          sql: """
            INSERT INTO word (inLibrary, content, normalized, label, kind, remark, added, author)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
          arguments: [
            id, word.content, normalized, word.label, word.kind, word.remark, author.milliseconds, author.keyID,
          ])
        guard database.changesCount > 0 else {
          result.duplicates.append(word)
          continue
        }
        result.added.append(
          KeptWord(
            id: database.lastInsertedRowID, word: word, added: author.milliseconds, keyID: author.keyID))
      }
      let count = row["words"] + result.added.count
      guard result.added.isEmpty || count <= Self.maximumWordCount else {
        throw LibraryError.tooMany(.wordsOfLibrary, count: count, allowed: Self.maximumWordCount)
      }
      return result
    }
  }

  /// Removes words by their ids or by their contents, to the letter.
  ///
  /// - Returns: Those that were there.
  public func remove(
    ids: [Int64], contents: [String], from library: String, by author: LibraryAuthor
  ) async throws(LibraryError) -> [KeptWord] {
    try await change(library, by: author) { database, id, _ in
      var removed: [KeptWord] = []
      func remove(_ column: String, _ value: any DatabaseValueConvertible) throws {
        let row = try Row.fetchOne(
          database, sql: "DELETE FROM word WHERE inLibrary = ? AND \(column) = ? RETURNING *", arguments: [id, value])
        if let row { removed.append(Self.word(row)) }
      }
      for word in ids { try remove("id", word) }
      for content in contents { try remove("content", content) }
      return removed.sorted { $0.id < $1.id }
    }
  }

  /// The words of a library in the order in which they came.
  public func words(in library: String, of account: String) async throws(LibraryError) -> [KeptWord] {
    try await database.readLibrary { database in
      guard let row = try Self.libraryRow(library, account, database) else { throw LibraryError.libraryMissing }
      return try Self.words(ofLibrary: row["id"], database)
    }
  }

  private func change<Value: Sendable>(
    _ library: String, by author: LibraryAuthor,
    _ body: @escaping @Sendable (Database, Int64, Row) throws -> Value
  ) async throws(LibraryError) -> Value {
    try await database.writeLibrary { database in
      guard let row = try Self.libraryRow(library, author.account, database) else {
        throw LibraryError.libraryMissing
      }
      let id: Int64 = row["id"]
      let value = try body(database, id, row)
      try database.execute(
        sql: """
          UPDATE wordLibrary SET words = (SELECT count(*) FROM word WHERE inLibrary = wordLibrary.id),
            updated = max(updated, ?) WHERE id = ?
          """, arguments: [author.milliseconds, id])
      return value
    }
  }

  static func libraryRow(_ name: String, _ account: String, _ database: Database) throws -> Row? {
    try Row.fetchOne(
      database, sql: "SELECT * FROM wordLibrary WHERE account = ? AND name = ?", arguments: [account, name])
  }

  static func words(ofLibrary id: Int64, _ database: Database) throws -> [KeptWord] {
    try Row.fetchAll(database, sql: "SELECT * FROM word WHERE inLibrary = ? ORDER BY id", arguments: [id]).map(word)
  }

  private static func word(_ row: Row) -> KeptWord {
    KeptWord(
      id: row["id"],
      word: NewWord(content: row["content"], label: row["label"], kind: row["kind"], remark: row["remark"]),
      added: row["added"], keyID: row["author"])
  }
}
