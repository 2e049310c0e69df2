import Digests
import Foundation
import TestFixtures
import Testing

/// Libraries that the machine's `cc` makes of C, and pictures of one colour.
struct PluginBench {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String { folder.path }

  /// Compiles a file, of the checkout unless it is elsewhere, and gives the library's path.
  func library(_ source: String, as name: String = "plugin.so", _ options: [String] = []) async throws -> String {
    let library = "\(path)/\(name)"
    let include = Moderate.checkout.appending(path: "Sources/CModerationABI/include").path
    let run = try await Moderate.run(
      ["cc", "-std=c11", "-shared", "-fPIC", "-I", include] + options
        + [URL(filePath: source, relativeTo: Moderate.checkout).path, "-lm", "-o", library],
      executable: URL(filePath: "/usr/bin/env"))
    try #require(run.status == 0, "\(run.errors)")
    return library
  }

  func blue() async throws -> String { try await library("Examples/Plugins/C/blue.c", as: "blue.so") }

  /// The blue detector with two faults: it counts its calls into its scores, and falls over pictures one pixel wide.
  func faulty() async throws -> String {
    let blue = try String(contentsOf: Moderate.checkout.appending(path: "Examples/Plugins/C/blue.c"), encoding: .utf8)
    let faulty = blue.replacing(
      "double blue = 0, all = 0;",
      with: """
        static double calls;
        double blue = ++calls / 1e9, all = 0;
        if (pixels->width == 1) __builtin_trap();
        """)
    try #require(faulty != blue)
    return try await library(try folder.write(faulty.utf8, to: "faulty.c"), as: "faulty.so")
  }

  func misbehaving() async throws -> String { try await library("Tests/PluginHostTests/Plugins/misbehaving.c") }

  func words() async throws -> String { try await library("Tests/ModerateTests/Plugins/words.c", as: "words.so") }

  /// A BMP of 128×128 pixels of one colour.
  func picture(_ name: String, red: UInt8, green: UInt8, blue: UInt8) throws -> String {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let side = 128
    var file: [UInt8] = [0x42, 0x4D] + number(54 + side * side * 3, 4) + number(0, 4) + number(54, 4)
    file += number(40, 4) + number(side, 4) + number(side, 4) + number(1, 2) + number(24, 2)
    file += number(0, 4) + number(side * side * 3, 4) + number(2835, 4) + number(2835, 4) + number(0, 8)
    for _ in 0..<(side * side) { file += [blue, green, red] }
    return try folder.write(file, to: name)
  }

  func bluePicture() throws -> String { try picture("blue.bmp", red: 20, green: 20, blue: 240) }

  func greyPicture() throws -> String { try picture("grey.bmp", red: 120, green: 120, blue: 120) }

  /// A library with its digest behind it.
  static func pinned(_ library: String) throws -> String {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: library)))
    let digest = SHA256Digest(of: bytes.span.bytes)
    return "\(library)=\(try #require(digest).hexadecimal)"
  }
}

extension ModerateRun {
  /// The first word of every answer.
  var words: [String] { lines.filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != " " }) } }
}
