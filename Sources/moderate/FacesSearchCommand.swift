import ArgumentParser
import FaceLibraries
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces search`: who of a gallery the faces of pictures are nearest to.
struct FacesSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Says who of a gallery the faces of pictures are nearest to, however far that is.",
    discussion: """
      For each face the \(FaceGalleryDetector.maximumCandidateCount) nearest persons, with the score that moderation gives \
      (review from \(FaceScore.reviewFrom), block above \(FaceScore.blockAbove)), the cosine behind it, and how likely a \
      face of nobody in the groups searched is as near to somebody.

      Exit status: 64 when the command line is wrong; 1 when the gallery does not load or some picture was not read; else 0.
      """)

  @OptionGroup var options: FacesOptions
  @OptionGroup var models: FaceModelsOptions

  @Option(help: ArgumentHelp("Search this group alone, by name or id. Can be given several times.", valueName: "group"))
  var group: [String] = []

  @Flag(help: "Print JSON instead, one object per picture.")
  var json = false

  @Argument(help: ArgumentHelp("Pictures, folders, or - for standard input.", valueName: "picture"))
  var pictures: [String]

  func validate() throws {
    guard !pictures.contains("") else { throw ValidationError("A path is empty.") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let reader: FaceFileReader
    let gallery: FaceGallery
    do {
      let whole = try options.place.gallery()
      gallery = group.isEmpty ? whole : try whole.selecting(groups: group)
      reader = try FacesCommand.reader(models: models.models)
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    var someUnread = false
    for image in ImageWalk.images(at: pictures) {
      let answer = await image.faces(by: reader)
      if case .failure = answer { someUnread = true }
      let document: FaceSearchDocument
      do throws(HostFailure) {
        document = try FaceSearchDocument(answer, in: gallery, source: image.source)
      } catch {
        throw FacesCommand.fail(error)
      }
      StandardOutput.write(json ? JSONLine.text(of: document) + "\n" : document.text)
    }
    _exit(someUnread ? 1 : 0)
  }

  /// `face 90x113 at 178,62, norm 12.25`.
  static func facts(of face: FaceReading) -> String {
    let box = face.box
    return "face \(Int(box.width))x\(Int(box.height)) at \(Int(box.x)),\(Int(box.y)), norm "
      + FaceSearchDocument.rounded(Double(face.embedding.norm))
  }
}

extension FacesOptions.Place {
  /// The gallery, whichever form it has.
  func gallery() throws(HostFailure) -> FaceGallery {
    switch self {
    case .folder(let folder): try FaceGallery(directory: folder)
    case .library(let file):
      try FaceGallery(library: try FaceLibrary(path: file, for: .reading, model: FaceModels.embedder))
    }
  }
}

/// The answer for one picture.
struct FaceSearchDocument: Encodable {
  struct Candidate: Encodable {
    let group: String
    let name: String
    let score: Double
    let cosine: Double
    let falseAcceptRate: Double
  }

  struct Box: Encodable {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  struct Face: Encodable {
    let box: Box
    let detectionScore: Double
    let featureNorm: Double
    let candidates: [Candidate]
  }

  let source: String
  let faces: [Face]
  /// Why the picture was not read; left out when it was.
  let failure: String?
  /// The answer for people.
  let text: String

  enum CodingKeys: CodingKey {
    case source
    case faces
    case failure
  }

  init(_ answer: Result<FaceReader.Picture, HostFailure>, in gallery: FaceGallery, source: String) throws(HostFailure) {
    self.source = source
    switch answer {
    case .failure(let failure):
      faces = []
      self.failure = failure.message
      text = Printable.text("\(source)  not read: \(failure.message)") + "\n"
    case .success(let picture):
      failure = nil
      var lines = ["\(source)  \(picture.faces.count) face\(picture.faces.count == 1 ? "" : "s")"]
      faces = try picture.faces.map { face throws(HostFailure) in
        let candidates = try Self.candidates(for: face, in: gallery)
        lines.append("  " + FacesSearchCommand.facts(of: face))
        lines += candidates.map { candidate in
          "    \(Self.rounded(candidate.score))  cosine \(Self.rounded(candidate.cosine))  false accepts \(candidate.falseAcceptRate)  \(candidate.group)/\(candidate.name)"
        }
        return Face(
          box: Box(x: face.box.x, y: face.box.y, width: face.box.width, height: face.box.height),
          detectionScore: face.detectionScore, featureNorm: Double(face.embedding.norm), candidates: candidates)
      }
      text = lines.map { Printable.text($0) + "\n" }.joined()
    }
  }

  private static func candidates(for face: FaceReading, in gallery: FaceGallery) throws(HostFailure) -> [Candidate] {
    try gallery.nearest(to: face.embedding, count: FaceGalleryDetector.maximumCandidateCount).map { match in
      Candidate(
        group: match.person.group.text, name: match.person.name.text, score: face.score(cosine: match.cosine),
        cosine: match.cosine,
        falseAcceptRate: FaceFalseAccepts.rounded(
          FaceFalseAccepts.rate(cosine: match.cosine, faceCount: gallery.faceCount)))
    }
  }

  /// Three decimals: finer differences mean nothing to a reader.
  static func rounded(_ value: Double) -> String { Printable.number((value * 1000).rounded() / 1000) }
}
