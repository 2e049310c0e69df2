import Glibc

/// What was made of lists at some cost, as tables of numbers in one stretch of memory: just made, or mapped from a file.
///
/// A file is checked when it is opened: that it is one of this format, of the kind and for the key that is asked for, as
/// long as it says, and that nothing in it changed. What its numbers mean is checked by whoever reads the tables, since
/// a file may be forged with everything right that is said here.
///
/// Layout, in the byte order of the machine: `Header`, one `Section` for each table, the tables, each at a multiple of
/// 64 bytes.
package final class CompiledFile: @unchecked Sendable {
  // Sendable: the memory is written by `init(_:kind:key:)` alone, before anyone else has the object.

  /// What a file is for.
  package enum Kind: UInt32, Sendable {
    /// The entries of a word list.
    case wordList = 1
    /// The automata of some word lists.
    case words = 2
  }

  /// Why a file is not used.
  package struct Problem: Error, Equatable {
    package let reason: String
  }

  struct Header {
    /// "SIMLISTS", read as one number, so that a machine of the other byte order takes its files for foreign.
    var magic: UInt64 = 0x5354_5349_4C4D_4953
    var format: UInt32 = CompiledFile.formatVersion
    var kind: UInt32 = 0
    var byteCount: UInt64 = 0
    var checksum: UInt64 = 0
    var key: CompiledKey
    var sectionCount: UInt64 = 0
  }

  struct Section {
    var offset: UInt64
    var byteCount: UInt64
  }

  /// The version of the layout and of all tables: whatever changes what a table means raises it.
  package static let formatVersion: UInt32 = 1
  /// Tables start where a line of a processor's cache does.
  static let alignment = 64
  /// The most tables of a file: 64, several times as many as any has.
  static let maximumSectionCount = 64
  /// The most bytes of a file: 8 GiB. The largest automaton that can be built takes 4 GiB of slots.
  static let maximumByteCount = 8 << 30

  private let memory: UnsafeRawBufferPointer
  private let isMapped: Bool
  private let sections: [Section]

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count)
    } else {
      memory.deallocate()
    }
  }

  /// Puts tables together.
  package init(_ tables: [CompiledTable], kind: Kind, key: CompiledKey) {
    var sections: [Section] = []
    var end = MemoryLayout<Header>.stride + tables.count * MemoryLayout<Section>.stride
    for table in tables {
      end = Self.aligned(end)
      sections.append(Section(offset: UInt64(end), byteCount: UInt64(table.byteCount)))
      end += table.byteCount
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: end, alignment: Self.alignment)
    // What lies between tables is in the checksum, too.
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    for (table, section) in zip(tables, sections) {
      table.copy(UnsafeMutableRawBufferPointer(rebasing: memory[Int(section.offset)...]))
    }
    var header = Header(key: key)
    header.kind = kind.rawValue
    header.byteCount = UInt64(end)
    header.sectionCount = UInt64(sections.count)
    for (index, section) in sections.enumerated() {
      memory.storeBytes(
        of: section, toByteOffset: MemoryLayout<Header>.stride + index * MemoryLayout<Section>.stride, as: Section.self)
    }
    header.checksum = Self.checksum(UnsafeRawBufferPointer(rebasing: memory[MemoryLayout<Header>.stride...]))
    memory.storeBytes(of: header, as: Header.self)
    self.memory = UnsafeRawBufferPointer(memory)
    self.sections = sections
    isMapped = false
  }

  /// Maps a file, and checks it.
  ///
  /// - Parameter descriptor: An open file; it may be closed afterwards, but must not be cut short.
  package init(mapping descriptor: Int32, kind: Kind, key: CompiledKey) throws(Problem) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Problem(reason: "not a file")
    }
    let byteCount = Int(status.st_size)
    guard (MemoryLayout<Header>.stride...Self.maximumByteCount).contains(byteCount) else {
      throw Problem(reason: "\(byteCount) bytes")
    }
    let mapped = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let mapped, mapped != MAP_FAILED else { throw Problem(reason: "it cannot be mapped") }
    let memory = UnsafeRawBufferPointer(start: mapped, count: byteCount)
    do throws(Problem) {
      sections = try Self.checkedSections(of: memory, kind, key)
    } catch {
      munmap(mapped, byteCount)
      throw error
    }
    self.memory = memory
    isMapped = true
  }

  private static func checkedSections(
    of memory: UnsafeRawBufferPointer, _ kind: Kind, _ key: CompiledKey
  ) throws(Problem) -> [Section] {
    let header = memory.loadUnaligned(as: Header.self)
    let expected = Header(key: key)
    guard header.magic == expected.magic else { throw Problem(reason: "not a compiled list") }
    guard header.format == formatVersion else { throw Problem(reason: "of format \(header.format)") }
    guard header.kind == kind.rawValue, header.key == key else { throw Problem(reason: "of other lists") }
    guard header.byteCount == UInt64(memory.count), header.sectionCount <= UInt64(maximumSectionCount) else {
      throw Problem(reason: "cut short")
    }
    let count = Int(header.sectionCount)
    let start = MemoryLayout<Header>.stride
    guard start + count * MemoryLayout<Section>.stride <= memory.count else { throw Problem(reason: "cut short") }
    guard checksum(UnsafeRawBufferPointer(rebasing: memory[start...])) == header.checksum else {
      throw Problem(reason: "damaged")
    }
    var sections: [Section] = []
    for index in 0..<count {
      let section = memory.loadUnaligned(
        fromByteOffset: start + index * MemoryLayout<Section>.stride, as: Section.self)
      let (end, overflows) = section.offset.addingReportingOverflow(section.byteCount)
      guard !overflows, end <= UInt64(memory.count), section.offset % UInt64(alignment) == 0 else {
        throw Problem(reason: "a table lies outside")
      }
      sections.append(section)
    }
    return sections
  }

  /// A table by its place; one of another size than its elements have is empty, and so is one that is not there.
  package func table<Element: BitwiseCopyable>(_ index: Int, of type: Element.Type) -> Table<Element> {
    guard sections.indices.contains(index), Int(sections[index].byteCount) % MemoryLayout<Element>.stride == 0 else {
      return Table(UnsafeBufferPointer(start: nil, count: 0), of: self)
    }
    let bytes = memory[Int(sections[index].offset)..<Int(sections[index].offset + sections[index].byteCount)]
    return Table(UnsafeRawBufferPointer(rebasing: bytes).bindMemory(to: type), of: self)
  }

  /// How many tables there are.
  package var tableCount: Int { sections.count }

  /// Hands out all of it, as it lies in a file.
  package func withBytes<Failure: Error>(_ body: (RawSpan) throws(Failure) -> Void) throws(Failure) {
    try body(memory.bytes)
  }

  /// The length of the file.
  package var byteCount: Int { memory.count }

  /// Lets the system take back the memory of a mapped file until it is read again: checking has touched all of it.
  package func release() {
    if isMapped { madvise(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count, MADV_DONTNEED) }
  }

  private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

  /// A sum that every bit changes: four lanes of words, each multiplied with an odd number, so that no change of one
  /// word is lost. Finds damage, and keeps out nobody who can write into the folder.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
    var (first, second, third, fourth) = (prime, prime &* 3, prime &* 5, prime &* 7)
    let wordCount = bytes.count / 8
    var index = 0
    while index + 4 <= wordCount {
      let words = bytes.loadUnaligned(fromByteOffset: index * 8, as: SIMD4<UInt64>.self)
      first = (first ^ words[0]) &* prime
      second = (second ^ words[1]) &* prime
      third = (third ^ words[2]) &* prime
      fourth = (fourth ^ words[3]) &* prime
      // A multiplication moves bits up only.
      first ^= first >> 32
      second ^= second >> 32
      third ^= third >> 32
      fourth ^= fourth >> 32
      index += 4
    }
    for byte in bytes[(index * 8)...] { first = (first ^ UInt64(byte)) &* prime }
    var sum = UInt64(bytes.count)
    for lane in [first, second, third, fourth] {
      sum = (sum ^ lane) &* prime
      sum ^= sum >> 29
    }
    return sum
  }
}
