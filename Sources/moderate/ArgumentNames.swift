import Files

extension FileName {
  /// The names behind arguments. `CommandLine.arguments` has replacement characters where bytes are not UTF-8, so the
  /// bytes are taken from the process's own argument list, in order.
  static func names(of arguments: [String]) -> [FileName] {
    var raw = (0..<Int(CommandLine.argc)).compactMap { index in
      CommandLine.unsafeArgv[index].map { pointer in
        [UInt8](UnsafeRawBufferPointer(start: pointer, count: length(of: pointer)))
      }
    }
    return arguments.map { argument in
      // Compared as UTF-8: `==` on strings would take a differently composed accent for the same name.
      let index = raw.firstIndex { String(decoding: $0, as: UTF8.self).utf8.elementsEqual(argument.utf8) }
      return FileName(index.map { raw.remove(at: $0) } ?? [UInt8](argument.utf8))
    }
  }

  private static func length(of pointer: UnsafePointer<CChar>) -> Int {
    var length = 0
    while pointer[length] != 0 { length += 1 }
    return length
  }
}
