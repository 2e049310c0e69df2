import ImageModeration
import PoliticsDetection

/// Finds faces in pictures.
protocol FaceFinding: Sendable {
  /// The faces of a picture.
  ///
  /// - Throws: `ServiceFailure`: a picture that is refused, a model that fails, a deadline that passed.
  func faces(
    in bytes: [UInt8], from origin: ImageOrigin, _ selection: FaceSelection, until deadline: ContinuousClock.Instant
  ) async throws(ServiceFailure) -> FaceSightings
}
