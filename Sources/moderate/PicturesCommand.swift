import ArgumentParser

/// `moderate pictures …`: tools for those who keep lists of known pictures.
struct PicturesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pictures", abstract: "Tools for lists of known pictures.",
    discussion: """
      A list names pictures by PDQ hash, which knows them again when they are altered, and files by SHA-256 or MD5. \
      Plugins/PoliticsDetection/FINGERPRINTS.md has the format.
      """,
    subcommands: [
      PicturesImportCommand.self, PicturesCheckCommand.self, PicturesExplainCommand.self, PicturesFindCommand.self,
    ])
}
