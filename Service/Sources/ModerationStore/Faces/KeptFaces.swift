public import FaceLibraries
public import ImageMatching

/// The number of a face: never given again, and above 0.
public struct KeptFaceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number.
  public let number: Int64

  /// Takes a number.
  public init(_ number: Int64) { self.number = number }

  /// Takes what `description` gave; nil for anything else.
  public init?(_ text: String) {
    guard let number = Int64(text), number > 0, "\(number)" == text else { return nil }
    self.number = number
  }

  public var description: String { "\(number)" }

  public static func < (left: KeptFaceID, right: KeptFaceID) -> Bool { left.number < right.number }
}

/// A face of a person.
public struct KeptFace: Hashable, Sendable {
  public let id: KeptFaceID
  public let embedding: FaceEmbedding

  public init(id: KeptFaceID, embedding: FaceEmbedding) {
    self.id = id
    self.embedding = embedding
  }
}

/// A group that is to be made. Texts are taken as they are: who calls has checked their lengths.
public struct NewFaceGroup: Hashable, Sendable {
  public var id: FaceID
  /// One of a kind within an account.
  public var name: String
  /// The names of the group's own fields, at most five.
  public var fields: [String]
  public var tag: String

  public init(id: FaceID, name: String, fields: [String] = [], tag: String = "") {
    (self.id, self.name, self.fields, self.tag) = (id, name, fields, tag)
  }
}

/// What is to change of a group; nil leaves as it is.
public struct FaceGroupChange: Hashable, Sendable {
  public var name: String?
  /// Names of fields by index; an index that the group does not have is refused, unless it is the next one.
  public var fields: [Int: String]
  public var tag: String?

  public init(name: String? = nil, fields: [Int: String] = [:], tag: String? = nil) {
    (self.name, self.fields, self.tag) = (name, fields, tag)
  }
}

/// A group as it is kept.
public struct KeptFaceGroup: Hashable, Sendable {
  public var group: NewFaceGroup
  /// Milliseconds since 1970.
  public var created: Int64
  /// Milliseconds since 1970 of the last change of the group, its fields or its members.
  public var updated: Int64

  public init(group: NewFaceGroup, created: Int64, updated: Int64) {
    (self.group, self.created, self.updated) = (group, created, updated)
  }
}

/// A person who is to be made.
public struct NewFacePerson: Hashable, Sendable {
  public var id: FaceID
  public var name: String
  /// 0 for not said, 1 male, 2 female.
  public var gender: Int
  /// Values of the group's fields, by index.
  public var fields: [Int: String]

  public init(id: FaceID, name: String, gender: Int = 0, fields: [Int: String] = [:]) {
    (self.id, self.name, self.gender, self.fields) = (id, name, gender, fields)
  }
}

/// A person as kept.
public struct KeptFacePerson: Hashable, Sendable {
  /// A group that a person is in.
  public struct Membership: Hashable, Sendable {
    public var group: FaceID
    /// The values of the group's fields, one for each field, empty where none was given.
    public var fields: [String]

    public init(group: FaceID, fields: [String]) { (self.group, self.fields) = (group, fields) }
  }

  public var id: FaceID
  public var name: String
  public var gender: Int
  /// Oldest first.
  public var faces: [KeptFaceID]
  public var groups: [Membership]
  /// Milliseconds since 1970.
  public var created: Int64

  public init(
    id: FaceID, name: String, gender: Int, faces: [KeptFaceID], groups: [Membership], created: Int64
  ) {
    (self.id, self.name, self.gender) = (id, name, gender)
    (self.faces, self.groups, self.created) = (faces, groups, created)
  }
}

/// Some of many.
public struct FacePage<Item: Hashable & Sendable>: Hashable, Sendable {
  public var items: [Item]
  /// How many there are in all.
  public var total: Int

  public init(items: [Item], total: Int) { (self.items, self.total) = (items, total) }
}

/// How much a group has.
public struct FaceGroupCounts: Hashable, Sendable {
  public var persons: Int
  public var faces: Int

  public init(persons: Int, faces: Int) { (self.persons, self.faces) = (persons, faces) }
}

/// Some persons of a group, each with its membership in that group alone.
public struct FaceGroupPage: Hashable, Sendable {
  public var persons: [KeptFacePerson]
  public var counts: FaceGroupCounts

  public init(persons: [KeptFacePerson], counts: FaceGroupCounts) {
    (self.persons, self.counts) = (persons, counts)
  }
}

/// Which cosine of a person counts.
public enum FaceMeasure: Hashable, Sendable {
  /// That of the nearest face.
  case nearestFace
  /// That of the mean direction of all faces of the person.
  case mean
}

/// Who is near.
public struct FaceNeighbours: Hashable, Sendable {
  /// A person who may be meant.
  public struct Neighbour: Hashable, Sendable {
    public var person: FaceID
    /// The nearest of the person's faces.
    public var face: KeptFaceID
    /// −1…1, by the measure that was asked for.
    public var cosine: Float

    public init(person: FaceID, face: KeptFaceID, cosine: Float) {
      (self.person, self.face, self.cosine) = (person, face, cosine)
    }
  }

  /// In the order of the groups asked for where asked by group; else one list.
  public var lists: [[Neighbour]]
  /// How many faces and persons were compared, each once.
  public var counts: FaceGroupCounts

  public init(lists: [[Neighbour]], counts: FaceGroupCounts) { (self.lists, self.counts) = (lists, counts) }
}

/// Why the store of faces refuses.
public enum FaceStoreError: Error, Hashable, Sendable {
  case groupExists
  /// Another group of the account has the name.
  case groupNameExists
  case groupMissing(FaceID)
  case personExists
  case personMissing
  /// The person is in the group already.
  case personInGroup(FaceID)
  case personNotInGroup
  /// The group has no field of that index, or would have more than five.
  case fieldMissing(index: Int)
  /// Two fields of a group would have one name.
  case fieldNameExists
  /// There would be more than allowed.
  case tooMany(Counted, count: Int, allowed: Int)
  /// The person would have no face.
  case lastFace
  /// The groups that are to be searched have no face.
  case nothingToSearch
  /// The file cannot be read or written.
  case store(StoreError)

  /// What is counted.
  public enum Counted: Hashable, Sendable {
    case groups
    case groupsOfPerson
    case facesOfPerson
    case facesOfAccount
    case facesOfStore
  }
}
