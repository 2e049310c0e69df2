import Files
import Glibc
import ImageModeration
import ModerationHarness

/// The folders of a data set: a category each, and one of benign pictures.
struct TrainDataset {
  /// A picture to read.
  struct Entry: Sendable {
    let image: ImageWalk.Image
    /// Nil for a benign picture.
    let category: String?
    /// The folder inside the category's, nil where the picture lies directly in it.
    let source: String?
  }

  /// Names of the folder of benign pictures.
  static let benignNames = ["benign", "normal"]
  /// The most categories, as a manifest has at most.
  static let maximumCategories = 256

  let benignName: String
  let categories: [String]
  /// In the order of folders and names.
  let entries: [Entry]
  /// What lies beside the folders.
  let leftOut: [TrainingReport.LeftOut]

  /// Lists a data set.
  ///
  /// - Parameter benign: The folder of benign pictures; nil for one of the usual names.
  /// - Throws: `RunProblem`: not a folder, no folder of benign pictures or two, no other, an empty one, a name that no
  ///   sublabel can have.
  init(_ path: String, benign: String?) throws(RunProblem) {
    let root = FileName([UInt8](path.utf8))
    var (folders, leftOut): ([String], [TrainingReport.LeftOut]) = ([], [])
    for name in try Self.names(in: root) {
      let text = FileName(name).text
      guard Self.isFolder(root.appending(name)), name.first != UInt8(ascii: ".") else {
        leftOut.append(.init(path: root.appending(name).text, reason: "lies beside the folders of categories"))
        continue
      }
      folders.append(text)
    }
    let benignName = try Self.benign(of: folders, named: benign, path)
    let categories = folders.filter { $0 != benignName }
    guard !categories.isEmpty else {
      throw RunProblem(
        path: path, message: "has no folder but \(benignName): a folder of pictures for each category is needed")
    }
    guard categories.count <= Self.maximumCategories else {
      throw RunProblem(
        path: path, message: "has \(categories.count) categories; \(Self.maximumCategories) are allowed")
    }
    for name in categories where !TrainNames.isName(name, extra: "._-") || name == Label.normal.rawValue {
      throw RunProblem(
        path: "\(path)/\(name)",
        message: """
          its name becomes the sublabel, which has at most 128 letters, digits and . _ - and is not Normal: rename the \
          folder
          """)
    }
    var entries: [Entry] = []
    for name in [benignName] + categories {
      let folder = root.appending([UInt8](name.utf8))
      let images = FileWalk(folder).map(ImageWalk.Image.init)
      guard !images.isEmpty else {
        throw RunProblem(path: folder.text, message: "is empty: put pictures of \(name) into it, or take it away")
      }
      entries += images.map {
        Entry(
          image: $0, category: name == benignName ? nil : name,
          source: Self.source(of: $0, below: folder))
      }
    }
    (self.benignName, self.categories) = (benignName, categories)
    (self.entries, self.leftOut) = (entries, leftOut)
  }

  private static func benign(
    of folders: [String], named given: String?, _ path: String
  ) throws(RunProblem) -> String {
    if let given {
      guard folders.contains(given) else {
        throw RunProblem(path: path, message: "has no folder \(given), which --benign names")
      }
      return given
    }
    let found = folders.filter(benignNames.contains)
    guard let name = found.first else {
      throw RunProblem(
        path: path,
        message: """
          has no folder benign of pictures that show nothing of the kind; the folders are \
          \(folders.isEmpty ? "none" : folders.joined(separator: ", ")): make one, or say with --benign which it is
          """)
    }
    guard found.count == 1 else {
      throw RunProblem(path: path, message: "has the folders benign and normal: say with --benign which it is")
    }
    return name
  }

  /// The folders between a category's and the picture.
  private static func source(of image: ImageWalk.Image, below folder: FileName) -> String? {
    guard case .file(let name) = image, name.bytes.starts(with: folder.bytes) else { return nil }
    let parts = name.bytes.dropFirst(folder.bytes.count).split(separator: UInt8(ascii: "/"))
    // One folder is the source, whatever order there is inside it.
    return parts.count > 1 ? FileName(Array(parts[parts.startIndex])).text : nil
  }

  private static func isFolder(_ name: FileName) -> Bool {
    var status = stat()
    return name.withCString { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What lies in a folder, sorted.
  static func names(in folder: FileName) throws(RunProblem) -> [[UInt8]] {
    guard let stream = folder.withCString({ opendir($0) }) else {
      throw RunProblem(path: folder.text, message: "cannot be read as a folder: \(SystemError.text)")
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw RunProblem(path: folder.text, message: "cannot be read: \(SystemError.text)") }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
      }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      if name != [UInt8](".".utf8), name != [UInt8]("..".utf8) { names.append(name) }
    }
  }
}
