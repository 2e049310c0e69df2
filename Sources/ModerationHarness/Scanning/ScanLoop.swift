import Files
import ModerationCore
import ModerationJudging

/// What a scan has at work, on one thread: which file is next, what becomes of each that is read and judged.
final class ScanLoop {
  /// Something that was done beside.
  enum Step: Sendable {
    case read(FoundFile, ScannedFile.Reading)
    case judged(FoundFile, RowKey?, byteCount: Int, ResultDocument)
  }

  typealias Work = @Sendable () async -> Step

  /// How many bytes of files are held at most for the judge: 192 MiB. One file may always be held.
  static let maximumHeldByteCount = 192 << 20

  private let scan: Scan
  private let files: ScanFiles
  private let run: RunFolder
  private(set) var state: Scan.State
  /// Whether every file has its row, or was passed over.
  var isComplete: Bool { isAtEnd && !someDropped }

  private var isAtEnd = false
  private var failure: ResultDocument?
  /// Whether something was read and not judged.
  private var someDropped = false
  private var atWork = 0
  private var heldByteCount = 0
  /// What is read and waits for memory.
  private var ready: [(FoundFile, ScannedFile, RowKey?)] = []
  /// Sources at work: a name that is given twice is one image.
  private var begun: Set<FileName> = []
  /// Files that wait for an equal one, by its bytes.
  private var waiting: [RowKey: [FoundFile]] = [:]
  private var waitingCount = 0
  /// Files that waited for one which this machine failed on.
  private var again: [FoundFile] = []
  /// The last row that was copied: folders of equal files are long.
  private var lastCopied: (key: RowKey, document: ResultDocument)?

  init(_ scan: Scan, _ files: ScanFiles, _ run: RunFolder) {
    (self.scan, self.files, self.run) = (scan, files, run)
    state = Scan.State(tally: run.tally, before: run.tally.total)
  }

  /// How long is waited for a name when nothing is at work, before it is asked again whether to stop: 200 milliseconds.
  static let nameMilliseconds: Int32 = 200

  /// The next file to read; nil when enough is at work, there are no more, or none is known yet and others are at work.
  func nextWork(_ isInterrupted: () -> Bool) throws(RunProblem) -> Work? {
    guard atWork <= scan.settings.concurrency, waitingCount < Scan.maximumWaitingCount else { return nil }
    while !isInterrupted() {
      let found: FoundFile
      // What is done is not held up by a writer of names who takes his time.
      switch try nextFile(within: atWork > 0 ? 0 : Self.nameMilliseconds) {
      case .found(let file): found = file
      case .notYet:
        if atWork > 0 { return nil }
        continue
      case .end:
        isAtEnd = true
        return nil
      }
      guard !begun.contains(found.name), try !run.isDone(found.name.text) else { continue }
      begun.insert(found.name)
      atWork += 1
      isAtEnd = false
      let (mostBytes, isPassedOver) = (scan.settings.maximumFileByteCount, scan.isPassedOver)
      return { .read(found, await ScannedFile.read(found, atMost: mostBytes, unless: isPassedOver)) }
    }
    return nil
  }

  private func nextFile(within milliseconds: Int32) throws(RunProblem) -> ScanFiles.Next {
    if let found = again.popLast() { return .found(found) }
    return try files.next(within: milliseconds)
  }

  /// Takes what was done, and gives what is to be done next with it.
  ///
  /// - Parameter isStopping: Whether nothing new is to be judged.
  func take(_ step: Step, isStopping: Bool) throws(RunProblem) -> [Work] {
    switch step {
    case .read(let found, .notAnImage):
      state.passedOver += 1
      end(found)
    case .read(let found, .failed(let failure)):
      try write(ResultDocument(failure, source: found.name.text, limits: scan.settings.limits), found)
    case .read(let found, .read(let file, let key)):
      guard !isStopping else {
        someDropped = true
        end(found)
        break
      }
      try takeRead(found, file, scan.settings.judgesEqualFilesOnce ? key : nil)
    case .judged(let found, let key, let byteCount, let document):
      heldByteCount -= byteCount
      try write(document, found)
      try endWaiting(for: key, document, isStopping)
    }
    return isStopping ? dropReady() : beginReady()
  }

  private func takeRead(_ found: FoundFile, _ file: ScannedFile, _ key: RowKey?) throws(RunProblem) {
    guard let key else { return ready.append((found, file, nil)) }
    if waiting[key] != nil {
      waiting[key]?.append(found)
      waitingCount += 1
      atWork -= 1
    } else if let document = try judged(key) {
      try copy(document, found)
      end(found)
    } else {
      waiting[key] = []
      ready.append((found, file, key))
    }
  }

  private func beginReady() -> [Work] {
    var work: [Work] = []
    while let (found, file, key) = ready.first {
      let byteCount = file.bytes?.count ?? 0
      guard heldByteCount == 0 || heldByteCount + byteCount <= Self.maximumHeldByteCount else { break }
      ready.removeFirst()
      heldByteCount += byteCount
      let judge = scan.judge
      work.append { .judged(found, key, byteCount: byteCount, await judge(file)) }
    }
    return work
  }

  private func dropReady() -> [Work] {
    for (found, _, key) in ready {
      someDropped = true
      end(found)
      if let key { forget(key) }
    }
    ready = []
    return []
  }

  /// The row of an equal file; nil where none was judged.
  private func judged(_ key: RowKey) throws(RunProblem) -> ResultDocument? {
    if let lastCopied, lastCopied.key == key { return lastCopied.document }
    guard let document = try run.row(of: key) else { return nil }
    lastCopied = (key, document)
    return document
  }

  /// Gives the files that waited for an equal one its answer; where this machine failed, each is tried itself.
  private func endWaiting(for key: RowKey?, _ document: ResultDocument, _ isStopping: Bool) throws(RunProblem) {
    guard let key, let files = forget(key) else { return }
    for found in files {
      if document.failure == nil {
        try copy(document, found)
      } else {
        // Where no more is begun, it stays here.
        someDropped = someDropped || isStopping
        again.append(found)
      }
      begun.remove(found.name)
    }
  }

  @discardableResult
  private func forget(_ key: RowKey) -> [FoundFile]? {
    let files = waiting.removeValue(forKey: key)
    waitingCount -= files?.count ?? 0
    return files
  }

  private func copy(_ document: ResultDocument, _ found: FoundFile) throws(RunProblem) {
    try run.append(document.copy(source: found.name.text))
    state.tally = run.tally
    state.copied += 1
  }

  private func write(_ document: ResultDocument, _ found: FoundFile) throws(RunProblem) {
    try run.append(document)
    state.tally = run.tally
    if document.failure != nil { failure = document }
    end(found)
  }

  /// The row of a failure that the last step wrote, once; a step writes one at most.
  func takeFailure() -> ResultDocument? {
    defer { failure = nil }
    return failure
  }

  private func end(_ found: FoundFile) {
    begun.remove(found.name)
    atWork -= 1
  }
}
