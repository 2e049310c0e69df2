import ArgumentParser
import FaceLibraries
import ImageModeration

/// `moderate faces remove`: a face, a person or a group out of a library.
struct FacesRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Removes a face, a person or a group of a library.",
    discussion: """
      With a person go the faces, with a group the persons who are in no other. What is removed is overwritten in the \
      file, and this user's search file goes. Of a gallery's folder, remove the folder or file itself.

      Exit status: 64 when the command line is wrong; 1 when it is not there, or cannot be written; else 0.
      """)

  @OptionGroup var options: FaceLibraryOptions

  @Option(help: ArgumentHelp("The face with this number; `moderate faces list --person` says it.", valueName: "number"))
  var face: Int64?

  @Option(help: ArgumentHelp("The person with this id or name.", valueName: "person"))
  var person: String?

  @Option(help: ArgumentHelp("The group with this id or name.", valueName: "group"))
  var group: String?

  func validate() throws {
    guard [face != nil, person != nil, group != nil].filter({ $0 }).count == 1 else {
      throw ValidationError("Give one of --face, --person and --group.")
    }
  }

  func run() throws {
    let library = try options.open(for: .writing)
    do throws(HostFailure) {
      let before = try library.counts()
      let (face, person) = (face, try self.person.map { name throws(HostFailure) in try library.personMeant(by: name) })
      let group = try self.group.map { name throws(HostFailure) in try library.groupMeant(by: name) }
      let isGone = try library.write { writer throws(HostFailure) in
        if let face { return try writer.remove(face: face) }
        if let person { return try writer.remove(person: person.id) }
        if let group { return try writer.remove(group: group.id) }
        return false
      }
      guard isGone else {
        throw HostFailure(.libraryRefusal, message: "\(library.path) has no face \(face.map { "\($0)" } ?? "")")
      }
      SearchFile.discard(of: library)
      let after = try library.counts()
      StandardOutput.write(
        "removed  \(before.groups - after.groups) groups, \(before.persons - after.persons) persons, "
          + "\(before.faces - after.faces) faces\n")
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}
