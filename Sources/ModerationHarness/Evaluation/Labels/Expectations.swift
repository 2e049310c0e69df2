import ModerationCore
public import ModerationJudging

/// What is expected of images, by their paths.
public struct Expectations: Sendable {
  /// One image's.
  struct Entry: Sendable {
    let path: String
    let expectation: ExpectedAnswer
  }

  /// The file or folder, for messages.
  public let name: String
  let entries: [Entry]
  /// Paths that stand in the file more than once and say the same.
  let repeated: [String]

  /// Understands a file of labels.
  ///
  /// - Parameters:
  ///   - sheet: The file.
  ///   - claims: Labels of detectors and rows that the file may name beside this library's.
  /// - Throws: `EvaluationProblems` with every word that is not known and every path that is expected to be two things.
  public init(_ sheet: LabelSheet, knowing claims: Set<Claim> = []) throws(EvaluationProblems) {
    let vocabulary = LabelVocabulary(claims: claims)
    var problems = EvaluationProblems()
    var known: [String: (line: Int, expectation: ExpectedAnswer)] = [:]
    var entries: [Entry] = []
    var repeated: [String] = []
    for entry in sheet.entries {
      let path = SourcePath.normal(entry.path)
      do throws(LabelVocabulary.Unknown) {
        let expectation = try Self.expectation(entry.words, vocabulary)
        if let earlier = known[path] {
          guard earlier.expectation != expectation else {
            repeated.append(entry.path)
            continue
          }
          throw LabelVocabulary.Unknown(
            message:
              "\(entry.path.debugDescription) is \(expectation.text) here and \(earlier.expectation.text) in line \(earlier.line)"
          )
        }
        known[path] = (entry.line, expectation)
        entries.append(Entry(path: entry.path, expectation: expectation))
      } catch {
        problems.add(RunProblem(path: sheet.name, line: entry.line, message: error.message))
      }
    }
    try problems.throwIfAny()
    name = sheet.name
    self.entries = entries
    self.repeated = repeated
  }

  /// Takes what is expected from the first folder of each path below another: `DIR/porn/a.jpg` is expected to be Porn.
  ///
  /// - Parameters:
  ///   - folder: The folder whose folders are called like labels.
  ///   - sources: The paths that are known; those that are not below the folder have no label.
  /// - Throws: `EvaluationProblems` with every folder that is not called like a label.
  public init(
    folder: String, prefixes: [String], sources: [String], knowing claims: Set<Claim> = []
  ) throws(EvaluationProblems) {
    let vocabulary = LabelVocabulary(claims: claims)
    var problems = EvaluationProblems()
    var meanings: [String: ExpectedAnswer?] = [:]
    var entries: [Entry] = []
    for source in sources {
      let below = SourcePath.below(prefixes, SourcePath.normal(source))
      guard let below, let slash = below.firstIndex(of: "/") else { continue }
      let word = String(below[..<slash])
      if meanings[word] == nil {
        do throws(LabelVocabulary.Unknown) {
          meanings[word] = .some(try Self.expectation([word], vocabulary))
        } catch {
          meanings[word] = .some(nil)
          problems.add(RunProblem(path: folder + "/" + word, message: "as the name of a folder, \(error.message)"))
        }
      }
      if let expectation = meanings[word] ?? nil { entries.append(Entry(path: source, expectation: expectation)) }
    }
    if entries.isEmpty, problems.count == 0 {
      problems.add(
        RunProblem(
          path: folder,
          message: "no row's path is below a folder of it"
            + (sources.first.map { "; the first is \($0.debugDescription)" } ?? "")))
    }
    try problems.throwIfAny()
    name = folder
    self.entries = entries
    repeated = []
  }

  private static func expectation(
    _ words: [String], _ vocabulary: LabelVocabulary
  ) throws(LabelVocabulary.Unknown) -> ExpectedAnswer {
    var suggestion: Suggestion?
    var claims: Set<Claim> = []
    var isHarmless = false
    for word in words {
      switch try vocabulary.meaning(of: word) {
      case .harmless: isHarmless = true
      case .suggestion(let given):
        guard suggestion == nil || suggestion == given else {
          throw LabelVocabulary.Unknown(message: "\(suggestion ?? given) and \(given) cannot both be expected")
        }
        suggestion = given
      case .claim(let claim): claims.insert(claim)
      }
    }
    guard isHarmless else { return ExpectedAnswer(suggestion: suggestion, claims: claims) }
    // `BLOCK -`: to be blocked, for a reason that has no label.
    guard claims.isEmpty else {
      throw LabelVocabulary.Unknown(
        message: "harmless and \(claims.map(\.description).sorted().joined(separator: ", ")) cannot both be expected")
    }
    return ExpectedAnswer(suggestion: suggestion ?? .pass)
  }
}
