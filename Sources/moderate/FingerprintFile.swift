import ArgumentParser
import ImageMatching
import Lists

/// A fingerprint list named on the command line, read and parsed.
enum FingerprintFile {
  /// Reads a list; what was noticed goes to standard error, what is wrong ends the program before any image is read.
  static func read(_ path: String) throws -> FingerprintList {
    let list = try parsed(path)
    for notice in list.notices {
      StandardError.write("\(Printable.text("\(path):\(notice.line): \(notice.sentence)"))\n")
    }
    if list.noticeCount > list.notices.count {
      StandardError.write("\(Printable.text(path)): \(list.noticeCount - list.notices.count) more of these\n")
    }
    return list
  }

  /// Reads a list and leaves what was noticed to the caller.
  static func parsed(_ path: String) throws -> FingerprintList {
    let bytes = try ListFile.bytes(
      of: path, kind: "fingerprint list", atMost: FingerprintList.maximumByteCount)
    do throws(ListError) {
      return try FingerprintList(parsing: bytes, name: ListFile.name(of: path))
    } catch {
      throw ListFile.refused(path, error)
    }
  }
}
