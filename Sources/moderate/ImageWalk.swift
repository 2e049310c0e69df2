import Files
import Glibc

/// The images that the command line names, one by one.
///
/// Files as they are given, folders replaced by the files in them, in the order of their names; `-` is standard input.
/// Nothing is left out in silence: what does not exist or cannot be read is among them and gets its own answer.
struct ImageWalk: Sequence, IteratorProtocol {
  /// One thing to answer for.
  enum Image: Sendable {
    case standardInput
    case file(FileName)
    /// Something that cannot even be tried, for the reason given.
    case unreadable(FileName, reason: String)

    init(_ found: FoundFile) {
      self = found.problem.map { .unreadable(found.name, reason: $0) } ?? .file(found.name)
    }

    /// What to call it in the answer.
    var source: String {
      switch self {
      case .standardInput: "-"
      case .file(let name), .unreadable(let name, _): name.text
      }
    }
  }

  private var names: ArraySlice<FileName>
  private var walk: FileWalk?

  /// The images of paths as the command line has them.
  static func images(at paths: [String]) -> ImageWalk { ImageWalk(names: FileName.names(of: paths)[...]) }

  private init(names: ArraySlice<FileName>) { self.names = names }

  mutating func next() -> Image? {
    while true {
      if let found = walk?.next() { return Image(found) }
      guard let name = names.popFirst() else { return nil }
      if name.bytes == [UInt8(ascii: "-")] { return .standardInput }
      walk = FileWalk(name)
    }
  }
}

/// The system's words for what went wrong last.
enum SystemError {
  static var text: String { String(cString: strerror(errno)) }
}
