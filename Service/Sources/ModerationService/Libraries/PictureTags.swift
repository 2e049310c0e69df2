/// The tags of a picture: an object of JSON with texts, numbers, yes and no.
struct PictureTags: Hashable, Sendable {
  /// The most keys. Source: the documentation of TIIA CreateImage.
  static let maximumKeyCount = 10
  /// The most characters of a key or a text; the documents give none.
  static let maximumValueCharacterCount = 64

  /// The most characters in all; the documents give none.
  static let maximumCharacterCount = 4_096

  enum Value: Hashable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
  }

  let values: [String: Value]

  /// Reads what a caller gives; empty for no tags.
  init(_ text: String) throws(LibraryFailure) {
    guard !text.isEmpty else {
      values = [:]
      return
    }
    let length = text.unicodeScalars.count
    guard length <= Self.maximumCharacterCount else {
      throw .value(
        "TagsValueSizeExceed", "Tags has \(length) characters; \(Self.maximumCharacterCount) are allowed")
    }
    let object: JSONValue
    do throws(ServiceFailure) {
      object = try JSONReading.value(of: Array(text.utf8))
    } catch {
      throw .value("TagsValueIllegal", "Tags is to be an object of JSON: \(error.message)")
    }
    guard case .object(let members) = object else {
      throw .value("TagsValueIllegal", "Tags is to be an object of JSON")
    }
    guard members.count <= Self.maximumKeyCount else {
      throw .value("TagsKeysExceed", "Tags has \(members.count) keys; \(Self.maximumKeyCount) are allowed")
    }
    var values: [String: Value] = [:]
    for member in members {
      let value: Value
      switch member.value {
      case .string(let text): value = .text(text)
      case .integer(let number): value = .number(Double(number))
      case .number(let number): value = .number(number)
      case .bool(let flag): value = .flag(flag)
      default: throw .value("TagsValueIllegal", "a value of Tags is a text, a number, true or false")
      }
      var lengths = [member.name.unicodeScalars.count]
      if case .text(let text) = value { lengths.append(text.unicodeScalars.count) }
      guard let longest = lengths.max(), longest <= Self.maximumValueCharacterCount else {
        throw .value(
          "TagsValueSizeExceed",
          "a key or value of Tags has \(lengths.max() ?? 0) characters; \(Self.maximumValueCharacterCount) are allowed")
      }
      values[member.name] = value
    }
    self.values = values
  }
}
