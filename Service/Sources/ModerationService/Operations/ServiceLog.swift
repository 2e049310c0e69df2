public import Logging

/// The service's log: lines of JSON on standard error.
public enum ServiceLog {
  /// A logger.
  ///
  /// - Parameter level: The least grave level that is written: `info`.
  public static func logger(level: String) -> Logger {
    var logger = Logger(label: "moderation-service") { JSONLogHandler(label: $0) }
    logger.logLevel = Logger.Level(rawValue: level) ?? .info
    return logger
  }
}
