import Glibc
import ModerationCore
import Inference

/// YuNet 2023mar: where faces are, with five points each.
///
/// As `FaceDetectorYN` of OpenCV 5.0 decodes the network's answers. Of faces 16 pixels high on the 640×640
/// canvas 14 of 17 are found, of 20 pixels 16, of 12 pixels 3, of 10 none (measured 2026-11-21, MODEL_CARD.md).
struct FaceFinder: Sendable {
  /// Boxes that the network is less sure of are dropped: upstream's default.
  static let minimumScore = 0.6
  /// A box that shares more than this with a surer one is the same face: upstream's default.
  static let sameFaceFrom = 0.3
  /// The cells of the three maps together: no more boxes than this come out of the network.
  static let maximumBoxCount = 8400

  /// Pixels from one cell of a map to the next.
  private static let strides = [8, 16, 32]
  private static let kinds: [(name: String, numbersPerCell: Int)] = [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)]
  private static let outputs = strides.flatMap { stride in kinds.map { "\($0.name)_\(stride)" } }
  /// Box sides are `e^x` cells. Beyond `e⁶ ≈ 403` cells a box is larger than any canvas, and no number is infinite.
  private static let largestExponent: Float = 6

  /// The network for a canvas of one side.
  struct Network: Sendable {
    /// The side of the canvas, in pixels.
    let side: Int
    let session: InferenceSession
  }

  /// YuNet on 640 pixels.
  let large: Network
  /// The same on 320: a quarter of the work.
  let small: Network
  private let memories: ViewMemoryPool

  /// - Parameter concurrency: How many pictures may be looked at at a time.
  init(large: Network, small: Network, concurrency: Int) {
    (self.large, self.small, memories) = (large, small, ViewMemoryPool(capacity: concurrency))
  }

  /// A face that is found as surely as this stands upright: of upright portraits the least had 0.931, and portraits tilted
  /// by 30° and more up to 0.93 with their points where they are not (measured 2026-11-27). Where no face is, the picture
  /// is also looked at turned by one, two and three quarters, and the surest view of each face counts: the network misses
  /// turned faces or puts their points where they are not, and a picture on its side must not pass for that.
  static let surelyUpright = 0.93
  /// A face that is found as surely as this in one of those views has its points where they are. Below, the picture is
  /// also looked at turned by odd eighths. Of 12 portraits turned by every multiple of 15 degrees, 36 of 288 views lost
  /// their person without the further views and none with them (measured 2026-11-27).
  static let surelyPlaced = 0.94
  /// What may be a tilted face, for those further views: a small one had 0.49 at most, and 17 of 150 drawings without a
  /// face reach this (12 of them 0.6; measured 2026-11-27).
  static let suspicion = 0.3
  /// Where no cell of the small canvas reaches this, a picture has nothing like a face in any view.
  static let hint = 0.02
  /// What may be a face of any size: the large canvas decides.
  static let largeHint = 0.45
  /// What may be a small face, which the large canvas shows better.
  static let smallHint = 0.1
  /// A face lower than this on the small canvas is looked at on the large one, in pixels of the small one.
  static let smallHeight = 48.0

  /// The faces of a picture, largest first; empty where there is none.
  func faces(in picture: PixelView, detail: FaceDetail) throws(DetectorFailure) -> [FoundFace] {
    var views = Views(picture, finder: self, detail: detail, memory: memories.take() ?? ViewMemory(self))
    // Of a look that fails the memory is let go.
    let faces = try faces(detail, &views)
    memories.giveBack(views.memory)
    return faces
  }

  private func faces(_ detail: FaceDetail, _ views: inout Views) throws(DetectorFailure) -> [FoundFace] {
    var seen = [try views.boxes(.upright)]
    func reaches(_ score: Double) -> Bool { seen.contains { $0.boxes.contains { $0.score >= score } } }
    if !reaches(Self.surelyUpright), detail == .small || seen[0].best >= Self.hint {
      for turn in Views.Turn.quarters { seen.append(try views.boxes(turn)) }
      // Some of these views show at least a suspicion of a tilted face. Without one, further views are not worth their time.
      if seen.contains(where: { $0.best >= Self.suspicion }) || reaches(Self.suspicion), !reaches(Self.surelyPlaced) {
        for turn in Views.Turn.eighths { seen.append(try views.boxes(turn)) }
      }
    }
    let boxes = seen.flatMap(\.boxes)
    return Self.apart(boxes.filter { $0.score >= Self.minimumScore }).sorted(by: FoundFace.largerFirst)
  }

  /// The same for galleries: small ones, too.
  func faces(in picture: PixelView) throws(DetectorFailure) -> [FoundFace] { try faces(in: picture, detail: .small) }

  /// What the network finds on a canvas, in its pixels.
  static func boxes(
    on planes: [Float], _ network: Network, from least: Double
  ) throws(DetectorFailure) -> [FoundFace] {
    let outputs = try network.session.run(
      planes, shape: [1, 3, network.side, network.side], outputs: Self.outputs)
    var boxes: [FoundFace] = []
    for (index, stride) in Self.strides.enumerated() {
      let maps = outputs[(index * Self.kinds.count)..<((index + 1) * Self.kinds.count)].map(\.elements)
      boxes += try Self.boxes(maps, stride: stride, side: network.side, from: least)
    }
    return boxes
  }

  /// The boxes of one map that may be faces, in pixels of the canvas.
  private static func boxes(
    _ maps: [[Float]], stride: Int, side: Int, from least: Double
  ) throws(DetectorFailure) -> [FoundFace] {
    let columns = side / stride
    for (map, kind) in zip(maps, kinds) where map.count != columns * columns * kind.numbersPerCell {
      throw DetectorFailure(
        .inferenceFailed, message: "YuNet's output \(kind.name)_\(stride) has \(map.count) elements")
    }
    var found: [FoundFace] = []
    for cell in 0..<(columns * columns) {
      let (face, something) = (held(maps[0][cell]), held(maps[1][cell]))
      let score = Double((face * something).squareRoot())
      guard score >= least else { continue }
      let (column, row) = (Float(cell % columns), Float(cell / columns))
      let (box, points) = (maps[2][(cell * 4)..<(cell * 4 + 4)], maps[3][(cell * 10)..<(cell * 10 + 10)])
      let size = Float(stride)
      func number(_ numbers: ArraySlice<Float>, _ index: Int) -> Float { numbers[numbers.startIndex + index] }
      func length(_ index: Int) -> Double {
        Double(exp(min(number(box, index), largestExponent)) * size)
      }
      let (width, height) = (length(2), length(3))
      let centre = FoundFace.Point(
        x: Double((column + number(box, 0)) * size), y: Double((row + number(box, 1)) * size))
      found.append(
        FoundFace(
          box: PixelRectangle(x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height),
          points: (0..<5).map {
            FoundFace.Point(
              x: Double((column + number(points, 2 * $0)) * size), y: Double((row + number(points, 2 * $0 + 1)) * size))
          },
          score: score))
    }
    return found
  }

  private static func held(_ probability: Float) -> Float { min(max(probability, 0), 1) }

  /// The surest box of each face.
  private static func apart(_ boxes: [FoundFace]) -> [FoundFace] {
    var kept: [FoundFace] = []
    // Equally sure ones stay in the order of the maps: Swift's sort keeps it.
    for box in boxes.sorted(by: { $0.score > $1.score })
    where !kept.contains(where: { FoundFace.overlap($0.box, box.box) > sameFaceFrom }) {
      kept.append(box)
    }
    return kept
  }
}
