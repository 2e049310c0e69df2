import ArgumentParser
import ImageMatching
import Lists

/// A fingerprint list named on the command line, read and parsed.
enum FingerprintFile {
  /// Reads a list; what is wrong ends the program before any image is read.
  static func read(_ path: String) throws -> FingerprintList {
    let bytes = try ListFile.bytes(
      of: path, kind: "fingerprint list", atMost: FingerprintList.maximumByteCount)
    do throws(ListError) {
      return try FingerprintList(parsing: bytes, name: ListFile.name(of: path))
    } catch {
      throw ListFile.refused(path, error)
    }
  }
}
