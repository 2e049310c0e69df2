import Foundation
import GRDB

/// A value of a row as an export writes it: JSON's own, bytes as `{"base64":"…"}`.
enum StoredValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes(Data)

  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes(data)
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let data): data.databaseValue
    }
  }
}

extension StoredValue: Codable {
  private enum Key: String, CodingKey {
    case base64
    /// What JSON has no number for.
    case real
  }

  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: Key.self) {
      if let data = try keyed.decodeIfPresent(Data.self, forKey: .base64) {
        self = .bytes(data)
      } else {
        let text = try keyed.decode(String.self, forKey: .real)
        guard text == "inf" || text == "-inf" else {
          throw DecodingError.dataCorruptedError(forKey: .real, in: keyed, debugDescription: "real is inf or -inf")
        }
        self = .real(text == "inf" ? .infinity : -.infinity)
      }
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let number = try? single.decode(Int64.self) {
      self = .integer(number)
    } else if let number = try? single.decode(Double.self) {
      self = .real(number)
    } else {
      self = .text(try single.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .bytes(let data):
      var keyed = encoder.container(keyedBy: Key.self)
      try keyed.encode(data, forKey: .base64)
    case .real(let number) where !number.isFinite:
      var keyed = encoder.container(keyedBy: Key.self)
      try keyed.encode(number > 0 ? "inf" : "-inf", forKey: .real)
    default:
      var single = encoder.singleValueContainer()
      switch self {
      case .integer(let number): try single.encode(number)
      case .real(let number): try single.encode(number)
      case .text(let text): try single.encode(text)
      default: try single.encodeNil()
      }
    }
  }
}
