import ModerationCore

/// The limits of a policy: those of its profile, changed by its own values. They keep the profile's name: it says where
/// codes come from, and the policy's version what was changed.
struct LimitsOfPolicy {
  let limits: Limits
  /// The policy's settings, and for each limit that it does not name the profile's value.
  let settings: [PolicySetting]

  init(_ values: PolicyValues) {
    let profile =
      Limits.profiles.first { $0.name == values.word("limits.profile") } ?? .ims20201229
    let stated = Self.values(of: profile)
    var limits = profile
    Self.apply(values, to: &limits)
    self.limits = limits
    let missing = stated.filter { values.setting($0.key) == nil }.map { key, value in
      PolicySetting(
        path: key.split(separator: ".").map(String.init), value: value, origin: .profile(profile.name))
    }
    settings = PolicyOrder.sorted(values.settings + missing)
  }

  /// What a profile says, key by key; what it does not bound is not there.
  private static func values(of limits: Limits) -> [(key: String, value: PolicyValue)] {
    let (seconds, attoseconds) = limits.deadline.components
    var values: [(String, PolicyValue)] = [
      ("minimumFileBytes", .count(limits.minimumFileBytes)),
      ("maximumFileBytes", .count(limits.maximumFileBytes)),
      ("maximumBase64Characters", .count(limits.maximumBase64Characters)),
      ("formats", .words(limits.formats.map(\.rawValue).sorted())),
      ("minimumSidePixels", .count(limits.size.minimumSidePixels)),
      ("aspectRatioBelow", .number(limits.size.aspectRatioBelow)),
      ("sizeIsAdvice", .flag(limits.size.isAdvisory)),
      ("maximumFramePixels", .count(limits.size.maximumFramePixels)),
      ("maximumSampledFrames", .count(limits.maximumSampledFrames)),
      ("maximumSampledPixels", .count(limits.maximumSampledPixels)),
      ("maximumDecodeMemoryBytes", .count(limits.maximumDecodeMemoryBytes)),
      ("deadlineSeconds", .number(Double(seconds) + Double(attoseconds) / 1e18)),
    ]
    if let side = limits.size.maximumSidePixels { values.append(("maximumSidePixels", .count(side))) }
    return values.map { ("limits.\($0.0)", $0.1) }
  }

  private static func apply(_ values: PolicyValues, to limits: inout Limits) {
    func set<Value>(_ path: WritableKeyPath<Limits, Value>, _ value: Value?) {
      if let value { limits[keyPath: path] = value }
    }
    set(\.minimumFileBytes, values.count("limits.minimumFileBytes"))
    set(\.maximumFileBytes, values.count("limits.maximumFileBytes"))
    set(\.maximumBase64Characters, values.count("limits.maximumBase64Characters"))
    set(\.formats, values.words("limits.formats").map { Set($0.map(ImageFormat.init(rawValue:))) })
    set(\.size.minimumSidePixels, values.count("limits.minimumSidePixels"))
    if let side = values.count("limits.maximumSidePixels") { limits.size.maximumSidePixels = side }
    set(\.size.aspectRatioBelow, values.number("limits.aspectRatioBelow"))
    set(\.size.isAdvisory, values.flag("limits.sizeIsAdvice"))
    set(\.size.maximumFramePixels, values.count("limits.maximumFramePixels"))
    set(\.maximumSampledFrames, values.count("limits.maximumSampledFrames"))
    set(\.maximumSampledPixels, values.count("limits.maximumSampledPixels"))
    set(\.maximumDecodeMemoryBytes, values.count("limits.maximumDecodeMemoryBytes"))
    set(\.deadline, values.number("limits.deadlineSeconds").map { .seconds($0) })
  }
}
