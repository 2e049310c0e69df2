import ArgumentParser
import ImageModeration

/// `moderate plugins …`: tools for those who write detectors or use those of others.
struct PluginsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugins", abstract: "Tools for detectors that come as libraries of their own.",
    discussion: """
      A plugin is a shared library, in any language, with one exported function. It runs in a sandboxed process: it reads \
      the folder that its path names (of ./blue.so the current one, of blue.so none), writes and connects nowhere, and \
      when it crashes or hangs, that costs its own answer for one picture.

      EXAMPLES
        moderate plugins new blue --language c   a detector to begin with
        moderate plugins list blue.so            what a library has
        moderate plugins check blue.so           what a detector must do, tried
        moderate plugins run blue.so photo.jpg   what it alone says
        moderate --plugin blue.so photo.jpg      what all say together
      """,
    subcommands: [
      PluginsNewCommand.self, PluginsListCommand.self, PluginsCheckCommand.self, PluginsRunCommand.self,
    ])
}
