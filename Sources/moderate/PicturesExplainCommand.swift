import ArgumentParser
import Digests
import Files
import Glibc
import ImageMatching
import ImageModeration

/// `moderate pictures explain LIST PICTURE`: what of a list is near a picture, and why it counts or does not.
struct PicturesExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows which entries are nearest to a picture, and why each counts or does not.",
    discussion: """
      Compares each frame that is looked at with every entry in all eight turned and mirrored views, and the file with \
      what the list knows by SHA-256.

      Exit status: 64 when the list is wrong; else 1 when the picture cannot be read; else 2 when an entry counts; else 0.
      """)

  /// How many entries are shown of each frame.
  static let shownCount = 5

  @Argument(help: ArgumentHelp("The list.", valueName: "list"))
  var list: String

  @Argument(help: ArgumentHelp("The picture.", valueName: "picture"))
  var picture: String

  @Flag(help: "Decode in this process instead of a sandboxed one.")
  var inProcess = false

  func run() async throws {
    let list = try FingerprintFile.parsed(list)
    let answer: Result<HashedPicture, ImageReader.Failure>
    do throws(HostFailure) {
      let reader = try PictureHashing.reader(inProcess: inProcess)
      answer = await ImageWalk.Image.file(FileName([UInt8](picture.utf8))).hashed(by: reader)
    } catch {
      answer = .failure(.host(error))
    }
    switch answer {
    case .failure(let failure):
      StandardError.write("moderate: \(Printable.text("\(picture): \(failure.message)"))\n")
      throw ExitCode(1)
    case .success(let hashed):
      let files = hashed.sha256.flatMap { FileDigest(sha256: $0.utf8) }.map(list.knownFiles.entries) ?? []
      for entry in files {
        let name = Printable.text(entry.name)
        StandardOutput.write("\(entry.suggestion) counts: the very same file, line \(entry.line) \(name)\n")
      }
      if files.contains(where: { $0.suggestion == .pass && $0.label == nil }) {
        StandardOutput.write("the file is not decoded then, and no hash is compared\n")
        throw ExitCode(2)
      }
      if list.files.md5Count > 0 {
        StandardError.write("moderate: \(list.files.md5Count) entries by MD5 are not compared here\n")
      }
      let counts = hashed.frames.map { explain($0, ofMany: hashed.frames.count > 1, list) }
      if !files.isEmpty || counts.contains(true) { throw ExitCode(2) }
    }
  }

  /// One entry near a frame.
  private struct Near {
    let entry: Int
    let distanceBits: Int
    let view: PictureView
  }

  /// Says what is near a frame; whether anything counts.
  private func explain(_ frame: FrameFingerprint, ofMany: Bool, _ list: FingerprintList) -> Bool {
    let heading = ofMany ? "frame \(frame.frameIndex): " : ""
    guard let fingerprint = frame.fingerprint else {
      StandardOutput.write("\(heading)no hash: too small or of one colour; nothing counts\n")
      return false
    }
    StandardOutput.write("\(heading)\(fingerprint.hash), quality \(fingerprint.quality)\n")
    var counts = false
    for near in Self.nearest(to: fingerprint, in: list.entries.hashes) {
      let entry = list.entries[near.entry]
      let (isCounted, reason) = Self.verdict(entry, near, fingerprint, list)
      if isCounted { counts = true }
      StandardOutput.write(
        """
          \(entry.suggestion) \(reason): \(near.distanceBits) bits, \(near.view), line \(entry.line) \
        \(Printable.text(entry.name))

        """)
    }
    for entry in list.flatEntries
    where entry.hash.distance(to: fingerprint.hash) <= FingerprintIndex.maximumDistanceBits {
      StandardOutput.write("  does not count, the entry is flat: line \(entry.line) \(Printable.text(entry.name))\n")
    }
    return counts
  }

  private static func verdict(
    _ entry: FingerprintList.Entry, _ near: Near, _ fingerprint: PDQFingerprint, _ list: FingerprintList
  ) -> (Bool, String) {
    let bound = list.distanceBits(of: entry.suggestion)
    if !fingerprint.isTrusted { return (false, "does not count, the picture has too little structure") }
    if near.distanceBits > bound { return (false, "does not count, farther than \(bound) bits") }
    if entry.suggestion == .pass, near.view != .asItIs { return (false, "does not count, allowed as it is alone") }
    return (true, "counts")
  }

  /// By comparing with every entry, so that what is farther than the index reaches is seen, too.
  private static func nearest(to fingerprint: PDQFingerprint, in hashes: [PDQHash]) -> [Near] {
    var found: [Near] = []
    for (index, hash) in hashes.enumerated() {
      var best = (bits: Int.max, view: PictureView.asItIs)
      for view in PictureView.allCases {
        let bits = hash.distance(to: fingerprint.hash(of: view))
        if bits < best.bits { best = (bits, view) }
      }
      if found.count == shownCount, let last = found.last, last.distanceBits <= best.bits { continue }
      if found.count == shownCount { found.removeLast() }
      let near = Near(entry: index, distanceBits: best.bits, view: best.view)
      found.insert(near, at: found.firstIndex { $0.distanceBits > best.bits } ?? found.count)
    }
    return found
  }
}
