import Digests
import Foundation
import ImageModeration
import InProcessDecoding
import Policies
import TestFixtures
import Testing

@testable import StandardDetectors

@Suite("Manifests of heads", .timeLimit(.minutes(20)))
struct ManifestTests {
  /// A folder of policies with a manifest of one head, whose weights are all the same.
  private static func folder(weight: Float = 0.01) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      "scenes: [terror]\nmanifests: [plants/manifest.yaml]\nlimits: {deadlineSeconds: 3600}\n".utf8, to: "mine.yaml")
    try folder.write("scenes: [terror]\nlimits: {deadlineSeconds: 3600}\n".utf8, to: "default.yaml")
    try write(weight, to: folder)
    return folder
  }

  private static func write(_ weight: Float, to folder: TemporaryFolder) throws {
    let bytes = [Float](repeating: weight, count: 1281).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
    }
    try folder.write(bytes, to: "plants/heads.f32")
    try folder.write(
      """
      manifest: 1
      id: house.plants/1
      scene: plants
      model: {features: efficientnet-lite2, head: heads.f32, sha256: \(SHA256Digest(of: bytes.span.bytes)?.hexadecimal ?? ""), name: plants, licence: own}
      output: {classes: [rose], anchors: [[-100, 100]]}
      subLabels: [Rose]
      claims: [{classes: [rose], label: Custom, subLabel: Rose, review: 0.86, block: 1}]
      covers: [Rose]
      doesNotCover: []
      """.utf8, to: "plants/manifest.yaml")
  }

  private static func policies(_ folder: TemporaryFolder) throws -> PolicyFolder {
    try PolicyFolder(folder.path, detectors: StandardDetectors.descriptors)
  }

  @Test("a policy's manifest looks on the network that terror has, under that policy alone, and none is compiled more")
  func policy() async throws {
    let folder = try Self.folder()
    let read = try Self.policies(folder)
    let models = try StandardModels(for: read.served(), isolation: .inProcess, concurrency: 1)
    let compiled = models.compiledModelCount
    let live = try LivePolicies(read, on: models)
    defer { live.stop() }
    #expect(models.compiledModelCount == compiled)
    let moderator = try Moderator(live: live.rules, isolation: .inProcess)
    let picture = ImageSource.file(path: Fixture.path("images/photos-faces/chelsea.png"))
    for (policy, suggestion, sees) in [("mine", Suggestion.review, true), ("default", .pass, false)] {
      let result = try await moderator.moderate(picture, policy: policy)
      guard case .verdict(let verdict) = result.outcome else {
        Issue.record("\(result.outcome)")
        continue
      }
      #expect(verdict.suggestion == suggestion)
      #expect(verdict.evidence.contains { $0.finding.subLabel?.rawValue == "Rose" } == sees)
    }
  }

  @Test("a manifest that changed is loaded anew, one that did not is not; a broken one changes nothing")
  func changed() throws {
    let folder = try Self.folder()
    let models = try StandardModels(scenes: [.terror], isolation: .inProcess, concurrency: 1)
    func digest() throws -> String? {
      let policy = try Self.policies(folder).policy(named: "mine")
      return try models.detectors(DetectorChoice(policy)).descriptors.first { $0.id == "house.plants/1" }?.model?.sha256
    }
    let first = try digest()
    #expect(first != nil)
    #expect(try digest() == first)
    try Self.write(0.02, to: folder)
    #expect(try digest() != first)
    try folder.write([0, 0, 0, 0], to: "plants/heads.f32")
    // The pin is in the manifest: what is loaded of it stays.
    #expect(try digest() != nil)
    let others = try StandardModels(scenes: [.terror], isolation: .inProcess, concurrency: 1)
    let policy = try Self.policies(folder).policy(named: "mine")
    #expect(throws: HostFailure.self) { try others.detectors(DetectorChoice(policy)) }
  }
}
