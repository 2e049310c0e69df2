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

  /// Which state of the gallery this is: its version follows from who is in it and with which pictures.
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
    let content = persons.map { "\($0.group)/\($0.name)\n" + $0.faces.map { $0.sourceSHA256 + "\n" }.sorted().joined() }
    let version = SHA256Digest(of: Array(content.joined().utf8).span.bytes)?.short ?? ""
    identity = ListIdentity(name: "gallery", version: version)
    index = FaceIndex(persons: persons.map { $0.faces.map(\.embedding) })
  }

  /// The persons nearest to a face, nearest first; of equally near ones the first by group and name.
  public func nearest(to face: FaceEmbedding, count: Int) -> [Match] {
    index.nearest(to: face, count: count).map { Match(person: persons[$0.person], cosine: Double($0.cosine)) }
  }
}
