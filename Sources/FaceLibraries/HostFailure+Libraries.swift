public import ModerationCore

extension HostFailure.Code {
  /// A file is not a library of faces, is damaged, newer than this program or of another model.
  public static let invalidLibrary = HostFailure.Code(rawValue: "invalidLibrary")
  /// A library of faces could not be opened or read.
  public static let libraryUnreadable = HostFailure.Code(rawValue: "libraryUnreadable")
  /// Another program was writing to a library of faces for longer than was waited.
  public static let libraryBusy = HostFailure.Code(rawValue: "libraryBusy")
  /// A library of faces could not be written: read-only, or the disk is full.
  public static let libraryUnwritable = HostFailure.Code(rawValue: "libraryUnwritable")
  /// What a library of faces was asked to hold breaks one of its rules or bounds.
  public static let libraryRefusal = HostFailure.Code(rawValue: "libraryRefusal")
}
