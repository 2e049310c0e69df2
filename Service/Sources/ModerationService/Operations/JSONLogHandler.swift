import Foundation
import Logging

/// Writes log lines as JSON on standard error: one object a line, without pictures, texts of pictures or secrets.
struct JSONLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info
  private let label: String

  init(label: String) { self.label = label }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var members = [
      JSONValue.Member(name: "time", value: .string(Self.now())),
      JSONValue.Member(name: "level", value: .string(event.level.rawValue)),
      JSONValue.Member(name: "event", value: .string("\(event.message)")),
    ]
    for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    })
    where !["time", "level", "event"].contains(name) {
      members.append(JSONValue.Member(name: name, value: .string("\(value)")))
    }
    FileHandle.standardError.write(Data((JSONValue.object(members).text + "\n").utf8))
  }

  private static func now() -> String {
    Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
