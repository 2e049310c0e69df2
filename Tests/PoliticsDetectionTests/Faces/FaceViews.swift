import Foundation
import ImageMatching
import ImageModeration
import TestFixtures
import Testing

@testable import PoliticsDetection

/// Portraits and the second views that are made of them.
enum FaceViews {
  /// A photograph of a person.
  struct Portrait: Sendable, CustomTestStringConvertible {
    let person: String
    let file: URL

    var testDescription: String { file.lastPathComponent }
  }

  /// What is done to a portrait to make a second view.
  static let changes: [(name: String, change: @Sendable (FacePicture) throws -> FacePicture)] = [
    ("turned by 15°", { $0.turned(byDegrees: 15) }),
    ("turned by -15°", { $0.turned(byDegrees: -15) }),
    ("tilted by 45°", { $0.tilted(byDegrees: 45) }),
    ("tilted by -50°", { $0.tilted(byDegrees: -50) }),
    ("tilted by 135°", { $0.tilted(byDegrees: 135) }),
    ("on its right side", { $0.turned(byQuarters: 1) }),
    ("upside down", { $0.turned(byQuarters: 2) }),
    ("on its left side", { $0.turned(byQuarters: 3) }),
    ("half the size", { $0.halved() }),
    ("JPEG of quality 30", { try $0.throughJPEG(quality: 30) }),
    ("40 % darker", { $0.dimmed() }),
    (
      "the middle 80 %",
      { picture in
        picture.cut(
          left: picture.width / 10, top: picture.height / 10, width: picture.width * 8 / 10,
          height: picture.height * 8 / 10)
      }
    ),
    (
      "without the left 20 %",
      { picture in
        picture.cut(left: picture.width / 5, top: 0, width: picture.width - picture.width / 5, height: picture.height)
      }
    ),
  ]

  static let shared = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/fixtures/shared-only")
  static let hasShared = FileManager.default.fileExists(atPath: shared.appending(path: "face-pairs").path)

  /// Photographs that are committed.
  static let committed = ["astronaut.png", "hopper.png"].map { name in
    Portrait(
      person: String(name.prefix { $0 != "." }),
      file: Fixture.folder.appending(path: "images/photos-faces/\(name)"))
  }

  /// All photographs: the person's name is the file's, up to `_` or the ending.
  static let all: [Portrait] =
    committed
    + ["face-pairs", "faces-officials"].flatMap { folder in
      let files =
        (try? FileManager.default.contentsOfDirectory(
          at: shared.appending(path: folder), includingPropertiesForKeys: nil)) ?? []
      return files.sorted { $0.path < $1.path }.map { file in
        Portrait(person: String(file.lastPathComponent.prefix { $0 != "." && $0 != "_" }), file: file)
      }
    }

  /// The largest face of a picture.
  static func face(of picture: FacePicture, _ models: FaceModels) throws -> GalleryFace {
    let found = try picture.lend(models.finder.faces)
    let face = try #require(found.first)
    return try picture.lend { view throws(DetectorFailure) in
      GalleryFace(
        sourceSHA256: String(repeating: "a", count: 64), box: face.box(within: view),
        embedding: try models.embedding(of: face, in: view))
    }
  }

  /// A gallery of the first photograph of each person.
  static func gallery(of portraits: [Portrait], _ models: FaceModels) throws -> FaceGallery {
    var first: [String: Portrait] = [:]
    for portrait in portraits where first[portrait.person] == nil { first[portrait.person] = portrait }
    return try FaceGallery(
      persons: try first.values.map { portrait in
        FaceGallery.Person(
          group: try #require(GalleryName("test")), name: try #require(GalleryName(portrait.person)),
          faces: [try face(of: try FacePicture(file: portrait.file), models)])
      })
  }
}
