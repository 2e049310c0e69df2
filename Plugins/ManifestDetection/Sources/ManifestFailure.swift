public import ModerationCore

extension HostFailure.Code {
  /// A detector's manifest is wrong, or does not fit its model.
  public static let invalidManifest = HostFailure.Code(rawValue: "invalidManifest")
}
