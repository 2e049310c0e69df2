import ImageModeration
import Logging
import ModerationStore

extension ServiceConfiguration {
  /// What is remembered of judged pictures, where there is a store.
  struct Records: Hashable, Sendable {
    /// How long, in days; 0 remembers nothing.
    var days = 30
    /// Whether a small copy of each picture is kept.
    var keepsThumbnails = false
    /// Whether each picture is hashed, so that those that look like another are found.
    var hashesPictures = true
  }

  mutating func readRecords(_ root: ConfigurationNode) throws(ConfigurationProblem) {
    guard let node = root.mapping("records") else { return }
    try node.allow(["days", "thumbnails", "fingerprints"])
    records.days = try node.integer("days", in: 0...3_650) ?? records.days
    records.keepsThumbnails = try node.flag("thumbnails") ?? records.keepsThumbnails
    records.hashesPictures = try node.flag("fingerprints") ?? records.hashesPictures
  }
}

extension ModerationServer {
  /// What keeps records; nil without a store or where none are to be kept.
  ///
  /// - Throws: `ConfigurationProblem` where the decoder does not start.
  static func keeper(
    _ configuration: ServiceConfiguration, _ store: ServiceStore?, worker: String, _ logger: Logger
  ) throws(ConfigurationProblem) -> RecordKeeper? {
    guard let store, configuration.records.days > 0 else { return nil }
    let chosen = configuration.records
    do throws(HostFailure) {
      let hashing =
        chosen.hashesPictures || chosen.keepsThumbnails
        ? try RecordHashing(worker: worker, keepsThumbnails: chosen.keepsThumbnails) : nil
      return RecordKeeper(store.records, days: chosen.days, hashing: hashing, logger: logger)
    } catch {
      throw ConfigurationProblem(place: "records", message: error.message)
    }
  }
}
