import Documents
import ModerationJudging

/// One file of a policy folder as it stands, before anything is inherited.
struct PolicyDocument {
  /// The policy's name: the file's, without its ending.
  let name: String
  /// What messages and origins call the file.
  let file: String
  /// What the file says, in its order; each path once.
  private(set) var settings: [PolicySetting] = []
  /// What is wrong with it; nothing else is known about it then.
  private(set) var problems: [DocumentProblem] = []
  /// Where values come from, unless from a place in the file.
  private let source: PolicySetting.Origin?

  /// Reads a file's bytes.
  init(name: String, file: String, bytes: [UInt8], source: PolicySetting.Origin? = nil) {
    (self.name, self.file, self.source) = (name, file, source)
    do throws(DocumentProblem) {
      // A file of comments alone changes nothing and is no mistake.
      if YAMLDocument.isBlank(bytes) { return }
      read(try YAMLDocument.parse(bytes, file: file, kind: "policy"), at: [])
    } catch {
      problems.append(error)
    }
  }

  /// Reads what stands at a place already known, as `--set` does.
  init(name: String, node: YAMLNode, at path: [String]) {
    (self.name, file, source) = (name, node.file, nil)
    if path.isEmpty { read(node, at: []) } else { readValue(node, at: path) }
  }

  /// A file that could not be read.
  init(name: String, problem: DocumentProblem) {
    (self.name, file, source) = (name, problem.file, nil)
    problems = [problem]
  }

  /// Reads a group of keys.
  private mutating func read(_ group: YAMLNode, at path: [String]) {
    let pairs: [(name: YAMLNode, value: YAMLNode)]
    do throws(DocumentProblem) { pairs = try group.pairs() } catch { return problems.append(error) }
    let known = PolicyKey.children(of: path)
    for (name, value) in pairs {
      do throws(DocumentProblem) {
        let word = try name.text()
        guard known.contains(word) else { throw Self.unknown(name, word, at: path, known) }
        readValue(value, at: path + [word])
      } catch {
        problems.append(error)
      }
    }
  }

  private static func unknown(_ node: YAMLNode, _ word: String, at path: [String], _ known: [String]) -> DocumentProblem
  {
    node.invalid(
      "has no key \(word.debugDescription)\(PolicyKey.hint(word, among: known)); it has \(known.joined(separator: ", "))"
    )
  }

  private mutating func readValue(_ node: YAMLNode, at path: [String]) {
    do throws(DocumentProblem) {
      if let key = PolicyKey.at(path) { return keep(try key.form.read(node), node, at: path) }
      switch path.first {
      case PolicyKey.images, PolicyKey.texts: try readThresholds(node, at: path, claimsFrom: 1)
      case PolicyKey.detectors: try readThresholds(node, at: path, claimsFrom: 2)
      default: read(node, at: path)
      }
    } catch {
      problems.append(error)
    }
  }

  /// Reads thresholds: by detector, by label, and for one label `off` or what is to be changed.
  private mutating func readThresholds(
    _ node: YAMLNode, at path: [String], claimsFrom depth: Int
  ) throws(DocumentProblem) {
    if path.count == depth + 1, Claim(written: path[depth]).description != path[depth] {
      throw node.invalid("must be LABEL or LABEL/SUBLABEL")
    }
    guard path.count > depth + 1 else {
      if path.count == depth + 1, node.word == "off" {
        for field in ThresholdField.allCases { keep(.word(ThresholdField.never), node, at: path + [field.rawValue]) }
        return
      }
      let fields = path.count == depth + 1 ? ThresholdField.allCases.map(\.rawValue) : nil
      if let fields, !node.isMapping {
        throw node.invalid("must be off, or have the keys \(fields.joined(separator: " and "))")
      }
      for (name, value) in try node.pairs() {
        let word = try name.text()
        if let fields, !fields.contains(word) {
          throw name.invalid(
            "has no key \(word.debugDescription)\(NearestWord.hint(word, among: fields)); it has \(fields.joined(separator: ", "))"
          )
        }
        readValue(value, at: path + [word])
      }
      return
    }
    let value: PolicyValue =
      node.word == ThresholdField.never ? .word(ThresholdField.never) : .number(try node.threshold())
    keep(value, node, at: path)
  }

  private mutating func keep(_ value: PolicyValue, _ node: YAMLNode, at path: [String]) {
    settings.append(
      PolicySetting(path: path, value: value, origin: origin(of: node), elements: node.items.map(origin(of:))))
  }

  private func origin(of node: YAMLNode) -> PolicySetting.Origin {
    let place = node.place
    return source ?? .place(file: file, line: place?.line, column: place?.column)
  }
}

/// What may be set of a label's thresholds.
enum ThresholdField: String, CaseIterable {
  case review
  case block

  /// The word for a threshold that no score reaches.
  static let never = "never"
}

extension YAMLNode {
  fileprivate func threshold() throws(DocumentProblem) -> Double {
    guard let value = try? number(in: 0...1) else {
      throw invalid("must be a number from 0 to 1, or never; off is for a whole label")
    }
    return value
  }
}
