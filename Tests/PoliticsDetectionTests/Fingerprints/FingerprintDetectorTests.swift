import ImageMatching
import ImageModeration
@testable import PoliticsDetection
import TestFixtures
import Testing

@Suite("fingerprint detector", .timeLimit(.minutes(20)))
struct FingerprintDetectorTests {
  static let side = 64

  /// A picture of waves whose hash is its own.
  static let pixels: [UInt8] = (0..<side).flatMap { y in
    (0..<side).flatMap { x in
      let value = UInt8(truncatingIfNeeded: (x * x / 7 + y * 3) ^ (x * y / 31))
      return [value, value &+ UInt8(truncatingIfNeeded: y / 2), 255 - value]
    }
  }

  static let flat = [UInt8](repeating: 130, count: side * side * 3)

  static func frame(
    _ size: PixelSize = PixelSize(width: side, height: side), tile: Tiling.Tile? = nil
  ) -> FrameDescription {
    FrameDescription(
      size: size, strideBytes: size.width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height)),
      tile: tile)
  }

  static func fingerprint(_ pixels: [UInt8]) throws -> PDQFingerprint {
    let found = PDQHasher.fingerprint(pixels.span.bytes, width: side, height: side, strideBytes: side * 3)
    return try #require(found)
  }

  /// A hash with this many bits turned.
  static func changed(_ hash: PDQHash, bits: Int) -> PDQHash {
    var words = hash.words
    // 17 is prime to 256: every bit is another.
    for index in 0..<bits { words[index * 17 % 256 / 64] ^= 1 << UInt64(index * 17 % 64) }
    return PDQHash(words: words)
  }

  static func list(_ hash: PDQHash, quality: String = "", suggestion: String = "") throws -> FingerprintList {
    let text = "# known\n\(hash)\t\(quality)\tpicture one\t\(suggestion)\n"
    return try FingerprintList(parsing: Array(text.utf8), name: "known.tsv")
  }

  /// What the lists know.
  static func findings(_ pixels: [UInt8], _ list: FingerprintList) throws -> [Finding] {
    try FingerprintDetector(lists: [list]).inspect(pixels.span.bytes, of: frame()).filter { !$0.keywords.isEmpty }
  }

  @Test("of a picture that no list knows the hash is told, and of a flat one nothing")
  func stranger() throws {
    let picture = try Self.fingerprint(Self.pixels)
    let detector = try FingerprintDetector(lists: [try Self.list(Self.changed(picture.hash, bits: 60))])
    let finding = try #require(try detector.inspect(Self.pixels.span.bytes, of: Self.frame()).first)
    #expect(finding.details == ["pdq": "\(picture.hash)", "quality": "\(picture.quality)"])
    #expect(finding.suggestion == .pass)
    #expect(finding.score == 0)
    #expect(try detector.inspect(Self.flat.span.bytes, of: Self.frame()).isEmpty)
  }

  static func suggestion(_ found: Finding?) throws -> Suggestion {
    let finding = try #require(found)
    if let own = finding.suggestion { return own }
    let descriptor = try FingerprintDetector(lists: [try list(fingerprint(pixels).hash)]).descriptor
    return try #require(descriptor.bands[finding.label]).meaning(of: finding.score).suggestion
  }

  @Test("a known picture is found by name, list, distance, quality and view")
  func known() throws {
    let picture = try Self.fingerprint(Self.pixels)
    let findings = try Self.findings(Self.pixels, try Self.list(picture.hash))
    let finding = try #require(findings.first)
    #expect(findings.count == 1)
    #expect((finding.label, finding.subLabel) == (.polity, .knownPicture))
    #expect(finding.score == 1)
    #expect(finding.text == "picture one")
    #expect(finding.keywords == ["picture one"])
    #expect(finding.list == "known.tsv")
    #expect(
      finding.details == [
        "distanceBits": "0", "pdq": "\(picture.hash)", "quality": "\(picture.quality)", "transform": "asItIs",
      ])
    #expect(try Self.suggestion(finding) == .block)
  }

  @Test(
    "the distance decides what is suggested",
    arguments: [(0, Suggestion.block), (17, .block), (18, .review), (31, .review)])
  func distances(bits: Int, suggestion: Suggestion) throws {
    let hash = Self.changed(try Self.fingerprint(Self.pixels).hash, bits: bits)
    let findings = try Self.findings(Self.pixels, try Self.list(hash))
    let finding = try #require(findings.first)
    #expect(finding.details["distanceBits"] == "\(bits)")
    #expect(try Self.suggestion(finding) == suggestion)
  }

  @Test("beyond 31 bits nothing is found")
  func beyond() throws {
    let hash = Self.changed(try Self.fingerprint(Self.pixels).hash, bits: 32)
    #expect(try Self.findings(Self.pixels, try Self.list(hash)).isEmpty)
  }

  @Test("a turned or mirrored upload is known, and the view is named", arguments: PictureView.allCases)
  func views(view: PictureView) throws {
    let findings = try Self.findings(Self.pixels, try Self.list(try Self.fingerprint(Self.pixels).hash(of: view)))
    #expect(findings.map { $0.details["transform"] } == ["\(view)"])
  }

  @Test("an entry that may only ask for a person never blocks")
  func reviewEntry() throws {
    let list = try Self.list(try Self.fingerprint(Self.pixels).hash, suggestion: "REVIEW")
    #expect(try Self.suggestion(Self.findings(Self.pixels, list).first) == .review)
  }

  @Test("a picture without structure matches nothing, not even its own hash", arguments: ["", "100"])
  func flatPicture(quality: String) throws {
    let picture = try Self.fingerprint(Self.flat)
    #expect(picture.quality < FingerprintDetector.leastQuality)
    #expect(try Self.findings(Self.flat, try Self.list(picture.hash, quality: quality)).isEmpty)
    // Nor an entry whose hash would be trusted by itself: the picture decides, too.
    #expect(try Self.findings(Self.flat, try Self.list(try Self.fingerprint(Self.pixels).hash)).isEmpty)
  }

  @Test("an entry without structure is matched by nothing", arguments: [("49", 0), ("50", 1), ("", 1)])
  func flatEntry(quality: String, count: Int) throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    #expect(try Self.findings(Self.pixels, try Self.list(hash, quality: quality)).count == count)
  }

  @Test(
    "an entry that passes allows what is seen in the picture, and only where it is nearly the same",
    arguments: [(0, true), (FingerprintList.maximumAllowedDistanceBits, true), (11, false), (31, false)])
  func allowed(bits: Int, isMet: Bool) throws {
    let hash = Self.changed(try Self.fingerprint(Self.pixels).hash, bits: bits)
    let finding = try Self.findings(Self.pixels, try Self.list(hash, suggestion: "PASS")).first
    #expect((finding != nil) == isMet)
    #expect(finding?.allowance == (isMet ? Allowance(reach: .picture) : nil))
    #expect(finding?.suggestion == (isMet ? .pass : nil))
  }

  @Test("an entry that passes with a label allows that label")
  func allowedLabel() throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let list = try FingerprintList(parsing: Array("\(hash)\t\tart\tPASS\tporn".utf8), name: "l")
    let finding = try #require(try Self.findings(Self.pixels, list).first)
    #expect(finding.label == .porn)
    #expect(finding.allowance == Allowance(labels: [.porn], reach: .picture))
  }

  @Test("a turned picture is not allowed, nor a part of one", arguments: PictureView.allCases)
  func allowedView(view: PictureView) throws {
    let list = try Self.list(try Self.fingerprint(Self.pixels).hash(of: view), suggestion: "PASS")
    #expect(try Self.findings(Self.pixels, list).count == (view == .asItIs ? 1 : 0))
    let part = Self.frame(tile: Tiling.Tile(x: 0, y: 0, size: PixelSize(width: Self.side, height: Self.side)))
    #expect(try FingerprintDetector(lists: [list]).inspect(Self.pixels.span.bytes, of: part).isEmpty)
  }

  @Test("entries that allow never crowd out those that do not")
  func crowded() throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let allowing = (1...9).map { "\(Self.changed(hash, bits: $0))\t\tlogo \($0)\tPASS\n" }.joined()
    let text = allowing + "\(Self.changed(hash, bits: 25))\t\tbanned\n"
    let findings = try Self.findings(Self.pixels, try FingerprintList(parsing: Array(text.utf8), name: "l"))
    #expect(findings.first?.text == "banned")
    #expect(findings.dropFirst().map(\.text) == (1...8).map { "logo \($0)" })
  }

  @Test("the list says at what distance a picture is met, and a policy may say otherwise")
  func distance() throws {
    let hash = Self.changed(try Self.fingerprint(Self.pixels).hash, bits: 12)
    let list = try FingerprintList(parsing: Array("# distance: 11\n\(hash)".utf8), name: "l")
    #expect(try Self.findings(Self.pixels, list).isEmpty)
    #expect(try Self.findings(Self.pixels, list.within(12)).count == 1)
    #expect(try Self.findings(Self.pixels, list.within(31).suggesting(.pass)).isEmpty)
  }

  @Test("label and metadata stand in the finding, and never in place of what was measured")
  func metadata() throws {
    let hash = Self.changed(try Self.fingerprint(Self.pixels).hash, bits: 3)
    let text = "hash\tlabel\tname\tcase\tquality\tdistanceBits\n\(hash)\tIllegal\tpicture\t4711\t90\t0\n"
    let list = try FingerprintList(parsing: Array(text.utf8), name: "l")
    let detector = try FingerprintDetector(lists: [list])
    let finding = try #require(try detector.inspect(Self.pixels.span.bytes, of: Self.frame()).first)
    #expect((finding.label, finding.subLabel, finding.suggestion) == (.illegal, .knownPicture, .block))
    #expect(finding.details["case"] == "4711")
    #expect(finding.details["distanceBits"] == "3")
    #expect(Set(detector.descriptor.bands.keys) == [.polity, .illegal])
  }

  @Test("nearer entries that ask, or claim something else, crowd out none that blocks")
  func crowd() throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let mild = (0..<20).map { "\(Self.changed(hash, bits: $0 % 5))\t\tmild \($0)\tREVIEW\n" }.joined()
    let other = (5..<15).map { "\(Self.changed(hash, bits: $0))\t\tother \($0)\tBLOCK\tPolity\n" }.joined()
    let text = mild + other + "\(Self.changed(hash, bits: 16))\t\tgrave\tBLOCK\tIllegal\n"
    let findings = try Self.findings(Self.pixels, try FingerprintList(parsing: Array(text.utf8), name: "l"))
    #expect(findings.contains { $0.text == "grave" && $0.suggestion == .block })
    #expect(findings.prefix { $0.label == .illegal || $0.text?.hasPrefix("other") == true }.count == 9)
  }

  @Test("many near entries give the nearest, in order")
  func many() throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let text = (0..<20).map { "\(Self.changed(hash, bits: 19 - $0))\t\tentry \($0)\n" }.joined()
    let findings = try Self.findings(Self.pixels, try FingerprintList(parsing: Array(text.utf8), name: "l"))
    #expect(findings.map(\.text) == (0..<FingerprintDetector.maximumFindingCount).map { "entry \(19 - $0)" })
  }

  @Test("the descriptor says how many fingerprints there are and what it does not look for")
  func descriptor() throws {
    let list = try Self.list(try Self.fingerprint(Self.pixels).hash)
    let descriptor = try FingerprintDetector(lists: [list]).descriptor
    #expect(descriptor.supplied == ["fingerprints": 1])
    #expect(descriptor.basis == .operatorList)
    #expect(descriptor.covers == [.knownPicture])
    #expect(descriptor.covers.union(descriptor.doesNotCover) == Set(SubLabel.politicsScene))
  }

  /// A list of a file, which has no picture to compare with.
  static let digest = "sha256:\(String(repeating: "a", count: 64))"

  @Test("no lists are no detector")
  func none() {
    let error = #expect(throws: HostFailure.self) { try FingerprintDetector(lists: []) }
    #expect(error?.code == .invalidComposition)
  }

  @Test(
    "pixels that are not as asked for are an error, never an empty answer",
    arguments: [PixelSize(width: 65, height: 64), PixelSize(width: 0, height: 0), PixelSize(width: 4096, height: 1)])
  func unexpected(size: PixelSize) throws {
    let detector = try FingerprintDetector(lists: [try Self.list(try Self.fingerprint(Self.pixels).hash)])
    do throws(DetectorFailure) {
      _ = try detector.inspect(Self.pixels.span.bytes, of: Self.frame(size))
      Issue.record("no error")
    } catch {
      #expect(error.code == .unexpectedInput)
    }
  }

  @Test("equal pixels give equal findings from several threads")
  func concurrent() async throws {
    let detector = try FingerprintDetector(lists: [try Self.list(try Self.fingerprint(Self.pixels).hash)])
    let first = try detector.inspect(Self.pixels.span.bytes, of: Self.frame())
    try await withThrowingTaskGroup(of: [Finding].self) { group in
      for _ in 0..<6 { group.addTask { try detector.inspect(Self.pixels.span.bytes, of: Self.frame()) } }
      for try await findings in group { #expect(findings == first) }
    }
  }

  @Test("scores fall with the distance and keep the documented bands")
  func calibration() {
    let scores = (0...256).map(FingerprintScore.score)
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(scores.allSatisfy { (0...1).contains($0) })
    #expect((scores[0], scores[18], scores[31], scores[128]) == (1, 0.9, 0.75, 0))
    #expect(scores[32] < FingerprintScore.review)
  }

  @Test(
    "a list may be told the gravest suggestion of its entries",
    arguments: [
      ("BLOCK", Suggestion.pass, Suggestion.pass), ("BLOCK", .review, .review), ("BLOCK", .block, .block),
      ("REVIEW", .block, .block), ("REVIEW", .pass, .pass), ("REVIEW", .review, .review),
    ])
  func suggesting(own: String, told: Suggestion, wanted: Suggestion) throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let list = try Self.list(hash, suggestion: own)
    let changed = list.suggesting(told)
    let finding = try #require(try Self.findings(Self.pixels, changed).first)
    #expect(try Self.suggestion(finding) == wanted)
    #expect(finding.list == "known.tsv" && finding.score == 1)
    #expect(changed.identity == list.identity && changed != list)
    // A picture that is less near asks for a person, whatever the list is told, and is not allowed.
    let far = try Self.findings(Self.pixels, Self.list(Self.changed(hash, bits: 20)).suggesting(told))
    #expect(try far.map { try Self.suggestion($0) } == (told == .pass ? [] : [.review]))
  }

  @Test("what was built for lists serves the same lists with other suggestions, and no others")
  func sharing() throws {
    let hash = try Self.fingerprint(Self.pixels).hash
    let lists = [
      try FingerprintList(parsing: Array(Self.digest.utf8), name: "empty"),
      try Self.list(Self.changed(hash, bits: 100)),
      try Self.list(hash),
    ]
    let pictures = try FingerprintDetector(lists: lists).pictures
    let told = lists.map { $0.suggesting(.review) }
    let shared = try #require(FingerprintDetector(lists: told, sharing: pictures))
    let frame = Self.frame()
    #expect(
      try shared.inspect(Self.pixels.span.bytes, of: frame)
        == FingerprintDetector(lists: told).inspect(Self.pixels.span.bytes, of: frame))
    #expect(FingerprintDetector(lists: [lists[2]], sharing: pictures) == nil)
    let other = try FingerprintList(parsing: Array("\(hash)\t\tpicture two".utf8), name: "known.tsv")
    #expect(FingerprintDetector(lists: [lists[0], lists[1], other], sharing: pictures) == nil)
  }
}
