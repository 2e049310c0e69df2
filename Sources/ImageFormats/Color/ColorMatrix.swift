/// Three by three numbers, row after row.
struct ColorMatrix {
  let rows: [SIMD3<Double>]

  init(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) { rows = [first, second, third] }

  init(columns first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) {
    self.init([first.x, second.x, third.x], [first.y, second.y, third.y], [first.z, second.z, third.z])
  }

  var columns: [SIMD3<Double>] { (0..<3).map { [rows[0][$0], rows[1][$0], rows[2][$0]] } }

  static func * (left: ColorMatrix, right: SIMD3<Double>) -> SIMD3<Double> {
    [(left.rows[0] * right).sum(), (left.rows[1] * right).sum(), (left.rows[2] * right).sum()]
  }

  static func * (left: ColorMatrix, right: ColorMatrix) -> ColorMatrix {
    let columns = right.columns.map { left * $0 }
    return ColorMatrix(columns: columns[0], columns[1], columns[2])
  }

  /// The inverse; nil for a matrix whose determinant is nearly 0.
  var inverse: ColorMatrix? {
    let (a, b, c) = (rows[0], rows[1], rows[2])
    let crosses = [Self.cross(b, c), Self.cross(c, a), Self.cross(a, b)]
    let determinant = (a * crosses[0]).sum()
    guard abs(determinant) > 1e-6 else { return nil }
    return ColorMatrix(columns: crosses[0] / determinant, crosses[1] / determinant, crosses[2] / determinant)
  }

  private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
  }

  /// Von Kries' adaptation of one white to another in Bradford's cones.
  static func adaptation(from source: SIMD3<Double>, to target: SIMD3<Double>) -> ColorMatrix? {
    let cones = ColorMatrix([0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296])
    guard let back = cones.inverse else { return nil }
    let (from, to) = (cones * source, cones * target)
    guard from.x > 0, from.y > 0, from.z > 0 else { return nil }
    let scale = to / from
    return back * ColorMatrix([scale.x, 0, 0], [0, scale.y, 0], [0, 0, scale.z]) * cones
  }
}

extension ColorCoding.Primaries {
  /// The white of the connection space of ICC profiles.
  static let d50: SIMD3<Double> = [0.9642, 1, 0.8249]

  /// Linear red, green and blue to XYZ under D50; nil for colours that span no space.
  var toXYZ: ColorMatrix? {
    for point in [red, green, blue, white] where point.x < 0 || point.y < 0 || point.sum() > 1 { return nil }
    guard white.y > 0 else { return nil }
    func place(_ point: SIMD2<Double>) -> SIMD3<Double> { [point.x, point.y, 1 - point.x - point.y] }
    let colors = ColorMatrix(columns: place(red), place(green), place(blue))
    let whitePoint = place(white) / white.y
    guard let inverse = colors.inverse, let adaptation = ColorMatrix.adaptation(from: whitePoint, to: Self.d50) else {
      return nil
    }
    let scale = inverse * whitePoint
    let columns = colors.columns
    return adaptation * ColorMatrix(columns: columns[0] * scale.x, columns[1] * scale.y, columns[2] * scale.z)
  }
}

extension ColorCoding {
  /// Nine numbers, row after row, from this coding's linear colours to those of sRGB; nil for colours that span no
  /// space.
  package var matrix: [Double]? {
    guard let source = primaries.toXYZ, let target = Primaries.sRGB.toXYZ?.inverse else { return nil }
    return (target * source).rows.flatMap { [$0.x, $0.y, $0.z] }
  }
}

/// Whether a description of colours keeps apart what is apart without it.
enum ContrastCheck {
  /// How much steeper or flatter a curve may be than that of sRGB over `step` levels. Cameras' and printers' curves of
  /// gamma 1.8 to 2.4 stay within.
  static let maximumGain = 3.0
  static let step = 32

  /// - Parameter levels: Where the levels of evenly spaced values lie, 0…255.
  static func keepsContrast(levels: [Double]) -> Bool {
    let distance = step * levels.count / 256
    let even = Double(step)
    return stride(from: 0, to: levels.count - distance, by: max(1, distance / 4)).allSatisfy { index in
      let change = levels[index + distance] - levels[index]
      // At the dark end curves differ most, and least is seen.
      let isDark = index < distance
      return change <= even * maximumGain && change >= even / (isDark ? 2 : 1) / maximumGain
    }
  }

  /// - Parameter matrix: From linear colours to those of sRGB. Those of ProPhoto RGB stay within.
  static func keepsContrast(matrix: [Double]) -> Bool {
    matrix.indices.allSatisfy { index in
      index % 4 == 0 ? matrix[index] >= 0.4 && matrix[index] <= 3 : abs(matrix[index]) <= 1
    }
  }
}
