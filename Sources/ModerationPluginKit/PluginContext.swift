/// What a host gives a detector that is made.
public struct PluginContext: Sendable {
  /// How much a line of the log matters.
  public enum LogLevel: UInt32, Sendable {
    /// For whoever mends the plugin.
    case debug
    /// For whoever runs it.
    case info
    /// Something that needs a look.
    case warning
    /// Something that failed.
    case error
  }

  /// The folder that holds the plugin's library and its files.
  public let folder: String
  /// The operator's text for this detector, often JSON; empty for none.
  public let configuration: String
  private let write: @Sendable (LogLevel, String) -> Void

  init(folder: String, configuration: String, log: @escaping @Sendable (LogLevel, String) -> Void) {
    self.folder = folder
    self.configuration = configuration
    write = log
  }

  /// Writes a line to the host's log. From any thread.
  public func log(_ level: LogLevel, _ message: String) { write(level, message) }
}
