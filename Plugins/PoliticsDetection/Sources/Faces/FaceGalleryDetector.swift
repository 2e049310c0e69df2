import ImageMatching
public import ModerationCore
public import Inference

/// Compares the faces of a picture with the operator's gallery.
///
/// Without a gallery there is nothing to compare with, and no such detector: that is decided where detectors are
/// composed. The list is the operator's, but that a face is on it is a network's belief, so its word rests on a model.
/// Figures and biases: MODEL_CARD.md.
///
/// What it says: one finding for each face that has a candidate, with the persons it may be; and where no face has one,
/// a single finding for the face nearest to anybody, without a name, so that a reader sees that faces were looked at
/// and how far they are from the gallery. A picture without a face has no finding. Persons of terror groups are claimed
/// as Terror, in this scene all the same: a second look for faces would take as long as the first. A face that is surely
/// that of a person who is let through keeps its finding, which then does not count.
public struct FaceGalleryDetector: Detector {
  /// The most faces of a picture that are compared, the largest first. Each takes about 34 ms of one core (measured
  /// 2026-11-21), so five frames full of faces stay within the 15 s of an image.
  public static let maximumFaceCount = 64
  /// The most persons named for one face: what the API that this stands in for allows.
  public static let maximumCandidateCount = 5

  public static let wish = FaceModels.wish

  public let descriptor: DetectorDescriptor
  public var inputWish: InputWish { Self.wish }

  private let models: FaceModels
  private let gallery: FaceGallery
  private let detail: FaceDetail

  /// Loads the models and composes a detector.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - detail: How small the faces are that are looked for.
  /// - Throws: `HostFailure` when a model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, gallery: FaceGallery, detail: FaceDetail = .usual
  ) throws(HostFailure) {
    self.init(
      models: try FaceModels(store: store, runtime: runtime, concurrency: concurrency), gallery: gallery,
      detail: detail)
  }

  /// Composes a detector of models that are loaded already.
  public init(models: FaceModels, gallery: FaceGallery, detail: FaceDetail = .usual) {
    self.detail = detail
    self.models = models
    self.gallery = gallery
    descriptor = Self.descriptor(
      of: detail, precision: models.precision,
      supplied: ["persons": gallery.personCount, "faces": gallery.faceCount], lists: [gallery.identity])
  }

  /// What the detector is at the usual detail, known without a model or a gallery.
  public static let descriptor = descriptor(of: .usual)

  /// What the detector is, known without a model or a gallery.
  ///
  /// At the usual detail it names small faces as not covered: those lower than a twenty-fifth of the picture's longer
  /// side, turned ones a fourteenth.
  public static func descriptor(of detail: FaceDetail) -> DetectorDescriptor {
    descriptor(of: detail, precision: .fp32, supplied: [:], lists: [])
  }

  private static func descriptor(
    of detail: FaceDetail, precision: InferenceSession.Precision, supplied: [String: Int], lists: [ListIdentity]
  ) -> DetectorDescriptor {
    DetectorDescriptor(
      id: "politics.faces/5",
      scene: .politics,
      model: DetectorDescriptor.Model(
        name: FaceModels.embedder.name + (precision == .bf16 ? ", YuNet in bf16" : ""),
        sha256: FaceModels.embedder.sha256),
      covers: [.galleryFace],
      doesNotCover: detail == .usual
        ? [.knownPicture, .politicalSymbol, .smallFaces] : [.knownPicture, .politicalSymbol],
      bands: [
        .polity: ScoreBands(
          reviewFrom: FaceScore.reviewFrom, as: .polity, .galleryFace, blockAbove: FaceScore.blockAbove, as: .polity,
          .galleryFace),
        .terror: ScoreBands(
          reviewFrom: FaceScore.reviewFrom, as: .terror, .galleryFace, blockAbove: FaceScore.blockAbove, as: .terror,
          .galleryFace),
      ],
      basis: .model, supplied: supplied, lists: lists)
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    try PixelView.lend(pixels, of: frame) { picture throws(DetectorFailure) in
      try findings(in: picture, of: frame)
    }
  }

  private func findings(in picture: PixelView, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let found = try models.finder.faces(in: picture, detail: detail)
    var findings: [Finding] = []
    var nearestStranger: Finding?
    func seen() -> [Finding] { findings.isEmpty ? nearestStranger.map { [$0] } ?? [] : findings }
    func failure(_ code: DetectorFailure.Code, _ compared: Int, _ why: String) -> DetectorFailure {
      DetectorFailure(
        code, message: "\(compared) of \(found.count) faces were compared with the gallery: \(why)", findings: seen())
    }
    for (index, face) in found.prefix(Self.maximumFaceCount).enumerated() {
      if let deadline = frame.deadline, .now > deadline {
        throw failure(.deadline, index, "the deadline passed")
      }
      do throws(DetectorFailure) {
        for finding in try self.findings(
          of: face, try models.embedding(of: face, in: picture), among: found.count, in: picture, frame)
        {
          if !finding.candidates.isEmpty {
            findings.append(finding)
          } else if finding.score >= nearestStranger?.score ?? 0 {
            nearestStranger = finding
          }
        }
      } catch {
        throw failure(error.code, index, error.message)
      }
    }
    guard found.count <= Self.maximumFaceCount else {
      throw failure(.tooMuchToLookAt, Self.maximumFaceCount, "no more are compared in one picture")
    }
    return seen()
  }

  /// What a face means in the politics scene and as terror, where anybody is looked for.
  private func findings(
    of face: FoundFace, _ embedding: FaceEmbedding, among count: Int, in picture: PixelView, _ frame: FrameDescription
  ) throws(DetectorFailure) -> [Finding] {
    var findings: [Finding] = []
    for (label, part, allowedPart) in Self.claims {
      let faceCount = gallery.faceCount(of: part)
      guard faceCount > 0 else { continue }
      let nearest = try nearest(to: embedding, count: Self.maximumCandidateCount, among: part)
      let allowed = try self.nearest(to: embedding, count: 1, among: allowedPart).first
      func score(_ cosine: Double) -> Double { FaceScore.score(cosine: Float(cosine), norm: embedding.norm) }
      let cosine = nearest.first?.cosine ?? 0
      findings.append(
        Finding(
          label: label, subLabel: .galleryFace, score: score(cosine),
          locations: [Finding.Location(frameIndex: frame.frameIndex, box: face.box(within: picture))],
          candidates: nearest.filter { $0.cosine >= FaceScore.candidateCosine }.map {
            Finding.Candidate(name: $0.person.name.text, group: $0.person.group.text, score: score($0.cosine))
          },
          allowedBy: allowed.flatMap { Self.exempts($0, embedding, from: cosine) },
          details: [
            "cosine": Self.rounded(cosine), "featureNorm": Self.rounded(Double(embedding.norm)),
            "detectionScore": Self.rounded(face.score), "facesInPicture": "\(count)",
            "falseAcceptRate":
              "\(FaceFalseAccepts.rounded(FaceFalseAccepts.rate(cosine: cosine, faceCount: faceCount)))",
          ]))
    }
    return findings
  }

  private static let claims: [(Label, FaceGallery.Part, allowed: FaceGallery.Part)] = [
    (.polity, .politics, allowed: .allowedInPolitics), (.terror, .terror, allowed: .allowedAsTerror),
  ]

  /// The person let through, where the face is surely that person's and not less than the one's who is looked for.
  private static func exempts(_ match: FaceGallery.Match, _ face: FaceEmbedding, from cosine: Double) -> String? {
    guard match.cosine >= FaceScore.matchCosine, face.norm >= FaceScore.reliableNorm, match.cosine >= cosine else {
      return nil
    }
    return "\(match.person.group): \(match.person.name)"
  }

  private func nearest(
    to face: FaceEmbedding, count: Int, among part: FaceGallery.Part
  ) throws(DetectorFailure) -> [FaceGallery.Match] {
    do throws(HostFailure) {
      return try gallery.nearest(to: face, count: count, among: part)
    } catch {
      throw DetectorFailure(.inferenceFailed, message: error.message)
    }
  }

  /// Three decimals: finer differences mean nothing to a reader.
  private static func rounded(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
}
