import ArgumentParser
import FaceLibraries
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces verify`: whether a picture shows a person of a library.
struct FacesVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Says whether the largest face of a picture is that of a person of a library.",
    discussion: """
      Same from a cosine of \(FaceScore.matchCosine), perhaps from \(FaceScore.reviewCosine), else different; and how likely \
      the face of another person is as near.

      Exit status: 64 when the command line is wrong; 1 when something was not read or has no face; else 0.
      """)

  @OptionGroup var options: FaceLibraryOptions
  @OptionGroup var models: FaceModelsOptions

  @Option(help: ArgumentHelp("The person's id, or name.", valueName: "person"))
  var person: String

  @Argument(help: ArgumentHelp("A picture, or - for standard input.", valueName: "picture"))
  var picture: String

  func run() async throws {
    let library = try options.open(for: .reading)
    do {
      let meant = try library.personMeant(by: person)
      let known = try library.faces(of: meant.id).map(\.face.embedding)
      let face = try await FacePair.largestFace(of: picture, try FacesCommand.reader(models: models.models))
      let cosines = known.map { Double($0.cosine(to: face.embedding)) }
      guard let cosine = cosines.max() else {
        throw HostFailure(.libraryRefusal, message: "the person \(meant.id) has no face")
      }
      FacePair.say(
        cosine, comparedCount: cosines.count, norm: face.embedding.norm, "\(picture)  \(meant.id), \(meant.name)")
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    _exit(0)
  }
}

/// `moderate faces compare`: whether two pictures show one person.
struct FacesCompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Says whether the largest faces of two pictures are one person's.",
    discussion: """
      Same from a cosine of \(FaceScore.matchCosine), perhaps from \(FaceScore.reviewCosine), else different; and how likely \
      the face of another person is as near.

      Exit status: 64 when the command line is wrong; 1 when something was not read or has no face; else 0.
      """)

  @OptionGroup var models: FaceModelsOptions

  @Argument(help: ArgumentHelp("A picture, or - for standard input.", valueName: "picture"))
  var first: String

  @Argument(help: ArgumentHelp("Another picture.", valueName: "picture"))
  var second: String

  func run() async throws {
    do {
      let reader = try FacesCommand.reader(models: models.models)
      let one = try await FacePair.largestFace(of: first, reader)
      let other = try await FacePair.largestFace(of: second, reader)
      FacePair.say(
        Double(one.embedding.cosine(to: other.embedding)), comparedCount: 1,
        norm: min(one.embedding.norm, other.embedding.norm), "\(first)  \(second)")
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    _exit(0)
  }
}

/// What two faces are to each other.
private enum FacePair {
  static func largestFace(of picture: String, _ reader: FaceFileReader) async throws -> FaceReading {
    guard let image = ImageWalk.images(at: [picture]).first(where: { _ in true }) else {
      throw HostFailure(.sourceUnreadable, message: "\(picture) holds no picture")
    }
    do throws(HostFailure) {
      guard let face = try await image.faces(by: reader).get().faces.first else {
        throw HostFailure(.sourceUnreadable, message: "there is no face in it")
      }
      return face
    } catch {
      throw HostFailure(error.code, message: "\(image.source): \(error.message)")
    }
  }

  static func say(_ cosine: Double, comparedCount: Int, norm: Float, _ who: String) {
    // A face that is too poor to block on is too poor for a yes.
    let isSure = norm >= FaceScore.reliableNorm
    let word =
      cosine < FaceScore.reviewCosine ? "different" : cosine >= FaceScore.matchCosine && isSure ? "same" : "perhaps"
    let rate = FaceFalseAccepts.rounded(FaceFalseAccepts.rate(cosine: cosine, faceCount: comparedCount))
    StandardOutput.write(
      Printable.text("\(word)  cosine \(FaceSearchDocument.rounded(cosine))  false accepts \(rate)  \(who)") + "\n")
  }
}
