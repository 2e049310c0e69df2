import Glibc

/// The kernel's news of a folder: of every folder below it, of its own name in its parent, and of the names of the
/// links that its path goes through.
///
/// Held for one state of the folder; after a change another is made.
final class FolderEvents {
  /// Whether everything is watched: not where the kernel grants no further watch, a folder is closed to this process,
  /// or there are too many.
  private(set) var isWhole: Bool
  /// Readable when there is news.
  let descriptor: Int32

  /// What is of interest in a watched folder.
  private enum Interest {
    case everything
    case names(Set<[UInt8]>)
  }

  private var interests: [Int32: Interest] = [:]

  /// The most links that a path goes through, as the kernel has it.
  private static let maximumLinkCount = 40
  /// Room for some hundred events at a time.
  private static let bufferByteCount = 1 << 14

  /// Names that come and go.
  private static let ofNames = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
  /// All that may change what is read. What reading does itself is not among it.
  private static let ofContent = ofNames | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB

  /// Watches a folder; nil when the kernel grants no instance.
  init?(_ path: String) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    isWhole = true
    watchWay(to: path)
    let walk = FolderWalk(path) { [self] folder in
      // Before its entries are listed: what is made in it afterwards is news.
      watch(folder, nil)
    }
    isWhole = isWhole && walk.isWhole
  }

  deinit { close(descriptor) }

  /// Takes what news there is, and says whether any of it is of interest.
  func drain() -> Bool {
    var isOfInterest = false
    withUnsafeTemporaryAllocation(byteCount: Self.bufferByteCount, alignment: 8) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        if concerns(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { isOfInterest = true }
      }
    }
    return isOfInterest
  }

  private func concerns(_ events: UnsafeRawBufferPointer) -> Bool {
    let header = MemoryLayout<inotify_event>.size
    var place = 0
    while place + header <= events.count {
      let event = events.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
      let end = min(events.count, place + header + Int(event.len))
      let name = [UInt8](events[(place + header)..<end].prefix { $0 != 0 })
      place = end
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
      switch interests[event.wd] {
      case nil: continue
      case .everything: return true
      case .names(let names):
        if names.contains(name) || event.mask & UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT) != 0 { return true }
      }
    }
    return false
  }

  /// Watches a folder, all of it or one name in it.
  private func watch(_ folder: [UInt8], _ name: [UInt8]?) {
    let mask = name == nil ? Self.ofContent : Self.ofNames
    // One folder may be of interest twice; the kernel knows it by one number.
    let number = folder.withPath { inotify_add_watch(descriptor, $0, UInt32(mask | IN_MASK_ADD | IN_ONLYDIR)) }
    guard number >= 0 else {
      // What is no folder any more shows in its parent.
      if ![ENOENT, ENOTDIR].contains(errno) { isWhole = false }
      return
    }
    switch (interests[number], name) {
    case (.everything, _): break
    case (_, nil): interests[number] = .everything
    case (.names(let names), let name?): interests[number] = .names(names.union([name]))
    case (nil, let name?): interests[number] = .names([name])
    }
  }

  /// Watches the folder's name in its parent, and the name of each link on the way to it, or the first that is missing.
  private func watchWay(to path: String) {
    let slash = UInt8(ascii: "/")
    func parts(_ path: [UInt8]) -> [[UInt8]] { path.split(separator: slash).map(Array.init) }
    var rest = parts(Array(Self.absolute(path).utf8))
    var real: [[UInt8]] = []
    var linkCount = 0
    while !rest.isEmpty {
      let name = rest.removeFirst()
      if name == [UInt8(ascii: ".")] { continue }
      if name == Array("..".utf8) {
        _ = real.popLast()
        continue
      }
      let parent = [slash] + Array(real.joined(separator: [slash]))
      let child = [slash] + Array((real + [name]).joined(separator: [slash]))
      let status = FolderWalk.Status(child, followingLinks: false)
      if rest.isEmpty || status.isLink || status.error != 0 { watch(parent, name) }
      guard status.error == 0 else { return }
      guard status.isLink else {
        real.append(name)
        continue
      }
      linkCount += 1
      guard linkCount <= Self.maximumLinkCount, let target = Self.target(ofLink: child) else { return }
      if target.first == slash { real = [] }
      rest = parts(target) + rest
    }
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  private static func target(ofLink path: [UInt8]) -> [UInt8]? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      let count = path.withPath { readlink($0, start, buffer.count) }
      return count > 0 ? buffer[..<count].map { UInt8(bitPattern: $0) } : nil
    }
  }
}
