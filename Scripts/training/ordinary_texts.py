"""Ordinary texts with prices, telephone numbers and offers: what shops, offices and newspapers write and nobody minds.

They teach the classes of `text_classes.py` what advertising is not meant: a shop that names its number and its prices
is no spam. Made of the lists below by chance with a fixed seed; no number or name is a real one.
"""

import random

SEED = 20261127
COUNT = 6000

SHOPS = {
    "五金店 水暖器材 修锁店 灯饰城 建材行": "水管 灯具 油漆 螺丝 门锁 电线 瓷砖 地板",
    "理发店 美发沙龙 造型工作室 美甲店": "剪发 染发 烫发 护理 洗吹 美甲 修眉 造型",
    "搬家公司 货运部 物流公司": "居民搬家 公司搬迁 钢琴搬运 长途运输 小件托运 仓储",
    "家政公司 保洁公司 维修部": "擦玻璃 深度保洁 疏通下水道 空调清洗 家电维修 钟点工 保姆 换锁",
    "培训学校 教育中心 琴行 画室 驾校": "钢琴 书法 美术 英语 数学 围棋 舞蹈 小学 初中 高中 科目二",
    "餐厅 面馆 火锅店 小吃店 烧烤店 茶餐厅": "牛肉面 炒饭 饺子 酸菜鱼 羊肉串 豆浆 油条 米线 奶茶 咖啡 套餐",
    "宾馆 酒店 民宿 招待所": "标准间 大床房 家庭房 早餐 停车 行李寄存",
    "药店 诊所 牙科 眼镜店 体检中心": "感冒药 创可贴 洗牙 补牙 配镜 验光 血压测量 体检套餐",
    "超市 水果店 便利店 菜市场 花店 蛋糕店": "苹果 香蕉 牛奶 鸡蛋 大米 食用油 玫瑰 生日蛋糕 面包",
    "旅行社 票务中心 签证服务处": "一日游 五日游 门票 机票 火车票 签证 接送 导游",
    "汽修厂 洗车行 轮胎店 车行": "换机油 补胎 洗车 打蜡 保养 年检 四轮定位",
    "手机店 电脑维修 数码城 复印店 照相馆": "换屏 换电池 贴膜 打印 复印 证件照 装系统 回收旧机",
    "开锁服务 防水补漏 管道疏通 空调维修 家电清洗 灭鼠除虫": "开锁 换锁芯 配钥匙 屋面防水 卫生间补漏 马桶疏通 加氟 油烟机清洗 灭蟑螂 打孔",
    "印刷厂 广告公司 会计事务所 律师事务所 翻译公司": "名片 画册 招牌 代理记账 公司注册 报税 法律咨询 合同审核 文件翻译",
    "批发部 厂家直销 服装店 鞋店 家具城 建材批发": "童装 男鞋 女包 沙发 衣柜 床垫 纸箱 包装袋 瓷砖 铝材 货到付款",
    "健身房 游泳馆 瑜伽馆 羽毛球馆": "年卡 月卡 次卡 私教 团课 场地",
    "房产中介 租房信息": "两室一厅 单间 精装修 近地铁 拎包入住 押一付三 整租 合租",
}
JOBS = "服务员 收银员 厨师 前台 文员 保安 司机 会计 销售 店长 快递员 程序员 教师 护士 学徒 保洁员 仓库管理员".split()
JOB_TERMS = (
    "包吃住 五险一金 双休 月休四天 年终奖 有经验者优先 大专以上学历 试用期一个月 身体健康 十八至四十五岁 "
    "工作地点面议 朝九晚六 提供培训 节日福利"
).split()
OFFERS = (
    "新店开业 全场八折 会员九折 满100减20 第二份半价 买一送一 充500送50 周年店庆 限时优惠 新客立减10元 "
    "学生优惠 清仓处理 夏季新款上市 免费停车 送货上门 欢迎光临 免费试听 预约优先 假一赔十 价格优惠 24小时服务 专业团队 诚信经营 量大从优 货到付款 欢迎咨询 上门服务 老店信誉 立等可取 随叫随到 "
    "公安备案 持证上岗 快速上门 手续齐全 长期有效 当天完工 免费估价 非诚勿扰 随时看房"
).split()
NOTICES = [
    "关注公众号 领取会员卡",
    "扫码点餐 请勿催促",
    "扫码关注 我们的公众号",
    "加入会员 积分可抵现金",
    "进群请备注房号 业主交流群",
    "读者交流群 群号{n}",
    "客服热线{t} 服务时间{h}",
    "投诉电话{t}",
    "服务监督电话 {t}",
    "订票热线 {t}",
    "售后服务 {t} 全国联保",
    "地址 人民路{d}号 邮编 100000 电话 {t}",
    "邮编{n} 传真{t}",
    "您的订单{n}已发货 请保持电话畅通",
    "转账成功 金额{p}元 手续费0元",
    "提现成功 金额{p}元 预计两小时到账",
    "您的账单已出 应还金额{p}元 还款日{d}日",
    "信用卡还款提醒 本期应还{p}元 最低还款{p}元",
    "您的贷款已还清 感谢使用",
    "银行卡 绑定成功 可用于支付",
    "添加银行卡 确认支付 付款方式",
    "微信支付 收款 {p}元",
    "支付宝 到账 {p}元",
    "余额 {p}元 充值 提现 明细",
    "发票 金额 {p}元 税号 {n}",
    "电子发票 已开具 请到邮箱查收",
    "请到前台开具发票",
    "需要发票请告知服务员",
    "双色球 第{n}期 开奖号码",
    "体育彩票 理性购彩 快乐公益",
    "福利彩票 未成年人不得购买",
    "通关奖励 金币{p} 经验{p}",
    "恭喜升级 获得宝箱 金币+{p}",
    "每日签到 领取金币",
    "严厉打击 网络赌博 电信诈骗",
    "谨防刷单诈骗 不听 不信 不转账",
    "兼职刷单都是诈骗 请勿上当",
    "警惕网络贷款诈骗 保护个人信息",
    "不要出租出借银行卡 电话卡",
    "出租出借银行卡是违法行为",
    "远离赌博 珍惜家庭",
    "禁止赌博 违者拘留",
    "拒绝毒品 拒绝黄赌",
    "代开发票是违法行为",
    "扫黑除恶 人人有责",
    "办理身份证 请携带户口簿",
    "护照办理 港澳通行证办理 请取号",
    "身份证复印件 仅供办理业务使用",
    "贷款利率 年利率{d}% 请理性借贷",
    "招生简章 报名时间 {h}",
    "失物招领 请到服务台领取",
    "寻人启事 有线索请联系{t}",
    "寻狗启事 重谢 电话{t}",
    "房屋出租 联系人 李女士 {t}",
    "二手家具转让 {p}元 电话{t}",
    "拼车 明早八点 出发 联系{t}",
    "扫码下载 App 版本 {d}.0.1",
    "下载安装 {p}MB 更新内容 修复问题",
    "请到应用商店下载最新版本",
    "立即更新 稍后提醒 不再显示",
    "客户端下载 安卓版 苹果版",
    "扫码下载 手机客户端 享更多服务",
    "系统通知 您有{d}条新消息",
    "社保卡办理 请携带身份证 到服务窗口",
    "医保卡余额 {p}元 查询",
    "公积金账户 余额{p}元 缴存明细",
    "理财 预期收益率 {d}% 投资有风险",
    "登录成功 设备 手机 时间 {h}",
    "实名认证 请上传身份证照片",
    "快递代收点 取件时间 {h}",
    "粉丝 关注 获赞 作品 动态",
    "高价回收 旧家电 旧手机 电话{t}",
    "上门收旧书 废铁 纸箱 {t}",
    "公积金提取 所需材料 身份证 合同",
    "两男子贩卖银行卡 被警方拘留",
    "先交手续费的贷款都是骗子",
    "拨打96110咨询 反诈专线",
    "物业通知 停水停电 电话{t}",
]


def texts():
    chance = random.Random(SEED)
    return [text(chance) for _ in range(COUNT)]


def text(chance):
    kind = chance.random()
    if kind < 0.4:
        return shop(chance)
    if kind < 0.6:
        return job(chance)
    return filled(chance, chance.choice(NOTICES))


def shop(chance):
    names = chance.choice(sorted(SHOPS))
    goods = SHOPS[names].split()
    parts = [
        chance.choice("老王 阿明 永兴 福来 东方 小张 新新 家和 幸福 城南 康乐 百姓".split())
        + chance.choice(names.split())
    ]
    if chance.random() < 0.4:
        parts[0] = chance.choice("专业 诚信 正规 精诚 长期 本店 承接 大量 低价 高价".split()) + chance.choice(
            names.split() + goods
        )
    chosen = chance.sample(goods, chance.randint(1, min(5, len(goods))))
    priced = chance.random() < 0.5
    parts += [f"{good}{filled(chance, ' {p}元') if priced else ''}" for good in chosen]
    if chance.random() < 0.5:
        parts += chance.sample(OFFERS, chance.randint(1, 3))
    if chance.random() < 0.5:
        parts.append(
            filled(
                chance,
                chance.choice(
                    [
                        "电话{t}",
                        "联系电话{t}",
                        "热线 {t}",
                        "订餐电话{t}",
                        "报名热线 {t}",
                        "预约电话{t}",
                        "手机{t}",
                        "{t}",
                    ]
                ),
            )
        )
    if chance.random() < 0.3:
        parts.append(filled(chance, "营业时间{h}"))
    if chance.random() < 0.3:
        parts.append(filled(chance, "地址 中山路{d}号"))
    head, tail = parts[:1], parts[1:]
    if chance.random() < 0.3:
        chance.shuffle(tail)
    return " ".join(head + tail if chance.random() < 0.8 else tail)


def job(chance):
    parts = [chance.choice(["招聘", "诚聘", "招聘启事", "急招", "高薪诚聘", "本店招", "招工"])]
    parts += [
        filled(chance, f"{name}{chance.choice(['', '{d}名', '若干'])}")
        for name in chance.sample(JOBS, chance.randint(1, 3))
    ]
    parts += chance.sample(JOB_TERMS, chance.randint(0, 4))
    if chance.random() < 0.7:
        parts.append(filled(chance, chance.choice(["月薪{p}元", "工资{p}至{p}元", "底薪{p}加提成", "薪资面议"])))
    if chance.random() < 0.6:
        parts.append(
            filled(
                chance,
                chance.choice(["联系电话 {t}", "电话{t}", "应聘电话{t} 王经理", "面试时间{h}", "简历投递 人事部"]),
            )
        )
    return " ".join(parts)


def filled(chance, pattern):
    def number(length):
        return "".join(chance.choice("0123456789") for _ in range(length))

    return (
        pattern.replace(
            "{t}",
            chance.choice(["1" + number(10), "010-" + number(8), "400-" + number(3) + "-" + number(4), number(8)]),
        )
        .replace("{p}", chance.choice([number(2), number(3), number(4), number(3) + ".00"]))
        .replace("{d}", str(chance.randint(1, 30)))
        .replace("{n}", number(chance.randint(7, 12)))
        .replace("{h}", f"{chance.randint(7, 10)}:00-{chance.randint(17, 22)}:30")
    )
