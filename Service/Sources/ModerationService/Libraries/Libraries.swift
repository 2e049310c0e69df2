import Foundation
import ImageFetching
import ImageMatching
import ImageModeration
import Logging
import ModerationStore
import ServiceAccounts

/// What library actions work with: the store, the lists that follow from it, and the way of a picture to its hash.
struct Libraries: Sendable {
  let store: ServiceStore
  let writer: LibraryListWriter
  let reader: ImageReader
  let queue: FairQueue
  let budget: ByteBudget
  let fetcher: ImageFetcher
  let accounting: any Accounting
  let wordLibraries: [WordLibrarySetting]
  /// Milliseconds since 1970.
  var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1_000) }

  /// Sets up what an operator has named, and brings all lists up to date with the store.
  func begin() async throws(LibraryError) {
    try await Self.begin(store, writer, wordLibraries)
  }

  private static func begin(
    _ store: ServiceStore, _ writer: LibraryListWriter, _ words: [WordLibrarySetting]
  ) async throws(LibraryError) {
    try await store.words.define(
      words.map { NewWordLibrary(name: $0.name, account: $0.account, suggestion: $0.suggestion) },
      at: Int64(Date().timeIntervalSince1970 * 1_000))
    try await writer.writeAll()
  }

  /// The same before there is a service: policies name the lists, and are read before it.
  static func restore(_ configuration: ServiceConfiguration, logger: Logger) async throws(ConfigurationProblem) {
    guard let path = configuration.store, let folder = configuration.policies else { return }
    do {
      let store = try ServiceStore(path: path)
      try await begin(
        store, LibraryListWriter(store.lists, folder: folder, logger: logger), configuration.wordLibraries)
    } catch {
      throw ConfigurationProblem(store: error)
    }
  }

  func author(_ caller: Caller) -> LibraryAuthor {
    LibraryAuthor(account: caller.account.id, keyID: caller.keyID, milliseconds: now())
  }

  /// A picture as libraries know it.
  struct HashedPicture: Sendable {
    let fingerprint: PDQFingerprint
    let sha256: String
  }

  /// Gets a call's picture, waits its turn, decodes and hashes it.
  func hashed(_ call: TencentCall) async throws(LibraryFailure) -> HashedPicture {
    let (bytes, origin, held) = try await picture(call)
    let read: Result<ImageReader.Reading<PDQFingerprint?>, ImageReader.Failure>
    do throws(ServiceFailure) {
      read = try await queue.run(for: call.caller.account.id, until: call.deadline) { () throws(ServiceFailure) in
        try await TimeBound.run(
          until: call.deadline, late: ServiceFailure(.deadlinePassed, "the time was up before the picture was hashed")
        ) { [reader] () throws(ServiceFailure) in
          do throws(ImageReader.Failure) {
            return .success(
              try await reader.read(.bytes(bytes, origin), as: PDQHasher.wish, sampling: .firstFrame) {
                pixels, frame throws(DetectorFailure) in
                PDQHasher.fingerprint(
                  pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
              })
          } catch {
            return .failure(error)
          }
        }
      }
    } catch {
      throw .service(error)
    }
    withExtendedLifetime(held) {}
    let reading: ImageReader.Reading<PDQFingerprint?>
    do throws(ImageReader.Failure) {
      reading = try read.get()
    } catch .rejected(let rejection) {
      throw LibraryFailure(rejection)
    } catch .host(let failure) {
      throw .service(ServiceFailure(failure))
    } catch {
      throw .service(ServiceFailure(.notJudged, "the picture was not hashed; try again"))
    }
    guard let fingerprint = reading.frames.first ?? nil, fingerprint.isTrusted else {
      throw .refusal(
        code: "InvalidParameter.PictureSolidColorError",
        message: "the picture has too little structure to be known again: it is of one colour or nearly so")
    }
    return HashedPicture(fingerprint: fingerprint, sha256: reading.image.sha256 ?? "")
  }

  /// The bytes of a call's picture, with the room that downloaded ones hold. An address beats bytes, as documented.
  private func picture(
    _ call: TencentCall
  ) async throws(LibraryFailure) -> ([UInt8], ImageOrigin, ByteBudget.Reservation?) {
    guard let address = call.parameters.text("ImageUrl") else {
      if let bytes = call.picture { return (bytes, .inline(base64Length: (bytes.count + 2) / 3 * 4), nil) }
      guard let content = call.parameters.text("ImageBase64") else {
        throw .value("ImageEmpty", "ImageUrl and ImageBase64 are both empty")
      }
      let origin = ImageOrigin.inline(base64Length: content.utf8.count)
      do throws(InputRejection) {
        try LibraryLimits.pictures.checkByteCount(1, from: origin)
      } catch {
        throw LibraryFailure(error)
      }
      guard let bytes = Base64Picture.bytes(of: content) else {
        throw .failed("ImageDecodeFailed", "ImageBase64 is not base64, or has a data: header")
      }
      return (bytes, origin, nil)
    }
    do throws(FetchFailure) {
      let image = try await fetcher.fetch(
        address, maximumBytes: LibraryLimits.pictures.maximumFileBytes, followsRedirects: false,
        deadline: min(call.deadline, .now + TIIAImageModeration.downloadTime))
      let held: ByteBudget.Reservation
      do throws(ServiceFailure) {
        held = try budget.reserve(image.bytes.count, for: call.caller.account.id)
      } catch {
        throw FetchFailure(.busy, message: error.message)
      }
      return (image.bytes, .fetched, held)
    } catch {
      throw LibraryFailure(error)
    }
  }
}
