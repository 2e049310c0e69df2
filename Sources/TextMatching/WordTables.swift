import Lists

/// What is compiled into the tables of lists beside the lists.
enum WordTables {
  /// Raised by whoever changes how a list is read, what its words are sought as, or what a table means; a test says
  /// when that was forgotten.
  static let number = 2

  /// Differs between programs that make different tables of the same list: the number, and a digest of the generated
  /// tables of Unicode, of simplified characters and of sounds.
  static let revision: String = {
    let literals = [
      UnicodeTables.combiningClasses, UnicodeTables.compositions, UnicodeTables.foldings, SimplifiedHan.traditional,
      Pinyin.syllables,
    ].map { literal in literal.withUTF8Buffer { String(decoding: $0, as: UTF8.self) } }
    return "\(number) \(CompiledKey(literals)?.hexadecimal ?? "")"
  }()
}
