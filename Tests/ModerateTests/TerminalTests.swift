import Foundation
import Glibc
import TestFixtures
import Testing

extension ModerateTests {
  /// What people see: colours and a bar on a terminal, and neither anywhere else.
  @Suite struct Terminal {
    /// A pseudoterminal: what is written to `slave` can be read from the other end.
    private struct PseudoTerminal {
      let master: FileHandle
      let slave: FileHandle

      /// What posix_openpt, unlockpt and ptsname do, which Swift's Glibc does not show.
      init() throws {
        let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
        let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(descriptor >= 0)
        master = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var isLocked: Int32 = 0
        var index: Int32 = -1
        try #require(ioctl(descriptor, unlock, &isLocked) == 0)
        try #require(ioctl(descriptor, number, &index) == 0)
        let other = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(other >= 0)
        slave = FileHandle(fileDescriptor: other, closeOnDealloc: true)
      }

      /// What was written, at most what the terminal holds. It comes in pieces; behind the last one reading fails.
      func text() throws -> String {
        try slave.close()
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(master.fileDescriptor, &piece, piece.count), count > 0 { text += piece[..<count] }
        return String(decoding: text, as: UTF8.self)
      }
    }

    private static let colourful: [String: String?] = ["TERM": "xterm", "NO_COLOR": nil]

    @Test func colourIsForTerminals() async throws {
      let terminal = try PseudoTerminal()
      let run = try await Moderate.run(
        [Picture.photo], output: terminal.slave, environment: Self.colourful)
      #expect(run.status == 0)
      #expect(try terminal.text().hasPrefix("\u{1B}[32mPASS"))
      #expect(!run.errors.contains("\u{1B}"))
    }

    @Test(arguments: [["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb", "NO_COLOR": nil]])
    func colourIsLeftOutWhereItIsNotWanted(_ environment: [String: String?]) async throws {
      let terminal = try PseudoTerminal()
      _ = try await Moderate.run([Picture.photo], output: terminal.slave, environment: environment)
      #expect(try terminal.text().hasPrefix("PASS     \(Picture.photo)"))
    }

    @Test func jsonHasNoColour() async throws {
      let terminal = try PseudoTerminal()
      _ = try await Moderate.run(["--json", Picture.tooSmall], output: terminal.slave, environment: Self.colourful)
      #expect(try terminal.text().hasPrefix("{"))
    }

    @Test(arguments: [(count: 12, isShown: true), (count: 3, isShown: false)])
    func aBarIsShownOverMoreThanAFewImages(_ count: Int, _ isShown: Bool) async throws {
      let folder = try TemporaryFolder()
      for index in 0..<count { try folder.write([1, 2, 3], to: "\(index).png") }
      let terminal = try PseudoTerminal()
      let run = try await Moderate.run([folder.path], errors: terminal.slave, environment: Self.colourful)
      #expect(run.lines.count == count)
      #expect(!run.output.contains("█") && !run.output.contains("\u{1B}"))
      let errors = try terminal.text()
      #expect(errors.contains("of \(count)") == isShown)
      #expect(errors.contains("\(count) images: \(count) REFUSED"))
    }

    @Test func detailsNameScoreModelFramesAndTime() async throws {
      let run = try await Moderate.run("-v", Picture.unsure)
      #expect(run.lines[0].hasPrefix("REVIEW   \(Picture.unsure)  Sexy/Suggestive 0.69"))
      for word in ["PNG 640x480", "sha256", "image-safety-classifier-s", "not covered", "frame 0", "0.69", " ms"] {
        #expect(run.output.contains(word))
      }
    }

    @Test func aRefusalSaysWhatWasMeasuredAndWhatIsAllowed() async throws {
      let run = try await Moderate.run("-v", Picture.tooSmall)
      #expect(run.lines[0].contains("minimumSidePixels: measured 50, must be at least 51"))
      #expect(run.output.contains("InvalidParameterValue.ImageSizeTooSmall"))
    }
  }
}
