import Glibc

/// Files, read whole.
enum Files {
  static func bytes(_ path: String) -> [UInt8] {
    guard let stream = fopen(path, "rb") else { return [] }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// The children of this process, zombies included.
enum Children {
  static func identifiers() -> [pid_t] {
    Files.names(in: "/proc/self/task").flatMap { task in
      String(decoding: Files.bytes("/proc/self/task/\(task)/children"), as: UTF8.self).split(separator: " ")
        .compactMap { pid_t($0) }
    }
  }
}

/// The open descriptors of this process.
enum Descriptors {
  static func count() -> Int { Files.names(in: "/proc/self/fd").count - 1 }
}

/// Memory figures of /proc/PID/status.
enum Memory {
  static func kibibytes(_ name: String, of process: pid_t) -> Int {
    let lines = String(decoding: Files.bytes("/proc/\(process)/status"), as: UTF8.self).split(separator: "\n")
    let line = lines.first { $0.hasPrefix("\(name):") }
    return line?.split(separator: " ").compactMap { Int($0) }.first ?? line?.split { $0 == " " || $0 == "\t" }
      .compactMap { Int($0) }.first ?? 0
  }
}

/// Processor time in milliseconds, of all threads.
enum Clock {
  static func own() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

  static func of(_ process: pid_t) -> Double {
    var clock = clockid_t()
    return clock_getcpuclockid(process, &clock) == 0 ? read(clock) : 0
  }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1_000_000
  }
}
