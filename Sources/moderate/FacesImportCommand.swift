import ArgumentParser
import Digests
import FaceLibraries
import Files
import Glibc
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces import`: a folder of pictures into a library.
struct FacesImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Adds the faces of a folder of pictures, GROUP/PERSON/picture, to a library.",
    discussion: """
      One line per picture, as of `moderate faces add`, once its batch is on the disk. A run that was ended goes on where \
      it was when it is given again: pictures that are there already are not decoded.

      Exit status: 64 when the command line is wrong; 1 when some picture was refused or not read; else 0.
      """)

  /// The largest picture file that is read, as for moderation from a file.
  private static let maximumFileByteCount = 256 << 20

  @OptionGroup var options: FaceLibraryOptions
  @OptionGroup var models: FaceModelsOptions

  @Option(
    help: ArgumentHelp(
      "So many pictures are added at a time: all of them, or none when it is ended.", valueName: "count"))
  var batch = 100

  @Flag(help: "Where a picture has several faces, take the largest.")
  var largest = false

  @Flag(help: "Add a face also when it is nearer to another person.")
  var force = false

  @Argument(help: ArgumentHelp("The folder that the groups lie in.", valueName: "folder"))
  var folder: String

  func validate() throws {
    guard (1...10_000).contains(batch) else { throw ValidationError("--batch takes 1 to 10000.") }
    guard !folder.isEmpty, folder != "-" else { throw ValidationError("Give a folder.") }
  }

  func run() async throws {
    signal(SIGPIPE, SIG_IGN)
    let library = try options.open(for: .making)
    var (pending, someMissing): ([(source: String, entry: LibraryEnrolment.Entry)], Bool) = ([], false)
    do {
      let reader = try FacesCommand.reader(models: models.models)
      var enrolment = try LibraryEnrolment(library)
      for image in ImageWalk.images(at: [folder]) {
        do throws(HostFailure) {
          let (group, person) = try names(of: image)
          if let digest = digest(of: image), try isThere(digest, person, enrolment, library) {
            Self.say("present", "\(image.source)  \(group)/\(person)")
            continue
          }
          let picture = try await image.faces(by: reader).get()
          pending.append(
            (image.source, try LibraryEnrolment.Entry(picture, group: group, person: person, in: library)))
        } catch {
          someMissing = true
          Self.say("refused", "\(image.source)  \(error.message)")
        }
        if pending.count >= batch { try flush(&pending, &enrolment, &someMissing) }
      }
      try flush(&pending, &enrolment, &someMissing)
    } catch let failure as HostFailure {
      throw FacesCommand.fail(failure)
    }
    library.settle()
    _exit(someMissing ? 1 : 0)
  }

  private func flush(
    _ pending: inout [(source: String, entry: LibraryEnrolment.Entry)], _ enrolment: inout LibraryEnrolment,
    _ someMissing: inout Bool
  ) throws(HostFailure) {
    let outcomes = try enrolment.add(pending.map(\.entry), takesLargest: largest, evenIfLikeAnother: force)
    for (picture, outcome) in zip(pending, outcomes) {
      let who = "\(picture.entry.group.name)/\(picture.entry.person.name)"
      switch outcome {
      case .added(let face): Self.say("added  ", "\(picture.source)  \(who), \(FacesSearchCommand.facts(of: face))")
      case .alreadyThere: Self.say("present", "\(picture.source)  \(who)")
      case .refused(let reason):
        someMissing = true
        Self.say("refused", "\(picture.source)  \(reason)")
      }
    }
    pending = []
  }

  private static func say(_ word: String, _ text: String) {
    StandardOutput.write("\(word)  \(Printable.text(text))\n")
  }

  /// The two folders that a picture lies in.
  private func names(of image: ImageWalk.Image) throws(HostFailure) -> (group: GalleryName, person: GalleryName) {
    let parts = image.source.dropFirst(folder.count).split(separator: "/")
    guard parts.count == 3, let group = GalleryName(String(parts[0])), let person = GalleryName(String(parts[1])) else {
      throw HostFailure(
        .libraryRefusal, message: "it does not lie in GROUP/PERSON below \(folder), or \(GalleryName.rule)")
    }
    return (group, person)
  }

  private func digest(of image: ImageWalk.Image) -> String? {
    guard case .file(let name) = image else { return nil }
    let bytes = try? BoundedFile.contents(of: name.text, .regularOnly, mostBytes: Self.maximumFileByteCount)
    // What cannot be read is said by whoever decodes it.
    return bytes.flatMap { SHA256Digest(of: $0.span.bytes)?.hexadecimal }
  }

  private func isThere(
    _ digest: String, _ person: GalleryName, _ enrolment: LibraryEnrolment, _ library: FaceLibrary
  ) throws(HostFailure) -> Bool {
    for id in [FaceID(derivedFrom: person)] + (try library.persons(named: person)) {
      if try enrolment.holds(digest, person: id) { return true }
    }
    return false
  }
}
