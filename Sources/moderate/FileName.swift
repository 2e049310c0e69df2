/// A file's name as the system has it: bytes, which need not be UTF-8 and may hold control characters.
struct FileName: Hashable, Comparable, Sendable {
  /// The bytes, without a terminating zero.
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The name as a string that names the same file; nil when the bytes are not UTF-8.
  var exact: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for answers. A byte that is not UTF-8 stands as `\xHH`, so that different names stay different.
  var text: String {
    if let exact { return exact }
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      var parser = Unicode.UTF8.ForwardParser()
      var iterator = rest.makeIterator()
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        rest = rest.dropFirst(encoded.count)
      case .error(let length):
        text += rest.prefix(length).map(Printable.hexadecimal).joined()
        rest = rest.dropFirst(length)
      case .emptyInput:
        return text
      }
    }
    return text
  }

  /// Lends the name to a system call.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      _ = buffer.initialize(from: bytes.map(CChar.init(bitPattern:)) + [0])
      guard let start = buffer.baseAddress else { fatalError("an allocation of at least one byte has an address") }
      return body(start)
    }
  }

  /// A file inside this folder.
  func appending(_ name: [UInt8]) -> FileName {
    let slash = UInt8(ascii: "/")
    return FileName(bytes + (bytes.last == slash ? [] : [slash]) + name)
  }

  /// By bytes, so that the order depends on no language setting.
  static func < (left: FileName, right: FileName) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

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
