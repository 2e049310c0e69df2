import Foundation
import ImageModeration
import PluginHost
import Testing

@Suite("Plugins in process", .timeLimit(.minutes(20)))
struct InProcessTests {
  /// One inspection of a small picture whose first pixel carries an order.
  static func inspect(_ detector: any Detector, order: UInt8, blue: UInt8 = 0) throws -> [Finding] {
    var pixels = [UInt8](repeating: 0, count: 16 * 64)
    for y in 0..<16 { for x in 0..<20 { pixels[y * 64 + x * 3 + 2] = blue } }
    pixels[0] = order
    let size = PixelSize(width: 20, height: 16)
    let frame = FrameDescription(
      size: size, strideBytes: 64, channelOrder: .rgb, frameIndex: 3, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: 20, height: 16))
    return try detector.inspect(pixels.span.bytes, of: frame)
  }

  private static func misbehaving(_ configuration: String = "") throws -> any Detector {
    let plugin = try CPlugin(CPlugin.misbehaving)
    return try PluginLibrary(path: plugin.path, sha256: plugin.sha256)
      .detector("misbehaving/1", configuration: configuration)
  }

  @Test("a detector in C looks at pixels with padded rows")
  func blue() throws {
    let plugin = try CPlugin(CPlugin.blue)
    let library = try PluginLibrary(path: plugin.path, sha256: plugin.sha256)
    #expect(library.descriptions.map(\.descriptor.id) == ["blue.c/1"])
    let detector = try library.detector("blue.c/1")
    #expect(detector.inputWish == InputWish(fit: .longestSide(64), oversampling: 1))
    let found = try Self.inspect(detector, order: 0, blue: 200)
    #expect(found == [Finding(label: Label(rawValue: "Blue"), score: 1)])
    #expect(try Self.inspect(detector, order: 0).map(\.score) == [0])
  }

  @Test("what is not the pinned file is not opened")
  func pinned() throws {
    let plugin = try CPlugin(CPlugin.blue)
    let other = String(repeating: "0", count: 64)
    let failure = #expect(throws: HostFailure.self) { try PluginLibrary(path: plugin.path, sha256: other) }
    #expect(failure?.code == .pluginUnusable)
    #expect(failure?.message.contains(plugin.sha256) == true)
  }

  @Test(
    "a library that is none, or lies about itself, is refused by name and with a reason",
    arguments: [
      (["-DNO_ENTRY"], "moderation_plugin_entry"), (["-DOTHER_VERSION"], "version 2"),
      (["-DLIE=host->describe(host->context,&description)"], "twice"), (["-DLIE=description.band_count=0"], "no label"),
      (["-DLIE=description.bands=0"], "no elements"), (["-DLIE=description.basis=7"], "7"),
      (["-DLIE=description.id.count=0"], "id"), (["-DLIE=band.review_from=NAN"], "out of order"),
      (["-DLIE=description.wish.longest_side=99999"], "cannot be given"),
      (["-DLIE=description.wish.jpeg_quality=101"], "cannot be given"),
      // What a plugin in Swift exports that wishes to cover.
      (["-DLIE=description.wish.longest_side=0,description.wish.exact_width=8"], "cannot be given"),
      (["-DLIE=description.scene.bytes=\"\\xFF\"; description.scene.count=1"], "UTF-8"),
      (["-DLIE=return"], "no detector"),
    ])
  func liars(options: [String], reason: String) throws {
    let plugin = try CPlugin(CPlugin.misbehaving, options)
    let failure = #expect(throws: HostFailure.self) { try PluginLibrary(path: plugin.path, sha256: plugin.sha256) }
    #expect(failure?.code == .pluginUnusable)
    #expect(failure?.message.contains(plugin.path) == true)
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
  }

  @Test("a text file is no plugin, and the loader's own words say so")
  func notALibrary() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "no-plugin-\(UUID()).so").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("hello".utf8).write(to: URL(filePath: path))
    let failure = #expect(throws: HostFailure.self) {
      try PluginLibrary(path: path, sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
    }
    #expect(failure?.message.contains("cannot be opened") == true)
  }

  @Test("a detector that is not made says why")
  func refused() {
    let failure = #expect(throws: HostFailure.self) { try Self.misbehaving("refuse") }
    #expect(failure?.message.contains("no such mood") == true)
  }

  @Test(
    "what breaks the interface is a failure with a reason",
    arguments: [
      (1, "tired", "not today"), (2, "pluginFailed", "did not say why"), (7, "invalidFinding", "UTF-8"),
      (8, "invalidFinding", "4096"), (9, "invalidFinding", "no elements"), (10, "invalidFinding", "1048576"),
      (11, "invalidFinding", "elements"), (13, "invalidFinding", "twice"),
    ] as [(UInt8, String, String)])
  func orders(order: UInt8, code: String, reason: String) throws {
    let detector = try Self.misbehaving()
    let failure = #expect(throws: DetectorFailure.self) { try Self.inspect(detector, order: order) }
    #expect(failure?.code.rawValue == code)
    #expect(failure?.message.contains(reason) == true, "\(failure?.message ?? "")")
    // The next picture is unaffected.
    #expect(try Self.inspect(detector, order: 0).map(\.score) == [0.1])
  }

  @Test("what was found before a failure is kept")
  func partial() throws {
    let detector = try Self.misbehaving()
    let failure = #expect(throws: DetectorFailure.self) { try Self.inspect(detector, order: 12) }
    #expect(failure?.findings.map(\.score) == [0.9])
    #expect(failure?.code == .deadline)
  }

  @Test("garbage in findings makes a gap in the verdict, never a PASS", arguments: [3, 4, 5, 6] as [UInt8])
  func garbage(order: UInt8) throws {
    let found = try Self.inspect(try Self.misbehaving(), order: order)
    // Scores, labels and boxes are judged where all findings are: see the pipeline's tests.
    #expect(found.count == 1)
  }
}
