import Foundation

/// Reads strangers' JSON within bounds.
///
/// Foundation parses; what it lets pass is looked at before: depth, the number of values, and names that stand twice in
/// one object, of which parsers before and behind this one may see different values.
enum JSONReading {
  /// The deepest nesting of lists and objects.
  static let maximumDepth = 16
  /// The most values in one body.
  static let maximumValueCount = 2_000

  /// A body.
  ///
  /// - Throws: `ServiceFailure.Kind.malformedBody`.
  static func value(
    of body: [UInt8], maximumValueCount: Int = maximumValueCount
  ) throws(ServiceFailure) -> JSONValue {
    // JSON is UTF-8 (RFC 8259 §8.1). Foundation would also read UTF-16, of which the look below sees another text; all of it
    // has bytes of 0, which JSON never has.
    guard !body.contains(0), String(validating: body, as: UTF8.self) != nil else {
      throw ServiceFailure(.malformedBody, "the body is not JSON in UTF-8")
    }
    try check(body, maximumValueCount)
    do {
      return try JSONDecoder().decode(JSONValue.self, from: Data(body))
    } catch {
      throw ServiceFailure(.malformedBody, "the body is not JSON")
    }
  }

  /// One pass over the bytes; knows no more of the grammar than it needs.
  private static func check(_ body: [UInt8], _ maximumValueCount: Int) throws(ServiceFailure) {
    var names: [Set<ArraySlice<UInt8>>?] = []
    var index = 0
    var valueCount = 0
    var nameFollows = false
    let problem: String? = body.withUnsafeBufferPointer { bytes in
      while index < bytes.count {
        switch bytes[index] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          let isObject = bytes[index] == UInt8(ascii: "{")
          names.append(isObject ? [] : nil)
          nameFollows = isObject
          if names.count > maximumDepth { return "lists and objects lie deeper than \(maximumDepth) in each other" }
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if names.popLast() == nil { return "a bracket closes nothing" }
          nameFollows = false
        case UInt8(ascii: ","):
          valueCount += 1
          if valueCount >= maximumValueCount { return "more than \(maximumValueCount) values" }
          nameFollows = names.last.map { $0 != nil } ?? false
        case UInt8(ascii: "\""):
          guard let end = endOfText(bytes, from: index + 1) else { return "a text does not end" }
          if nameFollows, let last = names.indices.last {
            let name = body[(index + 1)..<end]
            guard !name.contains(UInt8(ascii: "\\")) else { return "a name is written with escapes" }
            if names[last]?.insert(name).inserted == false {
              return "the name \(String(decoding: name.prefix(64), as: UTF8.self)) stands twice"
            }
            nameFollows = false
          }
          index = end
        default: break
        }
        index += 1
      }
      return nil
    }
    if let problem { throw ServiceFailure(.malformedBody, problem) }
  }

  /// Where the quote is that ends a text; long texts, as of pictures, are crossed by memchr.
  private static func endOfText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var position = start
    while position < bytes.count, let found = memchr(base + position, Int32(UInt8(ascii: "\"")), bytes.count - position)
    {
      let quote = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
      var slashes = 0
      while quote - slashes - 1 >= start, bytes[quote - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
      if slashes.isMultiple(of: 2) { return quote }
      position = quote + 1
    }
    return nil
  }
}
