import Documents
public import ModerationCore

extension HostFailure.Code {
  /// A detector's manifest is wrong, or does not fit its model.
  public static let invalidManifest = HostFailure.Code(rawValue: "invalidManifest")
}

extension HostFailure {
  /// The failure over a manifest that is wrong or cannot be read.
  init(_ problem: DocumentProblem) {
    self =
      problem.isUnreadable
      ? HostFailure(.sourceUnreadable, message: problem.message)
      : HostFailure(.invalidManifest, message: problem.description)
  }
}

extension Manifest {
  /// Reads a manifest's file.
  init(path: String) throws(HostFailure) {
    do throws(DocumentProblem) {
      self = try Manifest(try YAMLDocument.read(path, kind: "manifest"))
    } catch {
      throw HostFailure(error)
    }
  }

  /// Reads a manifest's bytes; the path is for error messages.
  init(_ bytes: [UInt8], _ path: String) throws(HostFailure) {
    do throws(DocumentProblem) {
      self = try Manifest(try YAMLDocument.parse(bytes, file: path, kind: "manifest"))
    } catch {
      throw HostFailure(error)
    }
  }
}
