import ImageModeration
import Testing

@testable import ManifestDetection

@Suite("manifest tensor", .timeLimit(.minutes(20)))
struct TensorTests {
  /// A manifest for pictures of 3×3, red first.
  static func manifest(_ input: String, activation: String = "none") throws -> NetworkSection {
    let manifest = try ManifestExample.manifest(
      """
      manifest: 1
      id: t/1
      scene: tags
      model: {store: a, sha256: \(String(repeating: "a", count: 64)), name: a, licence: a}
      input: {size: [3, 3], channels: rgb, \(input)}
      output: {activation: \(activation), classes: [a, b, c]}
      claims: [{classes: [a], label: Custom, review: 0.5, block: 1}]
      covers: []
      doesNotCover: []
      """)
    guard case .network(let section) = manifest.kind else {
      throw DetectorFailure(.inferenceFailed, message: "no network")
    }
    return section
  }

  /// The tensor of a picture whose red counts from 0, green from 100, blue from 200; rows padded by two bytes.
  static func tensor(_ manifest: NetworkSection, width: Int, height: Int) throws -> [Float] {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += [0, 100, 200].map { UInt8($0 + y * width + x) } }
      pixels += [255, 255]
    }
    let size = PixelSize(width: width, height: height)
    return try manifest.input.tensor(
      of: pixels.span.bytes,
      FrameDescription(
        size: size, strideBytes: width * 3 + 2, channelOrder: .rgb, frameIndex: 0, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height))))
  }

  @Test("NHWC keeps the pixels' order, NCHW parts the channels")
  func layouts() throws {
    let planes = [0, 100, 200].map { base in (0..<9).map { Float(base + $0) } }
    let split = try Self.tensor(try Self.manifest("fit: squash, layout: NCHW"), width: 3, height: 3)
    #expect(split == planes.flatMap { $0 })
    let mixed = try Self.tensor(try Self.manifest("fit: squash, layout: NHWC"), width: 3, height: 3)
    #expect(mixed == (0..<9).flatMap { place in planes.map { $0[place] } })
  }

  @Test("pixels are divided, the mean is taken off, and the rest divided by the deviation, channel by channel")
  func normalization() throws {
    let manifest = try Self.manifest(
      "fit: squash, layout: NCHW, divisor: 100, mean: [0, 1, 2], deviation: [1, 0.5, 0.25]")
    let tensor = try Self.tensor(manifest, width: 3, height: 3)
    #expect(tensor[8] == Float(8) / 100)
    #expect(tensor[17] == (Float(108) / 100 - 1) / 0.5)
    #expect(tensor[26] == (Float(208) / 100 - 2) / 0.25)
  }

  @Test("smaller pictures lie in the middle of the padding, which is normalised as pixels are")
  func padding() throws {
    let manifest = try Self.manifest("fit: pad, padding: 50, layout: NCHW, divisor: 10")
    let tensor = try Self.tensor(manifest, width: 3, height: 1)
    #expect(Array(tensor[0..<9]) == [5, 5, 5, 0, 0.1, 0.2, 5, 5, 5])
    #expect(Array(tensor[9..<18]) == [5, 5, 5, 10, 10.1, 10.2, 5, 5, 5])
    #expect(throws: DetectorFailure.self) { try Self.tensor(manifest, width: 4, height: 1) }
  }

  @Test("softmax and sigmoid make probabilities of any output")
  func activations() throws {
    let softmax = try Self.manifest("fit: squash, layout: NCHW", activation: "softmax")
    let shares = try softmax.probabilities([1000, 1000, -1000])
    #expect(shares == [0.5, 0.5, 0])
    let sigmoid = try Self.manifest("fit: squash, layout: NCHW", activation: "sigmoid")
    #expect(try sigmoid.probabilities([0, 1000, -1000]) == [0.5, 1, 0])
  }

  @Test("shares of one whole are not made shares again; numbers that may be logits are")
  func repeated() throws {
    let shares: [Float] = [0.25, 0.0005, 0.75]
    for activation in ["softmax", "sigmoid"] {
      let section = try Self.manifest("fit: squash, layout: NCHW", activation: activation)
      #expect(section.repeatedActivation([shares, [1, 0, 0]])?.contains("write activation: none") == true)
      // One of two pictures may add up to 1 by chance, and numbers between 0 and 1 may be logits.
      #expect(section.repeatedActivation([shares, [0.9, 0.9, 0.9]]) == nil)
      #expect(section.repeatedActivation([shares, [2, -1, 0]]) == nil)
      #expect(section.repeatedActivation([[1], [1]]) == nil)
    }
    #expect(try Self.manifest("fit: squash, layout: NCHW").repeatedActivation([shares]) == nil)
  }

  @Test("an output that is no probability is an error", arguments: [Float(1.1), -0.5, .nan, .infinity])
  func noProbability(value: Float) throws {
    let manifest = try Self.manifest("fit: squash, layout: NCHW")
    do throws(DetectorFailure) {
      _ = try manifest.probabilities([0, value, 0])
      Issue.record("no error")
    } catch {
      #expect(error.code == .inferenceFailed)
    }
    #expect(try manifest.probabilities([1.00001, -0.00001, 0]) == [1, 0, 0])
  }
}
