/// Why the service's store cannot be opened, read or written.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no file, it is not a database, or it may not be opened.
    public static let cannotOpen = Code(rawValue: "cannotOpen")
    /// A later version of the service wrote the file.
    public static let laterVersion = Code(rawValue: "laterVersion")
    /// An earlier version of the service wrote the file, and a reader may not change it.
    public static let earlierVersion = Code(rawValue: "earlierVersion")
    /// Another process writes the file.
    public static let inUse = Code(rawValue: "inUse")
    /// What is in the file contradicts itself.
    public static let damaged = Code(rawValue: "damaged")
    /// SQLite refused to read.
    public static let cannotRead = Code(rawValue: "cannotRead")
    /// SQLite refused to write: the disk is full, the file is locked for long.
    public static let cannotWrite = Code(rawValue: "cannotWrite")
  }

  public let code: Code
  /// The file.
  public let path: String
  /// What is wrong, and what to do.
  public let message: String

  init(_ code: Code, _ path: String, _ message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  public var description: String { "\(path): \(message)" }
}
