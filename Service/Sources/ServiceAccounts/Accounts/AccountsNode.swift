import Yams

/// One place in `accounts.yaml`: what is not expected there is an error that names the line, the key and what is.
struct AccountsNode {
  let node: Node
  /// The way from the root: `accounts.acme.rates`.
  let key: String
  let source: String

  init(_ node: Node, key: String, source: String) {
    self.node = node
    self.key = key
    self.source = source
  }

  func wrong(_ message: String) -> AccountFileError {
    AccountFileError("\(key): \(message)", source: source, line: node.mark?.line)
  }

  /// Whether nothing stands here.
  var isNull: Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// The values by their keys.
  ///
  /// - Parameter allowed: The keys that may be there; nil for any.
  func pairs(
    _ allowed: [String]?, maximumCount: Int = 100
  ) throws(AccountFileError) -> [String: AccountsNode] {
    guard case .mapping(let mapping) = node else {
      throw wrong(
        allowed.map { "must be a mapping with the keys \($0.joined(separator: ", "))" } ?? "must be a mapping")
    }
    guard mapping.count <= maximumCount else {
      throw wrong("has \(mapping.count) entries; \(maximumCount) are allowed")
    }
    var result: [String: AccountsNode] = [:]
    for (name, value) in mapping {
      guard case .scalar(let scalar) = name else {
        throw AccountFileError("\(key): a key must be a text", source: source, line: name.mark?.line)
      }
      guard allowed?.contains(scalar.string) != false else {
        let shown = AuthenticationFailure.quoted(scalar.string)
        throw AccountFileError(
          "\(key): has the key \(shown); it may have \(allowed?.joined(separator: ", ") ?? "")", source: source,
          line: name.mark?.line)
      }
      let way = key == "the file" ? scalar.string : "\(key).\(scalar.string)"
      guard result.updateValue(AccountsNode(value, key: way, source: source), forKey: scalar.string) == nil else {
        throw AccountFileError("\(way): stands there twice", source: source, line: name.mark?.line)
      }
    }
    return result
  }

  func elements(maximumCount: Int = 100) throws(AccountFileError) -> [AccountsNode] {
    guard case .sequence(let nodes) = node else { throw wrong("must be a list, like [a, b]") }
    guard nodes.count <= maximumCount else { throw wrong("has \(nodes.count) elements; \(maximumCount) are allowed") }
    return nodes.enumerated().map { AccountsNode($0.element, key: "\(key)[\($0.offset)]", source: source) }
  }

  func text() throws(AccountFileError) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else { throw wrong("must be a text") }
    return scalar.string
  }

  /// The name of a policy.
  func name() throws(AccountFileError) -> String {
    let text = try text()
    guard IdentifierCharacters.isName(text) else {
      throw wrong("must be the name of a policy: 1 to 64 of A-Z, a-z, 0-9, ., _ and -")
    }
    return text
  }

  func integer(in range: ClosedRange<Int>) throws(AccountFileError) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain, let value = Int(scalar.string), range.contains(value)
    else { throw wrong("must be a whole number from \(range.lowerBound) to \(range.upperBound)") }
    return value
  }
}
