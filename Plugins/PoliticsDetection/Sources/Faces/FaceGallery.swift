import Digests
public import FaceLibraries
public import ImageMatching
public import ModerationCore

/// The operator's persons and their faces: a value that never changes. A reload is a new one.
///
/// On disk a gallery is a library, one file for millions of faces, or a plain folder: GALLERY/GROUP/PERSON/*.json, one file a face. Hidden files are left alone;
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
    /// A person as answers have it.
    public struct Person: Hashable, Sendable {
      /// The first of the person's groups that were searched.
      public let group: GalleryName
      /// The person's name.
      public let name: GalleryName
    }

    /// Who.
    public let person: Person
    /// How near.
    public let cosine: Double
  }

  /// Whom to look for.
  public enum Part: Hashable, Sendable {
    /// All groups.
    case everybody
    /// The groups whose persons are let through in the politics scene.
    case allowedInPolitics
    /// The groups whose persons are let through as far as terror goes.
    case allowedAsTerror
    /// The groups whose persons are looked for in the politics scene.
    case politics
    /// The groups whose persons are looked for as terror.
    case terror
  }

  /// The most groups of a folder: our own bound. A library holds more.
  public static let maximumGroupCount = 1_000
  /// The most persons of all groups together: our own bound.
  public static let maximumPersonCount = 50_000
  /// The most faces of all persons together: 51 MB of numbers, and 4 ms a search (measured 2026-11-21).
  public static let maximumFaceCount = 100_000
  /// The most faces of one person: our own bound.
  public static let maximumFacesPerPerson = 1_000

  /// How many persons are looked at in all parts together.
  public var personCount: Int { scopes[.everybody]?.personCount ?? 0 }
  /// How many faces they have.
  public var faceCount: Int { scopes[.everybody]?.faceCount ?? 0 }

  /// Which state of the gallery this is: its version follows from who is in it and with which faces
  /// of which pictures, and from the groups selected.
  public let identity: ListIdentity

  /// The groups selected, in order.
  private let selected: [FaceGroup]
  /// The state of each group that there is, by id: what the version is made of.
  private let states: [FaceID: String]
  private let search: FaceSearch
  private let scopes: [Part: FaceSearch.Scope]

  /// Takes groups of a search.
  ///
  /// - Parameters:
  ///   - selected: Groups with the colors that they are to have; others of the search are left out.
  ///   - states: For each group of the search a text that changes when somebody in it does.
  private init(_ search: FaceSearch, selected: [FaceGroup], states: [FaceID: String]) {
    (self.search, self.selected, self.states) = (search, selected, states)
    let indices = Dictionary(uniqueKeysWithValues: search.groups.enumerated().map { ($1.id, $0) })
    func scope(_ isMeant: (FaceGroup) -> Bool) -> FaceSearch.Scope {
      search.scope(of: selected.filter(isMeant).compactMap { indices[$0.id] })
    }
    scopes = [
      .everybody: scope { _ in true },
      .allowedInPolitics: scope { $0.color == .white && $0.scenes.contains(.politics) },
      .allowedAsTerror: scope { $0.color == .white && $0.scenes.contains(.terror) },
      .politics: scope { $0.color == .black && $0.scenes.contains(.politics) },
      .terror: scope { $0.color == .black && $0.scenes.contains(.terror) },
    ]
    let content = selected.map { group in
      // As it was before there were colors, so that the version of a folder is what it was.
      (states[group.id] ?? "")
        + (group.color == .black && group.scenes == .politics ? "" : "\(group.color.word) \(group.scenes.word)\n")
    }
    let version = SHA256Digest(of: Array(content.joined().utf8).span.bytes)?.short ?? ""
    identity = ListIdentity(name: "gallery", version: version)
  }

  /// Takes all groups of a library, or reads them from the search file that was made of its state.
  ///
  /// - Parameter cache: As `FaceSearch` has it.
  /// - Throws: As `FaceSearch`; `invalidGallery` for a library without a face.
  public init(library: FaceLibrary, cache: String? = SearchFile.usualCache) throws(HostFailure) {
    let state = "\(library.id) \(try library.changeCount())"
    let search = try FaceSearch(library, cache: cache)
    guard search.faceCount > 0 else {
      throw HostFailure(
        .invalidGallery, message: "\(library.path) is empty: add faces with `moderate faces add --library`")
    }
    self.init(
      search, selected: search.groups,
      states: Dictionary(uniqueKeysWithValues: search.groups.map { ($0.id, "\(state) \($0.id)\n") }))
  }

  /// Makes a gallery of persons.
  ///
  /// - Throws: `invalidGallery` when there is no face in it, a person comes twice or has none, one face belongs to
  ///   persons of different names, or a bound is broken.
  public init(persons: [Person]) throws(HostFailure) {
    let persons = try Self.checked(persons.sorted { ($0.group, $0.name) < ($1.group, $1.name) })
    var groups: [FaceGroup] = []
    var states: [FaceID: String] = [:]
    var searched: [FaceSearch.Person] = []
    for person in persons {
      if groups.last?.name != person.group {
        let id = FaceID(derivedFrom: person.group)
        guard states[id] == nil else {
          throw HostFailure(.invalidGallery, message: "two groups of the gallery have the id \(id): rename one of them")
        }
        groups.append(FaceGroup(id: id, name: person.group))
      }
      let group = groups[groups.count - 1]
      // A picture may have several faces, of which the box tells which one is meant.
      states[group.id, default: ""] +=
        "\(person.group)/\(person.name)\n"
        + person.faces.map { face in
          "\(face.sourceSHA256) \(face.box.x) \(face.box.y) \(face.box.width) \(face.box.height)\n"
        }.sorted().joined()
      searched.append(
        FaceSearch.Person(
          person: FacePerson(id: FaceID(derivedFrom: person.name), name: person.name), groups: [groups.count - 1],
          faces: person.faces.map(\.embedding)))
    }
    self.init(try FaceSearch(groups: groups, persons: searched), selected: groups, states: states)
  }

  private static func checked(_ persons: [Person]) throws(HostFailure) -> [Person] {
    func failure(_ message: String) -> HostFailure { HostFailure(.invalidGallery, message: message) }
    guard !persons.isEmpty else { throw failure("the gallery is empty: add faces with `moderate faces add`") }
    guard persons.count <= maximumPersonCount else {
      throw failure("the gallery holds more than \(maximumPersonCount) persons: import it into a library")
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
      guard person.faces.count <= maximumFacesPerPerson else {
        throw failure("\(person.group)/\(person.name) holds more than \(maximumFacesPerPerson) faces")
      }
      for face in person.faces {
        let owner = owners.updateValue(person.name, forKey: face.embedding.direction)
        guard owner == nil || owner == person.name else {
          throw failure("\(person.group)/\(person.name) and \(owner?.text ?? "") hold the very same face")
        }
      }
      guard owners.count <= maximumFaceCount else {
        throw failure("the gallery holds more than \(maximumFaceCount) faces: import it into a library")
      }
    }
    return persons
  }

  /// The names of the groups selected, in order, each once.
  public var groups: [String] { selected.map(\.name.text) }

  /// A gallery of some groups alone. Its version follows from who is left, so that it differs from the whole one's as
  /// soon as a group is left out.
  ///
  /// - Parameters:
  ///   - names: Names or ids of groups, at least one.
  ///   - allowed: Those of them whose persons are let through, whatever the library says.
  ///   - held: Those of them whose persons are looked for, whatever the library says.
  /// - Throws: `invalidGallery`, with the nearest group, for one that is not there.
  public func selecting(groups names: [String], allowing allowed: Set<String> = [], holding held: Set<String> = [])
    throws(HostFailure) -> FaceGallery
  {
    guard !names.isEmpty else {
      throw HostFailure(
        .invalidGallery, message: "no group of the gallery is selected; it has \(groups.prefix(Self.shownGroupCount))")
    }
    var colors: [FaceID: FaceGroup.Color] = [:]
    for name in names {
      let meant = selected.filter { $0.name.text == name || $0.id.text == name }
      guard !meant.isEmpty else { throw unknown(name) }
      for group in meant {
        colors[group.id] = allowed.contains(name) ? .white : held.contains(name) ? .black : group.color
      }
    }
    let part = selected.compactMap { group in
      colors[group.id].map { FaceGroup(id: group.id, name: group.name, color: $0, scenes: group.scenes) }
    }
    return FaceGallery(search, selected: part, states: states)
  }

  /// The names of the groups that a policy calls by name or id.
  public func names(ofGroup name: String) -> [String] {
    selected.filter { $0.name.text == name || $0.id.text == name }.map(\.name.text)
  }

  /// So many groups an error lists or compares a name with: a library has up to 100,000.
  private static let shownGroupCount = 1_000

  private func unknown(_ name: String) -> HostFailure {
    // Nobody's slip of the pen is longer than a name may be.
    let start = name.prefix(GalleryName.maximumByteCount)
    func difference(_ other: String) -> Int { other.difference(from: start).count }
    let nearest = groups.prefix(Self.shownGroupCount).min { difference($0) < difference($1) } ?? ""
    return HostFailure(
      .invalidGallery,
      message: """
        the gallery has no group \(String(start).debugDescription); the nearest that it has is \
        \(nearest.debugDescription)
        """)
  }

  /// How many faces a part has.
  public func faceCount(of part: Part) -> Int { scopes[part]?.faceCount ?? 0 }

  /// The persons nearest to a face, nearest first; of equally near ones the first by group and name.
  ///
  /// - Throws: `HostFailure` when the search file was changed while in use.
  public func nearest(
    to face: FaceEmbedding, count: Int, among part: Part = .everybody
  ) throws(HostFailure) -> [Match] {
    guard let scope = scopes[part] else { return [] }
    return try search.nearest(to: face, count: count, in: scope).compactMap { found in
      found.groups.first.map { group in
        Match(person: .init(group: search.groups[group].name, name: found.person.name), cosine: Double(found.cosine))
      }
    }
  }

  /// Whether both look at the very same faces in memory.
  package func sharesFaces(with other: FaceGallery) -> Bool { search.isSame(as: other.search) }
}
