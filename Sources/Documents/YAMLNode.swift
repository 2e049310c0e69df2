package import Yams

/// One place in a document, read strictly: a value of another type, or one out of range, is an error that names the
/// file, the line, the key and what is allowed there.
package struct YAMLNode {
  package let node: Node
  /// What messages call the document.
  package let file: String
  /// What messages call such a document.
  package let kind: String
  /// The way from the root: `input.mean[2]`; empty for the root.
  package let key: String

  package init(node: Node, file: String, kind: String, key: String) {
    self.node = node
    self.file = file
    self.kind = kind
    self.key = key
  }

  /// The most bytes of a text: 1024.
  package static let maximumTextByteCount = 1024
  /// The most elements of a list: 4096, more than any classifier known here has classes.
  package static let maximumElementCount = 4096

  /// An error at this place.
  package func invalid(_ message: String) -> DocumentProblem {
    DocumentProblem(
      file: file, line: node.mark?.line, column: node.mark?.column,
      message: "\(key.isEmpty ? "the \(kind)" : key) \(message)")
  }

  // MARK: Mappings

  /// Refuses keys other than these.
  package func allow(_ keys: [String]) throws(DocumentProblem) {
    guard case .mapping(let pairs) = node else { throw invalid("must be a mapping with the keys \(keys)") }
    for pair in pairs {
      let place = YAMLNode(node: pair.key, file: file, kind: kind, key: key)
      guard case .scalar(let scalar) = pair.key else { throw place.invalid("has a key that is not text") }
      guard keys.contains(scalar.string) else {
        throw place.invalid(
          "has no key \(scalar.string.debugDescription)\(NearestWord.hint(scalar.string, among: keys)); it has \(keys)")
      }
    }
  }

  /// The value of a key; nil when the key is not there.
  package func optional(_ name: String) -> YAMLNode? {
    guard case .mapping(let pairs) = node, let value = pairs.first(where: { $0.key.scalar?.string == name })?.value
    else { return nil }
    return YAMLNode(node: value, file: file, kind: kind, key: key.isEmpty ? name : "\(key).\(name)")
  }

  /// The value of a key that must be there.
  package func required(_ name: String) throws(DocumentProblem) -> YAMLNode {
    guard let value = optional(name) else { throw invalid("lacks the key \(name)") }
    return value
  }

  /// The keys and their values, in the order of the document.
  package func pairs() throws(DocumentProblem) -> [(name: YAMLNode, value: YAMLNode)] {
    guard case .mapping(let pairs) = node else {
      throw invalid(word == "" ? "has nothing below it: leave it out" : "must be a mapping of keys to values")
    }
    return pairs.map { pair in
      let name = YAMLNode(node: pair.key, file: file, kind: kind, key: key)
      let text = pair.key.scalar?.string ?? ""
      return (
        name, YAMLNode(node: pair.value, file: file, kind: kind, key: key.isEmpty ? text : "\(key).\(text)")
      )
    }
  }

  /// The same place under another name.
  package func named(_ key: String) -> YAMLNode { YAMLNode(node: node, file: file, kind: kind, key: key) }

  /// The elements where this is a list; none where it is not.
  package var items: [YAMLNode] {
    guard case .sequence(let nodes) = node else { return [] }
    return nodes.map { YAMLNode(node: $0, file: file, kind: kind, key: key) }
  }

  /// Whether there are keys and values here.
  package var isMapping: Bool { if case .mapping = node { true } else { false } }

  /// What stands here where that is one word; nil for lists and mappings.
  package var word: String? { node.scalar?.string }

  /// Where in the document it stands, both counted from 1.
  package var place: (line: Int, column: Int)? { node.mark.map { ($0.line, $0.column) } }

  // MARK: Lists

  /// The elements of a list.
  package func elements() throws(DocumentProblem) -> [YAMLNode] {
    guard case .sequence(let nodes) = node else { throw invalid("must be a list") }
    guard nodes.count <= Self.maximumElementCount else {
      throw invalid("has \(nodes.count) elements; \(Self.maximumElementCount) are allowed")
    }
    return nodes.enumerated().map { YAMLNode(node: $0.element, file: file, kind: kind, key: "\(key)[\($0.offset)]") }
  }

  /// A list of different texts.
  package func texts() throws(DocumentProblem) -> [String] {
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
  package func numbers(_ count: Int, in range: ClosedRange<Double>) throws(DocumentProblem) -> [Double] {
    let elements = try elements()
    guard elements.count == count else { throw invalid("must be a list of \(count) numbers, not \(elements.count)") }
    var result: [Double] = []
    for element in elements { result.append(try element.number(in: range)) }
    return result
  }

  // MARK: Scalars

  /// A text that is not empty. Numbers count as text, so that a class may be called 007.
  package func text() throws(DocumentProblem) -> String {
    guard case .scalar(let scalar) = node else { throw invalid("must be a text") }
    guard !scalar.string.isEmpty else { throw invalid("has no value") }
    guard scalar.string.utf8.count <= Self.maximumTextByteCount else {
      throw invalid("must be a text of 1 to \(Self.maximumTextByteCount) bytes")
    }
    guard scalar.string.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw invalid("must be a text without control characters")
    }
    return scalar.string
  }

  /// One of some words.
  package func choice<Value>(_ choices: [(String, Value)]) throws(DocumentProblem) -> Value {
    let text = try text()
    guard let choice = choices.first(where: { $0.0 == text }) else {
      throw invalid(
        "must be one of \(choices.map(\.0)), not \(text.debugDescription)\(NearestWord.hint(text, among: choices.map(\.0)))"
      )
    }
    return choice.1
  }

  /// A whole number, written without quotes.
  package func integer(in range: ClosedRange<Int>) throws(DocumentProblem) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain, let value = Int(scalar.string),
      range.contains(value)
    else { throw invalid("must be a whole number from \(range.lowerBound) to \(range.upperBound)") }
    return value
  }

  /// A number, written without quotes.
  package func number(in range: ClosedRange<Double>) throws(DocumentProblem) -> Double {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      scalar.string.utf8.allSatisfy({ Self.digits.contains($0) }), let value = Double(scalar.string),
      range.contains(value)
    else { throw invalid("must be a number from \(range.lowerBound) to \(range.upperBound)") }
    return value
  }

  private static let digits = Set("0123456789+-.eE".utf8)
}
