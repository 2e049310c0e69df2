/// One of the interfaces that an account opens: `ims`.
public struct ServiceName: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: String

  /// - Returns: nil for a name that is not among `all`.
  public init?(rawValue: String) {
    guard Self.all.contains(where: { $0.rawValue == rawValue }) else { return nil }
    self.rawValue = rawValue
  }

  private init(known rawValue: String) { self.rawValue = rawValue }

  /// Tencent IMS, both versions.
  public static let ims = ServiceName(known: "ims")
  /// Tencent TIIA of 2019.
  public static let tiia = ServiceName(known: "tiia")
  /// Tencent TICM of 2018.
  public static let ticm = ServiceName(known: "ticm")
  /// Tencent IAI of 2020: faces.
  public static let iai = ServiceName(known: "iai")
  /// Tencent CMS of 2019: samples of words.
  public static let cms = ServiceName(known: "cms")
  /// Our own interface, `/v1/moderations`.
  public static let v1 = ServiceName(known: "v1")
  /// OpenAI's dialect.
  public static let openai = ServiceName(known: "openai")
  /// AWS Rekognition's dialect.
  public static let aws = ServiceName(known: "aws")
  /// Azure AI Content Safety's dialect.
  public static let azure = ServiceName(known: "azure")
  /// Huawei Cloud Moderation's dialect.
  public static let huawei = ServiceName(known: "huawei")
  /// Misskey's detector.
  public static let misskey = ServiceName(known: "misskey")
  /// The hook before an upload.
  public static let hook = ServiceName(known: "hook")

  /// Every interface, in the order that messages list them.
  public static let all: [ServiceName] = [ims, tiia, ticm, cms, iai, v1, openai, aws, azure, huawei, misskey, hook]

  /// The calls per second of an account that says nothing else: 20 for `tiia` and 50 for each group of `iai`, as
  /// documented; 100 for the others, as documented for `ims`.
  public var defaultCallsPerSecond: Int {
    switch self {
    case .tiia: 20
    case .iai: 50
    default: 100
    }
  }

  public var description: String { rawValue }
}
