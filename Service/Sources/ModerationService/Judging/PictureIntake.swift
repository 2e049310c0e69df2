import ImageFetching
import ImageModeration

/// Gets the bytes of a picture, from the request or from an address, and holds room for those that were downloaded.
struct PictureIntake: Sendable {
  let fetcher: ImageFetcher
  let budget: ByteBudget
  let metrics: ServiceMetrics

  /// A picture's bytes, with the room that they hold.
  struct Held: Sendable {
    let bytes: [UInt8]
    let origin: ImageOrigin
    /// Where it came from in the end; nil where it came with the request.
    let address: String?
    fileprivate let reservation: ByteBudget.Reservation?
  }

  /// The bytes of a picture.
  ///
  /// - Parameters:
  ///   - account: Whose room they take.
  ///   - maximumBytes: The most that are downloaded.
  ///   - deadline: When the answer is due.
  ///   - downloadTime: How long a download may take in all; nil for as long as the deadline allows.
  func bytes(
    of picture: Question.Picture, for account: String, maximumBytes: Int, deadline: ContinuousClock.Instant,
    downloadTime: Duration? = nil
  ) async throws(ServiceFailure) -> Held {
    switch picture {
    case .bytes(let bytes, let origin):
      return Held(bytes: bytes, origin: origin, address: nil, reservation: nil)
    case .address(let address, let followsRedirects):
      let begin = ContinuousClock.now
      do throws(FetchFailure) {
        let image = try await fetcher.fetch(
          address, maximumBytes: maximumBytes, followsRedirects: followsRedirects,
          deadline: downloadTime.map { min(deadline, begin + $0) } ?? deadline)
        metrics.fetched(begin.duration(to: .now), failure: nil)
        // While it came the fetcher's own bound held.
        let reservation: ByteBudget.Reservation
        do throws(ServiceFailure) {
          reservation = try budget.reserve(image.bytes.count, for: account)
        } catch {
          throw FetchFailure(.busy, message: error.message)
        }
        return Held(bytes: image.bytes, origin: .fetched, address: image.url, reservation: reservation)
      } catch {
        metrics.fetched(begin.duration(to: .now), failure: "\(error.code)")
        if error.code == .timedOut, deadline <= .now {
          throw ServiceFailure(.deadlinePassed, "the time was up before the picture was downloaded")
        }
        throw ServiceFailure(.download(error), error.publicMessage)
      }
    }
  }
}
