import ImageMatching
import ModerationCore

/// What lies in a search file, checked once and then lent.
///
/// `@unchecked`: the memory is read-only, and the pointers into it live as long as it.
final class SearchedContent: @unchecked Sendable {
  let layout: SearchLayout
  let header: SearchHeader
  let codes: UnsafePointer<UInt8>
  let scales: UnsafePointer<Float>
  let residuals: UnsafePointer<Float>
  private let memory: MappedMemory
  private let rowChecksums: UnsafeMutableBufferPointer<UInt32>
  private let facePersons: UnsafeMutableBufferPointer<UInt32>
  private let personEnds: UnsafeMutableBufferPointer<UInt32>
  private let setFaceStarts: UnsafeMutableBufferPointer<UInt32>
  private let setPersonStarts: UnsafeMutableBufferPointer<UInt32>
  private let setMemberEnds: UnsafeMutableBufferPointer<UInt32>
  private let members: UnsafeMutableBufferPointer<UInt32>

  /// Takes memory; nil when it is no search file, is torn or holds what no writer writes.
  ///
  /// - Parameter isTrusted: Whether this process wrote it a moment ago: then it is not summed up again.
  init?(_ memory: MappedMemory, isTrusted: Bool) {
    guard let header = SearchHeader(UnsafeRawBufferPointer(memory.bytes)), let layout = SearchLayout(header.counts),
      layout.byteCount == memory.bytes.count, let start = memory.bytes.baseAddress,
      isTrusted
        || SearchRow.checksum(UnsafeRawBufferPointer(rebasing: memory.bytes[layout.checked])) == header.checksum
    else { return nil }
    (self.memory, self.header, self.layout) = (memory, header, layout)
    codes = UnsafePointer((start + layout.codes.lowerBound).assumingMemoryBound(to: UInt8.self))
    scales = UnsafePointer((start + layout.scales.lowerBound).assumingMemoryBound(to: Float.self))
    residuals = UnsafePointer((start + layout.residuals.lowerBound).assumingMemoryBound(to: Float.self))
    (rowChecksums, facePersons) = (memory.words(layout.rowChecksums), memory.words(layout.facePersons))
    (personEnds, members) = (memory.words(layout.personEnds), memory.words(layout.members))
    (setFaceStarts, setPersonStarts) = (memory.words(layout.setFaceStarts), memory.words(layout.setPersonStarts))
    setMemberEnds = memory.words(layout.setMemberEnds)
    guard isConsistent else { return nil }
  }

  /// Whether every index leads into its part.
  private var isConsistent: Bool {
    let counts = layout.counts
    func rises(_ numbers: UnsafeMutableBufferPointer<UInt32>, to last: Int) -> Bool {
      var before: UInt32 = 0
      for number in numbers {
        guard number >= before else { return false }
        before = number
      }
      return Int(before) <= last
    }
    return rises(facePersons, to: max(0, counts.persons - 1)) && rises(personEnds, to: counts.textBytes)
      && setFaceStarts.first == 0 && rises(setFaceStarts, to: counts.faces)
      && Int(setFaceStarts[counts.sets]) == counts.faces
      && setPersonStarts.first == 0 && rises(setPersonStarts, to: counts.persons)
      && Int(setPersonStarts[counts.sets]) == counts.persons && rises(setMemberEnds, to: counts.members)
      && members.allSatisfy { Int($0) < counts.groups } && (counts.faces == 0 || counts.persons > 0)
  }

  // What was checked at the opening is held within its bounds here too: the file may have been damaged since.

  func person(ofFace face: Int) -> Int { min(Int(facePersons[face]), max(0, layout.counts.persons - 1)) }

  /// From one number to another, of so many; nothing where that cannot be.
  private static func range(_ start: UInt32, _ end: UInt32, of count: Int) -> Range<Int> {
    start <= end && Int(end) <= count ? Int(start)..<Int(end) : 0..<0
  }

  /// The first face of the person who has a face: a person's faces stand together.
  func firstFace(ofPersonOf face: Int) -> Int {
    var first = face
    while first > 0, facePersons[first - 1] == facePersons[face] { first -= 1 }
    return first
  }

  func faces(ofSet set: Int) -> Range<Int> {
    Self.range(setFaceStarts[set], setFaceStarts[set + 1], of: layout.counts.faces)
  }

  func persons(ofSet set: Int) -> Range<Int> {
    Self.range(setPersonStarts[set], setPersonStarts[set + 1], of: layout.counts.persons)
  }

  func groups(ofSet set: Int) -> [Int] {
    members(ofSet: set).map { Int($0) }.filter { $0 < layout.counts.groups }
  }

  /// The groups of a set, lent as long as this is there.
  func members(ofSet set: Int) -> Slice<UnsafeMutableBufferPointer<UInt32>> {
    members[Self.range(set == 0 ? 0 : setMemberEnds[set - 1], setMemberEnds[set], of: layout.counts.members)]
  }

  func set(ofPerson person: Int) -> Int {
    var (low, high) = (0, layout.counts.sets - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(setPersonStarts[middle]) <= person { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The bytes of a person's id, valid as long as this is.
  func idBytes(ofPerson index: Int) -> UnsafeRawBufferPointer {
    let start = layout.texts.lowerBound
    let id = Self.range(
      index == 0 ? 0 : personEnds[index * 2 - 1], personEnds[index * 2], of: layout.counts.textBytes)
    return UnsafeRawBufferPointer(rebasing: memory.bytes[(start + id.lowerBound)..<(start + id.upperBound)])
  }

  func person(at index: Int) throws(HostFailure) -> FacePerson {
    let (idEnd, nameEnd) = (Int(personEnds[index * 2]), Int(personEnds[index * 2 + 1]))
    let start = index == 0 ? 0 : Int(personEnds[index * 2 - 1])
    guard start <= idEnd, idEnd <= nameEnd, nameEnd <= layout.counts.textBytes,
      let id = FaceID(text(start..<idEnd)), let name = GalleryName(text(idEnd..<nameEnd))
    else { throw Self.damaged }
    return FacePerson(id: id, name: name)
  }

  func groups() throws(HostFailure) -> [FaceGroup] {
    let (ends, kinds) = (memory.words(layout.groupEnds), memory.words(layout.groupKinds))
    var start = layout.counts.persons == 0 ? 0 : Int(personEnds[layout.counts.persons * 2 - 1])
    var groups: [FaceGroup] = []
    for index in 0..<layout.counts.groups {
      let (idEnd, nameEnd, kind) = (Int(ends[index * 2]), Int(ends[index * 2 + 1]), Int(kinds[index]))
      guard start <= idEnd, idEnd <= nameEnd, nameEnd <= layout.counts.textBytes,
        let id = FaceID(text(start..<idEnd)), let name = GalleryName(text(idEnd..<nameEnd)),
        let color = FaceGroup.Color(rawValue: kind & 0xFF), (1...3).contains(kind >> 8)
      else { throw Self.damaged }
      groups.append(FaceGroup(id: id, name: name, color: color, scenes: .init(rawValue: kind >> 8)))
      start = nameEnd
    }
    return groups
  }

  private func text(_ range: Range<Int>) -> String {
    let start = layout.texts.lowerBound
    return String(
      decoding: memory.bytes[(start + range.lowerBound)..<(start + range.upperBound)], as: UTF8.self)
  }

  /// The cosine to a face in full precision.
  ///
  /// - Throws: When the row is not the one that was written.
  func cosine(_ face: FaceEmbedding, to index: Int) throws(HostFailure) -> Float {
    let numbers = try row(index)
    return face.direction.withUnsafeBufferPointer { FaceEmbedding.cosine($0, numbers, at: 0) }
  }

  /// A face's direction.
  ///
  /// - Throws: When the row is not the one that was written.
  func direction(ofFace index: Int) throws(HostFailure) -> [Float] { Array(try row(index)) }

  private func row(_ index: Int) throws(HostFailure) -> UnsafeBufferPointer<Float> {
    let start = layout.rows.lowerBound + index * EmbeddingBytes.byteCount
    let part = start..<(start + EmbeddingBytes.byteCount)
    guard SearchRow.checksum(UnsafeRawBufferPointer(rebasing: memory.bytes[part])) == rowChecksums[index] else {
      throw Self.damaged
    }
    return UnsafeBufferPointer(memory.floats(part))
  }

  private static let damaged = HostFailure(
    .invalidLibrary, message: "the search file of a face library was changed while in use: open the library again")
}
