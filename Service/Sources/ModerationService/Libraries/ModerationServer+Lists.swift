public import Logging

extension ModerationServer {
  /// Writes the lists of libraries that are missing in the folder of policies, or behind the store: before the policies
  /// that name them are read.
  ///
  /// - Throws: `ConfigurationProblem` where the store or the folder cannot be used.
  public static func restoreLists(
    _ configuration: ServiceConfiguration, logger: Logger
  ) async throws(ConfigurationProblem) {
    try await Libraries.restore(configuration, logger: logger)
  }
}
