import Foundation
import ImageMatching
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PoliticsDetection

/// The same pixels, the same faces and the same embeddings as OpenCV's `FaceDetectorYN` and `FaceRecognizerSF`. The
/// reference values were written by Scripts/reference/faces.py.
@Suite("YuNet and SFace parity", .timeLimit(.minutes(20)))
struct FaceParityTests {
  struct Face: Decodable, Sendable {
    let box: [Double]
    let points: [Double]
    let score: Double
    let norm: Float
    let embedding: [Float]

    var rectangle: PixelRectangle { PixelRectangle(x: box[0], y: box[1], width: box[2], height: box[3]) }
    var places: [FoundFace.Point] { (0..<5).map { FoundFace.Point(x: points[2 * $0], y: points[2 * $0 + 1]) } }

    func kept() throws -> FaceEmbedding { try #require(FaceEmbedding(direction: embedding, norm: norm)) }
  }

  enum Step: Decodable, Sendable {
    case cut([Int])
    case mirror
    case dim
    case repeated([Int])

    init(from decoder: any Swift.Decoder) throws {
      var values = try decoder.unkeyedContainer()
      let name = try values.decode(String.self)
      var numbers: [Int] = []
      while !values.isAtEnd { numbers.append(try values.decode(Int.self)) }
      switch (name, numbers.count) {
      case ("cut", 4): self = .cut(numbers)
      case ("mirror", 0): self = .mirror
      case ("dim", 0): self = .dim
      case ("repeat", 2): self = .repeated(numbers)
      default: throw CocoaError(.coderInvalidValue)
      }
    }
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let path: String
    let steps: [Step]
    let count: Int
    let faces: [Face]

    var testDescription: String { name }

    func picture() throws -> FacePicture {
      try steps.reduce(FacePicture(fixture: path)) { picture, step in
        switch step {
        case .cut(let numbers):
          picture.cut(left: numbers[0], top: numbers[1], width: numbers[2], height: numbers[3])
        case .mirror: picture.mirrored()
        case .dim: picture.dimmed()
        case .repeated(let numbers): picture.repeated(columns: numbers[0], rows: numbers[1])
        }
      }
    }
  }

  struct Cases: Decodable {
    let pictures: [Case]
    let files: [Case]
  }

  static let cases = Result { try Fixture.json("faces/faces.json", as: Cases.self) }
  static let pictures = (try? cases.get())?.pictures ?? []
  static let files = (try? cases.get())?.files ?? []

  @Test("the reference has pictures with faces, with many and with none")
  func reference() throws {
    #expect(Self.pictures.count >= 8)
    #expect(Self.files.count >= 2)
    #expect(Set(Self.pictures.map(\.count)).isSuperset(of: [0, 1, 20]))
  }

  /// The face found where the reference has one, and how much of both they share.
  static func nearest(_ face: Face, _ found: [FoundFace], in picture: FacePicture) throws -> (FoundFace, Double) {
    let shared = try picture.lend { view throws(DetectorFailure) in
      found.map { ($0, FoundFace.overlap($0.box(within: view), face.rectangle)) }
    }
    return try #require(shared.max { $0.1 < $1.1 })
  }

  @Test(
    "equal pixels: as many faces, boxes that share 0.95, points within a pixel, scores within 0.01", arguments: pictures
  )
  func boxes(example: Case) throws {
    let models = try FacePicture.models.get()
    let picture = try example.picture()
    let found = try picture.lend(models.finder.faces)
    #expect(found.count == example.count)
    for face in example.faces {
      let (nearest, shared) = try Self.nearest(face, found, in: picture)
      #expect(shared >= 0.95)
      #expect(abs(nearest.score - face.score) <= 0.01)
      for (point, place) in zip(nearest.points, face.places) {
        #expect(hypot(point.x - place.x, point.y - place.y) <= 1)
      }
    }
  }

  @Test("equal pixels and equal points: embeddings with a cosine of 0.999", arguments: pictures)
  func embeddingsOfEqualPoints(example: Case) throws {
    let models = try FacePicture.models.get()
    let picture = try example.picture()
    for face in example.faces {
      let alignment = try #require(FaceAlignment(face.places))
      let planes = try picture.lend { alignment.planes(of: $0) }
      let embedding = try models.embedding(ofAligned: planes)
      let cosine = embedding.cosine(to: try face.kept())
      #expect(cosine >= 0.999)
      #expect(abs(embedding.norm - face.norm) <= 0.05)
    }
  }

  @Test("equal pixels, everything ours: embeddings with a cosine of 0.99", arguments: pictures)
  func embeddings(example: Case) throws {
    let models = try FacePicture.models.get()
    let picture = try example.picture()
    let found = try picture.lend(models.finder.faces)
    for face in example.faces {
      let (nearest, _) = try Self.nearest(face, found, in: picture)
      let embedding = try picture.lend { view throws(DetectorFailure) in try models.embedding(of: nearest, in: view) }
      #expect(embedding.cosine(to: try face.kept()) >= 0.99)
    }
  }

  @Test(
    "an aligned face of OpenCV's: the embedding with a cosine of 0.999, and our own alignment within a level",
    arguments: ["astronaut", "hopper"])
  func aligned(name: String) throws {
    let models = try FacePicture.models.get()
    let example = try #require(Self.pictures.first { $0.name == name })
    let face = try #require(example.faces.first)
    let bytes = try Fixture.bytes("faces/aligned/\(name).rgb")
    let plane = FaceAlignment.side * FaceAlignment.side
    #expect(bytes.count == 3 * plane)
    let theirs = (0..<3).flatMap { channel in (0..<plane).map { Float(bytes[$0 * 3 + channel]) } }
    #expect(try models.embedding(ofAligned: theirs).cosine(to: try face.kept()) >= 0.999)
    let alignment = try #require(FaceAlignment(face.places))
    let ours = try example.picture().lend { alignment.planes(of: $0) }
    let difference = zip(ours, theirs).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(theirs.count)
    print("alignment of \(name): mean difference \(difference) of 255")
    #expect(difference <= 1)
  }

  @Test("files of a megapixel through our own decoder and shrinking: the same face, a cosine of 0.99", arguments: files)
  func largeFiles(example: Case) throws {
    let models = try FacePicture.models.get()
    let picture = try example.picture()
    let found = try picture.lend(models.finder.faces)
    #expect(found.count == example.count)
    for face in example.faces {
      let (nearest, shared) = try Self.nearest(face, found, in: picture)
      #expect(shared >= 0.95)
      let embedding = try picture.lend { view throws(DetectorFailure) in try models.embedding(of: nearest, in: view) }
      let cosine = embedding.cosine(to: try face.kept())
      print("\(example.name): shared \(shared), cosine \(cosine)")
      #expect(cosine >= 0.99)
    }
  }

  @Test(
    "the files pinned in the source are those that the lock file names",
    arguments: [FaceModels.finderFile, FaceModels.embedderFile])
  func lock(file: ModelStore.File) throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    #expect(lock.contains("\"install\": \"\(file.path)\""))
    #expect(lock.contains(file.sha256))
  }
}
