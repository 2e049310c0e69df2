import Glibc
import Inference

/// Where the models are that were installed with this command.
enum ModelsFolder {
  /// The folder that `./run install` fills, seen from PREFIX/lib/swift-image-moderation, where the executable lies.
  private static let installed = "../../share/swift-image-moderation/models"

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
