"""Advertisements, offers and insults as nobody wants them, short and often without any contact, and what warns of them.

They teach the classes of `text_classes.py` beside the rows of its file, whose advertisements nearly all name an account.
The warnings name the same things and teach that a notice against them is none of them. Made of the lists below by
chance with a fixed seed; no number or account is a real one.
"""

import random

SEED = 20261128
COUNT = 9000
WARNING_COUNT = 2500
INSULT_COUNT = 1200

# What is offered, by the classes that it belongs to beside advertising.
OFFERS = {
    ("fraud",): (
        "代开发票 代开各类发票 开增值税票 出售发票 代开住宿票 办理假证 办证刻章 代办学历证 买文凭 办驾照免考 代考包过 替考 卖答案 "
        "信用卡套现 花呗套现 白条取现 刷卡换现金 信用卡代还提额 黑户贷款 无视征信贷款 不看征信下款 征信修复 消除不良记录 强开网贷 "
        "收购银行卡 出租对公账户 出售四件套 收手机卡 租借支付宝账号 跑分 接码 洗钱 换U 买卖身份证 查开房记录 查通话记录 手机定位找人 "
        "手机监听 窃听器 针孔摄像 出售个人信息 一手料子 代缴社保补缴 提取公积金代办 套牌车 走私车 出售电棍 迷药 仿真枪 弩 机打发票代理 开票税点低 开专票 POS机套现 空卡提现 网贷口子 大额下款 急用钱借款 私人放款 高利借贷 删差评 改成绩 黑客接单 免税香烟 走私烟酒 无犯罪证明代办 代开病假条 代开流水 假流水 假存单 户籍信息查询 车档查询 监控聊天软件 同步微信记录 收工行卡 收卡一套三千 各类证件制作 替考包过"
    ),
    ("gambling",): (
        "百家乐 真人视讯 真人荷官 老虎机 捕鱼棋牌 德州扑克现金局 时时彩 北京赛车 快三 六合彩特码 一码中特 必中三肖 体育投注 "
        "电子竞猜 线上娱乐城 澳门赌场 真人娱乐 网上赌场 棋牌上分 炸金花 牛牛 牌九 滚球 外围下注 注册送彩金 首存送礼金 开户送体验金 "
        "充值返利提款秒到 计划群带单回血 代理高返点 捕鱼赢话费 下载就送金币 首充翻倍 足球滚球高赔率 注册送18元 红包扫雷 彩票计划 导师带回血上岸 葡京娱乐 彩票平台 百万大奖投注 包赢计划"
    ),
    (): (
        "兼职刷单 刷单返佣 手机兼职 在家打字赚钱 点赞赚钱 日赚千元 月入过万 躺着赚钱 零投资创业 微商代理 一件代发 招代理 "
        "高仿包 一比一复刻名表 原单奢侈品 A货鞋 精仿 高仿手表 刷粉丝 刷播放量 刷赞 涨粉 养号 卖微信号 代实名 解封 群发软件 "
        "推荐牛股 内幕股票 炒股带单 老师荐股 免费诊股 壮阳药 延时喷剂 丰胸霜 减肥胶囊 祖传秘方包治 增高药 催情药 "
        "上门服务 同城约会 美女陪聊 包夜 学生妹兼职 私密视频 福利群 看片 裸聊 免费领皮肤 中奖领取 免费领手机 红包群 宝妈在家兼职 手机操作月入八千 点赞员结算 招打字员日结 大牌原单货源 莆田鞋 工厂档口货源 涨停板推荐 老师直播带单 数字货币稳定收益 月化30% 邀请返利 男性增大 祛斑神药 美白针 减肥茶 外围空降 夜场招聘佳丽 寂寞少妇 附近约 资源群 永久会员看片"
    ),
}
PROMISES = (
    "诚信经营 长期有效 全国可办 各地均可 价格优惠 点数低 先办后付 先验后付 验货付款 货到付款 当天办好 立等可取 秒到账 当天放款 "
    "保密发货 不过不收费 快递到家 当天结算 秒出款 税点低 三天见效 不压钱 安全可靠 百分百通过 包过 无效退款 绝对保密 老店信誉 量大从优 日结 名额有限 无需经验 零风险 稳赚不赔 一手货源 支持验证 "
    "专业团队 24小时在线 快速办理 手续简单 免抵押 凭身份证 需要的联系 欢迎咨询 非诚勿扰 私聊"
).split()
CONTACTS = (
    "加微信|加薇信|加威信|加V|加v信|加卫星|➕V|加扣|加QQ|加Q|扣扣|薇|微|微❤信|V X|vx|TG|纸飞机|飞机联系|LINE|加賴|电话|联系电话|手机|电联|"
    "加我详聊|加微信了解|加群领取|私信我|有意私聊|电话联系|加微信咨询|加薇信详聊|扫码联系|加好友"
).split("|")
WARNINGS = (
    "严厉打击{}等违法犯罪|{}是违法行为|警方破获特大{}案|谨防{}诈骗|请勿参与{}|记者暗访{}黑色产业链|举报{} 电话110|"
    "因{}被判处有期徒刑|{}骗局揭秘|远离{} 保护自己|不要相信{}广告|检察院起诉{}团伙|{}的法律责任|什么是{}|拒绝{} 从我做起"
).split("|")
INSULTS = (
    "傻逼 傻B 煞笔 脑残 智障 贱人 婊子 畜生 杂种 狗杂种 人渣 败类 废物 王八蛋 混蛋 狗东西 蠢货 白痴 弱智 神经病 臭不要脸 "
    "狗娘养的 没教养的东西 垃圾人 死胖子 丑八怪 恶心玩意 下贱货 骚货 脑子有病 狗屁不通 缺德玩意 骚狐狸 穷逼 死肥猪 猪狗不如 畜牲 臭傻子 废柴 狗腿子 臭流氓"
).split()
INSULTING = (
    "你这个{}|你就是个{}|{}滚出去|{}去死吧|滚开你个{}|你他妈就是{}|操你妈的{}|你妈死了{}|你全家都是{}|骂的就是你{}|{}闭嘴|真是{}不要脸|"
    "一群{}|怎么不去死{}|{}活着浪费粮食|看见你就恶心{}|弄死你这个{}|{}给我等着|你们都是{}|死全家的{}|脑子进水的{}|{}活该被骂|打断你的腿{}|{}勾引别人老公|没教过你做人吗{}"
).split("|")
# Milder words, said to friends and in films.
TEASES = "笨蛋 傻瓜 坏蛋 小气鬼 胆小鬼 大懒虫 小笨猪 糊涂虫 淘气包 馋猫".split()
TEASING = (
    "你这个{} 为什么不早说|你真是个{} 呵呵|我就是个{}|傻孩子 你是个{}吗|小{}快来吃饭|{}我爱你|谁是{}呀|他总说自己是{}|我家的小{}睡着了|"
    "别当{}了 走吧"
).split("|")


def texts():
    """Texts, each with the classes that it is of."""
    chance = random.Random(SEED)
    rows = [advertisement(chance) for _ in range(COUNT)]
    rows += [warning(chance) for _ in range(WARNING_COUNT)]
    for words, patterns, classes in (INSULTS, INSULTING, ("abuse",)), (TEASES, TEASING, ()):
        rows += [
            (chance.choice(patterns).replace("{}", chance.choice(words)), classes)
            for _ in range(INSULT_COUNT if classes else INSULT_COUNT // 4)
        ]
    return rows


def offers(chance):
    kinds = chance.choice(sorted(OFFERS))
    return kinds, OFFERS[kinds].split()


def advertisement(chance):
    kinds, goods = offers(chance)
    parts = chance.sample(goods, chance.choice([1, 1, 1, 2, 2, 3]))
    parts += chance.sample(PROMISES, chance.choice([0, 1, 1, 2, 3]))
    if chance.random() < 0.3:
        chance.shuffle(parts)
    if chance.random() < 0.6:
        parts.append(contact(chance))
    if chance.random() < 0.2:
        parts.insert(0, chance.choice(["专业", "长期", "本人", "高价", "低价", "大量", "真实", "正规"]))
    text = chance.choice([" ", " ", "", "，", "！"]).join(parts)
    if chance.random() < 0.1:
        text = chance.choice("·.*-~|").join(text)
    return text, ("ads",) + kinds


def contact(chance):
    name = chance.choice(CONTACTS)
    if chance.random() < 0.5:
        return name
    letters = "".join(chance.choice("abcdefghkmnpqrstuvwxyz") for _ in range(chance.randint(1, 5)))
    digits = "".join(chance.choice("0123456789") for _ in range(chance.choice([3, 4, 6, 9, 11])))
    return name + chance.choice(["", " ", "："]) + chance.choice([letters + digits, digits])


def warning(chance):
    _, goods = offers(chance)
    return chance.choice(WARNINGS).replace("{}", chance.choice(goods)), ()
