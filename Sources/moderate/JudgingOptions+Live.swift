import ArgumentParser
import ImageModeration
import Inference
import ManifestDetection
import Policies
import StandardDetectors

extension JudgingOptions {
  /// The policies of the folder, watched; nil when an option changes one, which is then judged by as `rules` makes it.
  ///
  /// - Throws: As `rules`.
  func livePolicies(
    _ work: WorkOptions, _ settings: CommandSettings, concurrency: Int, isolation: Isolation
  ) throws -> LivePolicies? {
    let path = policies.policies ?? settings.policies
    let usual = policies.policy ?? settings.policy ?? "default"
    // Before any library is opened: which changes there are does not depend on them.
    let builtIn = try Self.folder(nil, StandardDetectors.descriptors)
    let changes = work.changes(in: builtIn) + policies.changes(in: builtIn) + looking.changes(in: builtIn)
    guard changes.isEmpty, !looking.bringsLists, looking.scenes == nil else {
      if let path {
        StandardError.write(
          """
          moderate: note: options change the policy \(Printable.text(usual)): it is served alone, and changes of \
          \(Printable.text(path)) are not followed

          """)
      }
      return nil
    }
    let strangers = try plugins.detectors(concurrency: concurrency)
    let manifests = try looking.manifest.map(ManifestDetector.descriptor(manifestPath:))
    let folder = try Self.folder(path, StandardDetectors.descriptors + strangers.descriptors + manifests)
    // Says which policies there are, and which one may be meant.
    let policy = try Self.policy(usual, folder)
    for notice in folder.notices { StandardError.write("moderate: note: \(Printable.text("\(notice)"))\n") }
    let served = folder.served(usual: usual)
    let models = try StandardModels(
      for: served, modelsDirectory: try ModelsFolder.chosen(looking.models, settings), isolation: isolation,
      options: ModelOptions(
        precision: looking.precision.arithmetic, comparesFaces: served.contains { $0.gallery != nil },
        recognizer: DetectorChoice(policy).recognizer, textSearch: DetectorChoice(policy).textSearch,
        manifests: looking.manifest, compiledLists: WordListFile.compiled,
        compiledModels: ModelsFolder.compiled(looking.compiledModels), pornModel: DetectorChoice(policy).pornModel),
      concurrency: concurrency)
    return try LivePolicies(folder, on: models, usual: usual, adding: strangers) { change in
      for line in change.description.split(separator: "\n") {
        StandardError.write("moderate: \(Printable.text(String(line)))\n")
      }
    }
  }
}

extension SceneOptions {
  /// Whether lists were given beside those of the policy.
  fileprivate var bringsLists: Bool {
    gallery != nil || ![words, codes, fingerprints].allSatisfy(\.isEmpty)
  }
}
