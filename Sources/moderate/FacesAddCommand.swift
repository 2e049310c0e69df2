import ArgumentParser
import FaceLibraries
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces add`: has the faces of pictures stand for a person.
struct FacesAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds the faces of pictures to a person of a gallery.",
    discussion: """
      One line per picture: added, present (that file was added before) or refused, with the reason: no face, more than \
      one, too small, too poor, nearer to another person than to this one.

      Exit status: 64 when the command line is wrong; 1 when some picture was refused or not read; else 0.

      EXAMPLES
        moderate faces add --library faces.sqlite --group 'Heads of state' --person 'A. Name' portrait.jpg
      """)

  @OptionGroup var options: FacesOptions
  @OptionGroup var models: FaceModelsOptions

  @Option(help: ArgumentHelp("The group that the person belongs to.", valueName: "name"))
  var group: GalleryNameArgument

  @Option(help: ArgumentHelp("The person's name, as answers will have it.", valueName: "name"))
  var person: GalleryNameArgument

  @Flag(help: "Where a picture has several faces, take the largest.")
  var largest = false

  @Flag(help: "Add a face also when it is nearer to another person.")
  var force = false

  @Argument(help: ArgumentHelp("Pictures, folders, or - for standard input.", valueName: "picture"))
  var pictures: [String]

  func validate() throws {
    guard !pictures.contains("") else { throw ValidationError("A path is empty.") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let reader: FaceFileReader
    var enrolment: PlacedEnrolment
    do {
      reader = try FacesCommand.reader(models: models.models)
      enrolment = try PlacedEnrolment(options.place)
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    var someMissing = false
    for image in ImageWalk.images(at: pictures) {
      let (word, text) = await answer(image, reader, &enrolment)
      if word == "refused" { someMissing = true }
      StandardOutput.write("\(word)  \(Printable.text("\(image.source)  \(text)"))\n")
    }
    enrolment.settle()
    // As `moderate` itself ends: without the destructors of the neural runtime.
    _exit(someMissing ? 1 : 0)
  }

  private func answer(
    _ image: ImageWalk.Image, _ reader: FaceFileReader, _ enrolment: inout PlacedEnrolment
  ) async -> (word: String, text: String) {
    let (group, person) = (group.name, person.name)
    do throws(HostFailure) {
      let picture = try await image.faces(by: reader).get()
      let outcome = try enrolment.add(
        picture, group: group, person: person, takesLargest: largest, evenIfLikeAnother: force)
      switch outcome {
      case .added(let face): return ("added  ", "\(group)/\(person), \(FacesSearchCommand.facts(of: face))")
      case .alreadyThere: return ("present", "\(group)/\(person)")
      case .refused(let reason): return ("refused", reason)
      }
    } catch {
      return ("refused", error.message)
    }
  }
}

/// Enrolment in either form of a gallery.
private enum PlacedEnrolment {
  case folder(FaceEnrolment)
  case library(LibraryEnrolment, FaceLibrary)

  init(_ place: FacesOptions.Place) throws(HostFailure) {
    switch place {
    case .folder(let folder): self = .folder(try FaceEnrolment(directory: folder))
    case .library(let file):
      let library = try FaceLibrary(path: file, for: .making, model: FaceModels.embedder)
      self = .library(try LibraryEnrolment(library), library)
    }
  }

  /// Leaves a library whole in its file.
  func settle() {
    if case .library(_, let library) = self { library.settle() }
  }

  mutating func add(
    _ picture: FaceReader.Picture, group: GalleryName, person: GalleryName, takesLargest: Bool, evenIfLikeAnother: Bool
  ) throws(HostFailure) -> FaceEnrolment.Outcome {
    switch self {
    case .folder(var enrolment):
      defer { self = .folder(enrolment) }
      return try enrolment.add(
        picture, group: group, person: person, takesLargest: takesLargest, evenIfLikeAnother: evenIfLikeAnother)
    case .library(var enrolment, let library):
      defer { self = .library(enrolment, library) }
      let entry = try LibraryEnrolment.Entry(picture, group: group, person: person, in: library)
      return try enrolment.add([entry], takesLargest: takesLargest, evenIfLikeAnother: evenIfLikeAnother).first
        ?? .alreadyThere
    }
  }
}

extension LibraryEnrolment.Entry {
  /// A picture of whom the names mean: who is there by id or name, else somebody new.
  init(
    _ picture: FaceReader.Picture, group: GalleryName, person: GalleryName, in library: FaceLibrary
  ) throws(HostFailure) {
    let ids = try library.persons(named: person)
    let known = FaceID(person.text) ?? ids.first
    guard ids.count <= 1 || FaceID(person.text) != nil else {
      throw HostFailure(.libraryRefusal, message: "there are \(ids.count) persons \(person): say which by id")
    }
    let found = if let known { try library.person(known)?.person } else { FacePerson?.none }
    self.init(
      picture: picture,
      group: try library.groups(called: group.text).first ?? FaceGroup(id: FaceID(derivedFrom: group), name: group),
      person: found ?? FacePerson(id: FaceID(derivedFrom: person), name: person))
  }
}
