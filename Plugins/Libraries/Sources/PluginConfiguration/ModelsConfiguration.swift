import FoundationEssentials
public import Inference
public import ModerationPluginKit

/// What the operator tells a first-party library, as JSON: `{"models": "/opt/moderation-models", "concurrency": 2}`.
public struct ModelsConfiguration: Sendable {
  /// The most frames that may be looked at at a time: 64, as many as a machine has cores.
  public static let maximumConcurrency = 64

  /// The models folder.
  public let store: ModelStore
  /// The runtime of that folder.
  public let runtime: InferenceRuntime
  /// How many frames may be looked at at a time; further ones wait.
  public let concurrency: Int

  /// Reads a configuration and opens the runtime.
  ///
  /// `models` is a folder that `./run setup --into DIR` filled; one that does not begin with `/` is looked for in the
  /// library's own folder. It has no default: a library looks at no environment, so that it finds the same models in a
  /// worker. `concurrency` is 1 where it is not given, which is all that a worker needs.
  ///
  /// - Throws: `ConfigurationError` for a text that is not such a configuration, `HostFailure` for a folder without
  ///   models.
  public init(_ context: PluginContext) throws {
    let text = context.configuration
    let given: Given
    do {
      given = try JSONDecoder().decode(Given.self, from: Data(text.utf8))
    } catch {
      throw ConfigurationError(#"the configuration is not {"models": "FOLDER", "concurrency": 1}: \#(error)"#)
    }
    concurrency = given.concurrency ?? 1
    guard (1...Self.maximumConcurrency).contains(concurrency) else {
      throw ConfigurationError("concurrency is \(concurrency), not 1 to \(Self.maximumConcurrency)")
    }
    store = try ModelStore(
      directory: given.models.hasPrefix("/") ? given.models : "\(context.folder)/\(given.models)")
    runtime = try InferenceRuntime(store)
  }

  /// Refuses a text for a detector that has nothing to configure, so that no wish is overheard.
  public static func refuse(_ context: PluginContext) throws {
    guard context.configuration.isEmpty else { throw ConfigurationError("this detector takes no configuration") }
  }

  private struct Given: Decodable {
    let models: String
    let concurrency: Int?

    private enum Key: String, CodingKey, CaseIterable { case models, concurrency }

    private struct AnyKey: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Swift.Decoder) throws {
      for key in try decoder.container(keyedBy: AnyKey.self).allKeys where Key(rawValue: key.stringValue) == nil {
        throw ConfigurationError("it knows no \(key.stringValue)")
      }
      let values = try decoder.container(keyedBy: Key.self)
      models = try values.decode(String.self, forKey: .models)
      concurrency = try values.decodeIfPresent(Int.self, forKey: .concurrency)
    }
  }
}

/// The operator's text for a detector is not what it should be.
public struct ConfigurationError: Error, CustomStringConvertible {
  /// A sentence for logs.
  public let description: String

  init(_ description: String) { self.description = description }
}
