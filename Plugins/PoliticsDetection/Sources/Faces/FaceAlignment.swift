import CPixels

/// Turns and scales a face so that eyes, nose and mouth lie where SFace learned them: a picture of 112×112.
///
/// A similarity transform by least squares over the five points (Umeyama 1991, without reflection), bilinear, black
/// outside the picture: as `FaceRecognizerSF.alignCrop` of OpenCV 5.0.
struct FaceAlignment {
  /// The side of the aligned picture, in pixels.
  static let side = 112

  /// Where the five points belong, in pixels of the aligned picture: upstream's template.
  static let template = [
    FoundFace.Point(x: 38.2946, y: 51.6963), FoundFace.Point(x: 73.5318, y: 51.5014),
    FoundFace.Point(x: 56.0252, y: 71.7366), FoundFace.Point(x: 41.5493, y: 92.3655),
    FoundFace.Point(x: 70.7299, y: 92.2041),
  ]

  // From the aligned picture to the other: x = a·u − b·v + left, y = b·u + a·v + top.
  private let a: Double
  private let b: Double
  private let left: Double
  private let top: Double

  /// Finds the transform.
  ///
  /// - Parameter points: Five points of the picture; nil when they have no extent or are not finite.
  init?(_ points: [FoundFace.Point]) {
    guard points.count == Self.template.count else { return nil }
    let (from, to) = (Self.mean(points), Self.mean(Self.template))
    var (along, across, extent) = (0.0, 0.0, 0.0)
    for (point, place) in zip(points, Self.template) {
      let (px, py, qx, qy) = (point.x - from.x, point.y - from.y, place.x - to.x, place.y - to.y)
      along += px * qx + py * qy
      across += px * qy - py * qx
      extent += px * px + py * py
    }
    // The transform to the template is ((p, −q), (q, p)); what is needed is the way back.
    let (p, q) = (along / extent, across / extent)
    let square = p * p + q * q
    guard square.isFinite, square > 0 else { return nil }
    (a, b) = (p / square, -q / square)
    left = from.x - (a * to.x - b * to.y)
    top = from.y - (b * to.x + a * to.y)
    guard [a, b, left, top].allSatisfy(\.isFinite) else { return nil }
  }

  private static func mean(_ points: [FoundFace.Point]) -> FoundFace.Point {
    FoundFace.Point(
      x: points.reduce(0) { $0 + $1.x } / Double(points.count), y: points.reduce(0) { $0 + $1.y } / Double(points.count)
    )
  }

  /// The aligned picture: `3 × side × side` whole numbers 0 to 255, the red plane, the green one, the blue one.
  func planes(of picture: PixelView) -> [Float] {
    var similarity = moderation_similarity(a: a, b: b, left: left, top: top)
    let elementCount = 3 * Self.side * Self.side
    return [Float](unsafeUninitializedCapacity: elementCount) { planes, count in
      guard let output = planes.baseAddress else { return }
      picture.withNative { moderation_align_planes($0, Int32(Self.side), &similarity, output) }
      count = elementCount
    }
  }
}
