import ArgumentParser
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces add`: has the faces of pictures stand for a person.
struct FacesAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds the faces of pictures to a gallery.",
    discussion: """
      One line per picture: added, present (that file was added before) or refused, with the reason: no face, more than \
      one, too small, too poor, nearer to another person than to this one.

      Exit status: 64 when the command line is wrong; 1 when some picture was refused or not read; else 0.

      EXAMPLES
        moderate faces add --gallery faces --group 'Heads of state' --person 'A. Name' portrait.jpg
      """)

  @OptionGroup var options: FacesOptions

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
    var enrolment: FaceEnrolment
    do {
      reader = try FacesCommand.reader(models: options.models)
      enrolment = try FaceEnrolment(directory: options.gallery)
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    var someMissing = false
    for image in ImageWalk.images(at: pictures) {
      let (word, text) = await answer(image, reader, &enrolment)
      if word == "refused" { someMissing = true }
      StandardOutput.write("\(word)  \(Printable.text("\(image.source)  \(text)"))\n")
    }
    // As `moderate` itself ends: without the destructors of the neural runtime.
    _exit(someMissing ? 1 : 0)
  }

  private func answer(
    _ image: ImageWalk.Image, _ reader: FaceFileReader, _ enrolment: inout FaceEnrolment
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
