import FoundationEssentials

/// The line before an image: what to call it, where it is, what to judge it by.
///
/// A key that is not known is refused: `"polcy"` would have the image judged by another policy than was meant.
struct StreamHeader: Hashable, Sendable {
  /// Where the image is.
  enum Payload: Hashable, Sendable {
    /// In so many bytes behind the line.
    case bytes(count: Int)
    /// In a file of this machine.
    case file(path: String)
  }

  let identifier: String
  let payload: Payload
  let policy: String?
  let deadline: Duration?

  /// Reads a line without its line break.
  ///
  /// - Throws: `StreamProblem` without a place.
  init(_ line: [UInt8]) throws(StreamProblem) {
    guard !line.isEmpty else {
      throw StreamProblem(
        .headerNotJSON,
        message: "an empty line stands where a header should; a frame has exactly the bytes that its header says")
    }
    var fields: [String: Value]
    do {
      // The decoder alone would take bytes that are no text for a value of another kind.
      guard String(validating: line, as: UTF8.self) != nil else { throw NotText() }
      fields = try JSONDecoder().decode([String: Value].self, from: Data(line))
    } catch {
      throw StreamProblem(
        .headerNotJSON,
        message: "\(Self.quoted(line)) is no JSON object; a frame has exactly the bytes that its header says")
    }
    identifier = try Self.identifier(fields.removeValue(forKey: "id"))
    policy = try Self.text("policy", fields.removeValue(forKey: "policy"))
    // Mostly a variable that was never set: the usual policy is not what was meant.
    guard policy != "" else { throw Self.invalid("has a policy without a name; leave it out for the usual one") }
    deadline = try Self.deadline(fields.removeValue(forKey: "deadlineMilliseconds"))
    let path = try Self.text("path", fields.removeValue(forKey: "path"))
    switch (fields.removeValue(forKey: "bytes"), path) {
    case (.integer(let count), nil) where count >= 0: payload = .bytes(count: count)
    case (nil, let path?) where !path.isEmpty && !path.utf8.contains(0): payload = .file(path: path)
    case (nil, nil): throw Self.invalid("has neither bytes nor path")
    case (_?, _?): throw Self.invalid("has both bytes and path")
    case (nil, _): throw Self.invalid("has a path that is empty or has a zero byte")
    case (_, nil): throw Self.invalid("has bytes that are no whole number from 0 on")
    }
    guard fields.isEmpty else {
      let names = fields.keys.sorted().prefix(3).map { Self.quoted(Array($0.utf8)) }.joined(separator: " ")
      throw Self.invalid("has unknown keys: \(names); known are id, bytes, path, policy, deadlineMilliseconds")
    }
  }

  private static func identifier(_ value: Value?) throws(StreamProblem) -> String {
    guard case .text(let identifier)? = value, !identifier.isEmpty else {
      throw invalid("has no id, a text of 1 to \(StreamBounds.maximumIdentifierByteCount) bytes")
    }
    guard identifier.utf8.count <= StreamBounds.maximumIdentifierByteCount else {
      throw invalid(
        "has an id of \(identifier.utf8.count) bytes; \(StreamBounds.maximumIdentifierByteCount) are allowed")
    }
    return identifier
  }

  private static func text(_ key: String, _ value: Value?) throws(StreamProblem) -> String? {
    switch value {
    case nil, .null: return nil
    case .text(let text): return text
    default: throw invalid("has a \(key) that is no text")
    }
  }

  private static func deadline(_ value: Value?) throws(StreamProblem) -> Duration? {
    switch value {
    case nil, .null: return nil
    case .integer(let milliseconds) where (1...maximumDeadlineMilliseconds).contains(milliseconds):
      return .milliseconds(milliseconds)
    default:
      throw invalid("has deadlineMilliseconds that are no whole number from 1 to \(maximumDeadlineMilliseconds)")
    }
  }

  /// The longest deadline that a policy can have: an hour.
  private static let maximumDeadlineMilliseconds = 3_600_000

  private static func invalid(_ what: String) -> StreamProblem {
    StreamProblem(.headerInvalid, message: "the header \(what)")
  }

  /// The most bytes of a line that a message repeats.
  private static let maximumQuotedByteCount = 48

  private static func quoted(_ line: [UInt8]) -> String {
    let start = String(decoding: line.prefix(maximumQuotedByteCount), as: UTF8.self).debugDescription
    return line.count > maximumQuotedByteCount ? start + "…" : start
  }
}

private struct NotText: Error {}

/// A value of a header, as far as headers have any.
private enum Value: Decodable {
  case null
  case text(String)
  case integer(Int)
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else {
      self = .other
    }
  }
}
