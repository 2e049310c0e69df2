/// What is wrong with a document that an operator keeps, and where.
public struct DocumentProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The document, as whoever asked for it calls it.
  public var file: String
  /// The line, counted from 1; nil when the whole document is meant.
  public var line: Int?
  /// The column of the line, counted from 1.
  public var column: Int?
  /// What is wrong and what to write, in one sentence.
  public var message: String
  /// Whether the document could not be read at all.
  public var isUnreadable: Bool

  /// Describes a problem.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, message: String, isUnreadable: Bool = false
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.isUnreadable = isUnreadable
  }

  /// `file:line:column: message`, as compilers write it.
  public var description: String {
    let text = ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":") + ": \(message)"
    // One problem is one line, whatever a file or a value is called.
    return text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
    }.joined()
  }
}
