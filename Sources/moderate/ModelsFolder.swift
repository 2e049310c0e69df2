import Glibc
import Inference

/// Where the models are that were installed with this command.
enum ModelsFolder {
  /// The folder that `./run install` fills, seen from PREFIX/lib/swift-image-moderation, where the executable lies.
  private static let installed = "../../share/swift-image-moderation/models"

  /// Where compiled models are kept: the folder that was asked for, or that of the person who runs the command.
  ///
  /// - Parameter given: The value of `--compiled-models`; the word none for nowhere.
  static func compiled(_ given: String? = nil) -> CompiledModelFolder? {
    let report: @Sendable (String) -> Void = { StandardError.write("moderate: note: \(Printable.text($0))\n") }
    switch given {
    case nil: return .standard(report: report)
    case "none": return nil
    case let path?: return CompiledModelFolder(absolute(path), report: report)
    }
  }

  private static func absolute(_ path: String) -> String {
    if path.hasPrefix("/") { return path }
    guard let here = getcwd(nil, 0) else { return path }
    defer { free(here) }
    return "\(String(cString: here))/\(path)"
  }

  /// The folder to open; nil leaves it to `ModelStore`, which knows the environment and the checkout.
  ///
  /// - Parameters:
  ///   - given: The value of `--models`, which goes first.
  ///   - settings: The command's configuration, which goes behind the environment.
  static func chosen(_ given: String?, _ settings: CommandSettings? = nil) throws -> String? {
    if let given { return given }
    if let variable = getenv(ModelStore.environmentVariable), variable.pointee != 0 { return nil }
    if let configured = try (settings ?? CommandSettings(file: nil)).models { return configured }
    guard let found = realpath(ExecutableFolder.path + installed, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}
