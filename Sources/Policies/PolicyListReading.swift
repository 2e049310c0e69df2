import Documents
import Glibc
import ImageMatching
import Lists
import ModerationCore
import PoliticsDetection
import TextMatching

/// The lists of a policy folder, each read once, however many policies use it, and taken over from an earlier reading
/// of the folder where the file is the same.
struct PolicyListReading {
  /// The place of a gallery that is a folder in a policy folder.
  static let galleryFolder = "faces"
  /// The place of one that is a library.
  static let galleryFile = "faces.sqlite"

  struct Loaded<List: Sendable>: Sendable {
    let list: List
    let state: FileState
  }

  /// The labels of each list of words, gathered once: a list may have a million entries, and a folder 1,000 policies.
  private var labels: [String: Set<String>] = [:]

  private let files: PolicyFiles?
  private let folder: CompiledFolder?
  private(set) var words: [String: Loaded<WordList>] = [:]
  private(set) var pictures: [String: Loaded<FingerprintList>] = [:]
  private(set) var codes: [String: Loaded<CodeList>] = [:]
  private(set) var gallery: GalleryReading?
  /// How many lists were read, and not taken over.
  private(set) var readCount = 0
  private(set) var notices: [DocumentProblem] = []
  /// What an earlier reading had.
  private struct Earlier {
    var words: [String: Loaded<WordList>] = [:]
    var pictures: [String: Loaded<FingerprintList>] = [:]
    var codes: [String: Loaded<CodeList>] = [:]
    var gallery: GalleryReading?
  }

  private var earlier = Earlier()
  /// What a file is wrong about is said once.
  private var refused: [String: DocumentProblem] = [:]

  init(_ files: PolicyFiles?, reusing earlier: PolicyListReading?, keepingIn folder: CompiledFolder?) {
    self.files = files
    self.folder = folder ?? earlier?.folder
    guard let earlier else { return }
    self.earlier = Earlier(
      words: earlier.words, pictures: earlier.pictures, codes: earlier.codes, gallery: earlier.gallery)
  }

  /// The lists that a policy uses, with what it makes of them.
  mutating func lists(_ values: PolicyValues) -> (lists: ResolvedPolicy.Lists, problems: [DocumentProblem]) {
    var lists = ResolvedPolicy.Lists()
    var problems: [DocumentProblem] = []
    let ownLabels = Set(values.words("labels") ?? [])
    for kind in ListUse.Kind.allCases {
      guard let setting = values.setting("lists.\(kind.rawValue)") else { continue }
      let uses = values.uses(kind)
      do throws(DocumentProblem) {
        switch kind {
        case .words:
          for (index, use) in uses.enumerated() {
            do throws(DocumentProblem) {
              let list = try wordList(use.name, setting.origin(ofElement: index))
              problems += Self.unknownLabels(of: list, file: use.name, declared: ownLabels)
              lists.labels.formUnion(labels[use.name] ?? [])
              lists.words.append(use.suggestion.map { list.suggesting($0) } ?? list)
            } catch { problems.append(error) }
          }
        case .pictures:
          for (index, use) in uses.enumerated() {
            do throws(DocumentProblem) {
              let list = try fingerprints(use.name, setting.origin(ofElement: index))
              problems += Self.unknownLabels(of: list, file: use.name, declared: ownLabels)
              lists.labels.formUnion(list.labels.map(\.rawValue))
              let near = use.distanceBits.map { list.within($0) } ?? list
              lists.pictures.append(use.suggestion.map { near.suggesting($0) } ?? near)
            } catch { problems.append(error) }
          }
        case .codes:
          for (index, use) in uses.enumerated() {
            do throws(DocumentProblem) {
              let list = try codeList(use.name, setting.origin(ofElement: index))
              lists.codes.append(use.suggestion.map { list.suggesting($0) } ?? list)
            } catch { problems.append(error) }
          }
        case .faces where !uses.isEmpty:
          let part = try gallery(of: uses, setting)
          lists.gallery = part
          for use in uses {
            for name in part?.names(ofGroup: use.name) ?? [] { lists.groups[name] = use.suggestion }
          }
        case .faces: break
        }
      } catch { problems.append(error) }
    }
    if let setting = values.setting("manifests") {
      for (index, name) in (values.words("manifests") ?? []).enumerated() {
        let origin = setting.origin(ofElement: index)
        do throws(DocumentProblem) {
          guard let files else { throw Self.noFolder(name, origin) }
          lists.manifests.append(try PolicyManifest(name, in: files, for: origin))
        } catch { problems.append(error) }
      }
    }
    return (lists, problems)
  }

  /// Labels that nobody published and no policy declares, which are slips of the pen for the most part.
  private static func unknownLabels(of list: WordList, file: String, declared: Set<String>) -> [DocumentProblem] {
    list.notices.compactMap { notice in
      guard case .unknownLabel(let label) = notice.kind, !declared.contains(label) else { return nil }
      return unknownLabel(label, file: file, line: notice.line, column: notice.column, declared: declared)
    }
  }

  /// The same of a list of pictures.
  private static func unknownLabels(
    of list: FingerprintList, file: String, declared: Set<String>
  ) -> [DocumentProblem] {
    list.notices.compactMap { notice in
      guard case .unknownLabel(let label) = notice.kind, !declared.contains(label) else { return nil }
      return unknownLabel(label, file: file, line: notice.line, column: nil, declared: declared)
    }
  }

  private static func unknownLabel(
    _ label: String, file: String, line: Int?, column: Int?, declared: Set<String>
  ) -> DocumentProblem {
    let known = PolicyVocabulary.labels.map(\.rawValue) + declared
    return DocumentProblem(
      file: file, line: line, column: column,
      message:
        "\(label) is not a label\(NearestWord.hint(label, among: known)); a label of one's own stands under labels in the policy"
    )
  }

  private mutating func wordList(_ name: String, _ origin: PolicySetting.Origin) throws(DocumentProblem) -> WordList {
    if let known = words[name] { return known.list }
    if let problem = refused[name] { throw problem }
    do throws(DocumentProblem) {
      let limit = WordListLimits.standard.maximumByteCount
      let folder = folder
      let list = try read(name, origin, limit, earlier.words[name]) { bytes throws(ListError) in
        try WordList(parsing: bytes, name: Self.listName(name), keepingIn: folder)
      }
      words[name] = list
      labels[name] = Set(list.list.labels.map(\.rawValue))
      for notice in list.list.notices {
        if case .unknownLabel = notice.kind { continue }
        notices.append(DocumentProblem(file: name, line: notice.line, message: notice.sentence))
      }
      return list.list
    } catch {
      refused[name] = error
      throw error
    }
  }

  private mutating func fingerprints(
    _ name: String, _ origin: PolicySetting.Origin
  ) throws(DocumentProblem) -> FingerprintList {
    if let known = pictures[name] { return known.list }
    if let problem = refused[name] { throw problem }
    do throws(DocumentProblem) {
      let limit = FingerprintList.maximumByteCount
      let list = try read(name, origin, limit, earlier.pictures[name]) { bytes throws(ListError) in
        try FingerprintList(parsing: bytes, name: Self.listName(name))
      }
      pictures[name] = list
      for notice in list.list.notices {
        if case .unknownLabel = notice.kind { continue }
        notices.append(DocumentProblem(file: name, line: notice.line, message: notice.sentence))
      }
      return list.list
    } catch {
      refused[name] = error
      throw error
    }
  }

  private mutating func codeList(_ name: String, _ origin: PolicySetting.Origin) throws(DocumentProblem) -> CodeList {
    if let known = codes[name] { return known.list }
    if let problem = refused[name] { throw problem }
    do throws(DocumentProblem) {
      let limit = CodeList.maximumByteCount
      let list = try read(name, origin, limit, earlier.codes[name]) { bytes throws(ListError) in
        try CodeList(parsing: bytes, name: Self.listName(name))
      }
      codes[name] = list
      return list.list
    } catch {
      refused[name] = error
      throw error
    }
  }

  private mutating func read<List: Equatable>(
    _ name: String, _ origin: PolicySetting.Origin, _ limit: Int, _ earlier: Loaded<List>?,
    _ parse: ([UInt8]) throws(ListError) -> List
  ) throws(DocumentProblem) -> Loaded<List> {
    guard let files else { throw Self.noFolder(name, origin) }
    if let earlier, earlier.state.isTrusted, earlier.state == FileState(of: try files.path(to: name, for: origin)) {
      return earlier
    }
    readCount += 1
    let (bytes, state) = try files.bytes(of: name, atMost: limit, for: origin)
    do throws(ListError) {
      let list = try parse(bytes)
      // What did not change stays the very same value: whoever compiled it knows it again without comparing entries.
      if let earlier, earlier.list == list { return Loaded(list: earlier.list, state: state) }
      return Loaded(list: list, state: state)
    } catch {
      throw DocumentProblem(file: name, line: error.line, column: error.byteInLine, message: error.message)
    }
  }

  private mutating func gallery(
    of groups: [ListUse], _ setting: PolicySetting
  ) throws(DocumentProblem) -> FaceGallery? {
    guard let files else { throw Self.noFolder(Self.galleryFolder, setting.origin) }
    if let problem = refused[Self.galleryFolder] { throw problem }
    if gallery == nil {
      do throws(DocumentProblem) {
        let path = try galleryPath(files, setting)
        let reading = try Self.located(setting) { () throws(HostFailure) in
          try GalleryReading(path, reusing: earlier.gallery)
        }
        if reading.wasRead { readCount += 1 }
        gallery = reading
      } catch {
        refused[Self.galleryFolder] = error
        throw error
      }
    }
    return try Self.located(setting) { () throws(HostFailure) in try gallery?.part(of: groups) }
  }

  /// Where the faces are: the library where there is one, else the folder.
  private func galleryPath(_ files: PolicyFiles, _ setting: PolicySetting) throws(DocumentProblem) -> String {
    guard access("\(files.path)/\(Self.galleryFile)", F_OK) == 0 else {
      return try files.path(to: Self.galleryFolder, for: setting.origin)
    }
    guard access("\(files.path)/\(Self.galleryFolder)", F_OK) != 0 else {
      throw DocumentProblem(
        at: setting.origin,
        message: "\(setting.key): both \(Self.galleryFolder) and \(Self.galleryFile) are there: remove one of them")
    }
    return try files.path(to: Self.galleryFile, for: setting.origin)
  }

  private static func located<Value>(
    _ setting: PolicySetting, _ body: () throws(HostFailure) -> Value
  ) throws(DocumentProblem) -> Value {
    do throws(HostFailure) {
      return try body()
    } catch {
      throw DocumentProblem(at: setting.origin, message: "\(setting.key): \(error.message)")
    }
  }

  /// Lets go of what the earlier reading had and this one has not.
  mutating func dropEarlier() {
    earlier = Earlier()
    gallery?.dropEarlier()
  }

  private static func noFolder(_ name: String, _ origin: PolicySetting.Origin) -> DocumentProblem {
    DocumentProblem(at: origin, message: "\(name) lies in no policy folder, because none was given")
  }

  /// What a list is called that does not say so itself: the file's name.
  private static func listName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
