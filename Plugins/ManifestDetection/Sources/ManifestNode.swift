import ModerationCore
import Yams

/// One place in a manifest, read strictly: a value of another type, or one out of range, is an error that names the
/// file, the line, the key and what is allowed there.
struct ManifestNode {
  let node: Node
  let file: String
  /// The way from the root: `input.mean[2]`; empty for the root.
  let key: String

  /// The most bytes of a text: 1024.
  static let maximumTextByteCount = 1024
  /// The most elements of a list: 4096, more than any classifier known here has classes.
  static let maximumElementCount = 4096

  /// An error at this place.
  func invalid(_ message: String) -> HostFailure {
    ManifestDocument.invalid(file, line: node.mark?.line, "\(key.isEmpty ? "the manifest" : key) \(message)")
  }

  // MARK: Mappings

  /// Refuses keys other than these.
  func allow(_ keys: [String]) throws(HostFailure) {
    guard case .mapping(let pairs) = node else { throw invalid("must be a mapping with the keys \(keys)") }
    for pair in pairs {
      let place = ManifestNode(node: pair.key, file: file, key: key)
      guard case .scalar(let scalar) = pair.key else { throw place.invalid("has a key that is not text") }
      guard keys.contains(scalar.string) else {
        throw place.invalid("has no key \(scalar.string.debugDescription); it has \(keys)")
      }
    }
  }

  /// The value of a key; nil when the key is not there.
  func optional(_ name: String) -> ManifestNode? {
    guard case .mapping(let pairs) = node, let value = pairs.first(where: { $0.key.scalar?.string == name })?.value
    else { return nil }
    return ManifestNode(node: value, file: file, key: key.isEmpty ? name : "\(key).\(name)")
  }

  /// The value of a key that must be there.
  func required(_ name: String) throws(HostFailure) -> ManifestNode {
    guard let value = optional(name) else { throw invalid("lacks the key \(name)") }
    return value
  }

  // MARK: Lists

  /// The elements of a list.
  func elements() throws(HostFailure) -> [ManifestNode] {
    guard case .sequence(let nodes) = node else { throw invalid("must be a list") }
    guard nodes.count <= Self.maximumElementCount else {
      throw invalid("has \(nodes.count) elements; \(Self.maximumElementCount) are allowed")
    }
    return nodes.enumerated().map { ManifestNode(node: $0.element, file: file, key: "\(key)[\($0.offset)]") }
  }

  /// A list of different texts.
  func texts() throws(HostFailure) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for element in try elements() {
      let text = try element.text()
      guard seen.insert(text).inserted else { throw element.invalid("repeats \(text.debugDescription)") }
      result.append(text)
    }
    return result
  }

  /// A list of so many numbers.
  func numbers(_ count: Int, in range: ClosedRange<Double>) throws(HostFailure) -> [Double] {
    let elements = try elements()
    guard elements.count == count else { throw invalid("must be a list of \(count) numbers, not \(elements.count)") }
    var result: [Double] = []
    for element in elements { result.append(try element.number(in: range)) }
    return result
  }

  // MARK: Scalars

  /// A text that is not empty. Numbers count as text, so that a class may be called 007.
  func text() throws(HostFailure) -> String {
    guard case .scalar(let scalar) = node else { throw invalid("must be a text") }
    guard !scalar.string.isEmpty, scalar.string.utf8.count <= Self.maximumTextByteCount else {
      throw invalid("must be a text of 1 to \(Self.maximumTextByteCount) bytes")
    }
    guard scalar.string.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw invalid("must be a text without control characters")
    }
    return scalar.string
  }

  /// One of some words.
  func choice<Value>(_ choices: [(String, Value)]) throws(HostFailure) -> Value {
    let text = try text()
    guard let choice = choices.first(where: { $0.0 == text }) else {
      throw invalid("must be one of \(choices.map(\.0)), not \(text.debugDescription)")
    }
    return choice.1
  }

  /// A whole number, written without quotes.
  func integer(in range: ClosedRange<Int>) throws(HostFailure) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain, let value = Int(scalar.string),
      range.contains(value)
    else { throw invalid("must be a whole number from \(range.lowerBound) to \(range.upperBound)") }
    return value
  }

  /// A number, written without quotes.
  func number(in range: ClosedRange<Double>) throws(HostFailure) -> Double {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      scalar.string.utf8.allSatisfy({ Self.digits.contains($0) }), let value = Double(scalar.string),
      range.contains(value)
    else { throw invalid("must be a number from \(range.lowerBound) to \(range.upperBound)") }
    return value
  }

  private static let digits = Set("0123456789+-.eE".utf8)
}
