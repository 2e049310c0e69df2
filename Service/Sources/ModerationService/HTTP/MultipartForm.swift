import Glibc

/// A body of `multipart/form-data` (RFC 7578), in memory and within bounds.
struct MultipartForm: Sendable {
  /// One part.
  struct Part: Sendable {
    /// The field's name.
    let name: String
    /// The file name that the client gave; nil for a field that is no file.
    let fileName: String?
    /// The part's content type, in lower case; nil where it has none.
    let contentType: String?
    /// The part's bytes.
    let bytes: ArraySlice<UInt8>

    /// The bytes as UTF-8; nil where they are none.
    var text: String? { String(validating: bytes, as: UTF8.self) }
  }

  /// The most parts of a form.
  static let maximumPartCount = 64
  /// The most bytes of a part's own head.
  static let maximumPartHeadBytes = 4_096
  /// The longest boundary, by RFC 2046.
  static let maximumBoundaryLength = 70

  /// The parts in order.
  let parts: [Part]

  /// The part of a name.
  subscript(_ name: String) -> Part? { parts.first { $0.name == name } }

  /// Reads a body.
  ///
  /// - Parameters:
  ///   - contentType: The request's field, with the boundary.
  ///   - repeated: The names that may stand more than once.
  /// - Throws: `ServiceFailure.Kind.malformedBody`.
  init(_ body: [UInt8], contentType: String, repeated: Set<String> = []) throws(ServiceFailure) {
    guard let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty,
      boundary.utf8.count <= Self.maximumBoundaryLength
    else {
      throw ServiceFailure(.malformedBody, "the content type names no boundary")
    }
    let delimiter = Array("--\(boundary)".utf8)
    var position = try Self.start(of: body, delimiter)
    var parts: [Part] = []
    while true {
      if body[position...].starts(with: Array("--".utf8)) { break }
      guard body[position...].starts(with: Array("\r\n".utf8)) else {
        throw ServiceFailure(.malformedBody, "a boundary is followed by something else than a line end")
      }
      position += 2
      guard parts.count < Self.maximumPartCount else {
        throw ServiceFailure(.malformedBody, "more than \(Self.maximumPartCount) parts")
      }
      guard
        let end = Self.find(Array("\r\n\r\n".utf8), in: body, from: position, atMost: Self.maximumPartHeadBytes)
      else {
        throw ServiceFailure(.malformedBody, "a part's head does not end")
      }
      guard let next = Self.find(Array("\r\n".utf8) + delimiter, in: body, from: end + 4, atMost: body.count) else {
        throw ServiceFailure(.malformedBody, "a part does not end with the boundary")
      }
      let part = try Self.part(head: body[position..<end], body[(end + 4)..<next])
      guard repeated.contains(part.name) || !parts.contains(where: { $0.name == part.name }) else {
        throw ServiceFailure(.malformedBody, "the field \(part.name.prefix(64)) stands twice")
      }
      parts.append(part)
      position = next + 2 + delimiter.count
    }
    self.parts = parts
  }

  private static func start(of body: [UInt8], _ delimiter: [UInt8]) throws(ServiceFailure) -> Int {
    if body.starts(with: delimiter) { return delimiter.count }
    // A preamble is allowed and means nothing.
    guard let found = find(Array("\r\n".utf8) + delimiter, in: body, from: 0, atMost: maximumPartHeadBytes) else {
      throw ServiceFailure(.malformedBody, "the body does not begin with the boundary")
    }
    return found + 2 + delimiter.count
  }

  private static func part(head: ArraySlice<UInt8>, _ bytes: ArraySlice<UInt8>) throws(ServiceFailure) -> Part {
    guard let text = String(validating: head, as: UTF8.self) else {
      throw ServiceFailure(.malformedBody, "a part's head is not UTF-8")
    }
    var disposition: String?
    var contentType: String?
    for line in text.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      switch line[..<colon].lowercased() {
      case "content-disposition": disposition = String(value)
      case "content-type": contentType = value.lowercased()
      case "content-transfer-encoding" where !["binary", "8bit", "7bit"].contains(value.lowercased()):
        throw ServiceFailure(.malformedBody, "a part has the transfer encoding \(value.prefix(32)); send it as it is")
      default: break
      }
    }
    guard let disposition, disposition.lowercased().hasPrefix("form-data"),
      let name = parameter("name", of: disposition)
    else {
      throw ServiceFailure(.malformedBody, "a part has no name")
    }
    return Part(
      name: name, fileName: parameter("filename", of: disposition), contentType: contentType, bytes: bytes)
  }

  /// The value of a parameter behind a semicolon, quoted or not.
  static func parameter(_ wanted: String, of field: String) -> String? {
    var rest = Substring(field)
    while let semicolon = rest.firstIndex(of: ";") {
      rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
      guard let equals = rest.firstIndex(of: "=") else { return nil }
      let name = rest[..<equals].lowercased()
      rest = rest[rest.index(after: equals)...]
      var value = ""
      if rest.first == "\"" {
        rest = rest.dropFirst()
        var isEscaped = false
        while let character = rest.first, isEscaped || character != "\"" {
          if character == "\\", !isEscaped {
            isEscaped = true
          } else {
            value.append(character)
            isEscaped = false
          }
          rest = rest.dropFirst()
        }
        rest = rest.dropFirst()
      } else {
        value = String(rest.prefix { $0 != ";" && $0 != " " })
        rest = rest.dropFirst(value.count)
      }
      if name == wanted { return value }
    }
    return nil
  }

  /// Where a pattern begins, at most so many bytes from where the search begins.
  private static func find(_ pattern: [UInt8], in body: [UInt8], from start: Int, atMost count: Int) -> Int? {
    guard start <= body.count else { return nil }
    return body.withUnsafeBytes { bytes in
      let end = min(body.count, start + count + pattern.count)
      guard let base = bytes.baseAddress, let first = pattern.first else { return nil }
      var position = start
      while end - position >= pattern.count,
        let found = memchr(base + position, Int32(first), end - position - pattern.count + 1)
      {
        if memcmp(found, pattern, pattern.count) == 0 { return base.distance(to: UnsafeRawPointer(found)) }
        position = base.distance(to: UnsafeRawPointer(found)) + 1
      }
      return nil
    }
  }
}
