import Foundation
import TestFixtures

/// This checkout's own files.
enum Repository {
  static let root = Fixture.folder.deletingLastPathComponent()

  /// The text of a file, by its path from the root.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

  /// The names in a folder, hidden ones left out.
  static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The files below a folder whose names end so, by their paths from the root; build folders are hidden and left out.
  static func files(under folder: String, endingWith suffix: String) -> [String] {
    let url = root.appending(path: folder)
    let walk = FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
    let paths = (walk?.allObjects ?? []).compactMap { ($0 as? URL)?.path }
    return paths.filter { $0.hasSuffix(suffix) }.map { String($0.dropFirst(root.path.count + 1)) }.sorted()
  }

  /// The Swift files of the package, tests and examples left out.
  static var sources: [String] {
    files(under: "Sources", endingWith: ".swift")
      + files(under: "Plugins", endingWith: ".swift").filter {
        $0.split(separator: "/").dropFirst(2).first == "Sources"
      }
  }

  /// The pages that these tests read: all but those at the root.
  static var pages: [String] {
    files(under: "Documentation", endingWith: ".md") + files(under: "Sources", endingWith: ".md")
      + files(under: "Plugins", endingWith: ".md") + files(under: "Integrations", endingWith: ".md")
  }
}
