import Testing

@Suite("Documentation/Walk.md", .timeLimit(.minutes(20)))
struct WalkTests {
  private struct Step {
    let type: String
    let function: String
    let path: String
  }

  /// What one must stay below to be a walk that a reader takes.
  private static let (hopsBelow, filesBelow) = (39, 20)

  private let page: Page
  /// The hops, and what stands beside them.
  private let way: [Step]
  private let beside: [Step]
  private let worker: [Step]

  init() throws {
    page = try Page("Documentation/Walk.md")
    var (way, beside, worker): ([Step], [Step], [Step]) = ([], [], [])
    var isInWorker = false
    for (index, line) in page.lines.enumerated() where !line.isEmpty {
      if line.hasPrefix("## ") { isInWorker = line == "## In the worker" }
      let next = index + 1 < page.lines.count ? page.lines[index + 1] : ""
      guard let match = "\(line) \(next)".prefixMatch(of: /( *)(?:\d+\.|-) `([\w]+)\.(\w+)` \(\[[^\]]+\]\(([^)]+)\)\)/)
      else {
        #expect(!line.contains(#/^ *(?:\d+\.|-) /#), "a hop that names no function and file: \(line)")
        continue
      }
      let step = Step(type: "\(match.2)", function: "\(match.3)", path: page.target(of: "\(match.4)"))
      if isInWorker { worker.append(step) } else if match.1.isEmpty { way.append(step) } else { beside.append(step) }
    }
    (self.way, self.beside, self.worker) = (way, beside, worker)
  }

  @Test("every hop is a function of the file named")
  func functions() throws {
    for step in way + beside + worker {
      let text = try Repository.text(step.path)
      let pattern = step.function == "init" ? "init(" : "func \(step.function)"
      #expect(text.contains(pattern) && text.contains(step.type), "\(step.function) is not in \(step.path)")
    }
  }

  @Test("counts its hops and files, and the way is short")
  func counts() throws {
    let files = Set(way.map(\.path))
    let further = Set(beside.map(\.path)).subtracting(files)
    let sentence = """
      has \(way.count) hops through \(files.count) files; \(beside.count) steps beside it, in \(further.count) further \
      files, call nothing that a reader has to follow; the way in the worker has \(worker.count) hops through \
      \(Set(worker.map(\.path)).count) files
      """
    let says = page.lines.joined(separator: " ").contains(sentence)
    #expect(says, "the page should say: \(sentence)")
    #expect(way.count > 1 && way.count + beside.count < Self.hopsBelow && files.count < Self.filesBelow)
  }
}
