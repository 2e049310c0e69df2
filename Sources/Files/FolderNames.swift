import Glibc

/// The names in one folder, in the order of their bytes, packed: a million take some 25 MB.
struct FolderNames {
  /// The most names of one folder that are kept: 16 million. What is beyond them is told as a failure of the folder.
  static let maximumNameCount = 16_000_000

  /// One name with what the system said of it, `DT_…`.
  struct Entry {
    let name: [UInt8]
    let kind: UInt8
  }

  /// Why these may not be all names; nil when they are.
  private(set) var failure: String?
  /// Of each name its kind, its bytes and a zero.
  private var bytes: [UInt8] = []
  /// Where in `bytes` each begins, in order. 16 million names of 255 bytes fit.
  private var starts: [UInt32] = []
  private var next = 0

  init(of folder: FileName, maximumNameCount: Int = Self.maximumNameCount) {
    guard let stream = folder.withCString({ opendir($0) }) else {
      failure = String(cString: strerror(errno))
      return
    }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { failure = String(cString: strerror(errno)) }
        break
      }
      let isOwn = withUnsafeBytes(of: entry.pointee.d_name) { name in
        name[0] == UInt8(ascii: ".") && (name[1] == 0 || (name[1] == UInt8(ascii: ".") && name[2] == 0))
      }
      if isOwn { continue }
      guard starts.count < maximumNameCount else {
        failure = "it has more than \(maximumNameCount) entries; the others were not looked at"
        break
      }
      starts.append(UInt32(bytes.count))
      bytes.append(entry.pointee.d_type)
      withUnsafeBytes(of: entry.pointee.d_name) { name in
        bytes.append(contentsOf: name.prefix(while: { $0 != 0 }))
      }
      bytes.append(0)
    }
    sort()
  }

  /// The next name; nil after the last.
  mutating func pop() -> Entry? {
    guard next < starts.count else { return nil }
    let start = Int(starts[next])
    next += 1
    return Entry(name: Array(bytes[(start + 1)...].prefix { $0 != 0 }), kind: bytes[start])
  }

  private mutating func sort() {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
      // strcmp compares bytes as unsigned numbers.
      starts.sort { strcmp(base + Int($0) + 1, base + Int($1) + 1) < 0 }
    }
  }
}
