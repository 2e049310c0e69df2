/// Why a library of pictures or words refuses.
public enum LibraryError: Error, Hashable, Sendable, CustomStringConvertible {
  case groupExists
  case groupMissing
  case pictureExists
  case pictureMissing
  /// The group has no picture to compare with.
  case groupEmpty
  /// The library is not set up for the account.
  case libraryMissing
  /// There would be more than allowed.
  case tooMany(Counted, count: Int, allowed: Int)
  /// The file cannot be read or written.
  case store(StoreError)

  /// What is counted.
  public enum Counted: Hashable, Sendable {
    case groupsOfAccount
    case picturesOfGroup
    case picturesOfEntity
    case wordsOfLibrary

    var words: String {
      switch self {
      case .groupsOfAccount: "groups of the account"
      case .picturesOfGroup: "pictures of the group"
      case .picturesOfEntity: "pictures of the entity"
      case .wordsOfLibrary: "words of the library"
      }
    }
  }

  public var description: String {
    switch self {
    case .groupExists: "the account has a group of that name already"
    case .groupMissing: "the account has no group of that name"
    case .pictureExists: "the group has a picture of that name already"
    case .pictureMissing: "the group has no such picture of the entity"
    case .groupEmpty: "the group has no picture to compare with"
    case .libraryMissing: "no library of that name is set up for the account"
    case .tooMany(let counted, let count, let allowed):
      "there would be \(count) \(counted.words); \(allowed) are allowed"
    case .store(let error): "\(error)"
    }
  }
}

/// Who changed a library, and when.
public struct LibraryAuthor: Hashable, Sendable {
  /// The account's id.
  public let account: String
  /// The id of the key that signed, which is no secret.
  public let keyID: String
  /// Milliseconds since 1970.
  public let milliseconds: Int64

  public init(account: String, keyID: String, milliseconds: Int64) {
    (self.account, self.keyID, self.milliseconds) = (account, keyID, milliseconds)
  }
}

/// A library of an account: a group of pictures or a library of words.
public struct LibraryID: Hashable, Sendable, CustomStringConvertible {
  /// What a library holds.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case pictures
    case words
  }

  public let kind: Kind
  /// The account's id.
  public let account: String
  /// What the caller calls it: letters, digits and underscores.
  public let name: String

  public init(_ kind: Kind, account: String, name: String) {
    (self.kind, self.account, self.name) = (kind, account, name)
  }

  /// Where its list lies, seen from the folder of policies: `lists/ACCOUNT.NAME.pictures.tsv` or
  /// `lists/ACCOUNT.NAME.words.txt`. A name has no point, so that no two libraries have one file.
  public var file: String { "lists/\(account).\(name).\(kind == .pictures ? "pictures.tsv" : "words.txt")" }

  public var description: String { "\(account).\(name)" }
}
