import Foundation

/// A program of the system, run to its end.
enum Command {
  struct Ended {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs a program with arguments; standard input is empty.
  static func run(_ arguments: String...) throws -> Ended {
    let folder = try ScratchFolder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: try folder.write("", to: "output")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: try folder.write("", to: "errors")))
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      try String(contentsOf: URL(filePath: folder.path + "/" + name), encoding: .utf8)
    }
    return Ended(status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }
}
