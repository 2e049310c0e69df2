import Digests
import Documents
import ManifestDetection
public import ModerationCore

/// A manifest that a policy uses: a model of the operator's own, or heads on features that others compute as well.
public struct PolicyManifest: Hashable, Sendable {
  /// The file, seen from the policy folder.
  public let name: String
  /// The file, without links.
  public let path: String
  /// SHA-256 of the manifest, which pins its model in turn: another model is another manifest.
  public let sha256: String
  /// What its detector would be.
  public let descriptor: DetectorDescriptor

  /// Reads a manifest of a policy folder, and no model.
  ///
  /// - Throws: `DocumentProblem` at the policy's own place, with the manifest's behind it.
  init(_ name: String, in files: PolicyFiles, for origin: PolicySetting.Origin) throws(DocumentProblem) {
    let bytes = try files.bytes(of: name, atMost: YAMLDocument.maximumByteCount, for: origin).bytes
    guard let digest = SHA256Digest(of: bytes.span.bytes) else {
      throw DocumentProblem(at: origin, message: "\(name) has no SHA-256 on this machine: libcrypto gave none")
    }
    (self.name, path, sha256) = (name, try files.path(to: name, for: origin), digest.hexadecimal)
    do throws(HostFailure) {
      descriptor = try ManifestDetector.descriptor(manifestPath: path)
    } catch {
      throw DocumentProblem(at: origin, message: "manifests: \(error.message)")
    }
  }
}
