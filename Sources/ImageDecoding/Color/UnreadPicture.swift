import CVips

/// A picture that libvips has opened, before it is decided how its samples are understood. Does not own it.
struct UnreadPicture {
  let handle: OpaquePointer

  /// Samples of a pixel without opacity.
  var colorChannelCount: Int { Int(moderation_picture_colors(handle)) }

  /// Whether an ICC profile is embedded.
  var hasProfile: Bool { !profile.isEmpty }

  /// The embedded ICC profile, valid as long as the picture. Empty when none is embedded.
  var profile: UnsafeRawBufferPointer {
    var count = 0
    let start = moderation_picture_profile(handle, &count)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
  }

  /// Whether the embedded profile can be applied.
  var acceptsProfile: Bool { moderation_picture_accepts_profile(handle) }
}
