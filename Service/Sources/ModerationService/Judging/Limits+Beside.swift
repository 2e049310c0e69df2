import ImageModeration

extension Limits {
  /// These limits of an interface together with what a policy changed of its own profile: the stricter of both.
  ///
  /// - Returns: nil where the policy's limits are to be taken as they are: those of the same profile, which it may also
  ///   loosen.
  func beside(_ policy: Limits) -> Limits? {
    // All sampled frames of an animation are looked at, whatever the interface's documents say of animations.
    let frames = max(maximumSampledFrames, Limits.ims20201229.maximumSampledFrames)
    if policy.name == name {
      guard policy.maximumSampledFrames == Self.tiia20190529.maximumSampledFrames else { return nil }
      var limits = policy
      limits.maximumSampledFrames = frames
      return limits
    }
    var limits = self
    limits.maximumSampledFrames = frames
    guard let base = Self.profiles.first(where: { $0.name == policy.name }), policy != base else { return limits }
    if policy.maximumFileBytes != base.maximumFileBytes {
      limits.maximumFileBytes = min(maximumFileBytes, policy.maximumFileBytes)
    }
    if policy.minimumFileBytes != base.minimumFileBytes {
      limits.minimumFileBytes = max(minimumFileBytes, policy.minimumFileBytes)
    }
    if policy.formats != base.formats { limits.formats = formats.intersection(policy.formats) }
    if policy.size != base.size {
      limits.size.minimumSidePixels = max(size.minimumSidePixels, policy.size.minimumSidePixels)
      limits.size.maximumSidePixels =
        [size.maximumSidePixels, policy.size.maximumSidePixels].compactMap(\.self).min()
      limits.size.aspectRatioBelow = min(size.aspectRatioBelow, policy.size.aspectRatioBelow)
      limits.size.maximumFramePixels = min(size.maximumFramePixels, policy.size.maximumFramePixels)
      limits.size.isAdvisory = size.isAdvisory && policy.size.isAdvisory
    }
    limits.maximumSampledPixels = min(maximumSampledPixels, policy.maximumSampledPixels)
    limits.maximumDecodeMemoryBytes = min(maximumDecodeMemoryBytes, policy.maximumDecodeMemoryBytes)
    if policy.deadline != base.deadline { limits.deadline = min(deadline, policy.deadline) }
    return limits
  }
}
