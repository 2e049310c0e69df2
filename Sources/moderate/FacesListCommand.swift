import ArgumentParser
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces list`: who is in a gallery. Checks every file of it.
struct FacesListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the persons of a gallery, and checks every file of it.",
    discussion: """
      One line per person: how many faces, the group, the name. Exit status: 64 when the command line is wrong; 1 when the \
      gallery does not load; else 0.
      """)

  @OptionGroup var options: FacesOptions

  func run() throws {
    let (gallery, persons): (FaceGallery, [FaceGallery.Person])
    do throws(HostFailure) {
      persons = try FaceGallery.persons(in: options.gallery)
      gallery = try FaceGallery(persons: persons)
    } catch {
      throw FacesCommand.fail(error)
    }
    for person in persons {
      StandardOutput.write(
        "\(person.faces.count)\t\(Printable.text(person.group.text))\t\(Printable.text(person.name.text))\n")
    }
    StandardError.write("moderate: \(gallery.personCount) persons, \(gallery.faceCount) faces\n")
  }
}
