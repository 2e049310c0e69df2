import ArgumentParser
import FaceLibraries
import ImageModeration

/// `moderate faces move`: a person of a library into another group.
struct FacesMoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move",
    abstract: "Has a person of a library in another group.",
    discussion: """
      Without --from the person stays in the groups that there are: up to \(FaceLibrary.maximumGroupsPerPerson).
      """)

  @OptionGroup var options: FaceLibraryOptions

  @Option(help: ArgumentHelp("The group that the person comes into, by id or name.", valueName: "group"))
  var to: String

  @Option(help: ArgumentHelp("The group that the person leaves.", valueName: "group"))
  var from: String?

  @Argument(help: ArgumentHelp("The person's id, or name.", valueName: "person"))
  var person: String

  func run() throws {
    let library = try options.open(for: .writing)
    do throws(HostFailure) {
      let meant = try library.personMeant(by: person)
      let target = try library.groupMeant(by: to)
      let source = if let from { try library.groupMeant(by: from) } else { FaceGroup?.none }
      try library.write { writer throws(HostFailure) in
        try writer.put(meant.id, in: [target.id])
        if let source, source.id != target.id { try writer.remove(person: meant.id, from: source.id) }
      }
      let groups = try library.person(meant.id)?.groups.map(\.text) ?? []
      StandardOutput.write(Printable.text("\(meant.id), \(meant.name): \(groups.joined(separator: ", "))") + "\n")
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}
