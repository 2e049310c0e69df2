import Foundation
import Testing

@testable import ImageModeration

@Suite("Processor count")
struct ProcessorCountTests {
  /// A folder of control groups with these files in it.
  static func groups(_ files: [String: String]) throws -> URL {
    let root = FileManager.default.temporaryDirectory.appending(path: "groups-\(UUID().uuidString)")
    for (name, text) in files {
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return root
  }

  @Test(
    "the least quota on the way to the own group counts, rounded up",
    arguments: [
      (["cpu.max": "max 100000\n"], "0::/\n", nil),
      (["a/cpu.max": "250000 100000\n"], "0::/a\n", 3),
      (["a/cpu.max": "250000 100000\n", "a/b/cpu.max": "50000 100000\n"], "0::/a/b\n", 1),
      (["a/cpu.max": "150000 100000\n", "a/b/cpu.max": "max 100000\n"], "0::/a/b\n", 2),
      (["unified/a/cpu.max": "400000 100000\n"], "1:name=systemd:/\n0::/a\n", 4),
      // Inside a container the path may lead nowhere.
      (["cpu.max": "200000 100000\n"], "0::/system.slice/docker-1.scope\n", 2),
      (["cpu.max": "garbage\n"], "0::/\n", nil),
      (["cpu/a/cpu.cfs_quota_us": "300000\n", "cpu/a/cpu.cfs_period_us": "100000\n"], "4:cpu,cpuacct:/a\n", 3),
      (["cpu/a/cpu.cfs_quota_us": "-1\n", "cpu/a/cpu.cfs_period_us": "100000\n"], "4:cpu,cpuacct:/a\n", nil),
      (
        ["cpu,cpuacct/cpu.cfs_quota_us": "10000\n", "cpu,cpuacct/cpu.cfs_period_us": "100000\n"], "4:cpu,cpuacct:/\n", 1
      ),
      ([:], "", nil),
    ] as [([String: String], String, Int?)])
  func quota(files: [String: String], membership: String, expected: Int?) throws {
    let root = try Self.groups(files)
    defer { try? FileManager.default.removeItem(at: root) }
    #expect(ProcessorCount.granted(root: root.path, membership: membership) == expected)
  }

  @Test(
    "processors are counted in the scheduler's mask",
    arguments: [("Cpus_allowed:\t3\n", 2), ("Name:\tx\nCpus_allowed:\tff,ffffffff\n", 40), ("Name:\tx\n", nil)]
      as [(String, Int?)])
  func mask(status: String, expected: Int?) {
    #expect(ProcessorCount.allowed(status: status) == expected)
  }

  @Test("there is at least one") func atLeastOne() { #expect(ProcessorCount.available >= 1) }
}
