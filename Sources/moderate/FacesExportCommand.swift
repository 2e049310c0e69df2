import ArgumentParser
import FaceLibraries
import ImageMatching
import ImageModeration
import PoliticsDetection

/// `moderate faces export`: a library as a gallery's folder.
struct FacesExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the faces of a library into a gallery's folder, one small file a face.",
    discussion: """
      Persons of one name in a group are told apart by their ids. Colors and scenes have no place in a folder. A folder is \
      read as a gallery up to \(FaceGallery.maximumFaceCount) faces.
      """)

  @OptionGroup var options: FaceLibraryOptions

  @Option(help: ArgumentHelp("The gallery's folder, made if it is missing.", valueName: "dir"))
  var gallery: String

  func run() throws {
    let library = try options.open(for: .reading)
    do throws(HostFailure) {
      let count = try FaceTransfer.export(library, to: gallery)
      StandardOutput.write("exported  \(count) faces\n")
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}

/// `moderate faces build`: a library of a gallery's folder.
struct FacesBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Adds the faces of a gallery's folder to a library.",
    discussion: """
      Persons of one name are one person, in several groups perhaps. What is there already stays.
      """)

  @OptionGroup var options: FaceLibraryOptions

  @Option(help: ArgumentHelp("The gallery's folder.", valueName: "dir"))
  var gallery: String

  func run() throws {
    let library = try options.open(for: .making)
    do throws(HostFailure) {
      let count = try FaceTransfer.add(folder: gallery, to: library)
      StandardOutput.write("added  \(count) faces\n")
    } catch {
      throw FacesCommand.fail(error)
    }
  }
}
