import Files
import Foundation
import ModerationCore
import Yams

/// A manifest's YAML, read within bounds.
///
/// The operator writes manifests, so these bounds are against mistakes and copied files, not against a siege. Anchors
/// and aliases are refused before anything is parsed, because a few of them can stand for a tree of any size.
enum ManifestDocument {
  /// The most bytes of a manifest: 256 KiB, enough for the names of some thousand classes.
  static let maximumByteCount = 256 << 10
  /// The deepest nesting of lists and mappings: 8; the format needs 4. libyaml itself stops at 1000.
  static let maximumDepth = 8

  /// Reads and parses a file.
  static func read(_ path: String) throws(HostFailure) -> ManifestNode {
    try parse(try contents(of: path), path)
  }

  /// Parses a manifest's bytes; the path is for error messages.
  static func parse(_ bytes: [UInt8], _ path: String) throws(HostFailure) -> ManifestNode {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw invalid(path, "the file is not UTF-8")
    }
    if let line = lineOfAnchor(in: bytes) {
      throw invalid(
        path, line: line,
        "an anchor, an alias or a tag (&name, *name, !name); manifests have none, and such text stands in no value")
    }
    let answer = try DeepStack.run { tree(of: text, path) }
    return ManifestNode(node: try answer.get(), file: path, key: "")
  }

  /// Parses and measures; a tree that is too deep dies where there is stack for it.
  private static func tree(of text: String, _ path: String) -> Result<Node, HostFailure> {
    let root: Node?
    do {
      root = try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      let (line, problem) = describe(error)
      return .failure(invalid(path, line: line, problem))
    } catch {
      return .failure(invalid(path, "the file is not YAML"))
    }
    guard let root else { return .failure(invalid(path, "the file is empty")) }
    guard depth(of: root, atMost: maximumDepth) else {
      return .failure(invalid(path, "lists and mappings lie deeper than \(maximumDepth) in each other"))
    }
    return .success(root)
  }

  static func invalid(_ path: String, line: Int? = nil, _ message: String) -> HostFailure {
    HostFailure(.invalidManifest, message: "\(path):\(line.map { "\($0):" } ?? "") \(message)")
  }

  private static func contents(of path: String) throws(HostFailure) -> [UInt8] {
    do throws(FileError) {
      return try BoundedFile.contents(of: path, .regularOnly, mostBytes: maximumByteCount)
    } catch {
      let reason: String
      switch error.step {
      case .size: throw invalid(path, "more than \(maximumByteCount) bytes")
      case .kind: reason = "it is not a regular file"
      default: reason = error.reason
      }
      throw HostFailure(.sourceUnreadable, message: "cannot read the manifest \(path): \(reason)")
    }
  }

  /// The first line with `&`, `*` or `!` where YAML may take it for an anchor, an alias or a tag: something follows it
  /// at once, and what precedes it cannot be part of the same word. Comments and quoted text are not told apart.
  static func lineOfAnchor(in bytes: [UInt8]) -> Int? {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), 0x80...:
        true
      default: false
      }
    }
    var line = 1
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"):
        let isFollowed = index + 1 < bytes.count && bytes[index + 1] > 0x20
        let isInside = index > 0 && isWord(bytes[index - 1])
        if isFollowed && !isInside { return line }
      default: break
      }
    }
    return nil
  }

  private static func describe(_ error: YamlError) -> (line: Int?, problem: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, "not YAML: \(problem)")
    case .reader(let problem, _, _, _): (nil, "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      (context.mark.line, "the key \(duplicates.first ?? "") stands twice in one mapping")
    default: (nil, "the file is not YAML")
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
