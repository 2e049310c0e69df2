extension UnreadableDocument {
  static func noResult(_ reason: String) -> UnreadableDocument {
    UnreadableDocument(message: "the line is not a result of moderate --json or scan: \(reason)")
  }

  /// What is wrong with JSON that does not decode, in a few words.
  package static func reason(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map(\.stringValue).joined(separator: ".").debugDescription
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, let context): "it has no \(place(context.codingPath + [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.isEmpty ? "it is no object" : "\(place(context.codingPath)) has another kind of value"
    default: "it is not JSON"
    }
  }
}
