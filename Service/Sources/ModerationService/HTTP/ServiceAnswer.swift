/// What a request is answered with.
struct ServiceAnswer: Sendable {
  /// The HTTP status.
  var status: Int
  /// The content type, exactly as it is sent.
  var contentType: String
  /// The body.
  var body: [UInt8]
  /// Further fields.
  var headers: [(name: String, value: String)] = []
  /// What metrics and logs call the outcome: `PASS`, `REVIEW`, `BLOCK`, or a failure's code.
  var outcome: String
  /// The failure that the answer tells in its interface's words, for the log alone; nil where there is none, and where
  /// it was thrown.
  var failure: ServiceFailure?

  /// A body of JSON.
  static func json(
    _ value: JSONValue, status: Int = 200, contentType: String = "application/json", outcome: String
  ) -> ServiceAnswer {
    ServiceAnswer(status: status, contentType: contentType, body: Array(value.text.utf8), outcome: outcome)
  }
}
