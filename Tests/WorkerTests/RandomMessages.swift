@testable import WorkerDecoding
@testable import WorkerProcesses
import ImageFormats
import ModerationCore
import TestFixtures

@testable import ImageDecoding

extension SplitMix {
  mutating func chance() -> Bool { Bool.random(using: &self) }

  mutating func number() -> Int {
    switch Int.random(in: 0..<4, using: &self) {
    case 0: .max
    case 1: .min
    case 2: Int.random(in: -10...10, using: &self)
    default: Int(truncatingIfNeeded: next())
    }
  }

  mutating func text() -> String {
    let alphabet: [Character] = ["a", "Z", "9", "ß", "文", "👍🏽", "\u{0}", "\n", "\"", "\u{301}"]
    return String((0..<Int.random(in: 0...40, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "?" })
  }

  mutating func optional<Value>(_ value: (inout SplitMix) -> Value) -> Value? {
    chance() ? value(&self) : nil
  }

  mutating func size() -> PixelSize { PixelSize(width: number(), height: number()) }
}

extension WorkerMessage {
  static func random(using random: inout SplitMix) -> WorkerMessage {
    switch Int.random(in: 0..<11, using: &random) {
    case 0, 1: .request(.random(using: &random))
    case 2: [.memory, .next, .stop, .filled, .done(.random(using: &random))].randomElement(using: &random) ?? .next
    case 3, 4: .hello(.random(using: &random))
    case 5, 6: .frame(.random(using: &random))
    case 7, 8: .rejected(.random(using: &random))
    case 9: .late(reason: random.text())
    default: .failed(HostFailure(.init(rawValue: random.text()), message: random.text()))
    }
  }
}

extension WorkerRequest {
  static func random(using random: inout SplitMix) -> WorkerRequest {
    let size = SizeLimits(
      minimumSidePixels: random.number(), maximumSidePixels: random.optional { $0.number() },
      aspectRatioBelow: random.chance() ? .infinity : Double(random.number()), isAdvisory: random.chance(),
      maximumFramePixels: random.number())
    let request = DecodeRequest(
      format: ImageFormat(rawValue: random.text()),
      frameIndices: (0..<Int.random(in: 0...20, using: &random)).map { _ in random.number() },
      wishes: (0..<Int.random(in: 0...4, using: &random)).map { _ in .random(using: &random) }, size: size,
      showsOnBlack: random.chance(), showsColorUnderZeroAlpha: random.chance())
    return WorkerRequest(
      decode: request, byteCount: random.number(), remainingNanoseconds: random.number())
  }
}

extension InputWish {
  /// Only valid wishes travel.
  static func random(using random: inout SplitMix) -> InputWish {
    let size = PixelSize(
      width: Int.random(in: 1...10_000, using: &random), height: Int.random(in: 1...10_000, using: &random))
    let isExact = random.chance()
    let sized: InputWish.Fit = random.chance() ? .exact(size) : .cover(size)
    return InputWish(
      fit: isExact ? sized : .longestSide(size.width), filter: random.chance() ? .bicubic : .bilinear,
      centreCrop: isExact ? random.optional { _ in size } : nil,
      jpegRoundTripQuality: random.optional { Int.random(in: 1...100, using: &$0) },
      channelOrder: random.chance() ? .bgr : .rgb, oversampling: Int.random(in: 1...9, using: &random),
      tiling: random.chance()
        ? Tiling(
          fromAspectRatio: 3, minimumLengthPixels: 960, overlap: 0.25,
          grid: random.chance() ? .init(count: 2, share: 0.6) : nil, cutsContactSheets: random.chance()) : nil)
  }
}

extension WorkerHello {
  static func random(using random: inout SplitMix) -> WorkerHello {
    WorkerHello(
      protocolVersion: random.number(), release: random.text(),
      formats: Set(ImageFormat.known.filter { _ in random.chance() }),
      sandbox: SandboxReport(
        landlockVersion: random.optional { $0.number() }, filtersSystemCalls: random.chance(),
        maximumMemoryBytes: random.number(), maximumThreadCount: random.optional { $0.number() }))
  }
}

extension DecodedFrame {
  static func random(using random: inout SplitMix) -> DecodedFrame {
    DecodedFrame(
      index: random.number(), size: random.size(), strideBytes: random.number(), originalSize: random.size(),
      hasAlpha: random.chance(), origin: random.chance() ? .picture : .embeddedPreview,
      rendition: Rendition.allCases.randomElement(using: &random) ?? .standard, isLastRendition: random.chance(),
      warnings: random.chance() ? [] : [random.text(), random.text()])
  }
}

extension DecodingReport {
  static func random(using random: inout SplitMix) -> DecodingReport {
    DecodingReport(
      unseen: (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Unseen(Unseen.Kind.allCases.randomElement(using: &random) ?? .construct, random.text())
      }, holds: Set(AuxiliaryPart.allCases.filter { _ in random.chance() }),
      undecoded: (0..<Int.random(in: 0...3, using: &random)).map { _ in random.number() },
      texts: (0..<Int.random(in: 0...3, using: &random)).map { _ in random.text() })
  }
}

extension InputRejection {
  static func random(using random: inout SplitMix) -> InputRejection {
    func value(_ random: inout SplitMix) -> MeasuredValue {
      switch Int.random(in: 0..<3, using: &random) {
      case 0: .count(random.number())
      case 1: .ratio(Double(random.number()) / 3)
      default: .text(random.text())
      }
    }
    return InputRejection(
      RejectionCode(rawValue: random.text()), message: random.text(), limit: random.optional { $0.text() },
      measured: random.optional(value), allowed: random.optional(value), frameIndex: random.optional { $0.number() })
  }
}
