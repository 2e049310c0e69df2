import COpenVINO
import Digests
import Files
import Glibc
public import ModerationCore

/// A folder with the neural runtime and the models, as `./run setup --into DIR` fills it.
///
/// Looked for in three places, first hit wins: the directory given, the environment variable
/// `IMAGE_MODERATION_MODELS`, the `.models` folder of the checkout that this was compiled in. A package that depends on
/// this one has only the first two.
public struct ModelStore: Sendable {
  /// The environment variable that names the folder.
  public static let environmentVariable = "IMAGE_MODERATION_MODELS"

  /// The folder.
  public let directory: String

  /// Opens a models folder.
  ///
  /// - Parameter directory: The folder; nil looks for it as described above.
  /// - Throws: `HostFailure.Code.modelStoreMissing` when there is no such folder.
  public init(directory: String? = nil) throws(HostFailure) {
    let chosen = directory ?? Self.fromEnvironment ?? String(cString: moderation_development_models())
    guard access(chosen + "/runtime", F_OK) == 0 else {
      throw HostFailure(
        .modelStoreMissing,
        message: """
          no models folder at \(chosen): run `./run setup`, or `./run setup --into DIR` and give DIR, or set \
          \(Self.environmentVariable)
          """)
    }
    self.directory = chosen
  }

  private static var fromEnvironment: String? {
    guard let value = getenv(environmentVariable) else { return nil }
    let directory = String(cString: value)
    return directory.isEmpty ? nil : directory
  }

  /// A file of the store, pinned by its content.
  public struct File: Hashable, Sendable {
    /// The path below the store's folder.
    public let path: String
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Names a file and pins its content.
    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// Reads a file and gives its bytes only when they are the pinned ones.
  ///
  /// The bytes that were hashed are the bytes that are returned, so that a file exchanged in between changes nothing.
  ///
  /// - Throws: `modelMissing` when it cannot be read, `modelAltered` when it holds anything else.
  public func read(_ file: File) throws(HostFailure) -> [UInt8] {
    try Self.read(file, in: directory, remedy: "; run `./run setup` to fetch it")
  }

  /// The same for a file that lies in any other folder, for models that `./run setup` does not bring.
  public static func read(_ file: File, in directory: String) throws(HostFailure) -> [UInt8] {
    try read(file, in: directory, remedy: "")
  }

  /// Where a file of the store lies.
  func path(of file: File) -> String { "\(directory)/\(file.path)" }

  private static func read(_ file: File, in directory: String, remedy: String) throws(HostFailure) -> [UInt8] {
    let path = "\(directory)/\(file.path)"
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try BoundedFile.contents(of: path, .regularOnly, mostBytes: maximumFileBytes)
    } catch {
      throw HostFailure(.modelMissing, message: "cannot read the model \(path): \(error.reason)\(remedy)")
    }
    let digest = SHA256Digest(of: bytes.span.bytes)
    guard digest?.hexadecimal == file.sha256 else {
      throw HostFailure(
        .modelAltered,
        message: "the model \(path) has SHA-256 \(digest?.hexadecimal ?? "unknown") and not \(file.sha256)\(remedy)")
    }
    return bytes
  }

  /// The largest model file that is read: four times the largest one known.
  static let maximumFileBytes = 160 << 20
}
