import ArgumentParser
import Lists
import TextMatching

/// A word list named on the command line, read and parsed.
enum WordListFile {
  /// Reads a list; what was noticed goes to standard error, what is wrong ends the program before any image is read.
  static func read(_ path: String) throws -> WordList {
    let bytes = try ListFile.bytes(
      of: path, kind: "word list", atMost: WordListLimits.standard.maximumByteCount)
    do throws(ListError) {
      let list = try WordList(parsing: bytes, name: ListFile.name(of: path))
      for notice in list.notices { StandardError.write("\(Printable.text("\(path):\(notice)"))\n") }
      if list.noticeCount > list.notices.count {
        StandardError.write("\(Printable.text(path)): \(list.noticeCount - list.notices.count) more of these\n")
      }
      return list
    } catch {
      throw ListFile.refused(path, error)
    }
  }
}
