/// A part of a picture that may hold a code, and of which kinds.
struct CodeRegion: Equatable {
  /// What is looked for in it. A set of bits, as the worker is told them.
  struct Kinds: OptionSet, Hashable {
    let rawValue: UInt32

    /// QR codes of every kind.
    static let qr = Kinds(rawValue: 1)
    /// Ordinary QR codes alone, light ones on dark ground included.
    static let smallQR = Kinds(rawValue: 2)
    /// DataMatrix and Aztec.
    static let otherSquares = Kinds(rawValue: 4)
    /// PDF417 of every kind.
    static let pdf417 = Kinds(rawValue: 8)
    static let linear = Kinds(rawValue: 16)
    /// No kind: a quarter turn is tried as well.
    static let turned = Kinds(rawValue: 32)

    static let bars: Kinds = [.pdf417, .linear]
    static let known: Kinds = [.qr, .smallQR, .otherSquares, .bars, .turned]

    /// - Parameter isThorough: Whether MicroPDF417 is worth its third of all work with bars.
    func formats(isThorough: Bool) -> [CodeFormat] {
      (contains(.qr) ? [.qrCode] : []) + (contains(.smallQR) ? [.ordinaryQRCode] : [])
        + (contains(.otherSquares) ? CodeFormat.otherSquares : [])
        + (contains(.pdf417) ? [isThorough ? .pdf417 : .largePDF417] : [])
        + (contains(.linear) ? CodeFormat.linear : [])
    }
  }

  let box: Box
  let kinds: Kinds

  /// Whole pixels of the picture.
  struct Box: Hashable {
    var x: Range<Int>
    var y: Range<Int>

    var area: Int { x.count * y.count }

    func clamped(width: Int, height: Int) -> Box { Box(x: x.clamped(to: 0..<width), y: y.clamped(to: 0..<height)) }

    func joined(with other: Box) -> Box {
      Box(
        x: min(x.lowerBound, other.x.lowerBound)..<max(x.upperBound, other.x.upperBound),
        y: min(y.lowerBound, other.y.lowerBound)..<max(y.upperBound, other.y.upperBound))
    }
  }
}

extension [CodeRegion] {
  /// The most regions of one kind: every one costs the reader a beginning of its own. A picture with more is looked at
  /// where all of them are.
  private static let most = 16
  /// Regions are joined where that adds no more than this share to what is looked at.
  private static let joiningGrowth = 1.1

  /// The same with regions joined that lie in or beside each other.
  var joined: [CodeRegion] {
    var rest = count > Self.most * Self.most ? [joinedToOne].compactMap(\.self) : self
    var index = 1
    while index < rest.count {
      let one = rest[index]
      let other = rest[..<index].firstIndex { other in
        Double(one.box.joined(with: other.box).area) <= Self.joiningGrowth * Double(one.box.area + other.box.area)
      }
      guard let other else {
        index += 1
        continue
      }
      rest[other] = rest[other].joined(with: one)
      rest.remove(at: index)
      // What has grown may now lie beside one before it.
      index = Swift.max(1, other)
    }
    return rest.count > Self.most ? [rest.joinedToOne].compactMap(\.self) : rest
  }

  private var joinedToOne: CodeRegion? {
    guard let first else { return nil }
    return dropFirst().reduce(first) { $0.joined(with: $1) }
  }
}

extension CodeRegion {
  fileprivate func joined(with other: CodeRegion) -> CodeRegion {
    CodeRegion(box: box.joined(with: other.box), kinds: kinds.union(other.kinds))
  }
}
