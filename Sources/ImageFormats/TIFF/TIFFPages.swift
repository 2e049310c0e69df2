package import ModerationCore

/// The pictures of a TIFF file that a viewer leafs through, and what else hangs on the chain of directories.
package struct TIFFPages: Sendable {
  /// Directories followed at most. A longer chain is reported as this many pages.
  static let maximumDirectoryCount = 10_000
  /// Entries of a directory that are searched for what kind of picture it has. Directories are sorted by tag, and the
  /// four tags that count are the first of all.
  static let maximumSearchedEntryCount = 64

  /// Where the directories of the pages stand, in the order of the file; at least one.
  package let directories: [Int]
  /// What stands between the pages and is none.
  package let holds: Set<AuxiliaryPart>
  /// How the file is to be read.
  private let structure: TIFFStructure

  /// What a directory says of its part among the others.
  private struct Subfile {
    var kind = 0
    var photometric = 0
    var width = 0
    var height = 0
    var hasChildren = false

    /// Whether it is what a page shows, in at most half the size.
    func isReduction(of page: Subfile) -> Bool {
      kind & 1 != 0 && width > 0 && height > 0 && width <= (page.width + 1) / 2 && height <= (page.height + 1) / 2
    }

    /// Whether it says which parts of a page are seen (TIFF 6.0: 4 is the interpretation of a mask).
    var isMask: Bool { kind & 4 != 0 && photometric == 4 }
  }

  /// Follows the chain of directories until it ends, leaves the file, or comes back to where it has been.
  init(from first: Int, of structure: TIFFStructure, _ bytes: RawSpan) {
    self.structure = structure
    let main = Self.subfile(at: first, of: structure, bytes)
    var directories = [first]
    // Directories that hang on another are no pages: writers of pyramids keep reductions there.
    var holds: Set<AuxiliaryPart> = main.hasChildren ? [.reducedResolution] : []
    var seen: Set<Int> = [first]
    var directory = first
    while seen.count < Self.maximumDirectoryCount, let entryCount = structure.entryCount(of: directory, bytes),
      let next = structure.directory(after: directory, entryCount: entryCount, bytes), seen.insert(next).inserted
    {
      // An empty directory or one beyond the end is no page.
      guard let entries = structure.entryCount(of: next, bytes), entries > 0 else { break }
      directory = next
      let subfile = Self.subfile(at: next, of: structure, bytes)
      // What is called reduced or a mask and is not is a page; the first directory is what every viewer shows.
      if subfile.isMask {
        holds.insert(.mask)
      } else if subfile.isReduction(of: main) {
        holds.insert(.reducedResolution)
      } else {
        directories.append(next)
        if subfile.hasChildren { holds.insert(.reducedResolution) }
      }
    }
    self.directories = directories
    self.holds = holds
  }

  /// Reads a file; nil without a first directory.
  package init?(_ bytes: RawSpan) {
    guard let structure = TIFFStructure(bytes, from: 0, to: bytes.byteCount), let first = structure.firstDirectory
    else { return nil }
    self.init(from: first, of: structure, bytes)
  }

  /// What a page says of its picture; nil beyond the last.
  package func page(_ index: Int, _ bytes: RawSpan) -> TIFFPage? {
    guard directories.indices.contains(index) else { return nil }
    return TIFFPage(at: directories[index], of: structure, bytes)
  }

  /// A copy of the file whose first and only directory is that of a page.
  package func file(ofPage index: Int, _ bytes: RawSpan) -> [UInt8]? {
    guard directories.indices.contains(index) else { return nil }
    let directory = directories[index]
    var copy = bytes.withUnsafeBytes { [UInt8]($0) }
    write(directory, at: structure.isBig ? 8 : 4, in: &copy)
    if let count = structure.entryCount(of: directory, bytes), count <= bytes.byteCount / 12 {
      write(0, at: directory + (structure.isBig ? 8 + count * 20 : 2 + count * 12), in: &copy)
    }
    return copy
  }

  /// Writes an offset; one that does not fit changes nothing.
  private func write(_ value: Int, at place: Int, in copy: inout [UInt8]) {
    let byteCount = structure.isBig ? 8 : 4
    guard place >= 0, place <= copy.count - byteCount else { return }
    for index in 0..<byteCount {
      let shift = 8 * (structure.order == .big ? byteCount - 1 - index : index)
      copy[place + index] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  private static func subfile(at directory: Int, of structure: TIFFStructure, _ bytes: RawSpan) -> Subfile {
    var subfile = Subfile()
    let count = structure.entryCount(of: directory, bytes) ?? 0
    for index in 0..<min(count, maximumSearchedEntryCount) {
      guard let entry = structure.entry(index, of: directory, bytes) else { break }
      switch entry.tag {
      case 254: subfile.kind |= structure.integer(entry, bytes) ?? 0
      // The older tag has numbers for what the newer has bits for: 2 is a reduced resolution.
      case 255: subfile.kind |= structure.integer(entry, bytes) == 2 ? 1 : 0
      case 256: subfile.width = structure.integer(entry, bytes) ?? 0
      case 257: subfile.height = structure.integer(entry, bytes) ?? 0
      case 262: subfile.photometric = structure.integer(entry, bytes) ?? 0
      case 330: subfile.hasChildren = true
      default: break
      }
    }
    return subfile
  }
}
