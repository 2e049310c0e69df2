import Foundation
import ImageMatching
import ImageModeration
import TestFixtures
import Testing

@testable import PoliticsDetection

/// Other photographs of a person, and second views of every photograph, match the person and nobody else at the
/// defaults.
@Suite("Face matching", .timeLimit(.minutes(20)))
struct FaceMatchingTests {
  /// What came of a set of views.
  struct Table {
    var viewCount = 0
    var wrong: [String] = []
    var lowestSame = (cosine: Double.infinity, view: "")
    var highestOther = (cosine: -Double.infinity, view: "")

    var text: String {
      "\(viewCount) views; lowest cosine to the same person \(lowestSame); highest to another \(highestOther); "
        + "wrong: \(wrong.isEmpty ? "none" : wrong.joined(separator: ", "))"
    }
  }

  /// Shows every view to the detector.
  static func table(of portraits: [FaceViews.Portrait], against known: [FaceViews.Portrait]) throws -> Table {
    let models = try FacePicture.models.get()
    let gallery = try FaceViews.gallery(of: known, models)
    let detector = FaceGalleryDetector(models: models, gallery: gallery)
    var table = Table()
    var enrolled: Set<String> = []
    for portrait in portraits {
      let picture = try FacePicture(file: portrait.file)
      var views = try FaceViews.changes.map { ($0.name, try $0.change(picture)) }
      // The first photograph itself is in the gallery.
      if !enrolled.insert(portrait.person).inserted { views.append(("as it is", picture)) }
      for (name, view) in views {
        let title = "\(portrait.file.lastPathComponent) \(name)"
        table.viewCount += 1
        let findings = try FaceGalleryDetectorTests.inspect(detector, view)
        let matches = findings.flatMap(\.candidates).filter { $0.score > FaceScore.blockAbove }
        if matches.isEmpty || matches.contains(where: { $0.name != portrait.person }) {
          table.wrong.append("\(title) \(findings)")
        }
        guard let face = try? FaceViews.face(of: view, models) else { continue }
        for match in try gallery.nearest(to: face.embedding, count: gallery.personCount) {
          if match.person.name.text == portrait.person {
            if match.cosine < table.lowestSame.cosine { table.lowestSame = (match.cosine, title) }
          } else if match.cosine > table.highestOther.cosine {
            table.highestOther = (match.cosine, "\(title) / \(match.person.name)")
          }
        }
      }
    }
    return table
  }

  @Test("the committed portraits")
  func committed() throws {
    let table = try Self.table(of: FaceViews.committed, against: FaceViews.committed)
    print("faces, committed: \(table.text)")
    #expect(table.viewCount == 26)
    #expect(table.wrong == [])
    #expect(table.highestOther.cosine < FaceScore.reviewCosine)
  }

  @Test("all portraits", .enabled(if: FaceViews.hasShared, "the shared photographs are not here"))
  func all() throws {
    let table = try Self.table(of: FaceViews.all, against: FaceViews.all)
    print("faces, all: \(table.text)")
    #expect(table.viewCount >= 182)
    #expect(table.wrong == [])
    #expect(table.lowestSame.cosine > FaceScore.matchCosine)
    #expect(table.highestOther.cosine < FaceScore.matchCosine)
  }
}
