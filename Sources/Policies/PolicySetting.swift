/// One value of a policy, with where it comes from.
public struct PolicySetting: Hashable, Sendable {
  /// Where a value comes from.
  public enum Origin: Hashable, Sendable, CustomStringConvertible {
    /// A place in a file of the policy folder, or in what was given with `--set`.
    case place(file: String, line: Int?, column: Int?)
    /// A policy that comes with this library, by its name.
    case builtIn(String)
    /// A limits profile.
    case profile(String)

    /// `live_chat.yaml:12`, `default (built in)`, `profile ims-2020-12-29`.
    public var description: String {
      switch self {
      case .place(let file, let line, _): line.map { "\(file):\($0)" } ?? file
      case .builtIn(let name): "\(name) (built in)"
      case .profile(let name): "profile \(name)"
      }
    }
  }

  /// The way to the value: `["limits", "minimumSidePixels"]`.
  public let path: [String]
  /// What is said.
  public let value: PolicyValue
  /// Where it is said.
  public let origin: Origin
  /// Where each element of a list is said; empty where that is not known.
  var elements: [Origin] = []
  /// The later layer that says it: a policy is one behind what it extends, options are behind all files.
  var layer = 0

  init(path: [String], value: PolicyValue, origin: Origin, elements: [Origin] = [], layer: Int = 0) {
    (self.path, self.value, self.origin) = (path, value, origin)
    (self.elements, self.layer) = (elements, layer)
  }

  /// The same in a later layer.
  func moved(behind layer: Int) -> PolicySetting {
    PolicySetting(path: path, value: value, origin: origin, elements: elements, layer: layer)
  }

  /// Where an element of a list is said.
  func origin(ofElement index: Int) -> Origin { elements.indices.contains(index) ? elements[index] : origin }

  /// The path with dots: `limits.minimumSidePixels`.
  public var key: String { path.joined(separator: ".") }
}
