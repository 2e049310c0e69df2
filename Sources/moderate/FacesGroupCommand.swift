import ArgumentParser
import FaceLibraries
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces group`: a group of a library, made or changed.
struct FacesGroupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "group",
    abstract: "Makes a group of a library, or changes its name, color or scenes.",
    discussion: """
      Persons of a black group are looked for, those of a white group are let through: a match keeps a finding of a black \
      group from counting. What is not given stays; a new group is black and of politics.
      """)

  @OptionGroup var options: FaceLibraryOptions

  @Option(help: ArgumentHelp("What people call it.", valueName: "name"))
  var name: GalleryNameArgument?

  @Option(help: ArgumentHelp("What a match means: black or white.", valueName: "color"))
  var color: ColorArgument?

  @Option(help: ArgumentHelp("Where it belongs: politics, terror or both.", valueName: "scenes"))
  var scenes: ScenesArgument?

  @Argument(help: ArgumentHelp("Its id, which never changes; of one that is there the name will do.", valueName: "id"))
  var group: String

  func run() throws {
    let library = try options.open(for: .making)
    do throws(HostFailure) {
      let known = try library.groups(called: group).first
      guard let id = known?.id ?? FaceID(group), let usualName = known?.name ?? GalleryName(group) ?? name?.name else {
        throw HostFailure(.libraryRefusal, message: "\(group.debugDescription) is not an id: \(FaceID.rule)")
      }
      let changed = FaceGroup(
        id: id, name: name?.name ?? usualName, color: color?.color ?? known?.color ?? .black,
        scenes: scenes?.scenes ?? known?.scenes ?? .politics)
      try library.write { writer throws(HostFailure) in try writer.put(changed) }
      StandardOutput.write(
        Printable.text(
          "\(known == nil ? "made" : "changed")  \(id), \(changed.name), \(changed.color.word), \(changed.scenes.word)")
          + "\n")
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}

/// The value of `--color`.
struct ColorArgument: ExpressibleByArgument {
  let color: FaceGroup.Color

  init?(argument: String) {
    guard let color = FaceGroup.Color.allCases.first(where: { $0.word == argument }) else { return nil }
    self.color = color
  }
}

/// The value of `--scenes`.
struct ScenesArgument: ExpressibleByArgument {
  let scenes: FaceGroup.Scenes

  init?(argument: String) {
    guard let scenes = [FaceGroup.Scenes.politics, .terror, .both].first(where: { $0.word == argument }) else {
      return nil
    }
    self.scenes = scenes
  }
}
