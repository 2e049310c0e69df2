import Files
import Yams

/// A document of YAML that an operator keeps, read within bounds.
///
/// Anchors and aliases are refused before anything is parsed, because a few of them can stand for a tree of any size.
package enum YAMLDocument {
  /// The most bytes of a document: 256 KiB, enough for the names of some thousand classes or a policy of any sense.
  package static let maximumByteCount = 256 << 10
  /// The deepest nesting of lists and mappings: 8; no format here needs more than 5. libyaml itself stops at 1000.
  package static let maximumDepth = 8

  /// Reads and parses a file.
  ///
  /// - Parameter kind: What messages call such a document: `manifest`.
  package static func read(_ path: String, kind: String) throws(DocumentProblem) -> YAMLNode {
    try parse(try contents(of: path, kind: kind), file: path, kind: kind)
  }

  /// Reads and parses a file; nil for one of comments and blanks alone.
  package static func readUnlessBlank(_ path: String, kind: String) throws(DocumentProblem) -> YAMLNode? {
    let bytes = try contents(of: path, kind: kind)
    return isBlank(bytes) ? nil : try parse(bytes, file: path, kind: kind)
  }

  /// Parses a document's bytes.
  ///
  /// - Parameters:
  ///   - file: What messages call the document itself.
  ///   - kind: What messages call such a document.
  package static func parse(_ bytes: [UInt8], file: String, kind: String) throws(DocumentProblem) -> YAMLNode {
    guard bytes.count <= maximumByteCount else { throw tooLarge(file) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DocumentProblem(file: file, message: "the file is not UTF-8")
    }
    if let line = lineOfAnchor(in: bytes) {
      throw DocumentProblem(
        file: file, line: line,
        message:
          "an anchor, an alias or a tag (&name, *name, !name): a \(kind) has none; where text is meant, a comment too, put a blank behind the sign"
      )
    }
    guard let answer = DeepStack.run({ tree(of: text, file) }) else {
      throw DocumentProblem(file: file, message: "the system grants no thread to read it with", isUnreadable: true)
    }
    return YAMLNode(node: try answer.get(), file: file, kind: kind, key: "")
  }

  /// Whether a file has comments and blanks alone.
  package static func isBlank(_ bytes: [UInt8]) -> Bool {
    guard bytes.count <= maximumByteCount else { return false }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    return text.split(separator: UInt8(ascii: "\n")).allSatisfy { line in
      let first = line.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
      return first == nil || first == UInt8(ascii: "#")
    }
  }

  /// Parses and measures; a tree that is too deep dies where there is stack for it.
  private static func tree(of text: String, _ file: String) -> Result<Node, DocumentProblem> {
    let root: Node?
    do {
      root = try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      return .failure(problem(error, file))
    } catch {
      return .failure(DocumentProblem(file: file, message: "the file is not YAML"))
    }
    guard let root else { return .failure(DocumentProblem(file: file, message: "the file is empty")) }
    guard depth(of: root, atMost: maximumDepth) else {
      return .failure(
        DocumentProblem(file: file, message: "lists and mappings lie deeper than \(maximumDepth) in each other"))
    }
    return .success(root)
  }

  private static func contents(of path: String, kind: String) throws(DocumentProblem) -> [UInt8] {
    do throws(FileError) {
      return try BoundedFile.contents(of: path, .regularOnly, mostBytes: maximumByteCount)
    } catch {
      let reason: String
      switch error.step {
      case .size: throw tooLarge(path)
      case .kind: reason = "it is not a regular file"
      default: reason = error.reason
      }
      throw DocumentProblem(file: path, message: "cannot read the \(kind) \(path): \(reason)", isUnreadable: true)
    }
  }

  /// The first line with `&`, `*` or `!` where YAML may take it for an anchor, an alias or a tag: something follows it
  /// at once, and what precedes it cannot be part of the same word. Comments are left out where no quote stands in
  /// their line, which could make text of them; quoted text is not told apart.
  package static func lineOfAnchor(in bytes: [UInt8]) -> Int? {
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    where hasAnchor(withoutComment(line)) {
      return index + 1
    }
    return nil
  }

  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard !line.contains(UInt8(ascii: "\"")), !line.contains(UInt8(ascii: "'")) else { return line }
    let start = line.indices.first {
      line[$0] == UInt8(ascii: "#") && ($0 == line.startIndex || line[$0 - 1] == 0x20 || line[$0 - 1] == 0x09)
    }
    return start.map { line[..<$0] } ?? line
  }

  private static func hasAnchor(_ line: ArraySlice<UInt8>) -> Bool {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 0x80...:
        true
      default: false
      }
    }
    return line.indices.contains { index in
      switch line[index] {
      case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
        let isFollowed = index + 1 < line.endIndex && line[index + 1] > 0x20
        return isFollowed && !(index > line.startIndex && isWord(line[index - 1]))
      default: return false
      }
    }
  }

  private static func tooLarge(_ file: String) -> DocumentProblem {
    DocumentProblem(file: file, message: "more than \(maximumByteCount) bytes, which are allowed")
  }

  private static func problem(_ error: YamlError, _ file: String) -> DocumentProblem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      DocumentProblem(file: file, line: mark.line, column: mark.column, message: "not YAML: \(problem)")
    case .reader(let problem, _, _, _): DocumentProblem(file: file, message: "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      DocumentProblem(
        file: file, line: context.mark.line, column: context.mark.column,
        message: "the key \(duplicates.first ?? "") stands twice in the mapping that begins here")
    default: DocumentProblem(file: file, message: "the file is not YAML")
    }
  }

  private static func depth(of node: Node, atMost bound: Int) -> Bool {
    guard bound >= 0 else { return false }
    return switch node {
    case .scalar, .alias: true
    case .sequence(let nodes): nodes.allSatisfy { depth(of: $0, atMost: bound - 1) }
    case .mapping(let pairs):
      pairs.allSatisfy { depth(of: $0.key, atMost: bound - 1) && depth(of: $0.value, atMost: bound - 1) }
    }
  }
}
