import ArgumentParser
import ImageModeration
import ManifestDetection
import Policies
import StandardDetectors

/// What images are judged by: scenes, lists, policies, plugins.
struct JudgingOptions: ParsableArguments {
  @OptionGroup
  var looking: SceneOptions

  @OptionGroup
  var policies: PolicyOptions

  @OptionGroup
  var plugins: PluginOptions

  /// Reads the policy and its lists, and loads the models that it needs.
  ///
  /// - Parameter told: Told the policy before models are loaded.
  /// - Throws: `HostFailure`, `ValidationError`, or the end of the program over policies that are wrong, which standard
  ///   error was told of.
  func rules(
    _ work: WorkOptions, _ settings: CommandSettings, concurrency: Int, isolation: Isolation,
    telling told: (ResolvedPolicy) -> Void = { _ in }
  ) throws -> Ruleset {
    // Libraries first: what is wrong with them is known in a moment, models take longer.
    let strangers = try plugins.detectors(concurrency: concurrency)
    let manifests = try looking.manifest.map(ManifestDetector.descriptor(manifestPath:))
    let folder = try Self.folder(
      policies.policies ?? settings.policies, StandardDetectors.descriptors + strangers.descriptors + manifests)
    let policy = try looking.policy(
      named: policies.policy ?? settings.policy ?? "default", in: folder,
      work.changes(in: folder) + policies.changes(in: folder))
    let noPolicy = folder.path != nil && folder.policies.allSatisfy(\.isBuiltIn) ? folder.notices : []
    for notice in noPolicy + policy.notices {
      StandardError.write("moderate: note: \(Printable.text("\(notice)"))\n")
    }
    guard !looking.looksAtNothing || !plugins.isEmpty || !policy.manifests.isEmpty else {
      throw ValidationError(
        "--scenes none switches every detector off: give --plugin, --plugins or --manifest, or a policy with manifests."
      )
    }
    if let twice = policy.manifests.first(where: { own in manifests.contains { $0.id == own.descriptor.id } }) {
      throw ValidationError(
        "The policy \(policy.name) has a manifest of \(Printable.text(twice.descriptor.id)), as --manifest has: leave one away."
      )
    }
    told(policy)
    let shadow = try policy.shadow.map { try Self.policy($0, folder) }
    let (models, choice) = try looking.models(
      for: policy, settings, concurrency: concurrency, isolation: isolation)
    if let judge = strangers.textDetectors.first, choice.scenes?.contains(.text) == false {
      throw ValidationError(
        "The detector \(Printable.text(judge.descriptor.id)) judges text, which only the text scene reads: add text to --scenes."
      )
    }
    return try models.rules(for: policy, choosing: choice, shadow: shadow, adding: strangers)
  }

  static func folder(_ path: String?, _ detectors: [DetectorDescriptor]) throws -> PolicyFolder {
    do throws(PolicyProblems) {
      return try PolicyFolder(path, detectors: detectors, keepingIn: WordListFile.compiled)
    } catch {
      throw error.ended()
    }
  }

  static func policy(_ name: String, _ folder: PolicyFolder) throws -> ResolvedPolicy {
    do throws(PolicyProblems) {
      return try folder.policy(named: name)
    } catch {
      throw error.ended()
    }
  }
}
