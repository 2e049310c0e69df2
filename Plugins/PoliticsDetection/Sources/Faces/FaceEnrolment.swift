import Glibc
public import ImageMatching
public import ModerationCore

/// Adds faces to a gallery's folder, and refuses those that would spoil it.
///
/// What is in the folder is read once; one process fills a folder at a time.
public struct FaceEnrolment {
  /// What became of a picture.
  public enum Outcome: Hashable, Sendable {
    /// Its face was added.
    case added(FaceReading)
    /// The same file was added for this person before.
    case alreadyThere
    /// It was not added, for the reason given.
    case refused(reason: String)
  }

  /// The shorter side of a face's box that is wanted at least, in pixels of the original. Of faces 50 pixels high
  /// (about 40 wide) the median cosine to the same portrait in full size was 0.86, of smaller ones 0.73 and less
  /// (measured 2026-11-21).
  public static let minimumFaceSidePixels = 40.0

  /// The shortest embedding that is wanted. Upright portraits have 11 to 14; what is nearer to `FaceScore.reliableNorm`
  /// is good enough to be found by, and not to be what others are compared with.
  public static let minimumNorm: Float = 10

  private let directory: String
  private var persons: [FaceGallery.Person]

  /// Reads what a gallery holds. A folder that is missing is made.
  ///
  /// - Throws: `HostFailure` as `FaceGallery.init(directory:)`, but for an empty gallery, which is fine here.
  public init(directory: String) throws(HostFailure) {
    self.directory = directory
    // One that exists already is an error here and none when it is opened.
    mkdir(directory, 0o755)
    persons = try FaceGallery.persons(in: directory)
    if !persons.isEmpty { _ = try FaceGallery(persons: persons) }
  }

  /// Adds the face of a picture.
  ///
  /// - Parameters:
  ///   - takesLargest: Whether the largest face is meant where there are several.
  ///   - evenIfLikeAnother: Whether to add a face that is nearer to another person than to this one.
  /// - Throws: `HostFailure` when it cannot be written.
  public mutating func add(
    _ picture: FaceReader.Picture, group: GalleryName, person: GalleryName, takesLargest: Bool = false,
    evenIfLikeAnother: Bool = false
  ) throws(HostFailure) -> Outcome {
    let index = persons.firstIndex { $0.group == group && $0.name == person }
    let own = index.map { persons[$0].faces } ?? []
    if own.contains(where: { $0.sourceSHA256 == picture.sha256 }) { return .alreadyThere }
    if let reason = Self.reason(against: picture, takesLargest: takesLargest) { return .refused(reason: reason) }
    guard let face = picture.faces.first else { return .refused(reason: "there is no face in it") }
    if let reason = bound(own.count, isNew: index == nil) { return .refused(reason: reason) }
    if !evenIfLikeAnother, let reason = resemblance(of: face, to: person, own) { return .refused(reason: reason) }
    let added = GalleryFace(sourceSHA256: picture.sha256, box: face.box, embedding: face.embedding)
    if sameFaceElsewhere(added, person) {
      return .refused(reason: "the very same face is in the gallery under another name")
    }
    try FaceGallery.write(added, group: group, person: person, to: directory)
    let grown = FaceGallery.Person(group: group, name: person, faces: own + [added])
    if let index { persons[index] = grown } else { persons.append(grown) }
    return .added(face)
  }

  /// Why a picture is nothing that others should be compared with; nil when it is.
  public static func reason(against picture: FaceReader.Picture, takesLargest: Bool) -> String? {
    guard let face = picture.faces.first else { return "there is no face in it" }
    guard picture.faces.count == 1 || takesLargest else {
      return "there are \(picture.faces.count) faces in it; cut out the one that is meant, or have the largest taken"
    }
    return poorness(of: face)
  }

  private static func poorness(of face: FaceReading) -> String? {
    let (width, height) = (Int(face.box.width), Int(face.box.height))
    guard min(face.box.width, face.box.height) >= minimumFaceSidePixels else {
      return "its face is \(width)x\(height) pixels, and \(Int(minimumFaceSidePixels)) are wanted at least"
    }
    guard face.embedding.norm >= minimumNorm else {
      return "its face is too poor to compare others with: feature norm \(face.embedding.norm), wanted \(minimumNorm)"
    }
    return nil
  }

  private func bound(_ faceCount: Int, isNew: Bool) -> String? {
    if faceCount >= FaceGallery.maximumFacesPerPerson {
      return "a person has at most \(FaceGallery.maximumFacesPerPerson) faces"
    }
    if isNew, persons.count >= FaceGallery.maximumPersonCount {
      return "a gallery has at most \(FaceGallery.maximumPersonCount) persons"
    }
    return persons.reduce(0) { $0 + $1.faces.count } >= FaceGallery.maximumFaceCount
      ? "a gallery has at most \(FaceGallery.maximumFaceCount) faces" : nil
  }

  /// Why the face is likely another person's: someone else is near, and nearer than this person is.
  private func resemblance(of face: FaceReading, to person: GalleryName, _ own: [GalleryFace]) -> String? {
    func nearest(_ faces: [GalleryFace]) -> Double {
      faces.map { Double($0.embedding.cosine(to: face.embedding)) }.max() ?? -1
    }
    // Who has the same name in another group is taken for the same person.
    let others = persons.filter { $0.name != person }.map { (person: $0, cosine: nearest($0.faces)) }
    guard let other = others.max(by: { $0.cosine < $1.cosine }), other.cosine >= FaceScore.reviewCosine else {
      return nil
    }
    let cosine = nearest(own)
    guard other.cosine > cosine else { return nil }
    return Self.resemblance(
      to: "\(other.person.group)/\(other.person.name)", other.cosine, person: person, own: own.isEmpty ? nil : cosine)
  }

  /// The words for a face that is likely another person's.
  static func resemblance(to other: String, _ cosine: Double, person: GalleryName, own: Double?) -> String {
    func rounded(_ cosine: Double) -> String { "\((cosine * 100).rounded() / 100)" }
    return "its face is like \(other) (cosine \(rounded(cosine)))"
      + (own.map { " and less like \(person) (\(rounded($0)))" } ?? "")
  }

  private func sameFaceElsewhere(_ face: GalleryFace, _ person: GalleryName) -> Bool {
    persons.contains { other in
      other.name != person && other.faces.contains { $0.embedding.direction == face.embedding.direction }
    }
  }
}
