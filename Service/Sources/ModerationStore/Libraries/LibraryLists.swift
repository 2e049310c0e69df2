import Digests
import Foundation
import GRDB
import ImageMatching
import Lists
import TextMatching

/// The lists of libraries as the files of a policy folder are to have them.
public struct LibraryLists: Sendable {
  private let database: StorePool

  init(database: StorePool) { self.database = database }

  /// Every library of every account.
  public func libraries() async throws(LibraryError) -> [LibraryID] {
    try await database.readLibrary { database in
      func found(_ kind: LibraryID.Kind, _ table: String) throws -> [LibraryID] {
        try Row.fetchAll(database, sql: "SELECT account, name FROM \(table) ORDER BY account, name").map {
          LibraryID(kind, account: $0["account"], name: $0["name"])
        }
      }
      return try found(.pictures, "pictureGroup") + found(.words, "wordLibrary")
    }
  }

  /// The file of a library, of one state of it, and readable as a list; its first line says that the service writes it
  /// and has a checksum of what follows.
  ///
  /// - Throws: `groupMissing`, `libraryMissing`, `store`.
  public func file(of library: LibraryID) async throws(LibraryError) -> [UInt8] {
    try await database.readLibrary { database in
      let text: String
      switch library.kind {
      case .pictures:
        guard let row = try PictureLibraryStore.groupRow(library.name, library.account, database) else {
          throw LibraryError.groupMissing
        }
        let rows = try Row.fetchAll(
          database, sql: "SELECT * FROM picture WHERE inGroup = ? ORDER BY id", arguments: [row["id"] as Int64])
        text = PictureListText.text(try rows.map(PictureLibraryStore.picture))
      case .words:
        guard let row = try WordLibraryStore.libraryRow(library.name, library.account, database) else {
          throw LibraryError.libraryMissing
        }
        text = WordListText.text(
          try WordLibraryStore.words(ofLibrary: row["id"], database), suggestion: row["suggestion"])
      }
      let bytes = Self.signed(text)
      // A list that cannot be read would keep every change of every policy from becoming live.
      do throws(ListError) {
        switch library.kind {
        case .pictures: _ = try FingerprintList(parsing: bytes, name: library.description)
        case .words: _ = try WordList(parsing: bytes, name: library.description)
        }
      } catch {
        throw LibraryError.store(.damagedLibrary("the list of \(library) (\(error.message))"))
      }
      return bytes
    }
  }

  /// Whether bytes are a file of a library, whole and as it was written.
  public static func isUntouched(_ bytes: [UInt8]) -> Bool {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return false }
    return Array(bytes[...end]) == head(of: bytes[(end + 1)...])
  }

  private static func signed(_ text: String) -> [UInt8] {
    let body = Array(text.utf8)
    return head(of: body[...]) + body
  }

  /// No colon, so that it is no directive.
  private static func head(of body: ArraySlice<UInt8>) -> [UInt8] {
    let digest = SHA256Digest(of: body.span.bytes)?.hexadecimal ?? "none"
    return Array(
      "# The service writes this list from its store, and overwrites what others change here. sha256=\(digest)\n".utf8)
  }
}
