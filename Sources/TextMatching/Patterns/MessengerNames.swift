/// How messengers are called in advertisements, plainly and in disguise.
struct MessengerName: Sendable {
  /// The messenger, as `canonical` has it.
  let messenger: String
  let scalars: [UInt32]
  /// Whether the name means nothing else. The others (`飞机`, an aeroplane; `line`; a single `v`) need a verb before them
  /// or a word for an account behind them.
  let isPlain: Bool
  /// Whether the spelling is one that hides the name.
  let isDisguise: Bool
  /// Whether the name itself says that an account follows: `lineid`, `q号`.
  var saysAccount: Bool { scalars.suffix(2) == [0x69, 0x64] || scalars.last == 0x53F7 }

  /// All names by their first scalar, longest first.
  static let byFirst: [UInt32: [MessengerName]] = {
    var names: [MessengerName] = []
    for (messenger, plain, disguised, ambiguous) in table {
      names += plain.map { MessengerName($0, messenger, isPlain: true, isDisguise: false) }
      names += disguised.map { MessengerName($0, messenger, isPlain: true, isDisguise: true) }
      names += ambiguous.map { MessengerName($0, messenger, isPlain: false, isDisguise: false) }
    }
    return Dictionary(grouping: names) { $0.scalars[0] }.mapValues { $0.sorted { $0.scalars.count > $1.scalars.count } }
  }()

  private init(_ name: String, _ messenger: String, isPlain: Bool, isDisguise: Bool) {
    self.messenger = messenger
    scalars = name.unicodeScalars.map(\.value)
    self.isPlain = isPlain
    self.isDisguise = isDisguise
  }

  /// Plain names, disguised ones, ambiguous ones.
  private static let table: [(String, [String], [String], [String])] = [
    (
      "WeChat", ["微信", "wechat", "weixin", "wxid", "wx", "vx"],
      [
        "v信", "薇信", "徽信", "維信", "维信", "微芯", "薇芯", "徽芯", "维芯", "維芯", "薇❤", "微❤", "威芯", "威信", "微心", "薇心", "維伩", "维伩",
        "微伩", "威伩", "薇伩", "v伩", "wei信", "wei伩", "wei芯", "徽伩",
      ],
      ["卫星", "微", "薇", "徽", "威", "维", "維", "v", "w", "vvx", "vxin"]
    ),
    ("QQ", ["qq", "q群", "q号", "qqun"], ["扣扣", "抠抠", "蔻蔻", "秋秋", "球球", "扣群"], ["企鹅", "企鵝", "扣", "q"]),
    ("Telegram", ["telegram", "tg"], ["纸飞机", "紙飛機", "电报号", "飞机号"], ["电报", "電報", "飞机", "飛機", "tele"]),
    ("WhatsApp", ["whatsapp", "whatsap", "watsapp"], [], ["wa", "whats"]),
    ("LINE", ["lineid"], [], ["line"]),
    ("Signal", [], [], ["signal"]),
    ("KakaoTalk", ["kakaotalk", "kakao"], [], []),
    ("Viber", ["viber"], [], []),
    ("Discord", ["discord"], [], []),
    ("Skype", ["skype"], [], []),
    ("Snapchat", ["snapchat"], [], ["snap"]),
    ("Kik", [], [], ["kik"]),
    ("Potato", ["potatochat"], [], ["土豆"]),
  ]

  /// Hosts whose addresses are accounts or invitations.
  static let hosts: [String: String] = [
    "t.me": "Telegram", "telegram.me": "Telegram", "telegram.dog": "Telegram", "wa.me": "WhatsApp",
    "chat.whatsapp.com": "WhatsApp", "api.whatsapp.com": "WhatsApp", "line.me": "LINE", "lin.ee": "LINE",
    "u.wechat.com": "WeChat", "weixin.qq.com": "WeChat", "qm.qq.com": "QQ", "jq.qq.com": "QQ", "discord.gg": "Discord",
    "signal.me": "Signal", "signal.group": "Signal", "m.me": "Messenger", "snapchat.com": "Snapchat",
  ]

  /// What stands before a name when somebody asks to be added.
  static let verbs: [[UInt32]] = [
    "加", "佳", "嘉", "家", "茄", "伽", "咖", "+", "添加", "请加", "加我", "搜", "私", "找", "add", "my", "扫", "联系", "聯繫", "聯系", "十",
    "找我", "联系我", "咨询", "详聊", "佳我", "嘉我", "嘉我", "我",
  ].map { $0.unicodeScalars.map(\.value) }

  /// What stands between a name and its account.
  static let fillers: [(scalars: [UInt32], isAccountWord: Bool)] = [
    ("号码", true), ("號碼", true), ("账号", true), ("帐号", true), ("賬號", true), ("账户", true), ("群号", true), ("号", true),
    ("號", true),
    ("群", false), ("群组", false), ("频道", false), ("客服", false), ("id", true), ("number", true), ("no.", true),
    ("是", true), ("为", true),
    ("me at", false), ("me", false), ("us", false), ("at", false), ("is", false), ("请加", true), ("加", true),
    ("搜索", true),
    ("搜", true), ("联系", true),
    ("同号", true), ("同步", true), ("或", false), ("电话", false), ("手机", false), ("qq", false), ("微信", false),
    ("wechat", false), ("我", false),
    ("老师", false), ("经理", false), ("小姐", false), ("私聊", false), ("咨询", false),
  ].map { ($0.0.unicodeScalars.map(\.value), $0.1) }.sorted { $0.0.count > $1.0.count }
}
