import CPixels
import Glibc
import ModerationCore
import TestFixtures
import Testing

@testable import TextDetection

@Suite("The reader's fast loops", .timeLimit(.minutes(20)))
struct PPOCRKernelTests {
  typealias Plain = PlainKernels

  @Test(
    "resizing equals the plain loop, also from and to one pixel",
    arguments: [
      [1, 1, 5, 3], [1, 2, 4, 4], [2, 1, 1, 3], [7, 5, 1, 1], [3, 9, 3, 17], [33, 17, 64, 48], [64, 48, 32, 24],
      [50, 31, 50, 31], [101, 67, 32, 96], [1, 40, 1, 20], [40, 1, 33, 1],
    ])
  func resizing(sides: [Int]) {
    let picture = Plain.noise(sides[0], sides[1])
    let resized = LinearResize.resize(picture, width: sides[2], height: sides[3])
    #expect(resized.bytes == Plain.resized(picture, width: sides[2], height: sides[3]))
    let padded = sides[2] + 7
    #expect(
      ModelInput.planes(of: picture, resizedTo: (sides[2], sides[3]), width: padded)
        == Plain.planes(resized.bytes, width: sides[2], height: sides[3], padded: padded))
    #expect(
      ModelInput.planes(of: picture, width: sides[0])
        == Plain.planes(picture.bytes, width: sides[0], height: sides[1], padded: sides[0]))
  }

  @Test("each of 256 values becomes the float next to (value / 255 − 0.5) / 0.5")
  func planes() {
    let picture = PictureBuffer(
      width: 256, height: 1, bytes: (0..<256).flatMap { (value: UInt16) -> [UInt8] in [UInt8(value), 0, 255] })
    let planes = ModelInput.planes(of: picture, width: 256)
    let expected: [Float] = (0..<256).map { (value: Int) -> Float in Float((Double(value) / 255 - 0.5) / 0.5) }
    #expect(planes.suffix(256).elementsEqual(expected))
    #expect(planes[0] == 1 && planes[256] == -1)
  }

  @Test(
    "a straightened line equals the plain loop: level, tilted, in perspective, over the edge, in a picture of a pixel",
    arguments: [
      [[3, 4], [23, 4], [23, 12], [3, 12]], [[2, 9], [30, 3], [32, 12], [4, 18]],
      [[5, 5], [31, 2], [28, 19], [8, 15]],
      [[-6, -4], [50, 1], [44, 30], [-3, 22]], [[0, 0], [36, 0], [36, 22], [0, 22]],
      [[30, 2], [30, 22], [24, 22], [24, 2]],
      [[10.5, 3.25], [30.5, 3.25], [30.5, 9.25], [10.5, 9.25]],
    ])
  func straightening(corners: [[Double]]) {
    let box = PPOCRGeometryTests.quadrilateral(corners)
    let (width, height) = PerspectiveCrop.size(of: box)
    for picture in [Plain.noise(37, 23), Plain.noise(1, 1), Plain.noise(3, 2)] {
      let plain = PictureBuffer(
        width: width, height: height, bytes: Plain.straightened(box, picture, width: width, height: height))
      let isTurned = Double(height) / Double(width) >= PerspectiveCrop.turnedFromRatio
      #expect(PerspectiveCrop.cut(box, outOf: picture).bytes == (isTurned ? plain.turnedLeft() : plain).bytes)
    }
  }

  @Test("turning moves each pixel to its place", arguments: [[1, 1], [1, 40], [40, 1], [33, 18], [16, 16]])
  func turning(sides: [Int]) {
    let picture = Plain.noise(sides[0], sides[1])
    let (left, reversed) = (picture.turnedLeft(), picture.upsideDown())
    #expect(
      left.width == sides[1] && left.height == sides[0] && reversed.width == sides[0] && reversed.height == sides[1])
    for y in 0..<sides[1] {
      for x in 0..<sides[0] {
        for channel in 0..<3 {
          let value = Plain.value(picture, x, y, channel)
          #expect(Plain.value(left, y, sides[0] - 1 - x, channel) == value)
          #expect(Plain.value(reversed, sides[0] - 1 - x, sides[1] - 1 - y, channel) == value)
        }
      }
    }
    let padded = picture.padded(rowsAboveAndBelow: 2)
    let bar = [UInt8](repeating: 0, count: sides[0] * 6)
    #expect(padded.height == sides[1] + 4 && padded.bytes == bar + picture.bytes + bar)
    #expect(picture.part(columns: 0..<sides[0], rows: 0..<sides[1]).bytes == picture.bytes)
    let last = picture.part(columns: (sides[0] - 1)..<sides[0], rows: (sides[1] - 1)..<sides[1])
    #expect(last.bytes == Array(picture.bytes.suffix(3)))
  }

  @Test("rows with bytes between them are taken without these")
  func strides() throws {
    let picture = Plain.noise(5, 4)
    var bytes: [UInt8] = []
    for y in 0..<4 { bytes += Array(picture.bytes[(y * 15)..<(y * 15 + 15)]) + [9, 9] }
    func frame(_ stride: Int) -> FrameDescription {
      FrameDescription(
        size: PixelSize(width: 5, height: 4), strideBytes: stride, channelOrder: .rgb, frameIndex: 0,
        originalSize: PixelSize(width: 5, height: 4),
        originalRegion: PixelRectangle(x: 0, y: 0, width: 5, height: 4))
    }
    #expect(try PictureBuffer(bytes.span.bytes, of: frame(17)).bytes == picture.bytes)
    #expect(try PictureBuffer(picture.bytes.span.bytes, of: frame(15)).bytes == picture.bytes)
    // More bytes than rows, as in a buffer that is used again.
    #expect(try PictureBuffer((picture.bytes + [1, 2, 3]).span.bytes, of: frame(15)).bytes == picture.bytes)
  }

  @Test(
    "regions hold the pixels that flooding finds", arguments: [[1, 1], [1, 30], [30, 1], [37, 23], [64, 40]],
    [0.3, 0.6])
  func regions(sides: [Int], share: Double) {
    var random = SplitMix(seed: UInt64(sides[0]))
    let map = (0..<(sides[0] * sides[1])).map { _ in Float.random(in: 0...1, using: &random) }
    for dilated in [false, true] {
      let threshold = Float(dilated ? 1 - share / 4 : 1 - share)
      let found = ConnectedRegions.regions(
        of: map.span, above: threshold, width: sides[0], height: sides[1], dilated: dilated)
      let pixels = found.map { region in
        Set(region.runs.flatMap { run in (run.start...run.end).map { run.row * sides[0] + $0 } })
      }
      #expect(pixels == Plain.regions(map, above: threshold, width: sides[0], height: sides[1], dilated: dilated))
      #expect(found.map(\.pixelCount) == pixels.map(\.count))
    }
  }

  @Test(
    "the longest run is the plain search's, the first of equals",
    arguments: [[1, 1, 1], [40, 9, 1], [9, 40, 1], [61, 50, 1], [61, 50, 3], [200, 3, 2]], [0.5, 0.9])
  func longestRun(sides: [Int], share: Double) {
    var random = SplitMix(seed: UInt64(sides[0] * sides[1]))
    let (width, height, step) = (sides[0], sides[1], sides[2])
    let radius = Int((Double(width * width + height * height).squareRoot() / 2).rounded(.up)) + 1
    var states = (0..<(width * height)).map { _ -> UInt8 in
      Double.random(in: 0...1, using: &random) < share ? .random(in: 1...2, using: &random) : 0
    }
    for x in width / 4..<width where height > 2 { states[height / 2 * width + x] = 1 }
    let angles = stride(from: 0.0, to: 180, by: 5).map { $0 * .pi / 180 }
    let (cosines, sines) = (angles.map { cos($0) }, angles.map { sin($0) })
    let run = moderation_longest_run(
      states + [0], width, height, radius, step, max(2, step), cosines, sines, cosines.count)
    #expect(
      [run.direction, run.across, run.from, run.to, run.count]
        == Plain.longestRun(
          states, width: width, height: height, radius: radius, step: step, acrossStep: max(2, step), cosines: cosines,
          sines: sines))
  }
}
