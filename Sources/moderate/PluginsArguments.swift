import ArgumentParser
import Glibc

/// A library named on the command line: `PATH`, or pinned, `PATH=SHA256`.
struct PluginReference: ExpressibleByArgument, Hashable {
  /// As it was given.
  let path: String
  /// 64 lower-case hexadecimal digits; nil to take the file as it is.
  let sha256: String?

  /// How many hexadecimal digits a SHA-256 has.
  private static let digestLength = 64

  init(path: String, sha256: String? = nil) {
    self.path = path
    self.sha256 = sha256
  }

  /// Refuses an empty path, and what stands where a digest should and is none: a digit lost must not unpin a library.
  /// An equals sign in a folder's name, or in that of a `.so`, begins no digest.
  init?(argument: String) {
    guard let equals = argument.lastIndex(of: "="), !argument[equals...].contains("/"), !argument.hasSuffix(".so")
    else {
      guard !argument.isEmpty else { return nil }
      self.init(path: argument)
      return
    }
    let (path, digest) = (String(argument[..<equals]), argument[argument.index(after: equals)...])
    guard digest.utf8.count == Self.digestLength, digest.allSatisfy({ $0.isASCII && $0.isHexDigit }), !path.isEmpty
    else { return nil }
    self.init(path: path, sha256: digest.lowercased())
  }
}

/// The value of `--plugin-configuration`: `ID=TEXT` or `ID=@FILE`.
struct PluginConfiguration: ExpressibleByArgument {
  /// The detector that it is for.
  let id: String
  private let text: String

  /// The longest text that is handed to a detector, in bytes. A configuration is read by people; this is a hundred
  /// times a long one.
  static let maximumByteCount = 1 << 20

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
    id = String(argument[..<equals])
    text = String(argument[argument.index(after: equals)...])
  }

  /// The text itself, read from the file where one is named. What is wrong ends the program before any image is read.
  func contents() throws -> String {
    var bytes = Array(text.utf8)
    if text.hasPrefix("@") {
      let file = String(text.dropFirst())
      bytes = try ListFile.bytes(of: file, kind: "plugin configuration", atMost: Self.maximumByteCount)
    }
    guard bytes.count <= Self.maximumByteCount else {
      throw ValidationError("The configuration of \(Printable.text(id)) has more than \(Self.maximumByteCount) bytes.")
    }
    guard let contents = String(validating: bytes, as: UTF8.self) else {
      throw ValidationError("The configuration of \(Printable.text(id)) is not UTF-8.")
    }
    return contents
  }
}
