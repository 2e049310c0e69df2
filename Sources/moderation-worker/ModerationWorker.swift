import WorkerDecoding
import WorkerProcesses
import Glibc
import ImageDecoding
import ModerationCore

/// Decodes hostile bytes, hosts a stranger's plugin, or reads codes, in a process that can do nothing else.
///
/// Started by `WorkerDecoder`, which hands it one end of a socket pair as descriptor 3. Read `main` from top to bottom:
/// it is the list of the sandbox's steps, and their order matters.
@main
struct ModerationWorker {
  static func main() {
    ProcessHeap.keepLittle()
    let arguments = WorkerArguments(CommandLine.arguments.dropFirst())
    let sandbox = Sandbox(arguments)
    let probe = arguments.probes ? SandboxProbe() : nil

    // 1. Its end with its host's, and limits of memory, files, privileges and processor time, for good.
    sandbox.endWithHost()
    sandbox.limitResources()
    if let library = arguments.plugin {
      PluginServing(sandbox: sandbox).run(library, arguments)
    }
    if let library = arguments.codes {
      PluginServing(sandbox: sandbox, processorSeconds: CodeServing.processorSeconds).runCodes(library)
    }
    // 2. Everything that is loaded from files: libvips and its modules. No thread is started by it.
    let decoder = startedDecoder()
    // 3. The file system, while this is the only thread: Landlock binds those that are started later.
    //    Then the user and his rights: a worker of root's is not root.
    sandbox.closeFiles()
    sandbox.giveUpUser()
    probe?.startThread()
    // 4. One tiny picture of each format, so that every codec has made its threads and tables.
    let formats = Preloading(decoder: decoder).decodableFormats(withFonts: sandbox.opensFiles)
    // 5. System calls, for all threads at once.
    sandbox.filterSystemCalls()

    probe?.report()
    // 6. The first word to the host, and then image after image.
    let channel = HostChannel<WorkerMessage>(end: end)
    channel.send(.hello(WorkerHello(formats: formats, sandbox: sandbox.report)))
    Serving(channel: channel, decoder: decoder).run()
  }

  private static func startedDecoder() -> InProcessDecoder {
    do throws(HostFailure) {
      return try InProcessDecoder()
    } catch {
      end("\(error)")
    }
  }
}

/// Says why on standard error, which the host reads, and ends.
func end(_ reason: String) -> Never {
  let line = "moderation-worker: \(reason)\n"
  _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  _exit(70)
}
