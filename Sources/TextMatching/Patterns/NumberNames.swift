/// Names of numbers that are nobody's telephone: orders, parcels, invoices, goods, books, bank accounts, plates.
///
/// An order's eleven digits look like a Chinese mobile number as often as they start with 13 to 19.
enum NumberNames {
  /// How far before a number its name may end, in cells, with nothing but signs between.
  private static let maximumDistance = 4
  private static let maximumNameLength = 5

  /// Whether a text ends with such a name: a line above a number that stands alone.
  static func standsAtEnd(of line: String) -> Bool {
    let text = PatternText(line)
    return standsBefore(text.cells.count, in: text)
  }

  /// Whether such a name stands before the number that starts at `start`.
  static func standsBefore(_ start: Int, in text: PatternText) -> Bool {
    var end = start
    while end > 0, start - end < maximumDistance, isSign(text, end - 1) { end -= 1 }
    return text.kind(at: end - 1) == .letter ? endsWithEnglish(text, end) : endsWithChinese(text, end)
  }

  private static func isSign(_ text: PatternText, _ index: Int) -> Bool {
    switch text.kind(at: index) {
    case .letter, .word, .digit, .numeral, nil: false
    default: true
    }
  }

  private static func endsWithChinese(_ text: PatternText, _ end: Int) -> Bool {
    let scalars = SimplifiedHan.simplified(text.cells[max(0, end - maximumNameLength)..<end].map(\.scalar)[...])
    var name = scalars[...]
    // 订单号码 is a 订单号.
    if name.suffix(2) == [0x53F7, 0x7801] { name = name.dropLast() }
    if saysForm(name) { return true }
    return chinese.contains { name.count >= $0.count && name.suffix($0.count) == $0[...] }
  }

  /// 工单, 退货单, 入库单号: a form, and its number. 菜单 and the like name no number, and none stands behind them.
  private static func saysForm(_ name: ArraySlice<UInt32>) -> Bool {
    let form = name.last == 0x53F7 ? name.dropLast() : name
    guard form.count >= 2, form.last == 0x5355, let before = form.dropLast().last else { return false }
    return ScalarKind.isHan(before) && !notForms.contains(before)
  }

  /// 名单, 传单, 买单, 埋单 and 简单: a list of persons, a leaflet, a bill and an adjective.
  private static let notForms: Set<UInt32> = Set("名传买埋简".unicodeScalars.map(\.value))

  private static func endsWithEnglish(_ text: PatternText, _ end: Int) -> Bool {
    var (word, start) = self.word(text, endingAt: end)
    if ["no", "number", "num", "nr", "id", "code"].contains(word) {
      var end = start
      while end > 0, start - end < maximumDistance, isSign(text, end - 1) { end -= 1 }
      (word, start) = self.word(text, endingAt: end)
    }
    return english.contains(word) || text.spells([0x73, 0x2F, 0x6E], at: end - 3)
  }

  private static func word(_ text: PatternText, endingAt end: Int) -> (word: String, start: Int) {
    var start = end
    while start > 0, text.kind(at: start - 1) == .letter, end - start < 12 { start -= 1 }
    return (text.folded(start..<end), start)
  }

  /// 号 alone names a house as well (28号), so that every name is spelt out.
  private static let chinese: [[UInt32]] = [
    "订单", "订单号", "单号", "编号", "编码", "快递", "快递号", "物流号", "包裹号", "流水号", "交易号", "凭证号", "发票号", "合同号", "序列号", "产品号",
    "商品号", "货号", "批号", "批次", "型号", "款号", "条码", "条形码", "学号", "工号", "会员号", "卡号", "身份证", "证号", "证件号", "护照号", "车牌号",
    "房号", "桌号", "座位号", "取件码", "取货码", "提货码", "验证码", "校验码", "税号", "识别号", "识别码", "注册号", "备案号", "执照号", "档案号", "病历号",
    "住院号", "门诊号", "受理号", "案号", "追踪号", "跟踪号", "代码", "邮编", "序号", "版本号", "期号", "票号", "预约号", "检验号", "社保号", "申请号", "报名号",
    "考号", "准考证号", "考生号", "航班号", "文号", "书号",
  ].map { $0.unicodeScalars.map(\.value) }

  private static let english: Set<String> = [
    "order", "tracking", "track", "parcel", "shipment", "waybill", "awb", "invoice", "ref", "reference", "serial", "sn",
    "sku", "isbn", "issn", "iban", "ean", "upc", "gtin", "barcode", "item", "part", "model", "case", "ticket",
    "booking", "pnr", "policy", "vin", "imei", "po", "lot", "batch", "card", "licence", "license", "passport", "zip",
    "vat", "tax", "routing", "transaction", "txn", "receipt",
  ]
}
