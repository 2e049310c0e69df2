import ArgumentParser
import Files
import Glibc
import ImageMatching
import ImageModeration
import Lists

/// `moderate pictures import PATH …`: makes a list of pictures, and of hashes that others keep.
struct PicturesImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a list of pictures, folders of them, and files of hashes.",
    discussion: """
      A picture gets a line with its PDQ hash for each frame that is looked at, and one with the SHA-256 of the file. A \
      file of hashes has one a line, with a name behind it where there is one, as sha256sum prints them, or is CSV as \
      ThreatExchange and Hasher-Matcher-Actioner write it; what its columns say besides is kept. A file is one of hashes \
      when it is called .csv, .tsv or .txt, or has no ending.

      Exit status: 64 when the command line or a file of hashes is wrong, and nothing is written; 1 when some picture \
      could not be read, or the list not be written; else 0.

      EXAMPLES
        moderate pictures import banned/ > banned.tsv
        moderate pictures import --suggestion PASS --into allowed.tsv logos/
        moderate pictures import --kind sha256 --label Illegal hashes.txt
      """)

  @Argument(help: ArgumentHelp("Pictures, folders (searched recursively), files of hashes.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("What every entry suggests: PASS, REVIEW or BLOCK.", valueName: "answer"))
  var suggestion: String?

  @Option(help: ArgumentHelp("The label of every entry.", valueName: "label"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "What hashes are whose kind the file does not say: pdq, sha256 or md5. By default pdq for 64 digits, md5 for 32.",
      valueName: "kind"), transform: Self.kind)
  var kind: HashFile.Kind?

  @Option(help: ArgumentHelp("Write the list into this file, as a whole or not at all.", valueName: "file"))
  var into: String?

  @Flag(help: "Decode in this process instead of a sandboxed one.")
  var inProcess = false

  private static func kind(_ text: String) throws -> HashFile.Kind {
    guard let kind = HashFile.Kind(rawValue: text.lowercased()) else {
      throw ValidationError("--kind takes pdq, sha256 or md5, not \(Printable.text(text)).")
    }
    return kind
  }

  func validate() throws {
    guard !paths.isEmpty, !paths.contains("") else { throw ValidationError("A path is empty.") }
    guard !paths.contains("-") else { throw ValidationError("Standard input is not read; give files and folders.") }
    if let suggestion, !Suggestion.allCases.contains(where: { $0.description == suggestion.uppercased() }) {
      throw ValidationError("--suggestion takes PASS, REVIEW or BLOCK, not \(Printable.text(suggestion)).")
    }
    guard into != "" else { throw ValidationError("--into takes a file.") }
  }

  func run() async throws {
    var lines: [FingerprintListLine] = []
    // Files of hashes first: what is wrong in them ends the program before any picture is decoded.
    for path in paths where Self.isHashFile(path) { lines += try hashes(in: path) }
    let pictures = paths.filter { !Self.isHashFile($0) }
    var someMissing = false
    if !pictures.isEmpty {
      let reader: ImageReader
      do throws(HostFailure) {
        reader = try PictureHashing.reader(inProcess: inProcess)
      } catch {
        StandardError.write("moderate: \(Printable.text(error.message))\n")
        throw ExitCode(1)
      }
      for image in ImageWalk.images(at: pictures) {
        switch await image.hashed(by: reader) {
        case .success(let picture): lines += Self.lines(of: picture, named: image.source)
        case .failure(let failure):
          someMissing = true
          StandardError.write("moderate: not in the list: \(Printable.text("\(image.source): \(failure.message)"))\n")
        }
      }
    }
    guard !lines.isEmpty else {
      StandardError.write("moderate: nothing to list; nothing was written\n")
      throw ExitCode(1)
    }
    try write(FingerprintListLine.list(lines, suggestion: suggestion?.uppercased() ?? "", label: label ?? ""))
    if someMissing { throw ExitCode(1) }
  }

  /// Checks what is to be written as its reader will, and writes it.
  private func write(_ text: String) throws {
    let bytes = [UInt8](text.utf8)
    do throws(ListError) {
      let list = try FingerprintList(parsing: bytes, name: into.map(ListFile.name) ?? "list")
      for notice in list.notices { StandardError.write("moderate: \(Printable.text(notice.description))\n") }
    } catch {
      throw ListFile.refused(into ?? "the list", error)
    }
    guard let into else { return StandardOutput.write(text) }
    let (folder, name) = Self.place(of: into)
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unwritable(into, SystemError.text) }
    defer { close(descriptor) }
    do throws(FileError) {
      try AtomicFile.write(
        bytes, to: name, in: descriptor, draft: ".\(name).\(getpid()).draft", mode: 0o666, synchronized: true)
    } catch {
      throw Self.unwritable(into, error.reason)
    }
  }

  private static func unwritable(_ path: String, _ reason: String) -> ExitCode {
    StandardError.write("moderate: cannot write \(Printable.text("\(path): \(reason)"))\n")
    return ExitCode(1)
  }

  private static func place(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private static func isHashFile(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return false }
    let name = ListFile.name(of: path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return true }
    return ["csv", "tsv", "txt"].contains(name[name.index(after: dot)...].lowercased())
  }

  private func hashes(in path: String) throws -> [FingerprintListLine] {
    let bytes = try ListFile.bytes(of: path, kind: "file of hashes", atMost: FingerprintList.maximumByteCount)
    do throws(ListError) {
      let file = try HashFile(parsing: bytes, name: ListFile.name(of: path), kind: kind)
      if file.otherCount > 0 {
        StandardError.write(
          "moderate: \(Printable.text(path)): \(file.otherCount) lines left out, neither PDQ nor SHA-256 nor MD5\n")
      }
      return file.rows.map { row in
        FingerprintListLine(
          hash: row.hash, quality: row.quality, name: row.name,
          metadata: Dictionary(row.metadata.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
      }
    } catch {
      throw ListFile.refused(path, error)
    }
  }

  private static func lines(of picture: HashedPicture, named name: String) -> [FingerprintListLine] {
    let frames = picture.frames.compactMap { frame -> FingerprintListLine? in
      guard let fingerprint = frame.fingerprint, fingerprint.isTrusted else { return nil }
      let place = picture.frames.count > 1 ? " (frame \(frame.frameIndex))" : ""
      return FingerprintListLine(
        hash: "\(fingerprint.hash)", quality: fingerprint.quality, name: Printable.text(name) + place)
    }
    if frames.isEmpty {
      StandardError.write(
        "moderate: \(Printable.text(name)): too little structure for a PDQ hash; known by its SHA-256 alone\n")
    }
    return frames
      + (picture.sha256.map { [FingerprintListLine(hash: "sha256:\($0)", name: Printable.text(name))] } ?? [])
  }
}
