import ImageModeration
import ModerationTesting

/// The picture that `moderate doctor` shows to every model: a word, because the models that read run only where there
/// is text.
enum DoctorPicture {
  /// What is written in it.
  static let word = "HELLO"

  /// The picture as a BMP file; nil would be a mistake in this file.
  static func file() -> [UInt8]? {
    FakePicture.pixels(pixels, size: size)?.bitmapFile(size: size)
  }

  /// The letters of the word, five by seven cells each.
  private static let letters = [
    ["X...X", "X...X", "X...X", "XXXXX", "X...X", "X...X", "X...X"],
    ["XXXXX", "X....", "X....", "XXXX.", "X....", "X....", "XXXXX"],
    ["X....", "X....", "X....", "X....", "X....", "X....", "XXXXX"],
    ["X....", "X....", "X....", "X....", "X....", "X....", "XXXXX"],
    [".XXX.", "X...X", "X...X", "X...X", "X...X", "X...X", ".XXX."],
  ]
  /// Pixels of a cell's side: letters of 42 pixels, well above what is read for certain.
  private static let cell = 6
  /// Cells of white around the word.
  private static let margin = 6
  /// The cells of a letter, and one between it and the next.
  private static let pitch = 6
  private static let size = PixelSize(
    width: (2 * margin + letters.count * pitch) * cell, height: (2 * margin + 7) * cell)

  private static var pixels: [UInt8] {
    var pixels = [UInt8](repeating: 255, count: size.width * size.height * 3)
    for (index, letter) in letters.enumerated() {
      for (row, cells) in letter.enumerated() {
        for (column, mark) in cells.enumerated() where mark == "X" {
          blacken(column: margin + index * pitch + column, row: margin + row, in: &pixels)
        }
      }
    }
    return pixels
  }

  private static func blacken(column: Int, row: Int, in pixels: inout [UInt8]) {
    for y in (row * cell)..<((row + 1) * cell) {
      let start = (y * size.width + column * cell) * 3
      for byte in start..<(start + cell * 3) { pixels[byte] = 0 }
    }
  }
}
