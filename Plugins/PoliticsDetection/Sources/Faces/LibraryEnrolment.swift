public import FaceLibraries
import ImageMatching
public import ModerationCore

/// Adds faces to a library, and refuses those that would spoil it, as `FaceEnrolment` does for a folder.
///
/// A search of what is there is opened once; what is added is compared with beside it.
public struct LibraryEnrolment {
  /// A picture of a person.
  public struct Entry: Sendable {
    public let picture: FaceReader.Picture
    public let group: FaceGroup
    public let person: FacePerson

    /// Makes an entry.
    public init(picture: FaceReader.Picture, group: FaceGroup, person: FacePerson) {
      (self.picture, self.group, self.person) = (picture, group, person)
    }
  }

  /// So many faces are compared with one by one; then a search is made anew.
  private static let maximumRecentCount = 20_000

  private let library: FaceLibrary
  private let cache: String?
  private var search: FaceSearch
  private var recent: [(person: FacePerson, group: GalleryName, embedding: FaceEmbedding)] = []

  /// Opens a search of what is there.
  ///
  /// - Parameters:
  ///   - library: Opened for writing.
  ///   - cache: As `FaceSearch` has it.
  public init(_ library: FaceLibrary, cache: String? = SearchFile.usualCache) throws(HostFailure) {
    (self.library, self.cache) = (library, cache)
    search = try FaceSearch(library, cache: cache)
  }

  /// Whether a person has a face of a picture already.
  public func holds(_ sha256: String, person: FaceID) throws(HostFailure) -> Bool {
    try library.faces(of: person).contains { $0.face.sourceSHA256 == sha256 }
  }

  /// Adds the faces of pictures in one transaction: when it returns, all that were added are on the disk.
  ///
  /// Groups and persons that are missing are made; those that are there stay as they are.
  ///
  /// - Parameters:
  ///   - takesLargest: Whether the largest face is meant where there are several.
  ///   - evenIfLikeAnother: Whether to add a face that is nearer to another person than to this one.
  /// - Throws: `HostFailure` when nothing was added.
  public mutating func add(
    _ entries: [Entry], takesLargest: Bool = false, evenIfLikeAnother: Bool = false
  ) throws(HostFailure) -> [FaceEnrolment.Outcome] {
    let before = recent.count
    var outcomes: [FaceEnrolment.Outcome] = []
    for entry in entries {
      let outcome = try judge(entry, takesLargest, evenIfLikeAnother, addedBefore: before)
      outcomes.append(outcome)
      if case .added(let face) = outcome { recent.append((entry.person, entry.group.name, face.embedding)) }
    }
    do throws(HostFailure) {
      try write(
        zip(entries, outcomes).compactMap { entry, outcome in
          if case .added(let face) = outcome { (entry, face) } else { nil }
        })
    } catch {
      recent.removeLast(recent.count - before)
      throw error
    }
    if recent.count > Self.maximumRecentCount {
      search = try FaceSearch(library, cache: cache)
      recent = []
    }
    return outcomes
  }

  private func write(_ added: [(Entry, FaceReading)]) throws(HostFailure) {
    guard !added.isEmpty else { return }
    var (known, people): (Set<FaceID>, Set<FaceID>) = ([], [])
    for (entry, _) in added {
      if try library.groups(called: entry.group.id.text).contains(where: { $0.id == entry.group.id }) {
        known.insert(entry.group.id)
      }
      if try library.person(entry.person.id) != nil { people.insert(entry.person.id) }
    }
    let (groups, persons) = (known, people)
    try library.write { writer throws(HostFailure) in
      for (entry, face) in added {
        if !groups.contains(entry.group.id) { try writer.put(entry.group) }
        if persons.contains(entry.person.id) {
          try writer.put(entry.person.id, in: [entry.group.id])
        } else {
          try writer.put(entry.person, in: [entry.group.id])
        }
        try writer.add(
          GalleryFace(sourceSHA256: entry.picture.sha256, box: face.box, embedding: face.embedding),
          to: entry.person.id)
      }
    }
  }

  private func judge(
    _ entry: Entry, _ takesLargest: Bool, _ evenIfLikeAnother: Bool, addedBefore: Int
  ) throws(HostFailure) -> FaceEnrolment.Outcome {
    let own = try library.faces(of: entry.person.id).map(\.face)
    if own.contains(where: { $0.sourceSHA256 == entry.picture.sha256 }) { return .alreadyThere }
    if let reason = FaceEnrolment.reason(against: entry.picture, takesLargest: takesLargest) {
      return .refused(reason: reason)
    }
    guard let face = entry.picture.faces.first else { return .refused(reason: "there is no face in it") }
    guard own.count < FaceLibrary.maximumFacesPerPerson else {
      return .refused(reason: "a person has at most \(FaceLibrary.maximumFacesPerPerson) faces")
    }
    guard let other = try nearestOther(face.embedding, than: entry.person) else { return .added(face) }
    if other.cosine > Self.sameFaceCosine {
      return .refused(reason: "the very same face is in the library under another name, \(other.group)/\(other.name)")
    }
    let nearest =
      (own.map(\.embedding)
      + recent[addedBefore...].filter { $0.person.id == entry.person.id }.map(\.embedding))
      .map { Double($0.cosine(to: face.embedding)) }.max()
    guard !evenIfLikeAnother, other.cosine >= FaceScore.reviewCosine, other.cosine > nearest ?? -1 else {
      return .added(face)
    }
    return .refused(
      reason: FaceEnrolment.resemblance(
        to: "\(other.group)/\(other.name)", other.cosine, person: entry.person.name, own: nearest))
  }

  /// Nearer than two photographs are, and than two encodings of one: one file under two names.
  private static let sameFaceCosine = 0.99999

  /// The nearest person of another name: who has the same name under another id is taken for the same person.
  private func nearestOther(
    _ face: FaceEmbedding, than person: FacePerson
  ) throws(HostFailure) -> (group: GalleryName, name: GalleryName, cosine: Double)? {
    func isOther(_ other: FacePerson) -> Bool { other.id != person.id && other.name != person.name }
    let found = try search.nearest(
      to: face, count: FaceSearch.maximumMatchCount, in: search.scope(of: search.groups.indices)
    ).first { isOther($0.person) }
    var best = found.flatMap { found in
      found.groups.first.map { (search.groups[$0].name, found.person.name, Double(found.cosine)) }
    }
    for other in recent where isOther(other.person) {
      let cosine = Double(other.embedding.cosine(to: face))
      if cosine > best?.2 ?? -1 { best = (other.group, other.person.name, cosine) }
    }
    return best.map { ($0.0, $0.1, $0.2) }
  }
}
