import Documents
import Foundation
import Policies
import Testing

@Suite(.timeLimit(.minutes(20)))
struct PolicyProblemTests {
  @Test(
    "what is wrong is named with line, column and the nearest right word",
    arguments: [
      ("stopAtBlock: true", "mine.yaml:1:1: the policy has no key \"stopAtBlock\"; did you mean stopsAtBlock?"),
      ("a: 1\nlimits: {}\nsampling: evry", "mine.yaml:1:1"),
      ("minimumSidePixels: 20", "did you mean limits.minimumSidePixels?"),
      ("limits:\n  minimumSidePixel: 20", "mine.yaml:2:3: limits has no key"),
      ("limits:\n  minimumSidePixels: 0", "mine.yaml:2:22: limits.minimumSidePixels must be a whole number from 1"),
      (
        "limits: {minimumSidePixels: 600, maximumSidePixels: 500}",
        "600, more than limits.maximumSidePixels, which is 500"
      ),
      ("limits: {formats: [JPG]}", "not \"JPG\"; did you mean JPEG?"),
      ("limits: {formats: []}", "names no format"),
      ("limits: 3", "must be a mapping"),
      ("sampling: evry", "mine.yaml:1:11: sampling must be one of"),
      ("scenes: [pron]", "did you mean porn?"),
      ("scenes: []", "names no scene"),
      ("scenes: all", "must be usual"),
      ("scenes: [politics]", "nothing to compare with"),
      ("images: {Pron: {review: 0.5}}", "did you mean Porn?"),
      ("images: {Porn: {reveiw: 0.5}}", "did you mean review?"),
      ("images: {Porn: {review: 1.5}}", "must be a number from 0 to 1, or never"),
      ("images: {Porn: 0.5}", "must be off, or have the keys review and block"),
      ("images: {Porn: {review: 0.9}}", "above the block threshold 0.8 that porn.two-models has"),
      ("images:\n  Porn: {review: 0.9, block: 0.5}", "mine.yaml:2:18: images.Porn.review is 0.9"),
      ("images: {Porn: {block: 0.1}}", "below the review threshold 0.2"),
      ("images: {Porn: {review: 0.3, block: 0.25}}", "above the block threshold 0.25 that images.Porn.block sets at"),
      ("images: {Terror/Frie: off}", "did you mean Terror/Fire?"),
      ("images: {Abuse: off}", "which is not claimed in pictures"),
      ("texts: {Custom: {review: 0.5}}", "moves no score"),
      ("detectors: {porn.two-model: {Porn: off}}", "did you mean porn.two-models?"),
      ("patterns: {webAddress: maybe}", "must be one of"),
      ("patterns: {webAdress: off}", "did you mean webAddress?"),
      ("gaps: {deadline: WARN}", "must be one of"),
      ("gaps: {notCovered: [UnreadTxt]}", "did you mean UnreadText?"),
      ("exceptions: [{name: x}]", "excepts nothing"),
      ("exceptions: [{label: Ad}]", "lacks the key name"),
      ("exceptions: [{name: x, subLabel: PhoneNumbr}]", "did you mean PhoneNumber?"),
      ("shadow: nobody", "names nobody, which there is not"),
      ("limits: {minimumSidePixels: 10000}", "10000, more than limits.maximumSidePixels, which is 9999"),
      ("limits: {maximumFramePixels: 100}", "leaves no picture to accept"),
      ("limits: {maximumSidePixels: 20}", "20, less than limits.minimumSidePixels, which is 51"),
      ("limits: {deadline: 3}", "did you mean deadlineSeconds?"), ("images: {Porn/: off}", "must be LABEL"),
      ("lists:\n  words:\n  - w.txt\n  - words/x.txt", "mine.yaml:4:5: cannot read words/x.txt"),
      ("exceptions:\n- {name: a, label: Ad}\n- {name: b, label: Adx}", "mine.yaml:3:3: exceptions \"b\" names"),
      ("thorough:", "has no value"), ("images:\n  # none", "leave it out"), ("shadow: mine", "names the policy itself"),
      ("extends: defalt", "there is no policy \"defalt\"; did you mean default?"),
      ("extends: mine", "mine extends itself"),
      ("lists: {words: [words/a.txt]}", "mine.yaml:1:17: cannot read words/a.txt"),
      ("lists: {words: [../a.txt]}", "is not a path below the policy folder"),
      ("lists: {words: [/etc/passwd]}", "is not a path below the policy folder"),
      ("lists: {words: [w.txt, w.txt]}", "again"),
      ("lists: {words: [{file: w.txt, sugestion: BLOCK}]}", "did you mean suggestion?"),
      ("a: &x [1]\nb: *x", "an anchor"), ("sampling: [", "not YAML"), ("- 1", "must be a mapping"),
      ("sampling: 1\nsampling: 2", "stands twice"), ("%", "not YAML"), ("\u{FEFF}sampling: x", "mine.yaml:1:"),
      ("[[[[[[[[[[[[1]]]]]]]]]]]]", "deeper than"), ("reading: {languages: eng}", "must be a list"),
    ])
  func problems(text: String, words: String) throws {
    let found = try problem(text)
    #expect(found?.contains(words) == true, "\(text): \(found ?? "nothing wrong")")
  }

  @Test("what is hardly meant is a notice")
  func notices() throws {
    let folder = try ScratchFolder([
      "aaa.yaml": "images: {Sexy: {block: 0.5}}\ngaps: {deadline: PASS}\nlists: {words: [w.txt]}\n",
      "w.txt": "spam\nSPAM\n",
    ]).read()
    #expect(
      folder.notices.map(\.description) == [
        "aaa.yaml:1:24: images.Sexy.block changes nothing: a stronger key holds, or what it is for does not look under this policy",
        "aaa.yaml:2:18: gaps.deadline lets images pass that were not wholly looked at",
        "w.txt:2: duplicate of line 1, which is in force",
      ])
  }

  @Test(
    "a list of nothing is refused, and so is one that contradicts itself", arguments: ["# none\n", "毛\n毛\t\tEXEMPT\n"])
  func emptyList(text: String) throws {
    let problems = try #require(throws: PolicyProblems.self) {
      try ScratchFolder(["mine.yaml": "lists: {words: [w.txt]}\n", "w.txt": text]).read()
    }
    #expect(problems.description.contains("w.txt"), "\(problems)")
  }

  @Test(
    "a threshold under a stronger key is a notice",
    arguments: [
      "images: {Porn: {review: 0.3}, Sexy: {review: 0.01}}", "images: {Porn: off, Sexy: {review: 0.01}}",
      "images: {Porn: {review: 0.3}}\ndetectors: {porn.two-models: {Porn: {review: 0.4}}}",
      "patterns: {goodsCode: evidence}\ntexts: {Ad/EAN-13: {review: 0.3}}",
      "patterns: {webAddress: block}\ntexts: {Ad/WebAddress: off}",
      "reading: {textModels: false}\nscenes: [porn]\nimages: {Terror: {review: 0.87}}",
    ])
  func stronger(text: String) throws {
    let notices = try ScratchFolder(["mine.yaml": text]).read().notices
    #expect(notices.contains { $0.message.contains("changes nothing") }, "\(notices)")
  }

  @Test(
    "one that decides is none",
    arguments: [
      "images: {Porn: {review: 0.3, block: 0.7}, Terror/Blade: off, Terror/Fire: {review: 0.9}}",
      "texts: {Ad: {review: 0.4}, Ad/EAN-13: {review: 0.3}, Abuse: off}\npatterns: {webAddress: block}",
      "detectors: {porn.two-models: {Porn: {review: 0.4}}, text.barcodes: {Ad/EAN-13: {review: 0.5}}}",
    ])
  func deciding(text: String) throws {
    #expect(try ScratchFolder(["mine.yaml": text]).read().notices.isEmpty)
  }

  @Test("what no scene looks at is a notice where it stands, and refused where a caller gives it")
  func unused() throws {
    let files = [
      "default.yaml": "lists: {words: [w.txt]}\n", "aaa.yaml": "scenes: [porn]\n", "w.txt": "spam\n",
      "bbb.yaml": "scenes: [text]\nthorough: true\nbodyParts: true\nlists: {words: [w.txt]}\n",
      "ccc.yaml": "scenes: [porn]\nlists: {words: [w.txt]}\n",
    ]
    let folder = try ScratchFolder(files).read()
    #expect(
      folder.notices.map(\.description) == [
        "bbb.yaml:3:12: bodyParts is of use to the scene porn only, which scenes leaves out",
        "bbb.yaml:2:11: thorough is of use to the scenes porn, terror and politics only, which scenes leaves out",
        "ccc.yaml:2:16: lists.words is of use to the scene text only, which scenes leaves out",
      ])
    let words = try #require(folder.policy(named: "bbb").words.first)
    #expect(throws: PolicyProblems.self) { try folder.policy(named: "aaa", changes: [], words: [words]) }
    let set = PolicyChange(key: "lists.words", value: "[w.txt]", source: "--set lists.words", in: folder)
    #expect(throws: PolicyProblems.self) { try folder.policy(named: "aaa", changes: [set]) }
  }

  @Test("all problems of a folder are told at once, each once")
  func together() throws {
    let folder = try ScratchFolder([
      "one.yaml": "sampling: x\nthorough: y\n", "two.yaml": "limits: {formats: [GIFF]}\n",
    ])
    let error = #expect(throws: PolicyProblems.self) { try folder.read() }
    #expect(error?.problems.map(\.file) == ["one.yaml", "one.yaml", "two.yaml"])
    let inherited = try ScratchFolder([
      "default.yaml": "images: {Pron: off}\n", "aaa.yaml": "sampling: 3\n", "bbb.yaml": "sampling: 4\n",
    ])
    let twice = #expect(throws: PolicyProblems.self) { try inherited.read() }
    #expect(twice?.count == 1)
  }

  @Test("a label that nobody knows is found in lists, where it stands")
  func labels() throws {
    let list = ["words/a.txt": "# label: Pron\nspam\n"]
    #expect(
      try problem("lists: {words: [words/a.txt]}", list)?.hasPrefix(
        "words/a.txt:1:10: Pron is not a label; did you mean Porn?") == true)
    #expect(try problem("labels: [Pron]\nlists: {words: [words/a.txt]}", list) == nil)
    #expect(
      try problem("lists: {words: [words/a.txt]}", ["words/a.txt": "spam\tPorn\tMAYBE\n"])?.hasPrefix("words/a.txt:1")
        == true)
  }

  @Test("policies of one name, of bad names and in a ring are refused")
  func names() throws {
    func found(_ files: [String: String]) throws -> String {
      #expect(throws: PolicyProblems.self) { try ScratchFolder(files).read() }?.description ?? ""
    }
    #expect(try found(["Chat.yaml": "", "chat.yaml": ""]).contains("the same policy"))
    #expect(try found(["Default.yaml": ""]).contains("built-in policy default"))
    #expect(try found(["chat.YAML": ""]).contains("small letters"))
    #expect(try found(["chat.yaml": "", "chat.yml": ""]).contains("the same policy"))
    #expect(try found(["my chat.yaml": ""]).contains("3 to 32 letters"))
    #expect(try found(["ab.yaml": ""]).contains("3 to 32 letters"))
    #expect(
      try found(["aaa.yaml": "extends: bbb", "bbb.yaml": "extends: ccc", "ccc.yaml": "extends: aaa"])
        .contains("goes round"))
    // What extends nothing begins with the folder's default.
    #expect(try found(["default.yaml": "extends: chat", "chat.yaml": "sampling: 3"]).contains("goes round"))
    #expect(try ScratchFolder([".x.yaml": "[", "README.md": "", "notes.yaml~": "["]).read().names.count == 3)
  }

  @Test("what leads out of the folder, and what is no file, is refused")
  func links() throws {
    let folder = try ScratchFolder(["mine.yaml": "lists: {words: [words/a.txt]}"])
    func found() -> String { #expect(throws: PolicyProblems.self) { try folder.read() }?.description ?? "" }
    try FileManager.default.createDirectory(atPath: folder.path + "/words", withIntermediateDirectories: true)
    let place = folder.path + "/words/a.txt"
    try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "/etc/passwd")
    #expect(found().contains("leads out of the policy folder"))
    try FileManager.default.removeItem(atPath: place)
    #expect(mkfifo(place, 0o600) == 0)
    #expect(found().contains("not a regular file"))
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    #expect(found().contains("not a regular file"))
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: "../b.txt")
    try folder.write("spam\n", to: "b.txt")
    #expect(try folder.read().names.contains("mine"))
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/out.yaml", withDestinationPath: "/etc/hosts")
    #expect(found().contains("out.yaml leads out of the policy folder"))
  }

  @Test("a policy of 10 MB is refused by its size, and a folder that is not there by its name")
  func sizes() throws {
    #expect(try problem(String(repeating: "# x\n", count: 2_500_000))?.contains("are allowed") == true)
    let error = #expect(throws: PolicyProblems.self) {
      try PolicyFolder("/nowhere/policies", detectors: [])
    }
    #expect(error?.description.contains("cannot read the policy folder: No such file") == true)
  }

  @Test("any change of a valid policy is read or refused and never traps", arguments: 0..<12)
  func mutations(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(1, bound)))
    }
    let original = Array(
      "scenes: [porn, text]\nimages:\n  Porn: {review: 0.3, block: 0.7}\n  Terror/Fire: off\nlimits: {formats: [JPEG]}\n"
        .utf8)
    let pieces = ["[", "]", "{", "}", ": ", "- ", "\"", "'", "|", "\n", "\t", "\u{0}", "1e999", "-0", "~", "off", "é"]
    for _ in 0..<40 {
      var bytes = original
      for _ in 0..<(1 + next(4)) {
        let at = next(bytes.count)
        switch next(3) {
        case 0: bytes[at] = UInt8(next(256))
        case 1: bytes.insert(contentsOf: Array(pieces[next(pieces.count)].utf8), at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + next(30)))
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      let folder = try ScratchFolder([:])
      try Data(bytes).write(to: URL(filePath: folder.path + "/mine.yaml"))
      do throws(PolicyProblems) {
        _ = try folder.read()
      } catch {
        #expect(!error.problems.isEmpty)
      }
    }
  }
}
