public import Documents
public import ImageMatching
public import Lists
public import ModerationCore
import ModerationJudging
public import PoliticsDetection
public import TextMatching

/// A folder of policies and their lists, read and checked as a whole: an immutable value.
///
///     policies/
///       default.yaml  live_chat.yaml     one policy a file, called like it
///       words/*.txt  pictures/*.tsv  faces/GROUP/PERSON/*.json  manifests/*/manifest.yaml
///
/// A folder in which anything is wrong is not read at all: `PolicyProblems` names all of it with file, line and column.
/// The policies `default`, `ims` and `tiia` are there in every folder; a file of that name stands before the built-in
/// one.
public struct PolicyFolder: Sendable {
  /// The folder; nil where there are the built-in policies alone.
  public let path: String?
  /// The policies of the folder and the built-in ones, by name.
  public let policies: [ResolvedPolicy]
  /// What is hardly meant, though nothing is wrong with it.
  public let notices: [DocumentProblem]

  private let documents: [String: PolicyDocument]
  private let reading: PolicyListReading
  private let vocabulary: PolicyVocabulary

  /// Reads a folder.
  ///
  /// - Parameters:
  ///   - path: The folder; nil for the built-in policies alone.
  ///   - detectors: What there is to look with, which decides what policies may name:
  ///     `StandardDetectors.descriptors`, and those of plugins.
  ///   - earlier: An earlier reading of the same folder, of which lists that did not change are taken over.
  ///   - folder: Where large word lists are kept as they were read, so that the next process opens them; nil for
  ///     where the earlier reading kept them, or else nowhere.
  public init(
    _ path: String?, detectors: [DetectorDescriptor], reusing earlier: PolicyFolder? = nil,
    keepingIn folder: CompiledFolder? = nil
  ) throws(PolicyProblems) {
    var problems: [DocumentProblem] = []
    var documents: [String: PolicyDocument] = [:]
    var files: PolicyFiles?
    if let path {
      do throws(DocumentProblem) {
        let opened = try PolicyFiles(path)
        let (found, wrong) = opened.policies()
        problems += wrong
        for policy in found { documents[policy.name] = Self.document(policy, opened) }
        files = opened
      } catch {
        throw PolicyProblems([error])
      }
    }
    let inFolder = documents.values.sorted { $0.name < $1.name }
    problems += inFolder.flatMap(\.problems)
    guard problems.isEmpty else { throw PolicyProblems(problems) }

    self.path = path
    self.documents = documents
    vocabulary = PolicyVocabulary(detectors: detectors)
    var reading = PolicyListReading(files, reusing: earlier?.reading, keepingIn: folder)
    var notices: [DocumentProblem] = []
    let inheritance = PolicyInheritance(documents: documents)
    let names = Set(documents.keys).union(BuiltInPolicies.names).sorted()
    var policies: [ResolvedPolicy] = []
    for name in names {
      do throws(DocumentProblem) {
        let settings = try inheritance.settings(of: name)
        let (policy, wrong, noticed) = Self.resolve(
          name, documents[name] == nil, settings, ResolvedPolicy.Lists(), &reading, vocabulary, names)
        problems += wrong
        notices += noticed
        if let policy { policies.append(policy) }
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw PolicyProblems(Self.unique(problems)) }
    self.policies = policies
    reading.dropEarlier()
    self.reading = reading
    if let path, documents.isEmpty {
      notices.append(
        DocumentProblem(file: path, message: "the folder has no policy: there are the built-in ones alone"))
    }
    self.notices = Self.unique(notices + reading.notices)
  }

  /// What there is to look with, as the folder was read.
  public var detectors: [DetectorDescriptor] { vocabulary.detectors }

  /// How many of the lists were read, and not taken over from an earlier reading. For tests.
  package var readListCount: Int { reading.readCount }

  /// The names of the policies.
  public var names: [String] { policies.map(\.name) }

  /// The policies that a program serves: those of the folder and the usual one, and without a folder all. A built-in
  /// policy is served beside them where the folder has a file of its name, which may be empty: its models would be
  /// loaded for nothing otherwise.
  ///
  /// - Parameter usual: The policy that judges where a caller names none.
  public func served(usual: String = "default") -> [ResolvedPolicy] {
    policies.filter { path == nil || !$0.isBuiltIn || $0.name == usual }
  }

  /// A policy by its name.
  ///
  /// - Throws: `PolicyProblems` that names those there are, and the one that may be meant.
  public func policy(named name: String) throws(PolicyProblems) -> ResolvedPolicy {
    guard let policy = policies.first(where: { $0.name == name }) else {
      throw PolicyProblems([
        DocumentProblem(
          file: path ?? "policies",
          message:
            "there is no policy \(name.debugDescription)\(NearestWord.hint(name, among: names)); there are \(PolicyInheritance.listed(names))"
        )
      ])
    }
    return policy
  }

  /// A policy with values of the caller's before its own, and with lists from elsewhere beside those of the folder.
  ///
  /// - Throws: `PolicyProblems`, as for a file that would say the same.
  public func policy(
    named name: String, changes: [PolicyChange], words: [WordList] = [], pictures: [FingerprintList] = [],
    codes: [CodeList] = [], gallery: FaceGallery? = nil
  ) throws(PolicyProblems) -> ResolvedPolicy {
    let base = try policy(named: name)
    let wrong = changes.flatMap(\.problems)
    guard wrong.isEmpty else { throw PolicyProblems(wrong) }
    let stated = base.settings.filter { if case .profile = $0.origin { false } else { true } }
    let behind = (stated.map(\.layer).max() ?? 0) + 1
    let settings = PolicyInheritance.merged(
      [stated] + changes.map { $0.settings.map { $0.moved(behind: behind) } })
    var reading = reading
    let added = ResolvedPolicy.Lists(words: words, pictures: pictures, codes: codes, gallery: gallery)
    let (policy, problems, _) = Self.resolve(
      name, base.isBuiltIn, settings, added, &reading, vocabulary, names)
    guard let policy, problems.isEmpty else { throw PolicyProblems(problems) }
    return policy
  }

  /// Where a label's threshold counts: in pictures, in text or in both; in pictures where it counts nowhere, so that
  /// the check says what there is.
  func media(of claim: String, _ field: ThresholdField) -> [String] {
    let claim = Claim(written: claim)
    let media = [(PolicyKey.images, ThresholdSetting.Reach.images), (PolicyKey.texts, .texts)].filter { _, reach in
      vocabulary.detectors(in: reach).contains { $0.outcomes.contains { $0.keys(for: field).contains(claim) } }
    }
    return media.isEmpty ? [PolicyKey.images] : media.map(\.0)
  }

  private static func document(_ policy: PolicyFiles.Policy, _ files: PolicyFiles) -> PolicyDocument {
    let origin = PolicySetting.Origin.place(file: policy.file, line: nil, column: nil)
    do throws(DocumentProblem) {
      let bytes = try files.bytes(of: policy.file, atMost: YAMLDocument.maximumByteCount, for: origin).bytes
      return PolicyDocument(name: policy.name, file: policy.file, bytes: bytes)
    } catch {
      return PolicyDocument(name: policy.name, problem: error)
    }
  }

  private static func resolve(
    _ name: String, _ isBuiltIn: Bool, _ settings: [PolicySetting], _ added: ResolvedPolicy.Lists,
    _ reading: inout PolicyListReading, _ vocabulary: PolicyVocabulary, _ names: [String]
  ) -> (policy: ResolvedPolicy?, problems: [DocumentProblem], notices: [DocumentProblem]) {
    let values = PolicyValues(settings)
    var (lists, problems) = reading.lists(values)
    lists.words += added.words
    lists.labels.formUnion(added.words.flatMap(\.labels).map(\.rawValue))
    lists.pictures += added.pictures
    lists.codes += added.codes
    if let gallery = added.gallery { (lists.gallery, lists.groups) = (gallery, [:]) }
    let known = PolicyVocabulary(detectors: vocabulary.detectors + lists.manifests.map(\.descriptor))
    let check = PolicyCheck(
      name: name, settings: settings, lists: lists, added: added, vocabulary: known, names: names)
    problems += check.problems
    guard problems.isEmpty else { return (nil, problems, check.notices) }
    let policy = ResolvedPolicy(
      name: name, isBuiltIn: isBuiltIn, settings: settings, lists: lists, notices: check.notices)
    return (policy, [], check.notices)
  }

  /// What several policies inherit is said once.
  private static func unique(_ problems: [DocumentProblem]) -> [DocumentProblem] {
    var seen: Set<DocumentProblem> = []
    return problems.filter { seen.insert($0).inserted }
  }
}
