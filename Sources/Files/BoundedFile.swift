import Glibc

/// A file opened for reading, of which never more is read than the reader takes. Closed when it goes.
package struct BoundedFile: ~Copyable {
  /// How a file is opened. None leads to a terminal that becomes ours, or is inherited by a program that is started.
  package struct Options: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Refuses folders, pipes and devices, and waits for none of them.
    package static let regularOnly = Options(rawValue: 1)
    /// Refuses a link in the last part of the path, with `ELOOP`.
    package static let refusingLink = Options(rawValue: 2)
  }

  /// The bytes that a regular file had when it was opened; nil for a pipe or a device.
  package let byteCount: Int?

  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The path; a relative one starts in `folder`.
  ///   - folder: An open folder; unless given, the working directory.
  /// - Throws: `FileError` of `open` or `kind`.
  package init(_ path: String, in folder: Int32 = AT_FDCWD, _ options: Options = []) throws(FileError) {
    try self.init(options) { openat(folder, path, $0) }
  }

  /// Opens a file whose name need not be UTF-8.
  package init(_ name: FileName, _ options: Options = []) throws(FileError) {
    try self.init(options) { flags in name.withCString { open($0, flags) } }
  }

  private init(_ options: Options, _ opening: (Int32) -> Int32) throws(FileError) {
    var flags = O_RDONLY | O_CLOEXEC | O_NOCTTY
    // Without it a pipe that nobody writes to would be waited for before it can be refused.
    if options.contains(.regularOnly) { flags |= O_NONBLOCK }
    if options.contains(.refusingLink) { flags |= O_NOFOLLOW }
    let opened = opening(flags)
    guard opened >= 0 else { throw FileError(.open) }
    var status = stat()
    let isKnown = fstat(opened, &status) == 0
    let isRegular = isKnown && status.st_mode & S_IFMT == S_IFREG
    guard isKnown, isRegular || !options.contains(.regularOnly) else {
      let code = isKnown ? EINVAL : errno
      close(opened)
      throw FileError(.kind, code)
    }
    descriptor = opened
    byteCount = isRegular ? Int(status.st_size) : nil
  }

  deinit { close(descriptor) }

  /// A whole file.
  ///
  /// - Throws: `FileError` of `size` when there is more than `mostBytes`, and whatever opening and reading throw.
  package static func contents(
    of path: String, in folder: Int32 = AT_FDCWD, _ options: Options = [], mostBytes: Int
  ) throws(FileError) -> [UInt8] {
    try BoundedFile(path, in: folder, options).contents(mostBytes: mostBytes)
  }

  /// The whole file from where it stands.
  ///
  /// - Throws: `FileError` of `size` when there is more than `mostBytes`, of `read` when reading fails.
  package borrowing func contents(mostBytes: Int) throws(FileError) -> [UInt8] {
    // Too large by its size alone: nothing of it is read. What it holds decides again, because it may grow.
    guard byteCount ?? 0 <= mostBytes else { throw FileError(.size, EFBIG) }
    let bytes = try prefix(mostBytes + 1)
    guard bytes.count <= mostBytes else { throw FileError(.size, EFBIG) }
    return bytes
  }

  /// The file from where it stands to its end, and at most `count` bytes: for readers who notice themselves that there
  /// was one more than they take.
  package borrowing func prefix(_ count: Int) throws(FileError) -> [UInt8] {
    try OpenFile.prefix(count, of: descriptor, expecting: byteCount ?? 0)
  }
}
