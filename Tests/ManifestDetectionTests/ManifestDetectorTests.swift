@testable import PixelConversion
import InProcessDecoding
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import PornDetection
import TestFixtures
import Testing

@testable import ManifestDetection

@Suite("manifest detector", .timeLimit(.minutes(20)))
struct ManifestDetectorTests {
  struct FileCase: Decodable { let path: String }

  struct FileCases: Decodable {
    let plain: [FileCase]
    let oriented: [FileCase]
  }

  /// The scores of several detectors with equal wishes for the same pixels.
  static func scores(_ detectors: [any Detector], _ path: String) throws -> [Double] {
    let bytes = try Fixture.bytes(path)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    let wish = try #require(detectors.first).inputWish
    var answers: [Result<[Finding], DetectorFailure>] = []
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(format: format, frameIndices: [0], wishes: [wish], size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answers =
        (try? PixelConverter().convert(pixels, of: frame, to: wish) { converted, description in
          detectors.map { detector in
            Result { () throws(DetectorFailure) in try detector.inspect(converted, of: description) }
          }
        }) ?? []
      return true
    }
    return try answers.map { try #require(try $0.get().first).score }
  }

  @Test("open_nsfw by its manifest is open_nsfw: wish, bands, and scores to the last bit over the fixtures")
  func openNSFW() throws {
    let store = try ModelStore()
    let runtime = try InferenceRuntime(store)
    let builtIn = try OpenNSFWDetector(store: store, runtime: runtime, concurrency: 1)
    let manifest = try ManifestDetector(
      manifestPath: ManifestExample.path, store: store, runtime: runtime, concurrency: 1)
    #expect(manifest.inputWish == builtIn.inputWish)
    #expect(manifest.descriptor.bands == builtIn.descriptor.bands)
    #expect(manifest.descriptor.covers == builtIn.descriptor.covers)
    #expect(manifest.descriptor.doesNotCover == builtIn.descriptor.doesNotCover)
    #expect(manifest.descriptor.model == builtIn.descriptor.model)
    #expect(manifest.descriptor.scene == builtIn.descriptor.scene)
    #expect(manifest.descriptor.basis == .model)
    let cases: FileCases = try Fixture.json("open_nsfw/files.json")
    // The same code prepares both inputs, so a part of the pictures shows as much as all.
    let all = (cases.plain + cases.oriented).map(\.path).filter { !$0.contains("boundary") && !$0.contains("large") }
    let paths = stride(from: 0, to: all.count, by: 4).map { all[$0] }
    #expect(paths.count >= 8)
    for path in paths {
      let scores = try Self.scores([builtIn, manifest], path)
      #expect(scores.count == 2)
      #expect(scores.first == scores.last, "\(path)")
    }
  }

  @Test("it works in a moderator like a built-in one")
  func moderates() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [try ManifestExample.detector(at: ManifestExample.path)]),
      isolation: .inProcess, limits: .unhurried)
    let result = try await moderator.moderate(.file(path: Fixture.path("images/photos-faces/chelsea.png")))
    #expect(result.suggestion == .pass)
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("no verdict")
      return
    }
    #expect(verdict.evidence.map(\.detector) == ["porn.open-nsfw-manifest/1"])
  }

  @Test("classes are summed, and may be claimed several times")
  func sums() throws {
    let both = ManifestExample.replacing("classes: [not safe]", "classes: [safe, not safe]")
    #expect(try Self.scores([ManifestExample.detector(both)], "images/photos-faces/chelsea.png")[0] > 0.9999)
  }

  @Test("an output can be named; one that is not there is found at once")
  func outputName() throws {
    let named = ManifestExample.replacing("  activation: none", "  name: outputs\n  activation: none")
    let plain = try ManifestExample.detector(at: ManifestExample.path)
    let scores = try Self.scores([plain, try ManifestExample.detector(named)], "images/photos-faces/hopper.png")
    #expect(scores.first == scores.last)
    Self.expectFailure(.invalidManifest, "no-such-output") {
      try ManifestExample.detector(named.replacing("name: outputs", with: "name: no-such-output"))
    }
  }

  /// Runs `body`, which must fail with this code and a message that holds this text.
  static func expectFailure(_ code: HostFailure.Code, _ text: String, _ body: () throws -> ManifestDetector) {
    do {
      _ = try body()
      Issue.record("no failure")
    } catch let failure as HostFailure {
      #expect(failure.code == code)
      #expect(failure.message.contains(text), "\(failure.message)")
    } catch {
      Issue.record(error)
    }
  }

  static let misfits: [(String, String, HostFailure.Code, String)] = [
    ("classes: [safe, not safe]", "classes: [safe, odd, not safe]", .invalidManifest, "has 2 values, output.classes 3"),
    ("[224, 224]", "[200, 224]", .invalidManifest, "tried with the shape [1, 224, 200, 3]"),
    ("NHWC", "NCHW", .invalidManifest, "tried with the shape [1, 3, 224, 224]"),
    ("864bb37b", "864bb37c", .modelAltered, "864bb37c"),
    ("porn/open-nsfw.onnx", "porn/nothing.onnx", .modelMissing, "porn/nothing.onnx"),
    ("store: porn/open-nsfw.onnx", "file: nothing.onnx", .modelMissing, "nothing.onnx"),
    ("activation: none", "activation: softmax", .invalidManifest, "write activation: none"),
    ("activation: none", "activation: sigmoid", .invalidManifest, "write activation: none"),
  ]

  @Test("what does not fit the model is found when the detector is made", arguments: misfits)
  func misfit(old: String, new: String, code: HostFailure.Code, text: String) {
    Self.expectFailure(code, text) { try ManifestExample.detector(ManifestExample.replacing(old, new)) }
  }

  @Test("a model beside the manifest is used; a link out of its folder is not followed")
  func modelBeside() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ManifestTests-\(UUID().uuidString)")
    let files = FileManager.default
    try files.createDirectory(at: folder.appending(path: "a/weights"), withIntermediateDirectories: true)
    defer { try? files.removeItem(at: folder) }
    let model = URL(filePath: try ModelStore().directory).appending(path: "porn/open-nsfw.onnx")
    try files.copyItem(at: model, to: folder.appending(path: "a/weights/model.onnx"))
    let manifest = folder.appending(path: "a/my.yaml")
    let text = ManifestExample.replacing("store: porn/open-nsfw.onnx", "file: weights/model.onnx")
    try Data(text.utf8).write(to: manifest)
    let detector = try ManifestExample.detector(at: manifest.path)
    #expect(try Self.scores([detector], "images/photos-faces/hopper.png").count == 1)

    try files.moveItem(
      at: folder.appending(path: "a/weights/model.onnx"), to: folder.appending(path: "elsewhere.onnx"))
    try files.createSymbolicLink(
      at: folder.appending(path: "a/weights/model.onnx"), withDestinationURL: folder.appending(path: "elsewhere.onnx"))
    Self.expectFailure(.invalidManifest, "leads out") { try ManifestExample.detector(at: manifest.path) }
  }

  @Test("a manifest that is not there is unreadable, and so is a folder", arguments: ["/nothing-here.yaml", "/"])
  func unreadable(path: String) {
    Self.expectFailure(.sourceUnreadable, path) { try ManifestExample.detector(at: path) }
  }

  @Test("pixels of another size are an error, never an empty answer")
  func unexpectedInput() throws {
    let detector = try ManifestExample.detector(at: ManifestExample.path)
    for (side, count) in [(64, 64 * 64 * 3), (224, 100), (0, 0)] {
      let pixels = [UInt8](repeating: 0, count: count)
      let size = PixelSize(width: side, height: side)
      do throws(DetectorFailure) {
        _ = try detector.inspect(
          pixels.span.bytes,
          of: FrameDescription(
            size: size, strideBytes: side * 3, channelOrder: .bgr, frameIndex: 0, originalSize: size,
            originalRegion: PixelRectangle(x: 0, y: 0, width: 1, height: 1)))
        Issue.record("no error")
      } catch {
        #expect(error.code == .unexpectedInput)
      }
    }
  }
}
