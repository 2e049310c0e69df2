import Testing

/// A code with the type that it is a code of.
private struct OwnedCode: Hashable, Comparable, CustomStringConvertible {
  let owner: String
  let code: String

  var description: String { "\(owner) \(code)" }

  static func < (left: OwnedCode, right: OwnedCode) -> Bool { left.description < right.description }
}

@Suite("Documentation/Errors.md lists every code", .timeLimit(.minutes(20)))
struct ErrorCodeTests {
  /// The codes of the page with whether a retry helps.
  private let listed: [OwnedCode: Bool]

  init() throws {
    var listed: [OwnedCode: Bool] = [:]
    var owner = ""
    for line in try Page("Documentation/Errors.md").lines {
      if let heading = line.wholeMatch(of: /## [^`]+(?:`(\w+)`)?/) { owner = heading.1.map(String.init) ?? "" }
      guard let row = line.wholeMatch(of: /\| `([^`]+)` \|[^|]+\|[^|]+\| (yes|no) \| \d{3} \|/) else {
        #expect(!line.hasPrefix("| `"), "a row that is not code, meaning, whose, retry, HTTP: \(line)")
        continue
      }
      let code = OwnedCode(owner: owner, code: "\(row.1)")
      #expect(listed.updateValue(row.2 == "yes", forKey: code) == nil, "\(code) is listed twice")
    }
    self.listed = listed
  }

  /// What a source file declares: `Code(rawValue: "…")` in its type or an extension of it, codes of gaps and advice.
  private static func declared(in text: String) -> Set<OwnedCode> {
    var (codes, type): (Set<OwnedCode>, String) = ([], "")
    for line in text.split(separator: "\n") {
      if line.contains("Error"), let found = line.prefixMatch(of: /(?:public |package )?struct (\w+): Error\b/) {
        type = "\(found.1)"
      }
      // Regular expressions over every line take long.
      guard line.contains("rawValue: \"") || line.contains("code: \"") else { continue }
      if let found = line.firstMatch(of: /(?:(\w+)\.)?(RejectionCode|Code)\(rawValue: "([^"]+)"\)/) {
        let owner = found.2 == "RejectionCode" ? "RejectionCode" : found.1.map(String.init) ?? type
        codes.insert(OwnedCode(owner: owner, code: "\(found.3)"))
      }
      if let found = line.firstMatch(of: /(Advisory\()?\bcode: "(\w+)"/) {
        codes.insert(OwnedCode(owner: found.1 == nil ? "SceneStatus" : "Advisory", code: "\(found.2)"))
      }
    }
    return codes
  }

  @Test("the page and the sources name the same codes")
  func equal() throws {
    let declared = try Repository.sources.reduce(into: Set<OwnedCode>()) {
      $0.formUnion(Self.declared(in: try Repository.text($1)))
    }
    #expect(declared.count > 50)
    #expect(declared.subtracting(listed.keys).sorted() == [], "declared and not listed")
    #expect(Set(listed.keys).subtracting(declared).sorted() == [], "listed and not declared")
  }

  @Test(
    "retry helps for those of a type that say that they are transient", arguments: ["HostFailure", "DetectorFailure"])
  func transient(type: String) throws {
    let text = try Repository.text("Sources/ModerationCore/\(type).swift")
    let line = try #require(text.firstMatch(of: /var isTransient: Bool \{\s*([^}]+)\}/))
    let transient = Set(line.1.matches(of: /\.(\w+)/).map { "\($0.1)" }).subtracting(["contains"])
    let retried = listed.filter { $0.key.owner == type && $0.value }.map(\.key.code)
    #expect(!transient.isEmpty && Set(retried) == transient)
  }

  @Test("a rejection is never transient")
  func rejections() {
    #expect(listed.filter { $0.key.owner == "RejectionCode" }.allSatisfy { !$0.value })
  }
}
