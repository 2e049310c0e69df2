import ArgumentParser
import Digests
import ImageModeration
import ModerationHarness
import WorkerProcesses

extension RunIdentity.Judging {
  /// What images are judged by, for `run.json`.
  ///
  /// - Parameters:
  ///   - looking: How closely the policy looks.
  ///   - options: What the command line says that a policy does not.
  init(_ rules: Ruleset, _ looking: Looking, _ options: JudgingOptions) throws {
    let detectors = rules.detectors.descriptors.sorted { $0.id < $1.id }.map { descriptor in
      RunIdentity.Detector(
        id: descriptor.id, scene: descriptor.scene.rawValue, model: descriptor.model?.name ?? "",
        sha256: descriptor.model?.sha256 ?? "",
        lists: descriptor.lists.map { RunIdentity.Version(name: $0.name, version: $0.version) })
    }
    let sampling = rules.policy.sampling
    self.init(
      release: Release.current, limits: rules.limits.name, deadlineSeconds: rules.limits.deadline / .seconds(1),
      policy: .init(rules.policy), shadows: rules.shadow.map { [.init($0)] } ?? [],
      sampling: "interval \(sampling.interval), \(sampling.maximumFrames) frames, budget \(sampling.budget)",
      looking: looking, scenes: rules.scenes.map(\.rawValue), detectors: detectors,
      recognizers: rules.detectors.textRecognizers.map(\.id).sorted(),
      precision: "\(options.looking.precision.arithmetic)", files: try Self.files(options),
      configurations: try options.plugins.handling.pluginConfiguration.map {
        .init(name: $0.id, version: Self.digest(of: Array(try $0.contents().utf8)))
      })
  }

  /// The most bytes of a library or manifest whose digest is taken: 1 GiB.
  private static let maximumByteCount = 1 << 30

  private static func files(_ options: JudgingOptions) throws -> [RunIdentity.Version] {
    var paths = options.looking.manifest + options.plugins.plugin.map(\.path)
    for folder in options.plugins.plugins { paths += try PluginsFolder.libraries(in: folder).map(\.path) }
    return try paths.map { path in
      .init(
        name: path,
        version: digest(of: try ListFile.bytes(of: path, kind: "file", atMost: maximumByteCount)))
    }
  }

  private static func digest(of bytes: [UInt8]) -> String { SHA256Digest(of: bytes.span.bytes)?.hexadecimal ?? "" }
}

extension RunIdentity.Version {
  fileprivate init(_ policy: Policy) { self.init(name: policy.name, version: policy.version ?? "") }
}
