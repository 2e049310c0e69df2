import CFaceSearch
import ImageMatching

/// Where what lies in a search file, in bytes from its start.
///
/// First the parts that every search reads from end to end, last the numbers in full precision, of which a search reads
/// a few rows. All numbers have their lowest byte first. The form may change with any version: a file of another form is
/// made again.
struct SearchLayout: Hashable {
  /// How much of everything there is.
  struct Counts: Hashable {
    var faces = 0
    var persons = 0
    /// Sets of groups that persons are in: persons of one set stand together, and so do their faces.
    var sets = 0
    /// Groups of all sets.
    var members = 0
    var groups = 0
    /// Bytes of the ids and names of persons and groups.
    var textBytes = 0
  }

  static let headerByteCount = 4096
  static let blockFaceCount = Int(MODERATION_FACE_BLOCK)
  /// A page, and a line of the cache many times.
  private static let alignment = 4096

  let counts: Counts
  let codes: Range<Int>
  let scales: Range<Int>
  let residuals: Range<Int>
  /// CRC-32C of each row of numbers.
  let rowChecksums: Range<Int>
  let facePersons: Range<Int>
  /// Where in the texts each person's id and name end, two numbers a person.
  let personEnds: Range<Int>
  let setFaceStarts: Range<Int>
  let setPersonStarts: Range<Int>
  let setMemberEnds: Range<Int>
  let members: Range<Int>
  /// Color and scenes of each group, in one number.
  let groupKinds: Range<Int>
  let groupEnds: Range<Int>
  let texts: Range<Int>
  let rows: Range<Int>
  let byteCount: Int

  /// All but header and rows.
  var checked: Range<Int> { codes.lowerBound..<rows.lowerBound }

  /// The layout for so much; nil for counts that no library has.
  init?(_ counts: Counts) {
    guard (0...FaceLibrary.maximumFaceCount).contains(counts.faces),
      (0...FaceLibrary.maximumPersonCount).contains(counts.persons), (0...counts.persons).contains(counts.sets),
      (0...FaceLibrary.maximumGroupCount).contains(counts.groups),
      (0...counts.sets * FaceLibrary.maximumGroupsPerPerson).contains(counts.members),
      (0...Int(UInt32.max)).contains(counts.textBytes)
    else { return nil }
    var end = Self.headerByteCount
    func part(_ count: Int, of byteCount: Int) -> Range<Int> {
      let start = (end + Self.alignment - 1) / Self.alignment * Self.alignment
      end = start + count * byteCount
      return start..<end
    }
    // Whole blocks: what is behind the last face is never taken for one.
    let padded = (counts.faces + Self.blockFaceCount - 1) / Self.blockFaceCount * Self.blockFaceCount
    self.counts = counts
    codes = part(padded, of: FaceEmbedding.count)
    scales = part(padded, of: 4)
    residuals = part(padded, of: 4)
    rowChecksums = part(counts.faces, of: 4)
    facePersons = part(counts.faces, of: 4)
    personEnds = part(counts.persons, of: 8)
    setFaceStarts = part(counts.sets + 1, of: 4)
    setPersonStarts = part(counts.sets + 1, of: 4)
    setMemberEnds = part(counts.sets, of: 4)
    members = part(counts.members, of: 4)
    groupKinds = part(counts.groups, of: 4)
    groupEnds = part(counts.groups, of: 8)
    texts = part(counts.textBytes, of: 1)
    rows = part(counts.faces, of: EmbeddingBytes.byteCount)
    byteCount = end
  }
}
