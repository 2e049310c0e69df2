/// A file that a walk found.
package struct FoundFile: Hashable, Sendable {
  /// Its name as it was given, or the folder's with what leads to it.
  package let name: FileName
  /// Why it cannot even be tried; nil when it can.
  package let problem: String?
  /// Whether the problem is a whole folder's.
  package let isFolder: Bool
  private let rootByteCount: Int

  /// Makes one.
  ///
  /// - Parameter rootByteCount: How many bytes of the name are of the folder that was walked.
  package init(_ name: FileName, rootByteCount: Int = 0, problem: String? = nil, isFolder: Bool = false) {
    self.name = name
    self.rootByteCount = rootByteCount
    self.problem = problem
    self.isFolder = isFolder
  }

  /// The path below the folder that was walked; of a file that was named itself its whole name.
  package var path: ArraySlice<UInt8> { name.bytes[rootByteCount...].drop { $0 == UInt8(ascii: "/") } }
}
