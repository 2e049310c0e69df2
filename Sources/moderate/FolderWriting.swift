import ArgumentParser
import Files
import Glibc
import ImageModeration

/// A file to write: its path inside the new folder, and what it holds.
struct NewTextFile: Equatable {
  let path: String
  let text: String

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }
}

/// Writes new files into a folder, and never over anything.
struct FolderWriting {
  private let folder: FileName

  init(_ folder: FileName) { self.folder = folder }

  /// Writes all files, or none when one of them exists. The folder and those inside it are made, those above it are
  /// not.
  func write(_ files: [NewTextFile]) throws(HostFailure) {
    for file in files {
      let name = name(of: file.path)
      var status = stat()
      if name.withCString({ lstat($0, &status) }) == 0 { throw Self.failed(name, "it exists already") }
    }
    try make(folder)
    for file in files {
      var inner = folder
      for part in file.path.split(separator: "/").dropLast() {
        inner = inner.appending([UInt8](part.utf8))
        try make(inner)
      }
      try create(name(of: file.path), [UInt8](file.text.utf8))
    }
  }

  /// Writes all files and prints their paths; ends the program with 1 when one cannot be written.
  func writeAndTell(_ files: [NewTextFile]) throws {
    do throws(HostFailure) {
      try write(files)
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      throw ExitCode(1)
    }
    for file in files { StandardOutput.write(Printable.text(name(of: file.path).text) + "\n") }
  }

  private func name(of path: String) -> FileName { folder.appending([UInt8](path.utf8)) }

  private func make(_ folder: FileName) throws(HostFailure) {
    guard folder.withCString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
      throw Self.failed(folder, SystemError.text)
    }
  }

  private func create(_ name: FileName, _ bytes: [UInt8]) throws(HostFailure) {
    // Exclusive: what has come into being since the check stays as it is, too.
    let written = name.withCString { path in
      Result { () throws(FileError) in try NewFile.write(bytes, to: path, mode: 0o666) }
    }
    if case .failure(let error) = written { throw Self.failed(name, error.reason) }
  }

  private static func failed(_ name: FileName, _ why: String) -> HostFailure {
    HostFailure(.pictureUnwritable, message: "cannot write \(name.text): \(why)")
  }
}
