import ModerationCore
import Inference
import PictureFeatures

/// Names and categories of the classes of ImageNet-1k.
///
/// A file of the models folder and no Swift source: 1,000 rows of a literal cost compile time in every build, and a
/// table is easier to review. It is pinned like a model, so nobody edits it in place.
struct ImageNetClasses: Sendable {
  /// The table, pinned. Kept in this repository as Models/labels/imagenet-classes.tsv.
  static let file = ModelStore.File(
    path: "terror/imagenet-classes.tsv",
    sha256: "4e5d5594b66493a92783c9ee8a42ab74827df01d3191926202753db117b6620c")

  /// What is known of one class.
  struct Entry: Hashable, Sendable {
    /// The first of its names in WordNet 3.0. Two pairs of classes share one: crane and maillot.
    let name: String
    /// Two levels, for example `animal/dog`.
    let category: String
  }

  /// One entry for each class, in the order of the network's logits.
  let entries: [Entry]

  /// Reads the table of a models folder.
  init(store: ModelStore) throws(HostFailure) {
    try self.init(try store.read(Self.file), name: Self.file.path)
  }

  /// Reads a table: a head line, then index, name and category in each line, with tabs between them.
  ///
  /// - Throws: `HostFailure.Code.modelAltered` when it is not a table of all classes in order.
  init(_ bytes: [UInt8], name: String) throws(HostFailure) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).dropFirst()
    var entries: [Entry] = []
    for line in lines {
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 3, Int(fields[0]) == entries.count, !fields[1].isEmpty,
        fields[2].split(separator: "/", omittingEmptySubsequences: true).count == 2
      else {
        throw HostFailure(.modelAltered, message: "\(name): line \(entries.count + 2) is not a class with a category")
      }
      entries.append(Entry(name: fields[1], category: fields[2]))
    }
    guard entries.count == EfficientNetLite2.classCount else {
      throw HostFailure(.modelAltered, message: "\(name) has \(entries.count) classes and not 1,000")
    }
    self.entries = entries
  }
}
