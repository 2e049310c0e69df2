import FaceLibraries
import Foundation
import ModerationCore

/// Fills a library in a process of its own, and kills that at random moments.
struct Kills {
  let folder: String
  let total: Int
  let batch: Int

  func run(_ count: Int) throws(HostFailure) {
    var (reported, killed, emptied) = (0, 0, 0)
    while killed < count {
      let died = fill(forMilliseconds: Int.random(in: 1...150), &reported)
      let state = try MadeUpLibrary(folder).verify(reported: reported, batch: batch)
      if died {
        killed += 1
        print("kill \(killed): \(reported) reported, \(state)")
      }
      if reported >= total, killed < count {
        emptied += 1
        reported = 0
        do { try FileManager.default.removeItem(atPath: folder) } catch { LibraryFiller.fail("\(error)") }
        do {
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { LibraryFiller.fail("\(error)") }
      }
    }
    print("\(killed) kills, \(emptied) times filled to \(total) and begun again; nothing was lost or torn")
  }

  /// Says whether the process was killed, and not done before.
  private func fill(forMilliseconds milliseconds: Int, _ reported: inout Int) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["fill", folder, "\(total)", "\(batch)"]
    let output = Pipe()
    process.standardOutput = output
    do { try process.run() } catch { LibraryFiller.fail("\(error)") }
    // Until it has begun to write; from there on the moment is random.
    var text = output.fileHandleForReading.availableData
    usleep(UInt32(milliseconds * 1000))
    kill(process.processIdentifier, SIGKILL)
    text += output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    // A line that was cut off was not reported.
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast()
    reported = max(reported, lines.compactMap { Int($0) }.last ?? 0)
    return process.terminationReason == .uncaughtSignal
  }
}
