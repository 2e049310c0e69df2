import Foundation
import Testing

@Suite("A killed writer", .timeLimit(.minutes(20)))
struct KilledWriterTests {
  @Test("what was reported as done is there after a kill, and nothing is torn")
  func kills() throws {
    let folder = try TemporaryFolder()
    let process = Process()
    // SwiftPM puts programs beside the test bundle.
    process.executableURL = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "LibraryFiller")
    process.arguments = ["kills", folder.path, "20000", "50", "5"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("nothing was lost or torn"))
  }
}
