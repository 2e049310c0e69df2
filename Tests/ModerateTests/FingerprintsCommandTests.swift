import Foundation
import ImageMatching
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Fingerprints {
    private struct Reference: Decodable {
      let path: String
      let views: [String]
    }

    private static func list(_ run: ModerateRun) throws -> FingerprintList {
      try FingerprintList(parsing: Array(run.output.utf8), name: "output")
    }

    @Test func theOutputIsAListWithTheHashesOfTheReference() async throws {
      let references: [Reference] = try Fixture.json("pdq/files.json")
      let paths = ["images/photos-faces/chelsea.png", "images/photos-large/chelsea-1600x1200.jpg"]
      let run = try await Moderate.run(["fingerprints"] + paths)
      #expect(run.status == 0)
      #expect(run.errors.isEmpty)
      let entries = try Self.list(run).entries
      #expect(entries.map(\.name) == paths)
      for entry in entries {
        let reference = try #require(references.first { $0.path == entry.name })
        let hash = try #require(PDQHash(hexadecimal: reference.views[0]))
        #expect(entry.hash.distance(to: hash) <= 10)
        #expect(entry.quality == 100)
      }
    }

    @Test func anAnimationHasALineForEachFrameThatIsLookedAt() async throws {
      let run = try await Moderate.run("fingerprints", "images/generated/animated/a_webp.webp")
      #expect(run.status == 0)
      let names = run.output.split(separator: "\n").map { $0.split(separator: "\t").last.map(String.init) ?? "" }
      #expect(names.count == 7)
      #expect(names.last == "images/generated/animated/a_webp.webp (frame 29)")
    }

    /// A bitmap of 64×64 pixels that grows brighter to the right.
    private static let gradient: [UInt8] = {
      func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
      let rows = (0..<64).flatMap { _ in (0..<64).flatMap { [UInt8](repeating: UInt8($0 * 2), count: 3) } }
      return [0x42, 0x4D] + number(UInt32(54 + rows.count)) + number(0) + number(54) + number(40) + number(64)
        + number(64) + [1, 0, 24, 0] + number(0) + number(UInt32(rows.count)) + number(0) + number(0) + number(0)
        + number(0) + rows
    }()

    @Test func picturesWithLittleStructureAreNamed() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run("fingerprints", try folder.write(Self.gradient, to: "gradient.bmp"))
      #expect(run.status == 0)
      #expect(try Self.list(run).flatCount == 1)
      #expect(run.errors.contains("too low to be known again"))
    }

    @Test func aPictureOfOneColourHasNoFingerprint() async throws {
      let run = try await Moderate.run("fingerprints", "images/generated/boundary/d_9999.png")
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("too flat for a PDQ hash"))
    }

    @Test func whatCannotBeHashedIsSaidAndTheRestIsPrinted() async throws {
      let run = try await Moderate.run(
        "fingerprints", "nothing-here", "images/generated/hostile/h_text.jpg", "images/photos-faces/hopper.png")
      #expect(run.status == 1)
      #expect(try Self.list(run).entries.map(\.name) == ["images/photos-faces/hopper.png"])
      #expect(run.errors.contains("no fingerprint of nothing-here: "))
      #expect(run.errors.contains("no fingerprint of images/generated/hostile/h_text.jpg: "))
    }

    @Test func withoutAPathItIsACommandLineError() async throws {
      let run = try await Moderate.run("fingerprints")
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
    }
  }
}
