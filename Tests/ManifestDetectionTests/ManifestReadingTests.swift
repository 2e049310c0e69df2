import Foundation
import ImageModeration
import TestFixtures
import Testing

@testable import ManifestDetection

@Suite("manifest", .timeLimit(.minutes(20)))
struct ManifestReadingTests {
  /// What is replaced in the example, by what, and words of the error.
  struct Fault: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let says: [String]

    init(_ old: String, _ new: String, _ says: String...) { (self.old, self.new, self.says) = (old, new, says) }

    var testDescription: String { new }
  }

  static let faults: [Fault] = [
    Fault("manifest: 1", "manifest: 2", "my.yaml:3:11: manifest must be a whole number from 1 to 1"),
    Fault("manifest: 1", "manifest: \"1\"", "manifest must be a whole number"),
    Fault("scene: porn\n", "scene: porn\nextra: 1\n", "my.yaml:6:", "no key \"extra\""),
    Fault("scene: porn\n", "scene: porn\nscene: porn\n", "the key scene stands twice"),
    Fault("scene: porn\n", "scene: Porn\n", "scene must be"),
    Fault("scene: porn\n", "", "the manifest lacks the key scene"),
    Fault("id: porn.open-nsfw-manifest/1", "id: [a]", "id must be a text"),
    Fault("id: porn.open-nsfw-manifest/1", "id:", "id has no value"),
    Fault("id: porn.open-nsfw-manifest/1", "id: a b", "id must be at most 128"),
    Fault("store: porn/open-nsfw.onnx", "store: ../open-nsfw.onnx", "model.store must be a relative path"),
    Fault("store: porn/open-nsfw.onnx", "file: /etc/passwd", "model.file must be a relative path"),
    Fault("store: porn/open-nsfw.onnx", "store: a\n  file: b", "one of the keys store, file and features"),
    Fault("  store: porn/open-nsfw.onnx\n", "", "one of the keys store, file and features"),
    Fault("sha256: 864b", "sha256: 864B", "model.sha256 must be 64"),
    Fault("  licence: Apache-2.0, weights BSD-2-Clause\n", "", "model lacks the key licence"),
    Fault("size: [256, 256]", "size: [256]", "input.size must be a list of width and height"),
    Fault("size: [256, 256]", "size: [256, 1e9]", "input.size[1] must be a whole number from 1 to 4096"),
    Fault("size: [256, 256]", "size: [99999999999999999999, 1]", "input.size[0] must be"),
    Fault("size: [256, 256]", "size: 256", "input.size must be a list"),
    Fault("centreCrop: [224, 224]", "centreCrop: [257, 224]", "no larger than input.size"),
    Fault("fit: squash", "fit: pad", "input.centreCrop goes with fit: squash and fit: cover only"),
    Fault("fit: squash", "fit: squash\n  padding: 3", "input.padding goes with fit: pad only"),
    Fault("fit: squash", "fit: fill", "input.fit must be one of", "cover"),
    Fault("fit: squash", "fit: cover\n  padding: 3", "input.padding goes with fit: pad only"),
    Fault("filter: bilinear", "filter: lanczos", "input.filter must be one of", "bicubic"),
    Fault("jpegQuality: 75", "jpegQuality: 101", "from 1 to 100"),
    Fault("jpegQuality: 75", "jpegQuality: 75.5", "from 1 to 100"),
    Fault("channels: bgr", "channels: BGR", "input.channels must be one of"),
    Fault("mean: [104, 117, 123]", "mean: [104, 117]", "input.mean must be a list of 3 numbers, not 2"),
    Fault("mean: [104, 117, 123]", "mean: [104, 117, .nan]", "input.mean[2] must be a number"),
    Fault("mean: [104, 117, 123]", "deviation: [0, 1, 1]", "input.deviation[0] must be a number"),
    Fault("mean: [104, 117, 123]", "divisor: 0", "input.divisor must be a number"),
    Fault("activation: none", "activation: relu", "output.activation must be one of"),
    Fault("classes: [safe, not safe]", "classes: [safe, safe]", "output.classes[1] repeats \"safe\""),
    Fault(
      "none\n  classes: [safe, not safe]", "softmax\n  classes: [not safe]", "output.classes names one class",
      "always 1"),
    Fault("classes: [safe, not safe]", "classes: []", "output.classes names no class"),
    Fault("classes: [not safe]", "classes: [unsafe]", "claims[0].classes names \"unsafe\""),
    Fault("classes: [not safe]", "classes: []", "claims[0].classes names no class"),
    Fault("label: Porn\n", "label: Pron\n", "claims[0].label must be one of", "declared under labels"),
    Fault("label: Porn\n", "label: Normal\n", "claims[0].label must be one of"),
    Fault("scene: porn\n", "scene: porn\nlabels: [Normal]\n", "labels[0] may not be Normal"),
    Fault("subLabel: Explicit", "subLabel: Explizit", "claims[0].blockAs.subLabel must be one of"),
    Fault("covers: [Explicit, Suggestive]", "covers: [Explicit]", "covers does not name"),
    Fault("doesNotCover: [BodyParts", "doesNotCover: [Explicit", "which covers names too"),
    Fault("review: 0.2", "review: -0.1", "claims[0].review must be a number from 0.0 to 1.0"),
    Fault("block: 0.8", "block: 0.1", "claims[0].block must be a number from 0.2 to 1.0"),
    Fault("block: 0.8", "block: \"0.8\"", "claims[0].block must be a number"),
    Fault("block: 0.8", "block: 0.8\n    suggestion: BLOCK", "no key \"suggestion\""),
    Fault("covers: [Explicit, Suggestive]\n", "", "lacks the key covers"),
    Fault("claims:", "claims: {}\nclaim:", "no key \"claim\""),
    Fault("scene: porn", "scene: &a porn", "my.yaml:5: an anchor"),
    Fault("scene: porn", "scene: !!str porn", "an anchor, an alias or a tag"),
    Fault("scene: porn", "scene: [porn", "not YAML"),
    Fault("scene: porn", "scene: porn\n---\nmanifest: 1", "not YAML"),
    Fault("activation: none", "activation: \"none\\0\"", "control characters"),
    Fault("scene: porn", "? [a]\n: b", "a key that is not text"),
    Fault("scene: porn", "scene: [[[[[[[[[[a]]]]]]]]]]", "deeper than 8"),
  ]

  @Test("what breaks a rule is refused with file, key and what is allowed", arguments: faults)
  func refused(fault: Fault) {
    #expect(ManifestExample.text.contains(fault.old))
    do throws(HostFailure) {
      _ = try ManifestExample.manifest(ManifestExample.replacing(fault.old, fault.new))
      Issue.record("accepted")
    } catch {
      #expect(error.code == .invalidManifest)
      for text in ["my.yaml:"] + fault.says { #expect(error.message.contains(text), "\(error.message)") }
    }
  }

  @Test("after a sigmoid nothing is added up")
  func sigmoidSum() {
    let text = ManifestExample.replacing("none", "sigmoid").replacing("[not safe]", with: "[safe, not safe]")
    do throws(HostFailure) {
      _ = try ManifestExample.manifest(text)
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains("are not added up"))
    }
  }

  @Test("a claim that another makes already is refused")
  func repeatedClaim() {
    let claim = "\n  - {classes: [safe], label: Porn, review: 0.1, block: 1}\n\ncovers"
    do throws(HostFailure) {
      _ = try ManifestExample.manifest(ManifestExample.replacing("\n\ncovers", claim))
      Issue.record("accepted")
    } catch {
      #expect(error.message.contains("claims[1] claims Porn, which an earlier one claims"))
    }
  }

  @Test("labels, sublabels and scenes of one's own are declared, and have their bands")
  func ownVocabulary() throws {
    let manifest = try ManifestExample.manifest(
      """
      manifest: 1
      id: com.example.plants/3
      scene: com.example.plants
      labels: [Plant]
      subLabels: [Cactus, Rose, Ivy]
      model: {file: m/plants.onnx, sha256: \(String(repeating: "a", count: 64)), name: R & D, licence: MIT}
      input: {size: [96, 96], fit: pad, padding: 114, channels: rgb, layout: NCHW, divisor: 255,
              mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225]}
      output: {activation: softmax, classes: [cactus, rose, rose bud, stone]}
      claims:
        - {classes: [rose, rose bud], label: Plant, subLabel: Rose, review: 0.5, block: 0.9}
        - {classes: [cactus], label: Plant, subLabel: Cactus, review: 0.25, block: 1}
      covers: [Cactus, Rose]
      doesNotCover: [Ivy]
      """)
    let descriptor = manifest.descriptor
    #expect(manifest.wish == InputWish(fit: .longestSide(96)))
    #expect(descriptor.scene.rawValue == "com.example.plants")
    #expect(descriptor.model?.name == "R & D")
    func meaning(_ score: Double) -> ScoreBands.Meaning? {
      let finding = Finding(label: Label(rawValue: "Plant"), subLabel: SubLabel(rawValue: "Cactus"), score: score)
      return Policy.standard.meaning(of: finding, by: descriptor)
    }
    #expect(meaning(0.24)?.suggestion == .pass)
    #expect(meaning(0.25)?.suggestion == .review)
    #expect(meaning(1)?.suggestion == .review)
    #expect(meaning(0.3)?.subLabel == SubLabel(rawValue: "Cactus"))
    #expect(manifest.claims.map(\.classes) == [[1, 2], [0]])
  }

  @Test("a picture that covers is wished for with its crop")
  func cover() throws {
    let manifest = try ManifestExample.manifest(ManifestExample.replacing("fit: squash", "fit: cover"))
    #expect(manifest.wish.fit == .cover(PixelSize(width: 256, height: 256)))
    #expect(manifest.wish.centreCrop == PixelSize(width: 224, height: 224))
  }

  @Test("any change of a valid manifest is read or refused and never traps", arguments: 0..<24)
  func mutations(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let original = Array(ManifestExample.text.utf8)
    let pieces = [
      "[", "]", "{", "}", ":", "- ", "\"", "'", "|", ">", "\t", "\n", "%", "@", "`", "\\", "\u{0}", "\u{FEFF}", "é",
      "1e999",
      "-0", "999999999999999999999", ".inf", "~", "null", "? ", "<<: ", "---\n", "...\n", "#",
    ]
    var accepted = 0
    for _ in 0..<100 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<max(1, bytes.count), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1:
          bytes.insert(
            contentsOf: Array(pieces.randomElement(using: &random)?.utf8 ?? "".utf8), at: min(at, bytes.count))
        case 2:
          bytes.removeSubrange(min(at, bytes.count)..<min(bytes.count, at + Int.random(in: 0...40, using: &random)))
        default:
          let end = min(bytes.count, at + Int.random(in: 0...80, using: &random))
          bytes.insert(contentsOf: bytes[min(at, end)..<end], at: Int.random(in: 0...bytes.count, using: &random))
        }
      }
      do throws(HostFailure) {
        _ = try Manifest(bytes, "my.yaml").descriptor
        accepted += 1
      } catch {
        #expect(error.code == .invalidManifest)
      }
    }
    // Changes in comments and names are harmless.
    #expect(accepted > 0)
  }
}
