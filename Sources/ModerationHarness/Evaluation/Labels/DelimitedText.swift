/// Text in lines and cells: separated by tabs, or as CSV (RFC 4180: quotes may hold commas, quotes and line breaks).
///
/// Lines end with LF, CRLF or CR; a byte-order mark is passed over.
struct DelimitedText {
  /// A line that is not empty.
  struct Line {
    /// The number of its first line, from 1.
    let number: Int
    let cells: [String]
  }

  /// What is wrong with a line.
  struct Fault {
    let number: Int
    let message: String
  }

  private(set) var lines: [Line] = []
  private(set) var faults: [Fault] = []

  private let bytes: ArraySlice<UInt8>
  private let isCSV: Bool
  private var position: Int
  private var number = 1

  /// Takes text apart.
  ///
  /// - Parameter isCSV: Whether cells are separated by commas and may be quoted; nil to see it by the first line.
  init(_ bytes: [UInt8], isCSV: Bool?) {
    self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    position = self.bytes.startIndex
    let first = self.bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    self.isCSV = isCSV ?? (!first.contains(UInt8(ascii: "\t")) && first.contains(UInt8(ascii: ",")))
    while position < self.bytes.endIndex { readLine() }
  }

  private mutating func readLine() {
    let start = number
    var cells: [[UInt8]] = [[]]
    var fault: String?
    while position < bytes.endIndex, !endsLine(bytes[position]) {
      let byte = bytes[position]
      position += 1
      if byte == separator {
        cells.append([])
      } else if isCSV, byte == UInt8(ascii: "\""), cells[cells.count - 1].isEmpty {
        fault = fault ?? readQuoted(into: &cells)
      } else {
        cells[cells.count - 1].append(byte)
      }
    }
    passLineEnd()
    guard cells != [[]] else { return }
    let texts = cells.map { String(validating: $0, as: UTF8.self) }
    if texts.contains(nil) { fault = fault ?? "is not UTF-8; write the name as the results have it" }
    if let fault {
      faults.append(Fault(number: start, message: fault))
    } else {
      lines.append(Line(number: start, cells: texts.compactMap(\.self)))
    }
  }

  private var separator: UInt8 { isCSV ? UInt8(ascii: ",") : UInt8(ascii: "\t") }

  private func endsLine(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private mutating func passLineEnd() {
    guard position < bytes.endIndex else { return }
    let isReturn = bytes[position] == UInt8(ascii: "\r")
    position += 1
    if isReturn, position < bytes.endIndex, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    number += 1
  }

  /// Reads what stands behind a quote up to the one that ends it; what is wrong with it.
  private mutating func readQuoted(into cells: inout [[UInt8]]) -> String? {
    let quote = UInt8(ascii: "\"")
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\n") { number += 1 }
      guard byte == quote else {
        cells[cells.count - 1].append(byte)
        continue
      }
      guard position < bytes.endIndex else { return nil }
      guard bytes[position] == quote else {
        let isEnd = bytes[position] == separator || endsLine(bytes[position])
        return isEnd ? nil : "has text behind a quoted cell"
      }
      cells[cells.count - 1].append(quote)
      position += 1
    }
    return "begins a quote that never ends"
  }
}
