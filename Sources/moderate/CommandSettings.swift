import ArgumentParser
import Documents
import Glibc
import Inference

/// Defaults of the command that stand in the environment or in a file, for what the command line does not say.
///
/// One precedence for all: the command line, then the environment, then the file, then the program's own default.
struct CommandSettings {
  /// The environment variable that names the file.
  static let fileVariable = "IMAGE_MODERATION_CONFIG"

  private(set) var policies: String?
  private(set) var policy: String?
  private(set) var models: String?
  private(set) var jobs: Int?
  private(set) var failOn: FailureThreshold?

  /// Reads both.
  ///
  /// - Parameter file: The value of `--config`.
  init(file: String?) throws {
    if let path = try Self.path(file) { try read(path) }
    policies = Self.variable("IMAGE_MODERATION_POLICIES") ?? policies
    policy = Self.variable("IMAGE_MODERATION_POLICY") ?? policy
    // Whoever opens the models looks into the environment by itself.
    if Self.variable(ModelStore.environmentVariable) != nil { models = nil }
    if let text = Self.variable("IMAGE_MODERATION_JOBS") {
      guard let count = Int(text), WorkOptions.jobCounts.contains(count) else {
        throw ValidationError("IMAGE_MODERATION_JOBS takes 1 to 256, not \(Printable.text(text)).")
      }
      jobs = count
    }
    if let text = Self.variable("IMAGE_MODERATION_FAIL_ON") {
      guard let threshold = FailureThreshold(rawValue: text) else {
        throw ValidationError("IMAGE_MODERATION_FAIL_ON takes review or block, not \(Printable.text(text)).")
      }
      failOn = threshold
    }
  }

  private mutating func read(_ path: String) throws {
    do throws(DocumentProblem) {
      guard let root = try YAMLDocument.readUnlessBlank(path, kind: "configuration") else { return }
      try root.allow(["policies", "policy", "models", "jobs", "failOn"])
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
      func inFolder(_ key: String) throws(DocumentProblem) -> String? {
        guard let text = try root.optional(key)?.text() else { return nil }
        return text.hasPrefix("/") ? text : folder + text
      }
      policies = try inFolder("policies")
      policy = try root.optional("policy")?.text()
      models = try inFolder("models")
      jobs = try root.optional("jobs")?.integer(in: WorkOptions.jobCounts)
      failOn = try root.optional("failOn")?.choice(FailureThreshold.allCases.map { ($0.rawValue, $0) })
    } catch {
      throw ValidationError(Printable.text(error.isUnreadable ? "\(error.message)." : "\(error.description)."))
    }
  }

  /// The file to read; nil for none. One that is named has to be there.
  private static func path(_ given: String?) throws -> String? {
    if let given { return given }
    if let named = variable(fileVariable) { return named }
    let place = "/swift-image-moderation/moderate.yaml"
    let usual = variable("XDG_CONFIG_HOME").map { $0 + place } ?? variable("HOME").map { "\($0)/.config\(place)" }
    return usual.flatMap { access($0, F_OK) == 0 ? $0 : nil }
  }

  /// A variable that is set and not empty.
  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
