import ArgumentParser
import ImageModeration

/// `moderate plugins …`: tools for those who write detectors or use those of others.
struct PluginsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "moderate plugins", abstract: "Tools for detectors that come as libraries of their own.",
    discussion: """
      A plugin is a shared library, in any language, with one exported function. It runs in a sandboxed process: it reads \
      its own folder, writes and connects nowhere, and when it crashes or hangs, that costs its own answer for one picture.

      EXAMPLES
        moderate plugins new blue --language c        writes a detector that works, to begin with
        moderate plugins list blue.so                 what a library has, and whether it opens at all
        moderate plugins run blue.so photo.jpg        what it alone says of a picture
        moderate --plugin blue.so photo.jpg           what all say together
      """,
    subcommands: [
      PluginsNewCommand.self, PluginsListCommand.self, PluginsRunCommand.self,
    ])
}
