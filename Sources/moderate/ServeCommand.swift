import ArgumentParser
import Dispatch
import Glibc
import ImageModeration
import ModerationStream

/// `moderate serve --stdio | --socket PATH`: judges what other programs send, one frame after the other.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Judges images that other programs send: over HTTP, standard input and output, or a Unix socket.",
    discussion: """
      Without --stdio and --socket it is the service: it listens on a port and answers the cloud SDKs' requests. Its \
      options are those of `./run serve --help`; Documentation/Service.md tells the rest. With one of them it is the \
      stream:

      The models are loaded once, then any number of images is judged. Each is a line of JSON and its bytes; each has \
      one answer, the line that --json prints, with the id of its frame:

        out  {"ready":true,"protocol":"moderation-stream-1","window":4,…}
        in   {"id":"1","bytes":48211}, a line break, and 48211 bytes
        out  {"id":"1","suggestion":"PASS",…}
        out  {"answered":1,"done":true}     at the end of input, or on SIGTERM

      Documentation/Stream.md has the protocol, Integrations/python a client. The policies of --policies are read again \
      when they change, and a frame may name any of them; options that change a policy have that one served alone.

      EXIT STATUS
        64   the command line or a policy is wrong; nothing was looked at
        65   what came on standard input is no frame; the frames before it were answered
        1    else, when the models, the runtime, a plugin or the socket are missing or unusable,
             when nobody reads the answers any more, or when they could not be written in time at the end
        0    else: the input ended or SIGTERM came, and every frame has its answer, whatever the images were

      EXAMPLES
        moderate serve --stdio                              for a parent process
        moderate serve --socket /run/moderate.sock          one engine for many processes
        moderate serve --socket m.sock --root /srv/uploads  frames may name files below
      """)

  @Flag(help: "Read frames from standard input, and answer on standard output.")
  var stdio = false

  @Option(
    help: ArgumentHelp(
      "Listen on a Unix socket, made here and removed at the end; each connection is a stream of its own.",
      valueName: "path"))
  var socket: String?

  @Option(help: ArgumentHelp("Who may speak to the socket, as chmod has it. By default 600.", valueName: "mode"))
  var socketMode: SocketMode?

  @Option(
    help: ArgumentHelp(
      "How many connections there may be at a time, 1 to 1024. By default \(StreamServer.standardConnectionCount).",
      valueName: "count"))
  var connections: Int?

  @Option(
    help: ArgumentHelp(
      """
      How many frames of a connection may be without an answer before reading stops, 1 to 256. By default twice as many \
      as are worked on at a time. A connection holds no more images than that.
      """, valueName: "count"))
  var window: Int?

  @Flag(help: "Answer in the order of the frames; else as answers come.")
  var ordered = false

  @Option(
    help: ArgumentHelp(
      "Frames may name files in this folder and below, wherever links lead.", valueName: "dir"))
  var root: String?

  @Flag(help: "Frames of a socket may name any file that this process can read; those of --stdio always may.")
  var allowPaths = false

  @OptionGroup var work: WorkOptions

  @OptionGroup var judging: JudgingOptions

  /// How many connections there may be.
  private static let connectionCounts = 1...1024

  func validate() throws {
    guard stdio != (socket != nil) else { throw ValidationError("Give --stdio or --socket PATH, one of the two.") }
    guard socket != nil || (socketMode == nil && connections == nil && !allowPaths) else {
      throw ValidationError("--socket-mode, --connections and --allow-paths go with --socket.")
    }
    guard root == nil || !allowPaths else { throw ValidationError("Give --root or --allow-paths, not both.") }
    guard root != "" else { throw ValidationError("--root takes a folder.") }
    if let window, !StreamBounds.windows.contains(window) {
      throw ValidationError("--window takes 1 to \(StreamBounds.windows.upperBound), not \(window).")
    }
    if let connections, !Self.connectionCounts.contains(connections) {
      throw ValidationError("--connections takes 1 to \(Self.connectionCounts.upperBound), not \(connections).")
    }
  }

  func run() async throws {
    // A reader that goes away is noticed where the answer is written.
    signal(SIGPIPE, SIG_IGN)
    let settings = try CommandSettings(file: judging.policies.config)
    let streams = stdio ? try StandardFrames() : nil
    let listener: StreamSocket?
    let ending: ServeEnding
    let service: StreamService
    do {
      // What is wrong with it is known in a moment, models take longer; who connects already waits for its first line.
      let paths = try allowedPaths()
      let stop = try StreamStop()
      listener = try socket.map { try StreamSocket(path: $0, mode: (socketMode ?? .standard).bits) }
      // From here on the socket is there to be removed.
      ending = ServeEnding(telling: stop, removing: listener)
      do {
        let engine = try ServeEngine(judging, work, settings)
        let window = window ?? Self.framesPerJob * work.concurrency(settings)
        service = StreamService(engine, StreamBounds(window: window, isOrdered: ordered), paths, stop: stop)
      } catch {
        listener?.remove()
        throw error
      }
    } catch let failure as HostFailure {
      throw failure.ended()
    } catch let problem as StreamProblem {
      throw HostFailure(.threadUnavailable, message: problem.message).ended()
    }
    let status = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let status =
          if let listener {
            service.serve(listener, atMost: connections ?? StreamServer.standardConnectionCount)
          } else if let streams { service.serve(streams) } else { Int32(EXIT_FAILURE) }
        continuation.resume(returning: status)
      }
    }
    ending.end(with: status)
  }

  /// The window unless given: while one image is worked on, the next is there.
  private static let framesPerJob = 2

  private func allowedPaths() throws(HostFailure) -> StreamPaths {
    if let root { return try .below(folder: root) }
    // Who starts this process can read for itself what it can; who speaks to a socket perhaps not.
    return stdio || allowPaths ? .any : .none
  }
}

/// A mode of a file in octal digits.
struct SocketMode: ExpressibleByArgument {
  /// For its owner alone.
  static let standard = SocketMode(bits: 0o600)

  let bits: UInt32

  private init(bits: UInt32) { self.bits = bits }

  init?(argument: String) {
    guard let bits = UInt32(argument, radix: 8), bits <= 0o777 else { return nil }
    self.bits = bits
  }
}
