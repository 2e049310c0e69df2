import Glibc

/// A file or folder, whatever it is called: its device and inode.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64

  /// What is open; nil when the system does not say.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// What has a name, links followed; nil when there is nothing or it cannot be asked.
  package init?(_ name: FileName) {
    var status = stat()
    guard name.withCString({ stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// What has a path, links followed; nil when there is nothing or it cannot be asked.
  package init?(path: String) { self.init(FileName(Array(path.utf8))) }

  private init(_ status: stat) {
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
