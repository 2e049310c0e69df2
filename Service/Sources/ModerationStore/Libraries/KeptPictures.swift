public import ImageMatching

/// A group of pictures that is to be made. Who calls has checked the lengths of texts.
public struct NewPictureGroup: Hashable, Sendable {
  /// One of a kind within the account.
  public var name: String
  public var title: String
  public var brief: String
  /// The most pictures.
  public var capacity: Int
  /// What was asked for; the account's rate decides.
  public var callsPerSecond: Int

  public init(name: String, title: String, brief: String, capacity: Int, callsPerSecond: Int) {
    (self.name, self.title, self.brief) = (name, title, brief)
    (self.capacity, self.callsPerSecond) = (capacity, callsPerSecond)
  }
}

/// A group as it is kept.
public struct KeptPictureGroup: Hashable, Sendable {
  public var group: NewPictureGroup
  public var pictureCount: Int
  /// Milliseconds since 1970.
  public var created: Int64
  /// Milliseconds since 1970 of the last change of its pictures.
  public var updated: Int64
}

/// A picture that is to be added.
public struct NewPicture: Hashable, Sendable {
  /// What the picture shows, as the caller calls it; several pictures may show the same.
  public var entity: String
  /// One of a kind within the group.
  public var name: String
  public var hash: PDQHash
  /// 0…100, at least `PDQFingerprint.leastQuality`.
  public var quality: Int
  /// Of the file, 64 hexadecimal digits; empty where libcrypto refuses.
  public var sha256: String
  /// The caller's own words, given back as they are.
  public var content: String
  /// An object of JSON, or empty.
  public var tags: String

  public init(
    entity: String, name: String, hash: PDQHash, quality: Int, sha256: String, content: String, tags: String
  ) {
    (self.entity, self.name, self.hash, self.quality) = (entity, name, hash, quality)
    (self.sha256, self.content, self.tags) = (sha256, content, tags)
  }
}

/// A picture as it is kept.
public struct KeptPicture: Hashable, Sendable {
  public var picture: NewPicture
  /// Milliseconds since 1970.
  public var added: Int64
  /// The id of the key that added it.
  public var keyID: String
}

/// A picture that is near to another one.
public struct NearPicture: Hashable, Sendable {
  public var picture: KeptPicture
  /// In how many bits the hashes differ, in the nearest of the eight views of the picture that was asked for.
  public var distanceBits: Int
}
