import ArgumentParser
import FaceLibraries
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces list`: who is in a gallery.
struct FacesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the groups, persons or faces of a gallery, and checks all of it.",
    discussion: """
      Of a folder: one line per person, with how many faces, the group, the name. Of a library: one line per group, with \
      how many persons, the color, the scenes, the id, the name; with --group one per person, with how many faces, the \
      id, the name; with --person one per face, with its number and the SHA-256 of its picture.

      Exit status: 64 when the command line is wrong; 1 when the gallery does not load; else 0.
      """)

  @OptionGroup var options: FacesOptions

  @Option(help: ArgumentHelp("Of a library: list the persons of the group with this id or name.", valueName: "group"))
  var group: String?

  @Option(help: ArgumentHelp("Of a library: list the faces of the person with this id or name.", valueName: "person"))
  var person: String?

  @Flag(help: "Of a library: read all of it, and see that it is whole. A folder is always read.")
  var check = false

  func validate() throws {
    guard options.library != nil || (group == nil && person == nil) else {
      throw ValidationError("--group and --person are for a library.")
    }
    guard group == nil || person == nil else { throw ValidationError("Give either --group or --person.") }
  }

  func run() throws {
    do throws(HostFailure) {
      switch options.place {
      case .folder(let folder): try list(folder: folder)
      case .library(let file):
        try list(try FaceLibrary(path: file, for: .reading, model: FaceModels.embedder))
      }
    } catch {
      throw FacesCommand.fail(error)
    }
  }

  private func list(folder: String) throws(HostFailure) {
    let persons = try FaceGallery.persons(in: folder)
    let gallery = try FaceGallery(persons: persons)
    for person in persons { Self.line("\(person.faces.count)", person.group.text, person.name.text) }
    StandardError.write("moderate: \(gallery.personCount) persons, \(gallery.faceCount) faces\n")
  }

  private func list(_ library: FaceLibrary) throws(HostFailure) {
    if check { try library.check() }
    if let group {
      for listed in try library.persons(in: try library.groupMeant(by: group).id) {
        Self.line("\(listed.faceCount)", listed.person.id.text, listed.person.name.text)
      }
    } else if let person {
      for stored in try library.faces(of: try library.personMeant(by: person).id) {
        Self.line("\(stored.number)", stored.face.sourceSHA256)
      }
    } else {
      for listed in try library.groups() {
        let group = listed.group
        Self.line(
          "\(listed.personCount)", group.color.word, group.scenes.word, group.id.text, group.name.text)
      }
    }
    let counts = try library.counts()
    StandardError.write(
      "moderate: \(counts.groups) groups, \(counts.persons) persons, \(counts.faces) faces\(check ? ", whole" : "")\n")
  }

  private static func line(_ parts: String...) {
    StandardOutput.write(parts.map { Printable.text($0) }.joined(separator: "\t") + "\n")
  }
}
