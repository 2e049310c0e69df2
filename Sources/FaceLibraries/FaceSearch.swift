import CFaceSearch
public import ImageMatching
public import ModerationCore

/// Finds the persons whose faces are nearest to a face: one state of a library or a gallery, which never changes.
///
/// Exact: the answer is that of comparing with every face. First all faces are compared in 8 bits, with a bound on what
/// that may be wrong by; those whose cosine may belong to the nearest are then compared in full precision. A million
/// faces take 6 ms of one core (measured 2026-11-27, AVX-512 VNNI). Used from any thread.
public struct FaceSearch: Sendable {
  /// A person who may be meant.
  public struct Match: Hashable, Sendable {
    /// Who.
    public let person: FacePerson
    /// The person's groups, of those searched, as indices into `groups`; at least one.
    public let groups: [Int]
    /// The cosine to the nearest of the person's faces, −1…1.
    public let cosine: Float
    /// Which of the person's faces that is, from 0, in the order in which they came; of equally near ones the first.
    public let faceIndex: Int
    /// The person's first face in the file.
    let firstFace: Int
  }

  /// The groups that are searched, and the faces that belong to them.
  public struct Scope: Sendable {
    /// Indices into `groups`, ascending.
    public let groups: [Int]
    /// How many faces are compared.
    public let faceCount: Int
    /// How many persons have them.
    public let personCount: Int
    /// Faces behind one another, ascending.
    fileprivate let ranges: [Range<Int>]
  }

  /// The most persons that one search gives: what the API that this stands in for allows.
  public static let maximumMatchCount = 100

  /// The groups.
  public let groups: [FaceGroup]
  /// How many faces there are.
  public var faceCount: Int { content.layout.counts.faces }
  /// How many persons there are, those without a face among them.
  public var personCount: Int { content.layout.counts.persons }
  /// How many bytes are mapped, of which searches touch the fifth.
  public var mappedByteCount: Int { content.layout.byteCount }

  let content: SearchedContent
  private let setsOfGroups: SetsOfGroups
  private let kernel: Int32

  /// - Parameter kernel: The best way to multiply that may be used.
  init(_ content: SearchedContent, kernel: Int32 = moderation_face_best_kernel()) throws(HostFailure) {
    (self.content, self.kernel) = (content, kernel)
    setsOfGroups = SetsOfGroups(content)
    groups = try content.groups()
  }

  /// The faces of the persons who are in any of some groups.
  ///
  /// - Parameter chosen: Indices into `groups`; others are left out.
  public func scope(of chosen: some Sequence<Int>) -> Scope {
    let chosen = Set(chosen).filter { groups.indices.contains($0) }
    var isChosen = [Bool](repeating: false, count: content.layout.counts.sets)
    for group in chosen {
      for set in setsOfGroups[group] { isChosen[Int(set)] = true }
    }
    var (ranges, persons): ([Range<Int>], Int) = ([], 0)
    for set in isChosen.indices where isChosen[set] {
      persons += content.persons(ofSet: set).count
      let faces = content.faces(ofSet: set)
      guard !faces.isEmpty else { continue }
      if let last = ranges.last, last.upperBound == faces.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<faces.upperBound
      } else {
        ranges.append(faces)
      }
    }
    return Scope(
      groups: chosen.sorted(), faceCount: ranges.reduce(0) { $0 + $1.count }, personCount: persons, ranges: ranges)
  }

  /// The nearest persons, nearest first, each by the nearest of their faces. Of equally near ones comes first who stands
  /// in the earlier group, and there the earlier person.
  ///
  /// - Parameters:
  ///   - count: The most persons to give, up to `maximumMatchCount`.
  ///   - scope: Where to look.
  ///   - isPassedOver: Says of the bytes of a person's id whether the search goes on as if that person were not there:
  ///     for persons who have changed since. Asked about a few thousand persons a search.
  /// - Throws: `invalidLibrary` when the file has changed under way, which it never does by itself.
  public func nearest(
    to face: FaceEmbedding, count: Int, in scope: Scope,
    passingOver isPassedOver: ((UnsafeRawBufferPointer) -> Bool)? = nil
  ) throws(HostFailure) -> [Match] {
    let count = min(count, Self.maximumMatchCount)
    guard count > 0 else { return [] }
    let candidates = candidates(for: face, count: count, in: scope.ranges, isPassedOver)
    var best = NearestPersons(count: count)
    for candidate in candidates where candidate.estimate + candidate.bound >= best.threshold {
      let cosine = try content.cosine(face, to: Int(candidate.face))
      best.add(person: content.person(ofFace: Int(candidate.face)), cosine, face: Int(candidate.face))
    }
    let searched = Set(scope.groups)
    return try best.persons.map { found throws(HostFailure) in
      let groups = content.groups(ofSet: content.set(ofPerson: found.person)).filter(searched.contains)
      let first = content.firstFace(ofPersonOf: found.face)
      return Match(
        person: try content.person(at: found.person), groups: groups, cosine: found.cosine,
        faceIndex: found.face - first, firstFace: first)
    }
  }

  /// The directions of all faces of a person who was found by this very search, in the order in which they came.
  ///
  /// - Throws: As `nearest`.
  public func directions(of match: Match) throws(HostFailure) -> [[Float]] {
    let person = content.person(ofFace: match.firstFace)
    var directions: [[Float]] = []
    var face = match.firstFace
    while face < faceCount, content.person(ofFace: face) == person {
      directions.append(try content.direction(ofFace: face))
      face += 1
    }
    return directions
  }

  /// Whether both search the same memory.
  package func isSame(as other: FaceSearch) -> Bool { content === other.content }

  /// The faces that may be the nearest of the nearest persons, most promising first.
  private func candidates(
    for face: FaceEmbedding, count: Int, in ranges: [Range<Int>],
    _ isPassedOver: ((UnsafeRawBufferPointer) -> Bool)?
  ) -> [moderation_face_hit] {
    var query = moderation_face_query()
    face.direction.withUnsafeBufferPointer { numbers in
      withUnsafeMutableBytes(of: &query.codes) { codes in
        guard let numbers = numbers.baseAddress, let codes = codes.bindMemory(to: UInt8.self).baseAddress else {
          return
        }
        moderation_face_code(numbers, codes, 4, 0, &query.scale, &query.residual)
      }
    }
    query.correction = 128 * withUnsafeBytes(of: query.codes) { $0.reduce(0) { $0 + Int32(Int8(bitPattern: $1)) } }
    // By what each person's cosine is at least: nobody whose cosine is at most below the last of them can be among the
    // nearest.
    var best = NearestPersons(count: count)
    var hits: [moderation_face_hit] = []
    withUnsafeTemporaryAllocation(of: moderation_face_hit.self, capacity: Self.chunkFaceCount) { buffer in
      guard let room = buffer.baseAddress else { return }
      for range in ranges {
        var start = range.lowerBound
        while start < range.upperBound {
          let end = min(start + Self.chunkFaceCount, range.upperBound)
          let found = moderation_face_scan(
            kernel, content.codes, content.scales, content.residuals, start, end, &query, best.threshold, room)
          for hit in buffer[..<found] where hit.estimate + hit.bound >= best.threshold {
            let person = content.person(ofFace: Int(hit.face))
            if let isPassedOver, isPassedOver(content.idBytes(ofPerson: person)) { continue }
            hits.append(hit)
            best.add(person: person, hit.estimate - hit.bound, face: Int(hit.face))
          }
          if hits.count > Self.keptHitCount { hits.removeAll { $0.estimate + $0.bound < best.threshold } }
          start = end
        }
      }
    }
    hits.removeAll { $0.estimate + $0.bound < best.threshold }
    return hits.sorted { $0.estimate + $0.bound > $1.estimate + $1.bound }
  }

  /// So many faces are looked at before the threshold is raised: their codes fit a core's cache.
  private static let chunkFaceCount = 2048
  /// So many hits are kept before those that fell behind are dropped.
  private static let keptHitCount = 1 << 16
}

/// The nearest persons so far, nearest first; of equally near ones the earlier.
private struct NearestPersons {
  let count: Int
  private(set) var persons: [(person: Int, cosine: Float, face: Int)] = []

  init(count: Int) { self.count = count }

  /// Who is below it cannot come among them any more.
  var threshold: Float { persons.count == count ? persons[count - 1].cosine : -.infinity }

  mutating func add(person: Int, _ cosine: Float, face: Int) {
    if let known = persons.firstIndex(where: { $0.person == person }) {
      if cosine == persons[known].cosine { persons[known].face = min(face, persons[known].face) }
      guard cosine > persons[known].cosine else { return }
      persons.remove(at: known)
    }
    let place = persons.firstIndex { ($0.cosine, person) < (cosine, $0.person) } ?? persons.count
    guard place < count else { return }
    persons.insert((person, cosine, face), at: place)
    if persons.count > count { persons.removeLast() }
  }
}
