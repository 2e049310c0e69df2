/// How many of something, and the first of them by name.
package struct NamedSome: Codable, Hashable, Sendable {
  /// The most that are named.
  package static let maximumNamedCount = 20

  package let count: Int
  package let first: [String]

  init(_ names: [String]) {
    count = names.count
    first = Array(names.prefix(Self.maximumNamedCount))
  }
}
