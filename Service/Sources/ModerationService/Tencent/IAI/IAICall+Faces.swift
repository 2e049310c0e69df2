import ImageMatching
import ImageModeration
import PoliticsDetection

extension IAICall {
  /// The picture of the call; an address beats bytes, as documented.
  func source(_ content: String = "Image", _ address: String = "Url") throws(ServiceFailure) -> Question.Picture {
    if let address = parameters.text(address) { return .address(address, followsRedirects: false) }
    if content == "Image", let picture {
      return .bytes(picture, .inline(base64Length: (picture.count + 2) / 3 * 4))
    }
    guard let text = parameters.text(content) else {
      throw ServiceFailure(.noImage, "\(content) and \(address) are both empty")
    }
    return try Self.source(ofBase64: text, content)
  }

  /// A picture as text.
  static func source(ofBase64 text: String, _ name: String) throws(ServiceFailure) -> Question.Picture {
    let origin = ImageOrigin.inline(base64Length: text.utf8.count)
    do throws(InputRejection) {
      try Limits.iai20200303.checkByteCount(1, from: origin)
    } catch {
      throw ServiceFailure(.rejected(error), error.publicMessage)
    }
    guard let bytes = Base64Picture.bytes(of: text) else {
      throw ServiceFailure(.invalidBase64(name), "\(name) is not base64, or has a data: header")
    }
    return .bytes(bytes, origin)
  }

  /// The chosen faces of a picture, at least one.
  ///
  /// - Throws: `noFaceInPhoto` where there is none, `faceSizeTooSmall` where all are too small.
  func faces(
    of picture: Question.Picture, _ selection: FaceSelection, called name: String = "the picture"
  ) async throws(ServiceFailure) -> FaceSightings {
    let found = try await desk.faces(of: picture, for: account, selection, until: deadline)
    guard found.foundCount > 0 else { throw ServiceFailure(.iai(.noFaceInPhoto), "there is no face in \(name)") }
    guard !found.faces.isEmpty else {
      throw ServiceFailure(
        .iai(.faceSizeTooSmall),
        "all \(found.foundCount) faces in \(name) are smaller than \(selection.minimumSidePixels) pixels")
    }
    return found
  }

  /// The face of a picture that is meant where one is: the largest, or the surest.
  ///
  /// - Throws: `faceQualityNotQualified` beside what `faces` throws.
  func face(
    of picture: Question.Picture, quality: Int, order: FaceSelection.Order = .largest,
    called name: String = "the picture"
  ) async throws(ServiceFailure) -> EmbeddedFace {
    let found = try await faces(of: picture, FaceSelection(maximumCount: 1, order: order), called: name)
    guard let sighting = found.faces.first, let face = EmbeddedFace(sighting) else {
      throw ServiceFailure(.notJudged, "the face in \(name) could not be looked at; try again")
    }
    if let shortcoming = face.quality.shortcoming(at: quality) {
      throw ServiceFailure(.iai(.faceQualityNotQualified), "the face in \(name) is too poor: \(shortcoming)")
    }
    return face
  }
}

/// A face whose embedding is known.
struct EmbeddedFace: Sendable {
  let box: PixelRectangle
  let embedding: FaceEmbedding
  let quality: FaceQuality

  init?(_ sighting: FaceSighting) {
    guard let embedding = sighting.embedding, let quality = FaceQuality(sighting) else { return nil }
    (box, self.embedding, self.quality) = (sighting.box, embedding, quality)
  }
}
