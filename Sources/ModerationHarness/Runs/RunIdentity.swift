import Files
import Foundation
import ModerationJudging

/// What a run is a run of, as `run.json` has it (`Documentation/schema/moderation-run-1.json`): whatever changes a
/// verdict, and which images. Rows of another identity do not belong into the same folder.
public struct RunIdentity: Codable, Hashable, Sendable {
  /// The name of the schema.
  public static let schema = "moderation-run-1"
  /// The most bytes of a `run.json`: 16 MiB. A command line has 2.
  public static let maximumByteCount = 16 << 20

  /// A policy or a list with its version.
  public struct Version: Codable, Hashable, Sendable {
    /// The name.
    public var name: String
    /// The version; an empty text where the operator does not count.
    public var version: String

    /// Makes a version.
    public init(name: String, version: String) { (self.name, self.version) = (name, version) }
  }

  /// A detector that looks.
  public struct Detector: Codable, Hashable, Sendable {
    /// Its identifier with the revision.
    public var id: String
    /// The scene that it serves.
    public var scene: String
    /// The model's name; an empty text for a detector without weights.
    public var model: String
    /// The SHA-256 of the model's file; an empty text for a detector without weights.
    public var sha256: String
    /// The lists that it compares with.
    public var lists: [Version]

    /// Makes a detector.
    public init(id: String, scene: String, model: String, sha256: String, lists: [Version]) {
      (self.id, self.scene, self.model, self.sha256, self.lists) = (id, scene, model, sha256, lists)
    }
  }

  /// What images are judged by.
  public struct Judging: Codable, Hashable, Sendable {
    /// The release of this package.
    public var release: String
    /// The name of the limits profile.
    public var limits: String
    /// The time that an image has, in seconds.
    public var deadlineSeconds: Double
    /// The policy; its version covers all of its values, changes of the command line included.
    public var policy: Version
    /// The policies on trial beside it: one at most.
    public var shadows: [Version]
    /// Which frames of an animation are looked at.
    public var sampling: String
    /// How closely images are looked at, for replays.
    public var looking: Looking
    /// The scenes that are looked at.
    public var scenes: [String]
    /// The detectors, by identifier.
    public var detectors: [Detector]
    /// The identifiers of what reads text.
    public var recognizers: [String]
    /// How models calculate: `fp32` or `bf16`.
    public var precision: String
    /// Files that detectors were made of, libraries and manifests, with the SHA-256 of what they hold.
    public var files: [Version]
    /// The configurations of plugins, each by the detector's identifier with the SHA-256 of its text.
    public var configurations: [Version]

    /// Makes a description.
    public init(
      release: String, limits: String, deadlineSeconds: Double, policy: Version, shadows: [Version], sampling: String,
      looking: Looking, scenes: [String], detectors: [Detector], recognizers: [String], precision: String,
      files: [Version],
      configurations: [Version]
    ) {
      (self.release, self.limits, self.deadlineSeconds) = (release, limits, deadlineSeconds)
      (self.policy, self.shadows, self.sampling) = (policy, shadows, sampling)
      (self.looking, self.scenes) = (looking, scenes)
      (self.detectors, self.recognizers) = (detectors, recognizers)
      (self.precision, self.files, self.configurations) = (precision, files, configurations)
    }
  }

  /// Which images.
  public struct Inputs: Codable, Hashable, Sendable {
    /// The folder that relative names begin in; an empty text where no name is relative.
    public var folder: String
    /// Folders and files as they were given, names in the spelling of `source`.
    public var paths: [String]
    /// Files of names, as given: one at most.
    public var lists: [String]
    /// Patterns of files that count; none for all.
    public var includes: [String]
    /// Patterns of files that do not count.
    public var excludes: [String]
    /// The part of the files, as in `3/16`; an empty text for all.
    public var shard: String
    /// Whether files that are no images are passed over.
    public var skipsNonImages: Bool
    /// Whether files of equal bytes are judged once.
    public var judgesEqualFilesOnce: Bool

    /// Makes a description.
    public init(
      folder: String, paths: [String], lists: [String], includes: [String], excludes: [String], shard: String,
      skipsNonImages: Bool, judgesEqualFilesOnce: Bool
    ) {
      (self.folder, self.paths, self.lists, self.includes) = (folder, paths, lists, includes)
      (self.excludes, self.shard) = (excludes, shard)
      (self.skipsNonImages, self.judgesEqualFilesOnce) = (skipsNonImages, judgesEqualFilesOnce)
    }
  }

  /// The name of the schema.
  public let schema: String
  /// What images are judged by.
  public var judging: Judging
  /// Which images.
  public var inputs: Inputs

  /// Makes an identity.
  public init(judging: Judging, inputs: Inputs) {
    schema = Self.schema
    (self.judging, self.inputs) = (judging, inputs)
  }

  /// Reads the identity of a run's folder.
  ///
  /// - Throws: `RunProblem` where `run.json` is missing, is none, or is of another version.
  public init(of folder: String) throws(RunProblem) {
    let path = folder + "/run.json"
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try BoundedFile.contents(of: path, [.regularOnly], mostBytes: Self.maximumByteCount)
    } catch {
      throw RunProblem(path: path, message: "cannot be read: \(error.reason)")
    }
    try self.init(json: bytes, path: path)
  }

  /// Reads a `run.json`.
  ///
  /// - Throws: `RunProblem` for one of another version, and for anything else.
  init(json: [UInt8], path: String) throws(RunProblem) {
    struct Head: Decodable { let schema: String }
    let data = Data(json)
    guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
      throw RunProblem(path: path, message: "is not a run: it is not JSON with a schema")
    }
    guard head.schema == Self.schema else {
      throw RunProblem(
        path: path,
        message: """
          is a run of another version, \(head.schema.debugDescription); this release reads \(Self.schema), and the \
          release that began it goes on
          """)
    }
    do { self = try JSONDecoder().decode(RunIdentity.self, from: data) } catch {
      throw RunProblem(path: path, message: "is damaged: \(UnreadableDocument.reason(error))")
    }
  }

  /// As JSON for people: keys sorted, a value a line.
  var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in it can fail to encode: the only fractional number is a finite one.
    guard let data = try? encoder.encode(self) else { preconditionFailure("a run does not encode") }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
