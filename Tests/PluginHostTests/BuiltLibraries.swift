import Foundation
import Testing

/// Plugins in Swift and Rust that were built before the tests run, because that takes long: `Examples/build-outside.sh`
/// builds them and names the folder.
enum BuiltLibraries {
  static let folder = ProcessInfo.processInfo.environment["MODERATION_PLUGIN_LIBRARIES"]
  static let areHere = folder != nil
  static let absence: Comment = "MODERATION_PLUGIN_LIBRARIES names no folder of built plugins"

  static func file(_ name: String) throws -> PluginFile { try PluginFile(path: "\(try #require(folder))/\(name)") }
}
