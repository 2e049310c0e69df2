import Foundation
import ModerationCore
import ModerationJudging
import Policies
import StandardDetectors
import Testing

@Suite("manifests of policies", .timeLimit(.minutes(20)))
struct ManifestOfPolicyTests {
  static let manifest = """
    manifest: 1
    id: house.plants/1
    scene: plants
    model: {features: efficientnet-lite2, head: heads.f32, sha256: \(String(repeating: "a", count: 64)), name: a, licence: b}
    output: {classes: [rose], anchors: [[0, 2]]}
    labels: [Plant]
    subLabels: [Rose]
    claims: [{classes: [rose], label: Plant, subLabel: Rose, review: 0.86, block: 0.91}]
    covers: [Rose]
    doesNotCover: []
    """
  static let mine = "manifests: [manifests/plants.yaml]\nimages: {Plant/Rose: {review: 0.5}}\n"

  @Test("a policy's manifest is read without its model, its labels may be named, and it counts in the version")
  func read() throws {
    let first = try policy(Self.mine, ["manifests/plants.yaml": Self.manifest])
    #expect(first.manifests.map(\.name) == ["manifests/plants.yaml"])
    #expect(first.manifests.first?.descriptor.id == "house.plants/1")
    #expect(first.manifests.first?.path.hasSuffix("/manifests/plants.yaml") == true)
    #expect(first.policy.thresholds.images[Claim(Label(rawValue: "Plant"), SubLabel(rawValue: "Rose"))]?.review == 0.5)
    let again = try policy(Self.mine, ["manifests/plants.yaml": Self.manifest])
    #expect(again.version == first.version)
    let other = try policy(
      Self.mine,
      [
        "manifests/plants.yaml": Self.manifest.replacing(
          String(repeating: "a", count: 64), with: String(repeating: "b", count: 64))
      ])
    #expect(other.version != first.version)
    #expect(other.manifests.first?.sha256 != first.manifests.first?.sha256)
    #expect(DetectorChoice(first).manifests.map(\.path) == first.manifests.map(\.path))
  }

  @Test("its thresholds decide whatever scenes are asked for, and are shown")
  func decides() throws {
    let text = "scenes: [porn]\n" + Self.mine
    let read = try ScratchFolder(["mine.yaml": text, "manifests/plants.yaml": Self.manifest]).read()
    #expect(read.notices.isEmpty, "\(read.notices)")
    let policy = try read.policy(named: "mine")
    #expect(
      policy.listing(detectors: read.detectors).contains("images.Plant: {review: 0.86, block: 0.91}, house.plants/1"))
    #expect(policy.listing(detectors: []).contains("# manifest manifests/plants.yaml "))
  }

  @Test("manifests are inherited as a whole")
  func inherited() throws {
    let folder = try ScratchFolder([
      "base.yaml": "manifests: [plants.txt]\n", "mine.yaml": "extends: base\n",
      "none.yaml": "extends: base\nmanifests: []\n", "plants.txt": Self.manifest,
    ])
    let read = try folder.read()
    #expect(try read.policy(named: "mine").manifests.count == 1)
    #expect(try read.policy(named: "none").manifests.isEmpty)
  }

  @Test(
    "what is wrong with a manifest is said at the policy's place, with the manifest's own behind it",
    arguments: [
      ("manifests: [manifests/rose.yaml]\n", "mine.yaml:1:13: cannot read manifests/rose.yaml"),
      ("manifests: [../plants.yaml]\n", "mine.yaml:1:13: \"../plants.yaml\" is not a path below the policy folder"),
      ("manifests: manifests/plants.yaml\n", "manifests must be a list"),
      ("manifests: [manifests/plants.yaml, manifests/plants.yaml]\n", "repeats"),
      ("manifests: [manifests/odd.yaml]\n", "odd.yaml:4:"),
      ("images: {Plant/Rose: {review: 0.5}}\n", "mine.yaml:1:"),
    ])
  func problems(text: String, says: String) throws {
    let odd = Self.manifest.replacing("efficientnet-lite2", with: "clip")
    let found = try problem(text, ["manifests/plants.yaml": Self.manifest, "manifests/odd.yaml": odd])
    #expect(found?.contains(says) == true, "\(found ?? "none")")
  }
}
