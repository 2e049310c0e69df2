import ArgumentParser
import Lists
import TextMatching

/// A word list named on the command line, read and parsed.
enum WordListFile {
  /// Where what is compiled of large lists is kept: the folder of the person who runs the command.
  static let compiled = CompiledFolder.standard { StandardError.write("moderate: \(Printable.text($0))\n") }

  /// Reads a list; what was noticed goes to standard error, what is wrong ends the program before any image is read.
  ///
  /// - Parameters:
  ///   - folder: Where the list is kept as it was read.
  ///   - isQuiet: Whether what was noticed is not said, because the caller says it.
  static func read(
    _ path: String, keepingIn folder: CompiledFolder? = compiled, isQuiet: Bool = false
  ) throws -> WordList {
    let bytes = try ListFile.bytes(
      of: path, kind: "word list", atMost: WordListLimits.standard.maximumByteCount)
    do throws(ListError) {
      let list = try WordList(parsing: bytes, name: ListFile.name(of: path), keepingIn: folder)
      if isQuiet { return list }
      for notice in list.notices { StandardError.write("\(Printable.text("\(path):\(notice)"))\n") }
      if list.noticeCount > list.notices.count {
        StandardError.write("\(Printable.text(path)): \(list.noticeCount - list.notices.count) more of these\n")
      }
      return list
    } catch {
      throw ListFile.refused(path, error)
    }
  }

  /// A matcher of lists; lists that are too large together end the program.
  static func matcher(_ lists: [WordList], keepingIn folder: CompiledFolder? = compiled) throws -> WordMatcher {
    do throws(ListError) {
      return try WordMatcher(lists, keepingIn: folder)
    } catch {
      throw ValidationError(Printable.text("\(error.message)."))
    }
  }
}
