import HTTPTypes
import ServiceAccounts

/// A request before its body, as it was sent: what signatures are made over and what decides who answers.
struct RequestHead: Sendable {
  /// `GET`, `POST` and so on.
  let method: String
  /// The path as it was sent, without the query.
  let path: String
  /// The query as it was sent, without the question mark.
  let query: String
  /// The header fields in order, names in lower case; `host` among them.
  let headers: [(name: String, value: String)]
  /// Who is connected, as `127.0.0.1`; nil where that is not known.
  let remoteAddress: String?

  init(
    method: String, path: String, query: String, headers: [(name: String, value: String)], remoteAddress: String? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.remoteAddress = remoteAddress
  }

  /// A request of the server.
  init(_ request: HTTPRequest, remoteAddress: String?) {
    let target = request.path ?? "/"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var headers = request.headerFields.map { (name: $0.name.canonicalName, value: $0.value) }
    // HTTPTypes takes Host out of the fields.
    if let host = request.authority { headers.insert((name: "host", value: host), at: 0) }
    self.init(
      method: request.method.rawValue, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
      headers: headers, remoteAddress: remoteAddress)
  }

  /// The first value of a field; the name is given in lower case.
  subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// How many fields have a name.
  func count(of name: String) -> Int { headers.count { $0.name == name } }

  /// The media type without its parameters, in lower case; empty where there is none.
  var mediaType: String {
    let type = self["content-type"]?.split(separator: ";", maxSplits: 1).first ?? ""
    return type.lowercased().filter { $0 != " " && $0 != "\t" }
  }

  /// The body's length as the client says; nil where it says none.
  var contentLength: Int? { self["content-length"].flatMap { Int($0) } }

  /// The parameters of the query, in order, percent and plus decoded; nil where an escape is none.
  var queryParameters: [(name: String, value: String)]? { FormText.parameters(of: query) }

  /// The parameters of the query, each of which may stand once.
  func fieldsOfQuery() throws(ServiceFailure) -> [String: String] {
    guard let parameters = queryParameters else {
      throw ServiceFailure(.wrongType("query"), "the query is not a form of UTF-8 with percent escapes")
    }
    var fields: [String: String] = [:]
    for (name, value) in parameters where fields.updateValue(value, forKey: name) != nil {
      throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) stands twice")
    }
    return fields
  }
}
