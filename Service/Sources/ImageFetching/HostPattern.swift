/// The two forms of an allowed host: a name, or `*.` with a name for all names below it.
enum HostPattern {
  /// What is wrong with a pattern, or nil.
  static func problem(of pattern: String) -> String? {
    let name = pattern.lowercased()
    let isSuffix = name.hasPrefix("*.")
    let labels = (isSuffix ? String(name.dropFirst(2)) : name).split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy({ HostName.isLabel($0) }), let last = labels.last, !HostName.isNumber(last) else {
      return "\"\(pattern)\" is not an allowed host; write a name, or *. and a name"
    }
    if isSuffix, labels.count < 2, !HostName.insideSuffixes.contains(String(last)) {
      return "\"\(pattern)\" would let strangers' names lead inside; name two labels at least"
    }
    return nil
  }

  /// Whether a name, in lower case, is meant by a pattern.
  static func matches(_ pattern: String, host: String) -> Bool {
    let name = pattern.lowercased()
    guard name.hasPrefix("*.") else { return name == host }
    return host.hasSuffix(name.dropFirst()) && host.utf8.count > name.utf8.count - 1
  }
}
