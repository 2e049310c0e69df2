import ImageModeration
import Testing

@testable import ModerationService

@Suite("An interface's limits beside a policy's", .timeLimit(.minutes(20)))
struct LimitsBesideTests {
  private static let interface = Limits.tiia20190529

  @Test("are the interface's where the policy changed nothing, but all sampled frames are looked at")
  func unchanged() throws {
    let limits = try #require(Self.interface.beside(.ims20201229))
    #expect(limits.maximumSampledFrames == Limits.ims20201229.maximumSampledFrames)
    var same = limits
    same.maximumSampledFrames = Self.interface.maximumSampledFrames
    #expect(same == Self.interface)
  }

  @Test("are the stricter of both where the policy changed something")
  func stricter() throws {
    var policy = Limits.ims20201229
    policy.size.minimumSidePixels = 200
    policy.formats = [.png]
    policy.maximumFileBytes = 100_000
    policy.deadline = .milliseconds(100)
    let limits = try #require(Self.interface.beside(policy))
    #expect(limits.size.minimumSidePixels == 200)
    #expect(!limits.size.isAdvisory)
    #expect(limits.formats == [.png])
    #expect(limits.maximumFileBytes == 100_000)
    #expect(limits.deadline == .milliseconds(100))
    #expect(limits.profileCodes == Self.interface.profileCodes)
  }

  @Test("are the policy's own where it is of the same profile, which it may loosen")
  func sameProfile() throws {
    var policy = Limits.ims20201229
    policy.size.minimumSidePixels = 20
    #expect(Limits.ims20201229.beside(policy) == nil)
    var tiia = Self.interface
    tiia.size.aspectRatioBelow = 9
    let limits = try #require(Self.interface.beside(tiia))
    #expect(limits.size.aspectRatioBelow == 9)
    #expect(limits.maximumSampledFrames == Limits.ims20201229.maximumSampledFrames)
  }
}
