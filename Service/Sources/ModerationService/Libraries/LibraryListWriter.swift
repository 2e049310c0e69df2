import Foundation
import Glibc
import Logging
import ModerationStore

/// Brings the lists of a folder of policies up to date with the store, which is the truth.
///
/// A list is written as a whole, beside its place, and then renamed, so that no reader sees a part; policies that are
/// live follow by themselves. Of changes that come while a list is written one more writing follows, and the pause
/// before it is so long that a tenth of the time is spent on a list at most. What a process did not come to write, its
/// successor does.
actor LibraryListWriter {
  /// How many times as long as a writing the pause after it is.
  private static let pauseFactor = 9
  /// The pause after a writing that failed.
  static let retryPause = Duration.seconds(5)
  /// The most bytes of a list that are looked at for changes by others.
  private static let maximumListBytes = 256 << 20

  private let lists: LibraryLists
  private let folder: String
  private let logger: Logger
  private let clock: any Clock<Duration>

  private struct Work {
    var task: Task<Void, Never>
    var isAgain = false
  }

  private var work: [LibraryID: Work] = [:]

  /// - Parameter folder: The folder of policies.
  init(_ lists: LibraryLists, folder: String, logger: Logger, clock: any Clock<Duration> = ContinuousClock()) {
    (self.lists, self.folder, self.logger, self.clock) = (lists, folder, logger, clock)
  }

  /// Whether lists can be written at all: a folder may be mounted to be read only.
  nonisolated var isPossible: Bool {
    let lists = "\(folder)/lists"
    return access(access(lists, F_OK) == 0 ? lists : folder, W_OK) == 0
  }

  /// Has a library's list written soon.
  func changed(_ library: LibraryID) {
    if work[library] != nil {
      work[library]?.isAgain = true
    } else {
      work[library] = Work(task: Task { await self.run(library) })
    }
  }

  /// Returns when everything that changed before is written, or has failed to be.
  func settle() async {
    while let one = work.values.first { await one.task.value }
  }

  /// Writes no more; what is left is written at the next start.
  func stop() {
    for one in work.values { one.task.cancel() }
  }

  /// Writes every list that is missing or differs from the store, and removes what a process left that was killed while
  /// it wrote one.
  func writeAll() async throws(LibraryError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/lists")) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".draft") { unlink("\(folder)/lists/\(name)") }
    for library in try await lists.libraries() {
      do throws(LibraryError) {
        try await write(library)
      } catch .groupMissing {
        continue
      }
    }
  }

  private func run(_ library: LibraryID) async {
    var isDone = false
    while !isDone, !Task.isCancelled {
      work[library]?.isAgain = false
      let begin = ContinuousClock.now
      var pause = Duration.zero
      do throws(LibraryError) {
        try await write(library)
        pause = begin.duration(to: .now) * Self.pauseFactor
        isDone = work[library]?.isAgain != true
      } catch .groupMissing {
        isDone = true
      } catch {
        logger.error("list not written", metadata: ["list": "\(library.file)", "problem": "\(error)"])
        pause = Self.retryPause
      }
      if !isDone { try? await clock.sleep(for: pause) }
    }
    work[library] = nil
  }

  /// Off the actor: whoever notes a change waits for no disk.
  private nonisolated func write(_ library: LibraryID) async throws(LibraryError) {
    let bytes = try await lists.file(of: library)
    let path = "\(folder)/\(library.file)"
    if let present = Self.bytes(of: path) {
      guard present != bytes else { return }
      if !LibraryLists.isUntouched(present) {
        logger.warning(
          "list overwritten", metadata: ["list": "\(library.file)", "why": "it was changed by others than the service"])
      }
    }
    do throws(StoreError) {
      mkdir("\(folder)/lists", 0o750)
      try DurableFile.write(bytes, to: path, mode: 0o640)
    } catch {
      throw .store(error)
    }
    logger.debug("list written", metadata: ["list": "\(library.file)", "bytes": "\(bytes.count)"])
  }

  private static func bytes(of path: String) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= maximumListBytes else {
      return nil
    }
    return FileManager.default.contents(atPath: path).map { Array($0) }
  }
}
