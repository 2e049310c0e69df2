/// A picture to judge later and whom to tell, as a caller asks.
public struct NewTask: Sendable, Hashable {
  /// Where the picture is.
  public enum Source: Sendable, Hashable {
    /// Bytes that are kept with the task until it is judged.
    case picture
    /// An address to download it from.
    case address(String)
  }

  /// The most bytes of a picture that is kept: what is inside a body of 10,485,760 bytes of base64.
  public static let maximumPictureBytes = 7_864_320
  /// The most bytes of each text of a task. Callers' limits are tighter.
  public static let maximumTextBytes = 8_192

  /// One of a kind in the store; callers know the task by it.
  public let id: String
  /// The account's id.
  public let account: String
  /// The id of the key that asked; its secret signs the callback.
  public let keyID: String
  /// What metering calls the call: `ims.CreateImageModerationAsyncTask`.
  public let interface: String
  /// The caller's word for a policy; nil for none. What it means is found out when the picture is judged.
  public var policy: String?
  /// The caller's own id for the picture.
  public var dataID: String?
  /// Every how many frames of an animation one is looked at; nil for the policy's way.
  public var frameInterval: Int?
  /// The most frames that are looked at; nil for the policy's way.
  public var maximumFrames: Int?
  /// The address that is told the verdict.
  public let callback: String
  /// The host of that address: how many callbacks run at a time is bounded by it.
  public let callbackHost: String
  public let source: Source

  public init(
    id: String, account: String, keyID: String, interface: String, callback: String, callbackHost: String,
    source: Source
  ) {
    self.id = id
    self.account = account
    self.keyID = keyID
    self.interface = interface
    self.callback = callback
    self.callbackHost = callbackHost
    self.source = source
  }
}
