import InProcessDecoding
import Foundation
import ImageModeration
import Policies
import StandardDetectors

/// The smallest honest moderation server: post an image, get the answer as JSON.
///
///     Server MODELS [PORT]              listens on 127.0.0.1; port 0 takes a free one and says which
///     Server MODELS --once FILE         one answer on standard output, no network
///
/// With MODERATION_POLICIES naming a folder of policies, each request chooses one; the folder is live. Without it,
/// there are the built-in ones.
///
/// With MODERATION_WORKER naming this release's `moderation-worker`, images are decoded in sandboxed processes; without
/// it in this one.
///
///     curl --data-binary @photo.jpg http://127.0.0.1:8080/
///     curl --data-binary @photo.jpg 'http://127.0.0.1:8080/?policy=live_chat'
///
/// Honest: bodies and queue are bounded, what was not looked at gets no suggestion, and without its models it does not
/// start.
@main
struct Server {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let models = arguments.first else { fail("usage: Server MODELS [PORT | --once FILE]", 64) }
    let server: Server
    do throws(HostFailure) {
      server = try Server(models: models)
    } catch {
      fail(error.message, 1)
    }
    if arguments.count == 3, arguments[1] == "--once" {
      print(await server.answer(to: .file(path: arguments[2]), under: nil, source: arguments[2]).json)
    } else {
      guard let port = UInt16(arguments.count > 1 ? arguments[1] : "8080") else { fail("no port: \(arguments[1])", 64) }
      server.listen(on: port)
      while true { try? await Task.sleep(for: .seconds(3600)) }
    }
  }

  /// What the largest picture of any policy may have: nothing longer is read from a connection.
  static let maximumBodyBytes = Limits.ims20201229.maximumFileBytes
  let live: LivePolicies
  let moderator: Moderator

  init(models: String) throws(HostFailure) {
    let environment = ProcessInfo.processInfo.environment
    let isolation = environment["MODERATION_WORKER"].map { Isolation.worker(executable: $0) } ?? .inProcess
    let policies: PolicyFolder
    do throws(PolicyProblems) {
      policies = try PolicyFolder(environment["MODERATION_POLICIES"], detectors: StandardDetectors.descriptors)
    } catch {
      throw HostFailure(.invalidComposition, message: error.description)
    }
    let loaded = try StandardModels(
      for: policies.served(), modelsDirectory: models, isolation: isolation, concurrency: 2)
    live = try LivePolicies(policies, on: loaded) { write("\($0)", to: .standardError) }
    moderator = try Moderator(
      live: live.rules, isolation: isolation, capacity: .init(concurrentImages: 2, waitingImages: 16))
  }

  /// 200 for a verdict or a refusal, 400 for a policy that there is not, 503 when this machine could not look.
  func answer(
    to image: ImageSource, under policy: String?, source: String
  ) async -> (status: Status, json: String) {
    do throws(HostFailure) {
      let result = try await moderator.moderate(image, policy: policy)
      return (.ok, ResultDocument(result, source: source).jsonLine())
    } catch {
      let status = error.code == .unknownPolicy ? Status.badRequest : .unavailable
      return (status, ResultDocument(error, source: source, limits: moderator.rules.limits.name).jsonLine())
    }
  }

  /// Starts a few threads that each take a client, read its request and hand the image on.
  func listen(on port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian  // 127.0.0.1: this machine alone
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listens = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        bind(listener, pointer.baseAddress, size) == 0 && Glibc.listen(listener, 64) == 0
          && getsockname(listener, pointer.baseAddress, &size) == 0
      }
    }
    guard listens else { fail("cannot listen on port \(port): \(String(cString: strerror(errno)))", 1) }
    write("listening on http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/", to: .standardError)
    for _ in 0..<8 {
      Thread.detachNewThread { while true { serveNext(of: listener) } }
    }
  }

  private func serveNext(of listener: Int32) {
    guard let client = Connection(acceptedFrom: listener) else { return }
    do throws(Status) {
      let request = try client.request(maximumBytes: Self.maximumBodyBytes)
      Task {
        let (status, json) = await answer(
          to: .bytes(request.body, .local), under: request.policy, source: "upload")
        client.answer(status, json: json + "\n")
      }
    } catch {
      client.answer(error, json: #"{"error":"\#(error.rawValue)"}"# + "\n")
    }
  }
}

func write(_ text: String, to file: FileHandle) { file.write(Data((text + "\n").utf8)) }

func fail(_ message: String, _ status: Int32) -> Never {
  write("Server: \(message)", to: .standardError)
  exit(status)
}
