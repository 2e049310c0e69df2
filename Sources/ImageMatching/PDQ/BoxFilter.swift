/// A running mean along one axis, over fewer values at the edges.
///
/// Sums are kept in the order of the reference, first in, then out, so that roundings are the same. Columns are
/// filtered side by side, row for row, because a column alone would touch a new cache line with every value.
enum BoxFilter {
  /// Filters each row. The window has at least 1 value and at most as many as the row.
  static func rows(of input: [Float], into output: inout [Float], width: Int, height: Int, window: Int) {
    for y in 0..<height {
      run(
        input, &output, start: y * width, line: Line(length: width, stepCount: 1, lineCount: 1, window: window))
    }
  }

  /// Filters each column. The window has at least 1 value and at most as many as the column.
  static func columns(of input: [Float], into output: inout [Float], width: Int, height: Int, window: Int) {
    run(input, &output, start: 0, line: Line(length: height, stepCount: width, lineCount: width, window: window))
  }

  /// Lines of `length` values, `stepCount` apart, of which `lineCount` lie next to each other.
  private struct Line {
    let length: Int
    let stepCount: Int
    let lineCount: Int
    let window: Int
  }

  private static func run(_ input: [Float], _ output: inout [Float], start: Int, line: Line) {
    // Of an even window one value more lies ahead than behind.
    let ahead = (line.window + 2) / 2 - 1
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: line.lineCount) { sums in
          sums.initialize(repeating: 0)
          for index in 0..<min(ahead, line.length) {
            let row = start + index * line.stepCount
            for lane in 0..<line.lineCount { sums[lane] += input[row + lane] }
          }
          for index in 0..<line.length {
            let (entering, leaving) = (index + ahead, index + ahead - line.window)
            if entering < line.length {
              let row = start + entering * line.stepCount
              for lane in 0..<line.lineCount { sums[lane] += input[row + lane] }
            }
            if leaving >= 0 {
              let row = start + leaving * line.stepCount
              for lane in 0..<line.lineCount { sums[lane] -= input[row + lane] }
            }
            let count = Float(min(entering, line.length - 1) - max(leaving, -1))
            let row = start + index * line.stepCount
            for lane in 0..<line.lineCount { output[row + lane] = sums[lane] / count }
          }
        }
      }
    }
  }
}
