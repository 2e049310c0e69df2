public import PoliticsDetection

public import class Inference.InferenceSession
public import struct Matching.FingerprintList

/// What the first-party detectors are to be like, beyond the scenes they serve.
public struct DetectorOptions: Sendable {
  /// Whether pictures are also looked at in parts for porn and terror, so that what fills a small part is seen: several
  /// times the work.
  public var isThorough: Bool
  /// Whether NudeNet looks for body parts, too. Its weights are under the AGPL-3.0 and are fetched by
  /// `./run setup --with nudenet`.
  public var findsBodyParts: Bool
  /// The arithmetic of the porn scene's default model.
  public var precision: InferenceSession.Precision
  /// Whose faces the politics scene looks for; nil for nobody's.
  public var gallery: FaceGallery?
  /// Which pictures the politics scene knows.
  public var fingerprints: [FingerprintList]
  /// How the text scene reads and what it looks for.
  public var text: TextReading
  /// Manifests of models of the operator's own, by path. Each is used for the scene that it names.
  public var manifests: [String]

  /// Makes a choice; the politics scene is off without a gallery or fingerprints.
  public init(
    isThorough: Bool = false, findsBodyParts: Bool = false, precision: InferenceSession.Precision = .fp32,
    gallery: FaceGallery? = nil, fingerprints: [FingerprintList] = [], text: TextReading = TextReading(),
    manifests: [String] = []
  ) {
    self.isThorough = isThorough
    self.findsBodyParts = findsBodyParts
    self.precision = precision
    self.gallery = gallery
    self.fingerprints = fingerprints
    self.text = text
    self.manifests = manifests
  }
}
