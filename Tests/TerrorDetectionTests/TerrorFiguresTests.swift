import Foundation
import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

@Suite("Terror figures", .timeLimit(.minutes(20)))
struct TerrorFiguresTests {
  static let harmless = [
    "efficientnet_lite2/flags-cn.png", "efficientnet_lite2/flags-za.png", "images/flags/de.png", "images/flags/jp.png",
    "images/photos-faces/astronaut.png", "images/photos-faces/chelsea.png", "images/photos-faces/hopper.jpg",
    "images/heif/zPug_3.heic", "images/text/chat.png", "images/text/poster.png",
  ]

  @Test("no flag, portrait, cat or page of text asks for a person", arguments: harmless)
  func passes(name: String) throws {
    let detector = try Pictures.detector()
    for pixels in try Pictures.views(at: Fixture.path(name), wish: detector.inputWish) {
      for finding in try Pictures.findings(detector, pixels) {
        let meaning = Policy.standard.meaning(of: finding, by: detector.descriptor)
        #expect(
          meaning?.suggestion == .pass,
          "\(finding.subLabel?.rawValue ?? "") \(finding.score) \(finding.details)")
      }
    }
  }

  static let drawings: [(String, SubLabel)] = [
    ("weapon-drawings-m16_01.png", .firearm), ("weapon-drawings-knife.png", .blade),
    ("weapon-drawings-longsword_01.png", .blade),
  ]

  @Test("a drawn rifle, knife and sword ask for a person", arguments: drawings)
  func drawn(name: String, subLabel: SubLabel) throws {
    let pixels = try Pictures.pixels(at: Fixture.path("efficientnet_lite2/\(name)"))
    let finding = try Pictures.findings(try Pictures.detector(), pixels).first { $0.subLabel == subLabel }
    #expect(try #require(finding).score >= QuantileScore.review)
  }

  /// For the model card: the scores of every picture in a folder, tab-separated, printed.
  static let folder = ProcessInfo.processInfo.environment["IMAGE_MODERATION_PICTURES"]

  @Test("scores of a folder of pictures", .enabled(if: folder != nil, "IMAGE_MODERATION_PICTURES names no folder"))
  func scores() throws {
    let folder = try #require(Self.folder)
    let thoroughly = ProcessInfo.processInfo.environment["IMAGE_MODERATION_THOROUGH"] != nil
    let detector = try Pictures.detector(thoroughly: thoroughly)
    let names = try #require(FileManager.default.enumerator(atPath: folder)?.allObjects as? [String])
    for name in names.sorted() {
      // What cannot be decoded is no picture; the table names it.
      guard let views = try? Pictures.views(at: "\(folder)/\(name)", wish: detector.inputWish), !views.isEmpty else {
        print("terror\t\(name)\tnot decoded")
        continue
      }
      var best: [String: Double] = [:]
      var top = ""
      for pixels in views {
        for finding in try Pictures.findings(detector, pixels) {
          best[finding.subLabel?.rawValue ?? "", default: 0].formMaximum(finding.score)
          top = finding.details["topClass"] ?? ""
        }
      }
      let scores = best.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rounded3)" }
      print("terror\t\(name)\t\(views.count)\t\(scores.joined(separator: "\t"))\t\(top)")
    }
  }
}

extension Double {
  fileprivate mutating func formMaximum(_ other: Double) { self = Swift.max(self, other) }
}
