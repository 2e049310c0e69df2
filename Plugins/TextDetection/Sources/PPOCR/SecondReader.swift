import ModerationCore
import Inference
import Synchronization

/// The model that reads lines once more. Its network and its characters, which are in the 21 MB of its file, are read
/// with the first line in doubt; that the file is there and whole is known before.
final class SecondReader: Sendable {
  private let session: ShapedSession
  private let dictionary: @Sendable () throws(HostFailure) -> CharacterDictionary
  private let decoder = Mutex<CTCDecoder?>(nil)

  /// - Parameters:
  ///   - session: Not loaded yet.
  ///   - dictionary: Reads the characters.
  init(session: ShapedSession, dictionary: @escaping @Sendable () throws(HostFailure) -> CharacterDictionary) {
    self.session = session
    self.dictionary = dictionary
  }

  /// Reads lines of at most some width.
  ///
  /// - Throws: `inferenceFailed` when the file was changed since it was checked.
  func lines(widthLimit: Int) throws(DetectorFailure) -> LineRecognition {
    let decoder = try decoder.withLock { decoder throws(DetectorFailure) in
      if let decoder { return decoder }
      do throws(HostFailure) {
        let made = CTCDecoder(dictionary: try dictionary())
        decoder = made
        return made
      } catch {
        throw DetectorFailure(.inferenceFailed, message: error.message)
      }
    }
    return LineRecognition(session: session, decoder: decoder, widthLimit: widthLimit)
  }
}
