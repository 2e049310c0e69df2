import CFaceSearch
import ImageMatching

/// Fills the memory of a search file. Faces may come in any order.
struct SearchWriter {
  private let memory: MappedMemory
  private let layout: SearchLayout
  /// Where the next face of each person goes.
  private var nextFaces: [Int]
  private let lastFaces: [Int]

  /// Writes everything but the faces.
  ///
  /// - Parameter memory: As many zeros as the layout asks for.
  init(_ content: SearchContent, layout: SearchLayout, memory: MappedMemory) {
    (self.memory, self.layout) = (memory, layout)
    var end = 0
    nextFaces = content.faceCounts.map { count in
      defer { end += count }
      return end
    }
    lastFaces = zip(nextFaces, content.faceCounts).map { $0 + $1 }
    writeTexts(content)
    writeSets(content)
  }

  private func writeTexts(_ content: SearchContent) {
    let texts = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[layout.texts])
    var end = 0
    func put(_ text: String) -> UInt32 {
      let bytes = Array(text.utf8)
      UnsafeMutableRawBufferPointer(rebasing: texts[end..<(end + bytes.count)]).copyBytes(from: bytes)
      end += bytes.count
      return UInt32(end)
    }
    let personEnds = memory.words(layout.personEnds)
    for (index, person) in content.persons.enumerated() {
      personEnds[index * 2] = put(person.id.text)
      personEnds[index * 2 + 1] = put(person.name.text)
    }
    let groupEnds = memory.words(layout.groupEnds)
    let kinds = memory.words(layout.groupKinds)
    for (index, group) in content.groups.enumerated() {
      groupEnds[index * 2] = put(group.id.text)
      groupEnds[index * 2 + 1] = put(group.name.text)
      kinds[index] = UInt32(group.color.rawValue | group.scenes.rawValue << 8)
    }
  }

  private func writeSets(_ content: SearchContent) {
    let personStarts = memory.words(layout.setPersonStarts)
    let faceStarts = memory.words(layout.setFaceStarts)
    let memberEnds = memory.words(layout.setMemberEnds)
    let members = memory.words(layout.members)
    var memberCount = 0
    for (index, set) in content.sets.enumerated() {
      let end = content.setPersonEnds[index]
      personStarts[index + 1] = UInt32(end)
      faceStarts[index + 1] = UInt32(end == 0 ? 0 : lastFaces[end - 1])
      for group in set {
        members[memberCount] = UInt32(group)
        memberCount += 1
      }
      memberEnds[index] = UInt32(memberCount)
    }
  }

  /// Writes a face of the person at a place; false when the person has more than was said.
  mutating func add(_ embedding: FaceEmbedding, at place: Int) -> Bool {
    let face = nextFaces[place]
    guard face < lastFaces[place] else { return false }
    nextFaces[place] += 1
    embedding.direction.withUnsafeBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return }
      let rowStart = layout.rows.lowerBound + face * EmbeddingBytes.byteCount
      let row = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[rowStart..<(rowStart + EmbeddingBytes.byteCount)])
      row.copyMemory(from: UnsafeRawBufferPointer(numbers))
      memory.words(layout.rowChecksums)[face] = SearchRow.checksum(UnsafeRawBufferPointer(row))
      let block = face / SearchLayout.blockFaceCount * SearchLayout.blockFaceCount * FaceEmbedding.count
      let codes = memory.bytes[(layout.codes.lowerBound + block + face % SearchLayout.blockFaceCount * 4)...]
      guard let codeStart = UnsafeMutableRawBufferPointer(rebasing: codes).bindMemory(to: UInt8.self).baseAddress,
        let scale = memory.floats(layout.scales).baseAddress,
        let residual = memory.floats(layout.residuals).baseAddress
      else { return }
      moderation_face_code(
        start, codeStart, SearchLayout.blockFaceCount * 4, 128, scale + face, residual + face)
    }
    memory.words(layout.facePersons)[face] = UInt32(place)
    return true
  }

  /// Writes the header; false when a face is missing.
  func finish(libraryID: String, modelSHA256: String, changeCount: Int64) -> Bool {
    guard nextFaces == lastFaces else { return false }
    let checksum = SearchRow.checksum(UnsafeRawBufferPointer(rebasing: memory.bytes[layout.checked]))
    SearchHeader(
      libraryID: libraryID, modelSHA256: modelSHA256, changeCount: changeCount, counts: layout.counts,
      checksum: checksum
    ).write(to: memory.bytes)
    memory.seal()
    return true
  }
}

enum SearchRow {
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    bytes.baseAddress.map { moderation_crc32c(0, $0, bytes.count) } ?? 0
  }
}
