import ArgumentParser
import ImageModeration
import ManifestDetection
import PluginHost
import Policies
import StandardDetectors

/// The folder that `show` and `diff` look in.
struct PoliciesFolderOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of policies; without it the one of the environment or the configuration, and else the built-in policies.",
      valueName: "dir"))
  var policies: String?

  @Option(help: ArgumentHelp("A configuration, as for moderate.", valueName: "file"))
  var config: String?

  @OptionGroup var looking: PolicyDetectorOptions

  func read() throws -> PolicyFolder {
    try looking.folder(try policies ?? CommandSettings(file: config).policies, failingWith: 64)
  }

  func policy(named name: String, in folder: PolicyFolder) throws -> ResolvedPolicy {
    do throws(PolicyProblems) {
      return try folder.policy(named: name)
    } catch {
      throw error.ended()
    }
  }
}

/// Detectors beside this program's whose labels policies may name.
struct PolicyDetectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A plugin whose labels policies may name, as for moderate. Can be given several times.",
      valueName: "path[=sha256]"))
  var plugin: [PluginReference] = []

  @Option(
    help: ArgumentHelp(
      "A manifest whose labels policies may name, as for moderate. Can be given several times.", valueName: "file"))
  var manifest: [String] = []

  /// What detectors of the manifests describe themselves as.
  var manifests: [DetectorDescriptor] {
    get throws(HostFailure) { try manifest.map(ManifestDetector.descriptor(manifestPath:)) }
  }

  /// Reads a folder; what is wrong ends the program with a status.
  func folder(_ path: String?, failingWith status: Int32) throws -> PolicyFolder {
    let strangers: [DetectorDescriptor]
    do throws(HostFailure) {
      strangers =
        try plugin.map { reference throws(HostFailure) in
          try OpenedPlugin.inWorkers(reference, PluginPolicy.standard).descriptions.map(\.descriptor)
        }.flatMap(\.self) + manifests
    } catch {
      StandardError.write("moderate: \(Printable.text(error.message))\n")
      throw ExitCode(1)
    }
    do throws(PolicyProblems) {
      return try PolicyFolder(
        path, detectors: StandardDetectors.descriptors + strangers, keepingIn: WordListFile.compiled)
    } catch {
      throw error.ended(status)
    }
  }
}
