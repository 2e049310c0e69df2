/// The forms of a Host header that clients sign.
enum HostForms {
  /// `example.org:8080` → `example.org`, `[::1]:80` → `[::1]`.
  static func withoutPort(_ host: String) -> String {
    guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return host }
    return String(host[..<colon])
  }
}
