public import Foundation

/// The pictures and reference values in Fixtures/.
public enum Fixture {
  /// Fixtures/ of this checkout.
  public static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// The absolute path of a fixture.
  public static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The bytes of a fixture.
  public static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }

  /// A fixture in JSON, decoded.
  public static func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }
}
