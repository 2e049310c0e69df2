import FaceLibraries
import Foundation
import ModerationCore

/// Fills libraries of made-up faces, and is killed at it: what was reported as done must be there.
///
///     LibraryFiller fill FOLDER TOTAL BATCH           goes on to TOTAL persons, one line for each batch that is done
///     LibraryFiller verify FOLDER REPORTED BATCH      says what is there; 1 when less than REPORTED, or torn
///     LibraryFiller kills FOLDER TOTAL BATCH COUNT    fills, kills and verifies COUNT times
@main
struct LibraryFiller {
  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 4, let total = Int(arguments[2]), let batch = Int(arguments[3]), batch > 0 else {
      fail("usage: LibraryFiller fill|verify|kills FOLDER TOTAL BATCH [COUNT]")
    }
    let folder = arguments[1]
    do throws(HostFailure) {
      switch arguments.removeFirst() {
      case "fill": try MadeUpLibrary(folder).fill(to: total, batch: batch)
      case "verify": print(try MadeUpLibrary(folder).verify(reported: total, batch: batch))
      case "kills": try Kills(folder: folder, total: total, batch: batch).run(Int(arguments.last ?? "") ?? 1)
      default: fail("LibraryFiller knows fill, verify and kills")
      }
    } catch {
      fail(error.description)
    }
  }

  static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(1)
  }
}
