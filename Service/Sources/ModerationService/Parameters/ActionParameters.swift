/// The parameters of a call, held against what its action documents: from JSON, or from a query or form, where
/// everything is text and lists and structures lie flat as `Scenes.0` and `User.UserId`.
struct ActionParameters: Sendable {
  /// The most elements of a list: more than any action takes, so that the action itself can name its own bound.
  static let maximumElementCount = 250

  private let values: JSONValue

  /// Parameters of a JSON body.
  ///
  /// - Throws: `ServiceFailure` of `wrongType`, `unknownParameter` or `missingParameter`.
  init(_ body: JSONValue, _ fields: [ParameterField]) throws(ServiceFailure) {
    values = try Self.structure(body, fields, path: "", isText: false)
  }

  /// Parameters of a query or form.
  ///
  /// - Parameter ignored: Names that belong to the protocol and not to the action.
  init(
    flat parameters: [(name: String, value: String)], ignoring ignored: Set<String>, _ fields: [ParameterField]
  ) throws(ServiceFailure) {
    var root = Branch()
    var seen: Set<String> = []
    for (name, value) in parameters where !ignored.contains(name) {
      guard seen.insert(name).inserted else {
        throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) stands twice")
      }
      try root.put(value, at: name.split(separator: ".", omittingEmptySubsequences: false)[...], name: name)
    }
    values = try Self.structure(root.value(fields), fields, path: "", isText: true)
  }

  /// A text; nil where it is absent, null or empty.
  func text(_ name: String) -> String? {
    guard let text = values[name]?.string, !text.isEmpty else { return nil }
    return text
  }

  /// A value as it was held against its form.
  subscript(_ name: String) -> JSONValue? { values[name] }

  /// Whether something stands for a name, other than null.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// A whole number.
  func integer(_ name: String) -> Int64? { values[name]?.integerValue }

  /// A list of texts; nil where it is absent.
  func texts(_ name: String) -> [String]? { values[name]?.elements?.compactMap(\.string) }

  /// A text as it was given; nil where it is absent or null.
  func given(_ name: String) -> String? { values[name]?.string }

  /// A number.
  func number(_ name: String) -> Double? { values[name]?.numberValue }

  /// A list of structures; nil where it is absent.
  func structures(_ name: String) -> [ActionParameters]? { values[name]?.elements?.map { ActionParameters(read: $0) } }

  /// Of values that were held against their fields.
  private init(read values: JSONValue) { self.values = values }

  private static func structure(
    _ value: JSONValue, _ fields: [ParameterField], path: String, isText: Bool
  ) throws(ServiceFailure) -> JSONValue {
    guard case .object(let members) = value else {
      throw ServiceFailure(.wrongType(path), "\(path.isEmpty ? "the body" : path) is to be an object")
    }
    for member in members where !fields.contains(where: { $0.name == member.name }) {
      let name = path + member.name.prefix(64)
      throw ServiceFailure(.unknownParameter(name), "the parameter \(name) is not defined")
    }
    var kept: [JSONValue.Member] = []
    for field in fields {
      guard let given = value[field.name], given != .null else {
        if field.isRequired {
          throw ServiceFailure(.missingParameter(path + field.name), "the parameter \(path + field.name) is missing")
        }
        continue
      }
      kept.append(
        JSONValue.Member(name: field.name, value: try form(given, field.form, path + field.name, isText: isText)))
    }
    return .object(kept)
  }

  private static func form(
    _ value: JSONValue, _ form: ParameterField.Form, _ path: String, isText: Bool
  ) throws(ServiceFailure) -> JSONValue {
    func wrong(_ expected: String) -> ServiceFailure {
      ServiceFailure(.wrongType(path), "the parameter \(path) is to be \(expected)")
    }
    switch form {
    case .string:
      guard case .string = value else { throw wrong("a string") }
      return value
    case .integer, .unsigned:
      guard let number = isText ? value.string.flatMap(Int64.init) : value.integerValue else {
        throw wrong("a whole number")
      }
      if case .unsigned = form, number < 0 { throw wrong("a whole number from 0 on") }
      return .integer(number)
    case .number:
      guard let number = isText ? value.string.flatMap(Double.init) : value.numberValue, number.isFinite else {
        throw wrong("a number")
      }
      return .number(number)
    case .boolean:
      switch value {
      case .bool: return value
      case .string("true") where isText: return .bool(true)
      case .string("false") where isText: return .bool(false)
      default: throw wrong("true or false")
      }
    case .list(let element, let maximumCount):
      guard let elements = value.elements else { throw wrong("a list") }
      guard elements.count <= maximumCount else {
        throw wrong("a list of at most \(maximumCount) elements, not \(elements.count)")
      }
      var kept: [JSONValue] = []
      for (index, one) in elements.enumerated() {
        kept.append(try Self.form(one, element, "\(path).\(index)", isText: isText))
      }
      return .array(kept)
    case .structure(let fields):
      return try structure(value, fields, path: path + ".", isText: isText)
    }
  }

  /// Flat names on their way to a tree.
  private struct Branch {
    var leaf: String?
    var branches: [String: Branch] = [:]

    mutating func put(_ value: String, at path: ArraySlice<Substring>, name: String) throws(ServiceFailure) {
      guard let first = path.first else {
        leaf = value
        return
      }
      guard path.count <= JSONReading.maximumDepth else {
        throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) lies too deep")
      }
      try branches[String(first), default: Branch()].put(value, at: path.dropFirst(), name: name)
    }

    /// An object of what is below; lists where the fields say so.
    func value(_ fields: [ParameterField]) throws(ServiceFailure) -> JSONValue {
      var members: [JSONValue.Member] = []
      for (name, branch) in branches.sorted(by: { $0.key < $1.key }) {
        let form = fields.first { $0.name == name }?.form ?? .string
        members.append(JSONValue.Member(name: name, value: try branch.value(form, name)))
      }
      return .object(members)
    }

    private func value(_ form: ParameterField.Form, _ name: String) throws(ServiceFailure) -> JSONValue {
      switch form {
      case .string, .integer, .unsigned, .number, .boolean:
        guard branches.isEmpty, let leaf else {
          throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) is one value and has no parts")
        }
        return .string(leaf)
      case .list(let element, let maximumCount):
        guard leaf == nil, branches.count <= maximumCount else {
          throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) is to be a list, as \(name).0=…")
        }
        var elements: [JSONValue] = []
        for index in 0..<branches.count {
          guard let branch = branches[String(index)] else {
            throw ServiceFailure(.wrongType(name), "the list \(name.prefix(64)) is to be counted from 0 without gaps")
          }
          elements.append(try branch.value(element, "\(name).\(index)"))
        }
        return .array(elements)
      case .structure(let fields):
        guard leaf == nil else {
          throw ServiceFailure(.wrongType(name), "the parameter \(name.prefix(64)) has parts, as \(name).Name=…")
        }
        return try value(fields)
      }
    }
  }
}
