import ModerationCore

/// Reads a list that an operator keeps as text, line by line.
///
/// A list is UTF-8, with or without a byte order mark, its lines ended by LF or CRLF, the last one by either or
/// nothing. Its only control characters are tabs. What a line says, comments and blanks included, is left to the
/// format:
///
///     var lines = try ListLines(bytes, list: "list.txt", bounds: bounds)
///     while let line = try lines.next() { … }
///
/// Complexity: each byte is looked at twice, none is copied.
public struct ListLines: Sendable {
  /// What a list and a line of it may measure.
  public struct Bounds: Hashable, Sendable {
    /// The most bytes of the list.
    public var maximumByteCount: Int
    /// The most bytes of a line without its end.
    public var maximumLineByteCount: Int

    /// Makes bounds.
    public init(maximumByteCount: Int, maximumLineByteCount: Int) {
      self.maximumByteCount = maximumByteCount
      self.maximumLineByteCount = maximumLineByteCount
    }
  }

  /// What errors call the list.
  public let list: String
  /// The number of the line that `next` gave last, counted from 1; 0 before the first.
  public private(set) var number = 0

  private let bytes: [UInt8]
  private let bounds: Bounds
  private var offset: Int

  /// Begins a list.
  ///
  /// - Parameters:
  ///   - bytes: The file as it is.
  ///   - list: What errors call it.
  /// - Throws: `ListError.Code.byteCountTooLarge`, and `notUTF8` with line and byte.
  public init(_ bytes: [UInt8], list: String, bounds: Bounds) throws(ListError) {
    guard bytes.count <= bounds.maximumByteCount else {
      throw ListError(
        .byteCountTooLarge, list: list, message: "\(bytes.count) bytes; \(bounds.maximumByteCount) are allowed",
        limit: "maximumByteCount", measured: .count(bytes.count), allowed: .count(bounds.maximumByteCount))
    }
    try Self.checkUTF8(bytes, list: list)
    self.bytes = bytes
    self.list = list
    self.bounds = bounds
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    offset = bytes.starts(with: mark) ? mark.count : 0
  }

  /// The next line without its end: valid UTF-8, no control character but tabs; nil behind the last.
  ///
  /// - Throws: `ListError.Code.lineTooLong` or `controlCharacter`; half a list is never used, so reading ends there.
  public mutating func next() throws(ListError) -> ArraySlice<UInt8>? {
    let start = offset
    guard start < bytes.count else { return nil }
    number += 1
    var (end, firstControl) = Self.lineEnd(in: bytes.span, from: start)
    offset = end + 1
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    guard end - start <= bounds.maximumLineByteCount else {
      throw error(
        .lineTooLong, "a line of \(end - start) bytes; \(bounds.maximumLineByteCount) are allowed",
        limit: "maximumLineByteCount", measured: end - start, allowed: bounds.maximumLineByteCount)
    }
    guard firstControl >= end else {
      throw error(
        .controlCharacter,
        "a control character (\(bytes[firstControl])); the list is binary, UTF-16 or has stray line ends",
        byte: firstControl - start + 1)
    }
    return bytes[start..<end]
  }

  /// A refusal of the line that `next` gave last.
  ///
  /// - Parameter byte: The byte of the line that is meant, counted from 1.
  public func error(
    _ code: ListError.Code, _ message: String, byte: Int? = nil, limit: String? = nil, measured: Int? = nil,
    allowed: Int? = nil
  ) -> ListError {
    ListError(
      code, list: list, line: number, byteInLine: byte, message: message, limit: limit,
      measured: measured.map(MeasuredValue.count), allowed: allowed.map(MeasuredValue.count))
  }

  /// Where the line's LF is, or else the end of the list, and where its first control character other than tab is, or
  /// else the same.
  private static func lineEnd(in bytes: borrowing Span<UInt8>, from start: Int) -> (end: Int, firstControl: Int) {
    var firstControl: Int?
    for index in start..<bytes.count {
      let byte = bytes[index]
      guard byte < 0x20 || byte == 0x7F, byte != UInt8(ascii: "\t") else { continue }
      if byte == UInt8(ascii: "\n") { return (index, firstControl ?? index) }
      if firstControl == nil { firstControl = index }
    }
    return (bytes.count, firstControl ?? bytes.count)
  }

  private static func checkUTF8(_ bytes: [UInt8], list: String) throws(ListError) {
    let failure: Int
    do {
      _ = try UTF8Span(validating: bytes.span)
      return
    } catch {
      failure = error.byteOffsets.lowerBound
    }
    let before = bytes[..<failure]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    throw ListError(
      .notUTF8, list: list, line: before.count { $0 == UInt8(ascii: "\n") } + 1, byteInLine: failure - lineStart + 1,
      message: (isUTF16 ? "the list is UTF-16" : "byte \(failure) of the list is not UTF-8") + "; save it as UTF-8",
      measured: .count(failure))
  }
}
