import Files
import Glibc

/// How many processors this process may keep busy.
public enum ProcessorCount {
  /// The processors that the scheduler lets it run on, or what its control groups grant of them in time, whichever is
  /// less; at least 1. Read anew each time.
  public static var available: Int {
    max(1, min(scheduled, granted(root: "/sys/fs/cgroup", membership: contents(of: "/proc/self/cgroup") ?? "") ?? .max))
  }

  private static var scheduled: Int {
    contents(of: "/proc/self/status").flatMap(allowed) ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// The processors of the line `Cpus_allowed:` of `/proc/self/status`, a mask in hexadecimal with commas; nil without
  /// one.
  static func allowed(status: String) -> Int? {
    let name = "Cpus_allowed:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    let count = line.dropFirst(name.count).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return count > 0 ? count : nil
  }

  /// The least quota of any control group on the way from the root to this process's own, in whole processors, rounded
  /// up; nil without a quota.
  ///
  /// Version 2 has `cpu.max` ("200000 100000", or "max"), version 1 `cpu.cfs_quota_us` (-1 for none) and
  /// `cpu.cfs_period_us`. Source: the kernel's cgroup-v2.rst and sched-bwc.rst.
  ///
  /// - Parameters:
  ///   - root: Where control groups are mounted.
  ///   - membership: The text of `/proc/self/cgroup`: `0::/path` for version 2, `4:cpu,cpuacct:/path` for version 1.
  static func granted(root: String, membership: String) -> Int? {
    var quotas: [Double] = []
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      if fields[0] == "0", fields[1].isEmpty {
        for mount in [root, "\(root)/unified"] {
          quotas += folders(mount, String(fields[2])).compactMap(quotaOfVersion2)
        }
      } else if fields[1].split(separator: ",").contains("cpu") {
        for mount in ["\(root)/cpu", "\(root)/\(fields[1])"] {
          quotas += folders(mount, String(fields[2])).compactMap(quotaOfVersion1)
        }
      }
    }
    return quotas.min().map { Int($0.rounded(.up)) }
  }

  /// A group's folder and those above it. Inside a container the path may lead nowhere; the mount is then its own
  /// group.
  private static func folders(_ mount: String, _ path: String) -> [String] {
    var folders = [mount]
    for name in path.split(separator: "/") where name != ".." { folders.append("\(folders.last ?? mount)/\(name)") }
    return folders
  }

  private static func quotaOfVersion2(_ folder: String) -> Double? {
    let words = contents(of: "\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace) ?? []
    guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0 else {
      return nil
    }
    return quota / period
  }

  private static func quotaOfVersion1(_ folder: String) -> Double? {
    func number(_ name: String) -> Double? {
      contents(of: "\(folder)/\(name)")?.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }
    guard let quota = number("cpu.cfs_quota_us"), let period = number("cpu.cfs_period_us"), quota > 0, period > 0 else {
      return nil
    }
    return quota / period
  }

  /// The most bytes read of one of these files.
  private static let maximumFileBytes = 65_536

  private static func contents(of path: String) -> String? {
    guard let bytes = try? BoundedFile(path).prefix(maximumFileBytes) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
