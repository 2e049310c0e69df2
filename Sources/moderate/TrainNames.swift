import Files
import ArgumentParser
import ImageModeration
import ManifestDetection
import ModerationHarness
import StandardDetectors

/// What the detector that is trained is called, and its scene and labels.
struct TrainNames {
  let id: String
  let scene: String
  /// The label of categories that have none of their own.
  private let label: String
  private let labels: [String: String]

  /// - Throws: `ValidationError` for a name that a manifest could not have.
  init(_ command: TrainCommand) throws {
    let base = command.output.split(separator: "/").last.map(String.init) ?? ""
    id = command.id ?? base + "/1"
    guard Self.isName(id, extra: "._-/") else {
      throw ValidationError(
        command.id == nil
          ? "The folder's name \(Printable.text(base)) makes no identifier: give --id of letters, digits and ._-/."
          : "--id takes at most 128 letters, digits and ._-/, not \(Printable.text(id)).")
    }
    guard id.contains("/"), !id.hasSuffix("/"), !id.hasPrefix("/") else {
      throw ValidationError("--id takes a name with its revision, as in gambling/1, not \(Printable.text(id)).")
    }
    let bare = DetectorDescriptor.name(of: id)
    guard !StandardDetectors.descriptors.contains(where: { $0.name == bare }) else {
      throw ValidationError("\(Printable.text(id)) is a detector of this program: give another --id.")
    }
    scene = command.scene ?? (id.split(separator: "/").first.map { $0.lowercased().replacing("_", with: "-") } ?? "")
    guard Self.isName(scene, extra: ".-"), scene == scene.lowercased(), scene != "none" else {
      throw ValidationError(
        "--scene takes at most 128 lower-case letters, digits and .-, not \(Printable.text(scene)).")
    }
    var (common, labels): (String?, [String: String]) = (nil, [:])
    for given in command.label {
      let parts = given.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[parts.count - 1]
      guard Self.isName(name, extra: "._-"), name != Label.normal.rawValue else {
        throw ValidationError(
          "--label takes at most 128 letters, digits and ._-, and not Normal; not \(Printable.text(name)).")
      }
      if parts.count == 2 {
        guard labels.updateValue(name, forKey: parts[0]) == nil else {
          throw ValidationError("--label names \(Printable.text(parts[0])) twice.")
        }
      } else {
        guard common == nil else { throw ValidationError("--label names two labels: write CATEGORY=LABEL.") }
        common = name
      }
    }
    (label, self.labels) = (common ?? Label.custom.rawValue, labels)
  }

  /// Refuses labels for categories that are not there.
  func check(_ categories: [String]) throws(RunProblem) {
    for category in labels.keys.sorted() where !categories.contains(category) {
      throw RunProblem(
        path: "--label \(category)=\(labels[category] ?? "")",
        message: "there is no folder \(category); there are \(categories.joined(separator: ", "))")
    }
  }

  /// What stands in the manifest beside the heads.
  func manifest(_ categories: [String]) -> HeadManifest {
    let all = Dictionary(uniqueKeysWithValues: categories.map { ($0, labels[$0] ?? label) })
    let published = Set(Vocabulary.published.map(\.rawValue))
    return HeadManifest(
      id: id, scene: scene, labels: all, ownLabels: Set(all.values).subtracting(published).sorted())
  }

  /// Whether a manifest can have the name: ASCII letters, digits and some signs.
  static func isName(_ text: String, extra: String) -> Bool {
    let allowed = Set(("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + extra).utf8)
    return (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains)
  }
}
