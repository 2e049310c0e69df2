import Foundation

extension RunIdentity {
  /// What differs between this run and the one that is wanted, a sentence each.
  public func differences(from wanted: RunIdentity) -> [String] {
    let (mine, others) = (values, wanted.values)
    return Set(mine.keys).union(others.keys).sorted().compactMap { key in
      let (old, new) = (mine[key], others[key])
      return old == new ? nil : "\(key) was \(old ?? "not there") and is \(new ?? "not there")"
    }
  }

  /// Every value by its place.
  private var values: [String: String] {
    guard let tree = try? JSONDecoder().decode(Tree.self, from: Data(json)) else { return [:] }
    var values: [String: String] = [:]
    tree.flatten("", into: &values)
    return values
  }

  /// Any JSON that a run has.
  private enum Tree: Decodable {
    case object([String: Tree])
    case array([Tree])
    case leaf(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let members = try? container.decode([String: Tree].self) {
        self = .object(members)
      } else if let elements = try? container.decode([Tree].self) {
        self = .array(elements)
      } else if let text = try? container.decode(String.self) {
        self = .leaf(text.debugDescription)
      } else if let flag = try? container.decode(Bool.self) {
        self = .leaf("\(flag)")
      } else {
        self = .leaf("\(try container.decode(Double.self))")
      }
    }

    func flatten(_ place: String, into values: inout [String: String]) {
      switch self {
      case .leaf(let text): values[place] = text
      case .object(let members):
        for (key, member) in members { member.flatten(place.isEmpty ? key : "\(place).\(key)", into: &values) }
      case .array(let elements):
        for (index, element) in elements.enumerated() {
          // What has an identifier keeps its place when others come and go.
          if case .object(let members) = element, case .leaf(let id) = members["id"] ?? members["name"] {
            element.flatten("\(place)[\(id)]", into: &values)
          } else {
            element.flatten("\(place)[\(index)]", into: &values)
          }
        }
      }
    }
  }
}
