import Glibc
public import ModerationCore

/// A detector that does what the first pixel orders, for tests of hosts and pipelines. Never for production: it traps,
/// too.
///
/// An order is a pixel at the upper left whose green and blue say that it is one and whose red says which.
/// `picture(_:)` makes such pictures; all others are looked at honestly. The picture must reach the detector unchanged:
/// at most 1,024 pixels a side, in a lossless format.
public struct MisbehavingDetector: Detector {
  /// Something that detectors should not do. An open set; the numbers are those of the project's own plugin in C.
  public struct Order: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The red value of the first pixel.
    public let rawValue: UInt8

    /// Makes an order from the red value of the first pixel.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public var description: String { Self.names[self] ?? "order \(rawValue)" }

    /// Look honestly: one finding, which passes.
    public static let behave = Order(rawValue: 0)
    /// Throw, with a reason.
    public static let fail = Order(rawValue: 1)
    /// A score that is not a number.
    public static let scoreNotANumber = Order(rawValue: 3)
    /// A score of 2.
    public static let scoreOfTwo = Order(rawValue: 4)
    /// A label that the descriptor does not declare.
    public static let undeclaredLabel = Order(rawValue: 5)
    /// A box of negative width.
    public static let negativeBox = Order(rawValue: 6)
    /// 1,000,000 findings.
    public static let millionFindings = Order(rawValue: 8)
    /// A finding that blocks, in a failure.
    public static let findAndFail = Order(rawValue: 12)
    /// A valid box outside the picture. A pipeline may cut it off instead of refusing it.
    public static let boxOutside = Order(rawValue: 15)
    /// A trap: ends the process.
    public static let trap = Order(rawValue: 100)
    /// Not to answer for `hangTime`, whatever the deadline says, and then honestly.
    public static let hang = Order(rawValue: 102)
    /// To fill `allocationByteCount` bytes, give them back, and then answer honestly.
    public static let allocate = Order(rawValue: 103)

    /// The orders that break the rules of `Detector` so that whoever calls survives it and must notice.
    public static let noticeable: [Order] = [
      .fail, .scoreNotANumber, .scoreOfTwo, .undeclaredLabel, .negativeBox, .millionFindings, .findAndFail,
    ]

    private static let names: [Order: String] = [
      .behave: "behave", .fail: "fail", .scoreNotANumber: "scoreNotANumber", .scoreOfTwo: "scoreOfTwo",
      .undeclaredLabel: "undeclaredLabel", .negativeBox: "negativeBox", .millionFindings: "millionFindings",
      .findAndFail: "findAndFail", .boxOutside: "boxOutside", .trap: "trap", .hang: "hang", .allocate: "allocate",
    ]
  }

  /// What it claims.
  public static let label = Label(rawValue: "Test")
  /// What it throws when it is ordered to.
  public static let failureCode = DetectorFailure.Code(rawValue: "tired")
  /// The score of an honest answer, which passes.
  public static let honestScore = 0.1

  public let descriptor: DetectorDescriptor
  public let inputWish = InputWish(fit: .longestSide(1024), oversampling: 1)
  /// How long `hang` takes.
  public let hangTime: Duration
  /// How much `allocate` fills, in bytes.
  public let allocationByteCount: Int

  /// Makes a detector.
  public init(
    id: String = "misbehaving/1", scene: Scene = Scene(rawValue: "test"), hangTime: Duration = .seconds(60),
    allocationByteCount: Int = 1 << 30
  ) {
    descriptor = DetectorDescriptor(
      id: id, scene: scene, covers: [], doesNotCover: [],
      bands: [Self.label: ScoreBands(reviewFrom: 0.4, as: Self.label, blockAbove: 0.6, as: Self.label)])
    self.hangTime = hangTime
    self.allocationByteCount = max(0, allocationByteCount)
  }

  /// A grey picture that carries an order.
  public static func picture(_ order: Order) -> FakePicture {
    FakePicture.solid(.grey).marked(.init(red: order.rawValue, green: mark.green, blue: mark.blue))
  }

  private static let mark = (green: UInt8(0xBA), blue: UInt8(0xD0))

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard pixels.byteCount >= 3, frame.channelOrder == .rgb else {
      throw DetectorFailure(.unexpectedInput, message: "\(descriptor.id) takes RGB pixels")
    }
    let first = (0..<3).map { pixels.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    let isOrder = first[1] == Self.mark.green && first[2] == Self.mark.blue
    return try obey(isOrder ? Order(rawValue: first[0]) : .behave, frame)
  }

  private func obey(_ order: Order, _ frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    var finding = Finding(label: Self.label, score: Self.honestScore)
    switch order {
    case .fail: throw DetectorFailure(Self.failureCode, message: "not today")
    case .findAndFail:
      finding.score = 0.9
      throw DetectorFailure(Self.failureCode, message: "too much", findings: [finding])
    case .scoreNotANumber: finding.score = .nan
    case .scoreOfTwo: finding.score = 2
    case .undeclaredLabel: finding.label = Label(rawValue: "Undeclared")
    case .negativeBox: finding.locations = [place(x: 0, width: -1, frame)]
    case .boxOutside: finding.locations = [place(x: Double(frame.size.width) + 1, width: 5, frame)]
    case .millionFindings: return Array(repeating: finding, count: 1_000_000)
    case .hang: hang()
    case .allocate: try allocate()
    case .trap: fatalError("\(descriptor.id) was ordered to trap")
    default: break
    }
    return [finding]
  }

  private func place(x: Double, width: Double, _ frame: FrameDescription) -> Finding.Location {
    .init(frameIndex: frame.frameIndex, box: PixelRectangle(x: x, y: 0, width: width, height: 5))
  }

  private func hang() {
    let end = ContinuousClock.now + hangTime
    while ContinuousClock.now < end { usleep(1_000) }
  }

  private func allocate() throws(DetectorFailure) {
    guard let memory = malloc(allocationByteCount) else {
      throw DetectorFailure(Self.failureCode, message: "the system grants no \(allocationByteCount) bytes")
    }
    memset(memory, 1, allocationByteCount)
    free(memory)
  }
}
