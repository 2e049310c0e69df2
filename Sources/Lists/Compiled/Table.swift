/// Numbers of a `CompiledFile`.
///
/// An index outside is a mistake of the caller: whoever opens a file checks each number that serves as an index.
package struct Table<Element: BitwiseCopyable & Sendable>: @unchecked Sendable, RandomAccessCollection {
  // Sendable: the memory is never written, and the file holds it.
  private let file: CompiledFile
  private let buffer: UnsafeBufferPointer<Element>

  init(_ buffer: UnsafeBufferPointer<Element>, of file: CompiledFile) {
    self.buffer = buffer
    self.file = file
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { buffer.count }

  @inline(__always)
  package subscript(index: Int) -> Element { buffer[index] }

  /// The memory itself, for a loop.
  @inline(__always)
  package func withBuffer<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    withExtendedLifetime(file) { body(buffer) }
  }

  package var byteCount: Int { buffer.count * MemoryLayout<Element>.stride }
}

extension Table where Element: FixedWidthInteger {
  /// Whether every number is below a bound.
  package func isBelow(_ bound: Int) -> Bool {
    withBuffer { buffer in
      var most: Element = 0
      for value in buffer { most = Swift.max(most, value) }
      return buffer.isEmpty || Int(most) < bound
    }
  }

  /// Whether no number is below the one before it.
  package var isAscending: Bool {
    withBuffer { buffer in
      var isAscending = true
      for index in buffer.indices.dropFirst() { isAscending = isAscending && buffer[index - 1] <= buffer[index] }
      return isAscending
    }
  }

  /// Whether the numbers part something of `count` elements into as many stretches as there are steps between them.
  package func divides(_ count: Int) -> Bool { first == 0 && last.map(Int.init) == count && isAscending }
}

/// Numbers that are about to become a table of a `CompiledFile`.
package struct CompiledTable {
  let byteCount: Int
  let copy: (UnsafeMutableRawBufferPointer) -> Void

  /// A table of some numbers.
  package init<Element: BitwiseCopyable>(_ numbers: [Element]) {
    byteCount = numbers.count * MemoryLayout<Element>.stride
    copy = { memory in numbers.withUnsafeBytes { memory.copyMemory(from: $0) } }
  }
}
