import Foundation
import Testing

/// What a library offers others: the global entries of its dynamic symbol table.
enum GlobalSymbols {
  static func names(in path: String) throws -> [String] {
    // A local entry has a lower-case letter: type metadata of Swift stay in the table so.
    try Command.output(["nm", "--dynamic", "--defined-only", path]).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count == 3 && words[1].allSatisfy(\.isUppercase) ? String(words[2]) : nil
    }
  }
}
