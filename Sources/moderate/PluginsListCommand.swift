import ArgumentParser
import Digests
import Files
import Glibc
import ImageModeration
import PluginHost

/// `moderate plugins list PATH…`: what libraries say of their detectors.
struct PluginsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the detectors of libraries.",
    discussion: """
      Each library is opened in a sandboxed process, never in this one: describing itself runs its code. One line per \
      detector, columns parted by tabs: id, scene, labels, sublabels that it looks for, how it wants its pixels, SHA-256 of \
      the library, where it runs, the library. A library that cannot be used is one line: BROKEN, the library, the reason.

      Exit status: 64 when the command line is wrong; 1 when some library is broken; else 0.

      EXAMPLES
        moderate plugins list blue.so
        moderate plugins list --json plugins/ | jq -r .sha256
      """)

  @Argument(
    help: ArgumentHelp("Libraries, or folders with libraries (*.so) directly in them.", valueName: "path[=sha256]"))
  var paths: [PluginReference]

  @Flag(help: "Print JSON instead, one object per line: Documentation/schema/plugin-listing-1.json.")
  var json = false

  @OptionGroup var reach: PluginReach

  func validate() throws {
    for path in paths where path.sha256 != nil && PluginsFolder.isFolder(path.path) {
      throw ValidationError(
        "\(Printable.text(path.path)) is a folder, which has no SHA-256: name its libraries instead.")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let policy = try reach.policy(concurrency: 1)
    var someBroken = false
    for path in paths {
      do throws(HostFailure) {
        let libraries = PluginsFolder.isFolder(path.path) ? try PluginsFolder.libraries(in: path.path) : [path]
        for library in libraries where !list(library, policy) { someBroken = true }
      } catch {
        someBroken = true
        StandardOutput.write(text([PluginListing(library: path.path, failure: error)]))
      }
    }
    if someBroken { throw ExitCode(1) }
  }

  /// Prints a library's lines; says whether it can be used.
  private func list(_ library: PluginReference, _ policy: PluginPolicy) -> Bool {
    var digest: String?
    do throws(HostFailure) {
      let found = try Self.digest(of: library)
      digest = found
      // Pinned by what was just read, so that the digest shown is that of the library described.
      let pinned = PluginReference(path: library.path, sha256: library.sha256 ?? found)
      guard case .inWorkers(let opened) = try OpenedPlugin.inWorkers(pinned, policy) else { return false }
      StandardOutput.write(
        text(
          opened.descriptions.map {
            PluginListing(
              library: library.path, sha256: found, detector: $0, sandbox: opened.sandbox,
              isPinned: library.sha256 != nil)
          }))
      return true
    } catch {
      StandardOutput.write(text([PluginListing(library: library.path, sha256: digest, failure: error)]))
      return false
    }
  }

  private func text(_ listings: [PluginListing]) -> String {
    listings.map { (json ? JSONLine.text(of: $0) : $0.line) + "\n" }.joined()
  }

  private static func digest(of library: PluginReference) throws(HostFailure) -> String {
    func unusable(_ why: String) -> HostFailure {
      HostFailure(.pluginUnusable, message: "the plugin \(library.path) \(why)")
    }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try BoundedFile.contents(of: library.path, .regularOnly, mostBytes: PluginLibrary.maximumFileBytes)
    } catch {
      switch error.step {
      case .kind: throw unusable("is not a regular file")
      case .size: throw unusable("has more than \(PluginLibrary.maximumFileBytes) bytes")
      default: throw unusable("cannot be read: \(error.reason)")
      }
    }
    guard let digest = SHA256Digest(of: bytes.span.bytes) else { throw unusable("has no digest: out of memory") }
    return digest.hexadecimal
  }
}
