import ModerationCore

/// Images with what is expected of them.
public struct LabelledImages: Sendable {
  /// An image and its label.
  struct Pair: Sendable {
    let image: EvaluatedImage
    let expectation: ExpectedAnswer
  }

  let pairs: [Pair]
  /// Labelled and not among the rows.
  let missing: [String]
  /// Among the rows and not labelled.
  let unlabelled: [String]
  let images: EvaluatedImages
  /// The scenes that any of the images was asked for.
  let askedScenes: Set<Scene>
  let expectations: Expectations

  /// Joins rows and labels by path: equal ones first, then as seen from a folder.
  ///
  /// - Parameter folders: Those that paths of labels may start in: the file's own, and the one that was given.
  public init(_ images: EvaluatedImages, _ expectations: Expectations, folders: [String] = []) {
    var byPath: [String: Int] = [:]
    for (index, entry) in expectations.entries.enumerated() {
      byPath[entry.path] = index
      let normal = SourcePath.normal(entry.path)
      if byPath[normal] == nil { byPath[normal] = index }
    }
    let folders = folders.map(SourcePath.normal)
    func place(_ source: String) -> Int? {
      if let index = byPath[source] { return index }
      let normal = SourcePath.normal(source)
      if let index = byPath[normal] { return index }
      for folder in folders {
        if let below = SourcePath.below([folder], normal), let index = byPath[String(below)] { return index }
        // The label's path starts in the folder, and the row's does not.
        if folder != ".", !normal.hasPrefix("/"), let index = byPath[folder + "/" + normal] { return index }
      }
      return nil
    }
    var pairs: [Pair] = []
    var unlabelled: [String] = []
    var used = Set<Int>()
    for image in images.images {
      if let index = place(image.source) {
        used.insert(index)
        pairs.append(Pair(image: image, expectation: expectations.entries[index].expectation))
      } else {
        unlabelled.append(image.source)
      }
    }
    self.pairs = pairs
    askedScenes = Set(pairs.flatMap { $0.image.scenes.keys })
    self.unlabelled = unlabelled
    missing = expectations.entries.indices.filter { !used.contains($0) }.map { expectations.entries[$0].path }
    self.images = images
    self.expectations = expectations
  }

  /// How many images have a label.
  public var count: Int { pairs.count }

  /// A sentence for when nothing has a label: both kinds of paths, to compare.
  public var mismatch: String? {
    guard pairs.isEmpty else { return nil }
    let label = missing.first.map { "labels are of \($0.debugDescription)" } ?? "there are no labels"
    let row = unlabelled.first.map { "rows of \($0.debugDescription)" } ?? "there are no rows"
    return "no row has a label: \(label), \(row); --root names the folder that the labels' paths start in"
  }
}
