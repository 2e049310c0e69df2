import ImageModeration
import TestFixtures
import Testing

@Suite("Known files", .timeLimit(.minutes(20)))
struct KnownFilesTests {
  static let sha256 = "0".padding(64)

  /// Judges a picture whose detector scores 0.9, unless a list decides before it.
  static func judge(
    _ lists: (String) -> [KnownFiles], policy: Policy = .standard, score: Double = 0.9
  ) async throws -> (verdict: Verdict, looks: Int) {
    let looks = Box(0)
    let detector = FakeDetector { _ in
      looks.update { $0 += 1 }
      return [Finding(label: .porn, score: score)]
    }
    let moderator = try Moderator(
      detectors: DetectorSet(detectors: [detector]), decoder: FakeDecoder(), limits: .unhurried)
    let source = ImageSource.bytes(try Fixture.bytes("images/photos-faces/hopper.png"), .local)
    let sha256 = try #require(try await moderator.moderate(source).image.sha256)
    looks.update { $0 = 0 }
    let rules = try Ruleset(
      detectors: DetectorSet(detectors: [detector]), limits: .unhurried, policy: policy, knownFiles: lists(sha256))
    let result = try await moderator.moderate(source, under: rules)
    guard case .verdict(let verdict) = result.outcome else { throw Refused() }
    return (verdict, looks.value)
  }

  struct Refused: Error {}

  @Test("an excepted file passes without being looked at, and says by which list")
  func exception() async throws {
    let (verdict, looks) = try await Self.judge {
      [KnownFiles(name: "logos", suggestion: .pass, sha256: [$0.uppercased()])]
    }
    #expect(verdict.suggestion == .pass)
    #expect(looks == 0)
    #expect(verdict.scenes.map(\.status) == [.notNeeded(reason: "the file is an exception of the list logos")])
    #expect(verdict.evidence.map(\.finding.list) == ["logos"])
  }

  @Test("a banned file blocks; the rest is looked at unless the policy stops at BLOCK", arguments: [false, true])
  func ban(stops: Bool) async throws {
    let policy = Policy(sampling: .standard, stopsAtBlock: stops)
    let (verdict, looks) = try await Self.judge(
      { [KnownFiles(name: "banned", suggestion: .block, label: .illegal, sha256: [$0])] }, policy: policy, score: 0.1)
    #expect(verdict.suggestion == .block)
    #expect(verdict.label == .illegal)
    #expect(looks == (stops ? 0 : 1))
  }

  @Test("an exception never outweighs a ban, in whichever order they stand", arguments: [false, true])
  func both(exceptionFirst: Bool) async throws {
    let (verdict, looks) = try await Self.judge({ sha256 in
      let lists = [
        KnownFiles(name: "logos", suggestion: .pass, sha256: [sha256]),
        KnownFiles(name: "banned", suggestion: .block, sha256: [sha256]),
      ]
      return exceptionFirst ? lists : lists.reversed()
    })
    #expect(verdict.suggestion == .block)
    #expect(looks == 1)
  }

  @Test("an exception of a list ends nothing: the file is looked at", arguments: [Suggestion.pass, .block])
  func excepted(suggestion: Suggestion) async throws {
    let policy = Policy(
      sampling: .standard, exceptions: [FindingException(name: "not this list", list: "mine")], stopsAtBlock: true)
    let (verdict, looks) = try await Self.judge(
      { [KnownFiles(name: "mine", suggestion: suggestion, sha256: [$0])] }, policy: policy)
    #expect(verdict.suggestion == .block)
    #expect(verdict.label == .porn)
    #expect(looks == 1)
    #expect(verdict.evidence.contains { $0.suppressedBy == "not this list" })
  }

  @Test("a banned file whose label the policy turns off ends nothing: the file is looked at")
  func turnedOff() async throws {
    let policy = Policy(
      sampling: .standard, thresholds: LabelThresholds(images: [Claim(.illegal): .off]), stopsAtBlock: true)
    let (verdict, looks) = try await Self.judge(
      { [KnownFiles(name: "banned", suggestion: .block, label: .illegal, sha256: [$0])] }, policy: policy)
    #expect(verdict.label == .porn)
    #expect(looks == 1)
  }

  @Test(
    "an exception for one label allows that label and ends nothing", arguments: [(Label.porn, true), (.terror, false)])
  func labelled(label: Label, isAllowed: Bool) async throws {
    let (verdict, looks) = try await Self.judge { sha256 in
      [KnownFiles(name: "art", suggestion: .pass, label: label, sha256: [sha256])]
    }
    #expect(looks == 1)
    #expect(verdict.suggestion == (isAllowed ? .pass : .block))
    #expect(
      verdict.evidence.first { $0.finding.label == .porn && $0.finding.allowance == nil }.map {
        $0.suppressedBy != nil
      } == isAllowed)
  }

  /// The MD5 of the picture that is judged, by md5sum.
  static let md5 = "303b663486a192b9ef8b2c19aa769fba"

  @Test("a file is known by its MD5, which blocks and never allows", arguments: Suggestion.allCases)
  func byMD5(suggestion: Suggestion) async throws {
    let digest = try #require(FileDigest(md5: Self.md5.utf8))
    let (verdict, looks) = try await Self.judge(
      { _ in
        [
          KnownFiles(
            name: "bad",
            entries: [
              KnownFiles.Entry(
                digest: digest, name: "case 7", label: .illegal, suggestion: suggestion, metadata: ["case": "7"])
            ])
        ]
      }, score: 0.1)
    #expect(looks == 1)
    #expect(verdict.suggestion == suggestion)
    let found = verdict.evidence.first { $0.finding.list == "bad" }?.finding
    #expect(found?.keywords == (suggestion == .pass ? nil : ["case 7"]))
    #expect(found?.details == (suggestion == .pass ? nil : ["case": "7", "md5": Self.md5]))
  }

  @Test("another file is looked at")
  func unknown() async throws {
    let (verdict, looks) = try await Self.judge { _ in
      [KnownFiles(name: "logos", suggestion: .pass, sha256: [Self.sha256])]
    }
    #expect(verdict.suggestion == .block)
    #expect(looks == 1)
  }
}

extension String {
  fileprivate func padding(_ count: Int) -> String { self + String(repeating: "0", count: max(0, count - self.count)) }
}
