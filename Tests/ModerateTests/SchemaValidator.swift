import Foundation

/// As much of JSON Schema (draft 2020-12) as `moderation-result-2.json` uses. A keyword that this does not know is
/// itself reported, so that nothing in the schema goes unchecked.
struct SchemaValidator {
  private static let annotations: Set<String> = ["$schema", "$id", "$defs", "title", "description"]

  let root: JSON

  /// What is wrong with a value; empty when it is valid.
  func problems(with value: JSON) -> [String] { problems(value, root, at: "") }

  private func problems(_ value: JSON, _ schema: JSON, at place: String) -> [String] {
    schema.members.flatMap { keyword, rule in
      Self.annotations.contains(keyword) ? [] : check(value, keyword, rule, of: schema, at: place)
    }
  }

  private func check(_ value: JSON, _ keyword: String, _ rule: JSON, of schema: JSON, at place: String) -> [String] {
    func unless(_ isValid: Bool) -> [String] { isValid ? [] : ["\(place): \(keyword) \(rule): is \(value)"] }
    switch keyword {
    case "type": return unless(Self.types(rule).contains { Self.matches(value, $0) })
    case "const": return unless(value == rule)
    case "enum": return unless(rule.elements.contains(value))
    case "minimum": return unless(value.double.map { $0 >= rule.double ?? .infinity } ?? true)
    case "maximum": return unless(value.double.map { $0 <= rule.double ?? -.infinity } ?? true)
    case "pattern":
      guard let text = value.text, let pattern = rule.text else { return [] }
      return unless(text.range(of: pattern, options: .regularExpression) != nil)
    case "required":
      guard case .object(let members) = value else { return [] }
      return unless(rule.elements.allSatisfy { members[$0.text ?? ""] != nil })
    case "properties":
      return rule.members.flatMap { name, part in
        value.members[name].map { problems($0, part, at: "\(place)/\(name)") } ?? []
      }
    case "additionalProperties":
      return value.members.filter { schema["properties"].members[$0.key] == nil }.flatMap { name, member in
        rule == .bool(false) ? ["\(place): has \(name)"] : problems(member, rule, at: "\(place)/\(name)")
      }
    case "items":
      return value.elements.enumerated().flatMap { problems($1, rule, at: "\(place)/\($0)") }
    case "$ref":
      let name = rule.text?.split(separator: "/").last.map(String.init) ?? ""
      guard let target = root["$defs"].members[name] else { return ["\(place): no definition \(rule)"] }
      return problems(value, target, at: place)
    case "anyOf": return unless(rule.elements.contains { problems(value, $0, at: place).isEmpty })
    case "oneOf": return unless(rule.elements.count { problems(value, $0, at: place).isEmpty } == 1)
    default: return ["\(place): the keyword \(keyword) is not known to this validator"]
    }
  }

  private static func types(_ rule: JSON) -> [String] { ([rule] + rule.elements).compactMap(\.text) }

  private static func matches(_ value: JSON, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.integer, "integer"), (.integer, "number"), (.number, "number"),
      (.string, "string"), (.array, "array"), (.object, "object"):
      true
    default: false
    }
  }
}
