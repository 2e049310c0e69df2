import Yams

/// What is wrong with a configuration, and where.
public struct ConfigurationProblem: Error, Sendable, CustomStringConvertible {
  /// The file and line, as `service.yaml:12`.
  public let place: String
  /// What is wrong, and what is expected.
  public let message: String
  /// Whether the same configuration may well do a moment later: a disk is full, a store is still being written.
  public var isTransient = false

  public var description: String { "\(place): \(message)" }
}

/// A mapping of a configuration, read strictly: every key is one that is known, once, and of its type.
struct ConfigurationNode {
  private let node: Node
  private let file: String
  private let path: String

  /// Parses a file's text.
  init(_ text: String, file: String) throws(ConfigurationProblem) {
    do {
      guard let root = try Parser(yaml: text, encoding: .utf8).singleRoot() else {
        self.init(node: Node([(Node, Node)]()), file: file, path: "")
        return
      }
      self.init(node: root, file: file, path: "")
    } catch {
      throw ConfigurationProblem(place: file, message: "not YAML: \(error)")
    }
  }

  private init(node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// Something wrong at this place.
  func problem(_ message: String, at node: Node? = nil) -> ConfigurationProblem {
    let mark = (node ?? self.node).mark
    return ConfigurationProblem(place: mark.map { "\(file):\($0.line)" } ?? file, message: message)
  }

  /// Refuses other keys than these, and anything but a mapping.
  func allow(_ keys: Set<String>) throws(ConfigurationProblem) {
    guard let mapping = node.mapping else { throw problem("\(path.isEmpty ? "the file" : path) is to be a mapping") }
    for (key, _) in mapping {
      guard let name = key.string, keys.contains(name) else {
        throw problem(
          "there is no key \(path)\(key.string ?? "?"); there are: \(keys.sorted().joined(separator: ", "))", at: key)
      }
    }
  }

  /// The keys of a mapping whose keys are names.
  var keys: [String] { node.mapping?.compactMap(\.key.string) ?? [] }

  /// The mapping below a key; nil where it is absent.
  func mapping(_ key: String) -> ConfigurationNode? {
    node.mapping?[key].map { ConfigurationNode(node: $0, file: file, path: "\(path)\(key).") }
  }

  /// A text.
  func text(_ key: String) throws(ConfigurationProblem) -> String? {
    guard let value = node.mapping?[key] else { return nil }
    guard let text = value.scalar?.string, !text.isEmpty else { throw problem("\(path)\(key) takes a text", at: value) }
    return text
  }

  /// A whole number within bounds.
  func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int? {
    guard let value = node.mapping?[key] else { return nil }
    guard let number = value.int, range.contains(number) else {
      throw problem("\(path)\(key) takes \(range.lowerBound) to \(range.upperBound)", at: value)
    }
    return number
  }

  /// Yes or no.
  func flag(_ key: String) throws(ConfigurationProblem) -> Bool? {
    guard let value = node.mapping?[key] else { return nil }
    guard let flag = value.bool else { throw problem("\(path)\(key) takes true or false", at: value) }
    return flag
  }

  /// One of some words.
  func choice<Value>(_ key: String, _ values: [(String, Value)]) throws(ConfigurationProblem) -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = values.first(where: { $0.0 == text })?.1 else {
      throw problem(
        "\(path)\(key) takes \(values.map(\.0).joined(separator: ", ")), not \(text)", at: node.mapping?[key])
    }
    return value
  }

  /// A list of texts.
  func texts(_ key: String) throws(ConfigurationProblem) -> [String]? {
    guard let value = node.mapping?[key] else { return nil }
    guard let sequence = value.sequence, sequence.allSatisfy({ $0.scalar != nil }) else {
      throw problem("\(path)\(key) takes a list of texts", at: value)
    }
    return sequence.compactMap { $0.scalar?.string }
  }

  /// A list of whole numbers within bounds.
  func integers(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationProblem) -> [Int]? {
    guard let value = node.mapping?[key] else { return nil }
    let numbers = value.sequence.map { Array($0).map(\.int) }
    guard let numbers, numbers.allSatisfy({ $0.map(range.contains) ?? false }) else {
      throw problem("\(path)\(key) takes a list of \(range.lowerBound) to \(range.upperBound)", at: value)
    }
    return numbers.compactMap(\.self)
  }
}
