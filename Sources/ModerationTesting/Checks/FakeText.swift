import ModerationCore

/// Lines as a recogniser might have read them.
struct FakeText {
  /// The most lines that are tried at once.
  static let manyLineCount = 2_000
  /// The characters of the longest line that is tried.
  static let longLineLength = 20_000

  let name: String
  let lines: [RecognizedLine]

  /// Puts lines below each other, each in a box of its own.
  init(_ name: String, _ texts: [String]) {
    self.name = name
    lines = texts.enumerated().map { index, text in
      RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9,
        box: PixelRectangle(x: 10, y: Double(10 + index * 30), width: 300, height: 20))
    }
  }

  init(_ example: TextExample) { self.init("the example “\(example.name)”", example.lines) }

  /// From nothing to very much, and what careless code stumbles over.
  static let shapes = [
    FakeText("no line", []), FakeText("an empty line", [""]), FakeText("a line of one letter", ["a"]),
    FakeText("a line of blanks", ["   \u{3000}\t"]),
    FakeText("a line with a zero byte", ["a\u{0}b"]),
    FakeText("letters with many marks", ["e" + String(repeating: "\u{301}", count: 500)]),
    FakeText("right-to-left text", ["שלום עולם", "\u{202E}abc\u{202C}"]),
    FakeText("emoji and Chinese", ["👨‍👩‍👧‍👦🇩🇪", "你好，世界"]),
    FakeText("a very long line", [String(repeating: "abc 123 ", count: longLineLength / 8)]),
    FakeText("very many lines", (0..<manyLineCount).map { "line \($0)" }),
  ]

  /// What most checks are done with.
  static let common = [
    FakeText("plain words", ["The quick brown fox", "jumps over the lazy dog"]),
    FakeText("a number and an address", ["call 13812345678", "www.example.com"]),
    FakeText("no line", []),
  ]
}
