/// Rows of numbers, each column less its mean and divided by its deviation.
struct StandardizedRows {
  /// Added to each deviation, so that columns that hardly ever stir are not blown up: 0.01, as for the heads of the
  /// terror scene.
  static let deviationFloor = 1e-2

  let count: Int
  let width: Int
  let mean: [Double]
  let deviation: [Double]
  /// Row by row.
  private let values: [Double]

  /// - Parameter rows: At least one, all of the same length.
  init(_ rows: [[Float]]) {
    count = rows.count
    width = rows.first?.count ?? 0
    var mean = [Double](repeating: 0, count: width)
    var squares = mean
    for row in rows {
      for (column, value) in row.enumerated() { mean[column] += Double(value) }
    }
    for column in mean.indices { mean[column] /= Double(max(1, count)) }
    for row in rows {
      for (column, value) in row.enumerated() {
        let difference = Double(value) - mean[column]
        squares[column] += difference * difference
      }
    }
    let deviation = squares.map { ($0 / Double(max(1, rows.count))).squareRoot() + Self.deviationFloor }
    var values: [Double] = []
    values.reserveCapacity(count * width)
    for row in rows {
      for (column, value) in row.enumerated() { values.append((Double(value) - mean[column]) / deviation[column]) }
    }
    (self.mean, self.deviation, self.values) = (mean, deviation, values)
  }

  /// Each row times a vector as long as it is wide.
  func times(_ vector: [Double]) -> [Double] {
    values.withUnsafeBytes { values in
      vector.withUnsafeBytes { vector in
        (0..<count).map { row in
          let start = row * width * Self.stride
          var sum = SIMD8<Double>.zero
          var column = 0
          while column + 8 <= width {
            let left = values.loadUnaligned(fromByteOffset: start + column * Self.stride, as: SIMD8<Double>.self)
            sum += left * vector.loadUnaligned(fromByteOffset: column * Self.stride, as: SIMD8<Double>.self)
            column += 8
          }
          var total = sum.sum()
          while column < width {
            let left = values.load(fromByteOffset: start + column * Self.stride, as: Double.self)
            total += left * vector.load(fromByteOffset: column * Self.stride, as: Double.self)
            column += 1
          }
          return total
        }
      }
    }
  }

  /// The sum of all rows, each times its factor.
  func summed(_ factors: [Double]) -> [Double] {
    var total = [Double](repeating: 0, count: width)
    values.withUnsafeBytes { values in
      total.withUnsafeMutableBytes { total in
        for row in 0..<count {
          let start = row * width * Self.stride
          let factor = factors[row]
          var column = 0
          while column + 8 <= width {
            let place = column * Self.stride
            let sum =
              total.loadUnaligned(fromByteOffset: place, as: SIMD8<Double>.self)
              + factor * values.loadUnaligned(fromByteOffset: start + place, as: SIMD8<Double>.self)
            total.storeBytes(of: sum, toByteOffset: place, as: SIMD8<Double>.self)
            column += 8
          }
          while column < width {
            let place = column * Self.stride
            let sum =
              total.load(fromByteOffset: place, as: Double.self)
              + factor * values.load(fromByteOffset: start + place, as: Double.self)
            total.storeBytes(of: sum, toByteOffset: place, as: Double.self)
            column += 1
          }
        }
      }
    }
    return total
  }

  private static let stride = MemoryLayout<Double>.stride
}
