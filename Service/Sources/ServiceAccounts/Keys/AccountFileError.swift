/// Why the accounts or keys of an operator cannot be used; no message contains a secret.
public struct AccountFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, or the variable of the environment; nil where several come together.
  public let source: String?
  /// Counted from 1; nil where the whole file is meant.
  public let line: Int?
  /// What is wrong and what is allowed.
  public let message: String

  init(_ message: String, source: String? = nil, line: Int? = nil) {
    self.source = source
    self.line = line
    self.message = message
  }

  public var description: String {
    let place = [source, line.map(String.init)].compactMap(\.self).joined(separator: ":")
    return place.isEmpty ? message : "\(place): \(message)"
  }
}
