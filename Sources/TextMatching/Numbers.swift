import Lists

/// The numbers of a table, for this module's loops.
///
/// `Table` belongs to another module, which makes each access to it a generic call; what is declared here the compiler
/// specialises. As there, an index outside is a mistake of the caller.
struct Numbers<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Sendable: the memory is never written, and the table holds it.
  private let table: Table<Element>
  private let buffer: UnsafeBufferPointer<Element>

  init(_ table: Table<Element>) {
    self.table = table
    buffer = table.withBuffer { $0 }
  }

  var count: Int { buffer.count }
  var byteCount: Int { table.byteCount }

  @inline(__always)
  subscript(index: Int) -> Element { buffer[index] }

  /// The memory itself, for a loop.
  @inline(__always)
  func withBuffer<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    withExtendedLifetime(table) { body(buffer) }
  }
}

extension Numbers<UInt32> {
  /// Where the stretch of a number starts and ends in what these numbers divide.
  @inline(__always)
  func stretch(_ index: Int) -> Range<Int> {
    Range(uncheckedBounds: (Int(buffer[index]), Int(buffer[index + 1])))
  }
}
