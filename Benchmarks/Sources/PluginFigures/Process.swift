import Glibc

/// Files of /proc.
private func contents(_ path: String) -> String {
  guard let stream = fopen(path, "rb") else { return "" }
  defer { fclose(stream) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, stream)], as: UTF8.self)
}

/// The children of this process.
enum Children {
  static func identifiers() -> [pid_t] {
    guard let stream = opendir("/proc/self/task") else { return [] }
    defer { closedir(stream) }
    var found: [pid_t] = []
    while let entry = readdir(stream) {
      let task = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !task.hasPrefix(".") {
        found += contents("/proc/self/task/\(task)/children").split(separator: " ").compactMap { pid_t($0) }
      }
    }
    return found
  }
}

/// Memory figures of /proc/PID/status.
enum Memory {
  static func kibibytes(_ name: String, of process: pid_t) -> Int {
    let line = contents("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
  }
}

/// Processor time in microseconds, of all threads.
enum Clock {
  static func own() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

  static func of(_ process: pid_t) -> Double {
    var clock = clockid_t()
    return clock_getcpuclockid(process, &clock) == 0 ? read(clock) : 0
  }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1_000_000 + Double(time.tv_nsec) / 1_000
  }
}

func decimal(_ value: Double) -> String {
  let hundredths = Int((abs(value) * 100).rounded())
  let rest = hundredths % 100
  return "\(value < 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func leftPadded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
