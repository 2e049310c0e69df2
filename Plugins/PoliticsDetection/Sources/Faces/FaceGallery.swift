import Digests
public import ImageMatching
public import ModerationCore

/// The operator's persons and their faces: a value that never changes. A reload is a new one.
///
/// On disk a gallery is a plain folder: GALLERY/GROUP/PERSON/*.json, one file a face. Hidden files are left alone;
/// anything else that does not belong there is an error that names it, so that nobody believes a photograph dropped
/// into a folder to be compared. `moderate faces add` writes it.
public struct FaceGallery: Sendable {
  /// One person.
  public struct Person: Hashable, Sendable {
    /// The group's name.
    public let group: GalleryName
    /// The person's name.
    public let name: GalleryName
    /// The person's faces, at least one.
    public let faces: [GalleryFace]

    /// Makes a person.
    public init(group: GalleryName, name: GalleryName, faces: [GalleryFace]) {
      self.group = group
      self.name = name
      self.faces = faces
    }
  }

  /// A person with the cosine to the nearest of the person's faces, −1…1.
  public struct Match: Hashable, Sendable {
    /// Who.
    public let person: Person
    /// How near.
    public let cosine: Double
  }

  /// The most groups: our own bound.
  public static let maximumGroupCount = 1_000
  /// The most persons of all groups together: our own bound.
  public static let maximumPersonCount = 50_000
  /// The most faces of all persons together: 51 MB of numbers, and 4 ms a search (measured 2026-11-21).
  public static let maximumFaceCount = 100_000
  /// The most faces of one person: our own bound.
  public static let maximumFacesPerPerson = 1_000

  /// Everybody, by group and name.
  public let persons: [Person]
  /// How many faces there are.
  public var faceCount: Int { index.faceCount }

  /// Which state of the gallery this is: its version follows from who is in it and with which faces
  /// of which pictures.
  public let identity: ListIdentity

  private let index: FaceIndex

  /// Makes a gallery of persons.
  ///
  /// - Throws: `invalidGallery` when there is no face in it, a person comes twice or has none, one face belongs to
  ///   persons of different names, or a bound is broken.
  public init(persons: [Person]) throws(HostFailure) {
    func failure(_ message: String) -> HostFailure { HostFailure(.invalidGallery, message: message) }
    let persons = persons.sorted { ($0.group, $0.name) < ($1.group, $1.name) }
    guard !persons.isEmpty else { throw failure("the gallery is empty: add faces with `moderate faces add`") }
    guard persons.count <= Self.maximumPersonCount else {
      throw failure("the gallery holds more than \(Self.maximumPersonCount) persons")
    }
    var seen: Set<[GalleryName]> = []
    var owners: [[Float]: GalleryName] = [:]
    for person in persons {
      guard seen.insert([person.group, person.name]).inserted else {
        throw failure("the gallery holds \(person.group)/\(person.name) twice")
      }
      guard !person.faces.isEmpty else {
        throw failure("\(person.group)/\(person.name) holds no face: add one or remove the person")
      }
      guard person.faces.count <= Self.maximumFacesPerPerson else {
        throw failure("\(person.group)/\(person.name) holds more than \(Self.maximumFacesPerPerson) faces")
      }
      for face in person.faces {
        let owner = owners.updateValue(person.name, forKey: face.embedding.direction)
        guard owner == nil || owner == person.name else {
          throw failure("\(person.group)/\(person.name) and \(owner?.text ?? "") hold the very same face")
        }
      }
      guard owners.count <= Self.maximumFaceCount else {
        throw failure("the gallery holds more than \(Self.maximumFaceCount) faces")
      }
    }
    self.persons = persons
    // A picture may have several faces, of which the box tells which one is meant.
    let content = persons.map { person in
      "\(person.group)/\(person.name)\n"
        + person.faces.map { face in
          "\(face.sourceSHA256) \(face.box.x) \(face.box.y) \(face.box.width) \(face.box.height)\n"
        }.sorted().joined()
    }
    let version = SHA256Digest(of: Array(content.joined().utf8).span.bytes)?.short ?? ""
    identity = ListIdentity(name: "gallery", version: version)
    index = FaceIndex(persons: persons.map { $0.faces.map(\.embedding) })
  }

  /// The names of the groups, in order, each once.
  public var groups: [String] {
    // Persons stand by group.
    persons.reduce(into: []) { names, person in
      if names.last != person.group.text { names.append(person.group.text) }
    }
  }

  /// A gallery of some groups alone. Its version follows from who is left, so that it differs from the whole one's as
  /// soon as a group is left out.
  ///
  /// - Parameter groups: Names of groups, at least one.
  /// - Throws: `invalidGallery`, with the nearest group, for one that is not there.
  public func selecting(groups: [String]) throws(HostFailure) -> FaceGallery {
    let known = self.groups
    guard !groups.isEmpty else {
      throw HostFailure(.invalidGallery, message: "no group of the gallery is selected; it has \(known)")
    }
    for name in groups where !known.contains(name) {
      // Nobody's slip of the pen is longer than a name may be.
      let start = name.prefix(GalleryName.maximumByteCount)
      func difference(_ other: String) -> Int { other.difference(from: start).count }
      let nearest = known.min { difference($0) < difference($1) } ?? ""
      throw HostFailure(
        .invalidGallery,
        message: """
          the gallery has no group \(String(start).debugDescription); the nearest that it has is \
          \(nearest.debugDescription)
          """)
    }
    let selected = Set(groups)
    // All of it needs no second copy.
    guard selected.count < known.count else { return self }
    return try FaceGallery(persons: persons.filter { selected.contains($0.group.text) })
  }

  /// The persons nearest to a face, nearest first; of equally near ones the first by group and name.
  public func nearest(to face: FaceEmbedding, count: Int) -> [Match] {
    index.nearest(to: face, count: count).map { Match(person: persons[$0.person], cosine: Double($0.cosine)) }
  }
}
