import CFaceSearch

/// The first page of a search file: of which library's which state it is made, and how much is in it.
struct SearchHeader: Hashable {
  /// The form's name and version. Another form is another name.
  private static let magic: [UInt8] = Array("FACESRCH".utf8) + [1, 0, 0, 0, 0, 0, 0, 0]
  private static let byteCount = 16 + 32 + 64 + 8 + 6 * 8 + 4

  let libraryID: String
  let modelSHA256: String
  let changeCount: Int64
  let counts: SearchLayout.Counts
  /// CRC-32C of all that is searched from end to end.
  let checksum: UInt32

  init(
    libraryID: String, modelSHA256: String, changeCount: Int64, counts: SearchLayout.Counts, checksum: UInt32
  ) {
    (self.libraryID, self.modelSHA256, self.changeCount) = (libraryID, modelSHA256, changeCount)
    (self.counts, self.checksum) = (counts, checksum)
  }

  /// Reads a header; nil for bytes that are not a header, or a torn one.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= Self.byteCount + 4, let start = bytes.baseAddress else { return nil }
    let sum = bytes.loadUnaligned(fromByteOffset: Self.byteCount, as: UInt32.self)
    guard UInt32(littleEndian: sum) == moderation_crc32c(0, start, Self.byteCount),
      bytes.prefix(16).elementsEqual(Self.magic)
    else { return nil }
    func integer(_ offset: Int) -> Int64 {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
    }
    func count(_ index: Int) -> Int { Int(integer(120 + index * 8)) }
    libraryID = String(decoding: bytes[16..<48], as: UTF8.self)
    modelSHA256 = String(decoding: bytes[48..<112], as: UTF8.self)
    changeCount = integer(112)
    counts = SearchLayout.Counts(
      faces: count(0), persons: count(1), sets: count(2), members: count(3), groups: count(4), textBytes: count(5))
    checksum = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 168, as: UInt32.self))
  }

  /// Writes the header, with a checksum of its own behind it.
  func write(to bytes: UnsafeMutableRawBufferPointer) {
    func held(_ text: String, _ count: Int) -> [UInt8] {
      Array(text.utf8.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - text.utf8.count))
    }
    func little(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
    var header = Self.magic + held(libraryID, 32) + held(modelSHA256, 64) + little(changeCount)
    for count in [counts.faces, counts.persons, counts.sets, counts.members, counts.groups, counts.textBytes] {
      header += little(Int64(count))
    }
    header += little(checksum)
    header += little(moderation_crc32c(0, header, header.count))
    bytes.copyBytes(from: header)
  }
}
