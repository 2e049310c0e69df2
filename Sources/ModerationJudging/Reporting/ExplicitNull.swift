/// Encodes a missing value as `null` and not as a missing key, so that every result has the same keys; reads both.
@propertyWrapper
package struct ExplicitNull<Value: Encodable & Sendable>: Encodable, Sendable {
  package var wrappedValue: Value?

  package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}

extension ExplicitNull: Decodable where Value: Decodable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
  }
}

extension ExplicitNull: Equatable where Value: Equatable {}
extension ExplicitNull: Hashable where Value: Hashable {}

extension KeyedDecodingContainer {
  /// A key that a line of an earlier version lacks reads as `null`.
  package func decode<Value: Decodable>(
    _ type: ExplicitNull<Value>.Type, forKey key: Key
  ) throws -> ExplicitNull<Value> {
    try decodeIfPresent(type, forKey: key) ?? ExplicitNull(wrappedValue: nil)
  }

  /// A key that a line of an earlier version lacks reads as an empty list.
  package func decode<Value>(_ type: EmptyIfMissing<Value>.Type, forKey key: Key) throws -> EmptyIfMissing<Value> {
    try decodeIfPresent(type, forKey: key) ?? EmptyIfMissing(wrappedValue: [])
  }
}

/// A list that lines of an earlier version lack.
@propertyWrapper
package struct EmptyIfMissing<Value: Codable & Sendable>: Codable, Sendable {
  package var wrappedValue: [Value]

  package init(wrappedValue: [Value]) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws { wrappedValue = try [Value](from: decoder) }

  package func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

extension EmptyIfMissing: Equatable where Value: Equatable {}
extension EmptyIfMissing: Hashable where Value: Hashable {}
