"""What is written on the pictures of accuracy_pictures.py: harmless sentences of our own, and a small word list.

No telephone number, address or account stands in the harmless ones; numbers are short. The numbers of the telephones
are kept for drama (020 7946 0xxx, 555-01xx) or are the usual placeholder of documentation (138 0013 8xxx).
"""
LATIN = {
    "article": [
        "The library on the corner opens at nine.", "Its garden was planted forty years ago.",
        "In spring the cherry trees are white.", "Children draw with chalk on the paving.",
        "A bench stands under the oldest oak.", "Volunteers water the roses every evening.",
        "The river rises after heavy rain.", "Fishermen mend their nets at the pier.",
        "A new bridge will be built next year.", "The museum shows maps of the old town.",
        "Bread is baked here since eighteen ninety.", "Snow fell on the mountains last night.",
        "The choir practises in the town hall.", "Two students measured the height of the tower.",
        "Tea, coffee and cake are served inside.", "The train to the coast takes three hours."],
    "menu": [
        "Soup of the day  4.50", "Green salad  3.80", "Grilled fish with lemon  12.90", "Mushroom risotto  10.50",
        "Apple pie  4.20", "Fresh orange juice  3.00", "Breakfast until eleven", "Bread and butter  1.90",
        "Vegetable curry  9.80", "Chocolate cake  4.60", "Pot of tea  2.70", "Children's portion on request"],
    "notice": [
        "Please keep the door closed.", "Wet paint", "Meeting moved to room 4", "Lost: one grey glove",
        "Quiet, examination in progress", "The lift is out of order", "Recycling on Tuesdays", "Mind the step",
        "Please wash your hands", "Library closed on Monday", "Bicycles behind the house", "No parking on the lawn"],
    "code": [
        "for index in 0..<10 {", "    total += prices[index]", "}", "def area(width, height):", "    return width * height",
        "if (count == 0) return;", "let name = reader.next()", "while not queue.empty():", "    job = queue.get()",
        "// keep the order of lines", "assert result == expected", "print(sum(values) / len(values))"],
    "receipt": [
        "CORNER SHOP", "Milk 1 l        1.20", "Bread           2.40", "Apples 1 kg     2.99", "Butter          1.89",
        "Noodles         0.95", "Tomatoes        2.15", "Rice 500 g      1.49", "Cheese          3.35",
        "TOTAL          16.42", "Cash           20.00", "Change          3.58", "Thank you for shopping"],
    "letter": [
        "Dear neighbours,", "we are moving in on Saturday.", "It may be a little loud.", "Please come for coffee on Sunday.",
        "The children look forward to it.", "With kind regards", "Many thanks for the book.", "The weather is fine here.",
        "We walked along the beach.", "The cat sleeps on the sofa.", "See you in the autumn.", "All the best"],
}
CHINESE = {
    "article": [
        "图书馆今天九点开门", "春天公园里的樱花都开了", "孩子们在院子里放风筝", "老桥旁边新建了一座花园", "山上昨夜下了一场大雪",
        "博物馆展出古代的地图", "渔民在码头修补渔网", "明年这里要修一条铁路", "学生们测量了钟楼的高度", "面包房每天清晨五点开始工作",
        "志愿者晚上给玫瑰浇水", "合唱团在礼堂排练新歌", "去海边的火车要三个小时", "河水在大雨之后上涨了"],
    "menu": [
        "今日例汤 8元", "番茄炒蛋 16元", "清蒸鲈鱼 48元", "麻婆豆腐 18元", "青椒土豆丝 14元", "米饭 2元", "绿茶 10元", "红豆沙 6元",
        "扬州炒饭 20元", "葱油拌面 12元", "早餐供应到十一点", "可以做儿童份量"],
    "notice": [
        "请随手关门", "油漆未干", "会议改在四号教室", "电梯正在检修", "小心台阶", "请勿在草坪上停车", "考试中请保持安静", "星期一闭馆",
        "请节约用水", "垃圾请分类投放", "自行车请停在楼后", "拾到灰色手套一只"],
    "receipt": [
        "街角小店", "牛奶 1升 6.50", "面包 4.80", "苹果 1公斤 9.90", "鸡蛋 12个 11.20", "面条 3.50", "大米 5公斤 32.00", "酱油 7.60",
        "合计 75.50", "现金 100.00", "找零 24.50", "谢谢光临"],
    "letter": [
        "亲爱的邻居们", "我们星期六搬进来", "可能会有一点吵", "星期天请来家里喝茶", "孩子们都很期待", "谢谢你送的书", "这里天气很好",
        "我们沿着海边散步", "猫在沙发上睡觉", "秋天再见", "祝一切顺利", "此致敬礼"],
    "news": [
        "全市中小学今日开学", "地铁新线年底通车", "天气预报明天有小雨", "农业部门发布春耕通知", "科技馆周末免费参观", "运动会在体育场开幕",
        "新图书大厦正式开放", "古镇灯会迎来游客", "高铁票务系统升级", "环保志愿者清理河道", "气象台提醒市民防寒", "博览会展出新能源汽车"],
}
# Characters of entries of the list below, but of other words: what a list without word ends would find.
NEAR_WORDS = [
    "我们添加微信支付方式", "代开会的同事记录发票格式", "办公室里有证书展览", "小额的贷方余额款项", "他刷单车的油漆", "古代开国皇帝的故事",
    "用支付宝付款后取发票", "信用好的借款合同样本", "兼职教师招聘会日程", "The occasion was a dinner", "A loan word from French",
    "Free parking, money back", "Casing open, check the seal", "Replicate the watch-dog test", "Lots of cheap land ownership",
    "Vice versa and graphics", "the via graphite stage", "Bonus track on the record"]
POSTERS = [
    ("SUMMER SALE", "UP TO 50 %", "all shoes and bags"), ("夏季特卖", "全场五折", "鞋包 童装 家居"), ("CINEMA NIGHT", "THE LONG RIVER", "Friday at eight"),
    ("电影之夜", "长河", "星期五晚八点"), ("BOOK FAIR", "MEET THE AUTHORS", "town hall, all weekend"), ("读书节", "与作家见面", "周末市政厅"),
    ("JAZZ IN THE PARK", "free entry", "bring a blanket"), ("新年音乐会", "交响乐团", "欢迎光临"), ("FARMERS MARKET", "fresh and local", "every Saturday"),
    ("双十一", "满三百减五十", "限时三天"), ("GRAND OPENING", "first coffee for free", "on the corner"), ("校园运动会", "加油", "体育场上午九点"),
    ("HALF MARATHON", "ten years", "run with us"), ("美食节", "百种小吃", "老街步行区"), ("SPACE FILM", "beyond the moon", "in all theatres"),
    ("儿童剧", "小熊历险记", "剧院大厅")]
SUBTITLES = [
    "I thought you would never come.", "Look at the stars tonight.", "We have to leave before dawn.", "你终于回来了", "今晚的星星真亮",
    "我们天亮以前出发", "- Where is the map? - In the boat.", "他说明天一定会下雨", "[gentle music]", "(远处传来钟声)", "What a lovely garden!",
    "妈妈做的饭最好吃"]
SCREEN = {
    "title": ["Settings", "设置", "Mail", "收件箱", "Calendar", "日历", "Files", "文件", "Weather", "天气", "Notes", "备忘录"],
    "row": [
        "Display and brightness", "显示与亮度", "Notifications", "通知", "Battery 82 %", "电量 82 %", "Language", "语言", "Storage", "存储空间",
        "Meeting notes", "会议记录", "Shopping list", "购物清单", "Photos of the garden", "花园照片", "Sunny, 21 degrees", "晴 21度", "Report.pdf",
        "报告 第二版", "Airplane mode", "飞行模式", "About this device", "关于本机"],
    "chat": [
        "Are you coming for lunch?", "中午一起吃饭吗", "Yes, in ten minutes", "好的 十分钟后到", "The report is done", "报告写好了", "Great, thank you!",
        "太好了 谢谢", "See you tomorrow", "明天见", "It rains here", "这里下雨了"],
    "button": ["OK", "Cancel", "确定", "取消", "Save", "保存", "Next", "下一步"],
}
PLACES = [
    "Mill Lane", "Harbour", "Old Town", "North Park", "人民公园", "火车站", "大学路", "湖滨", "Museum", "Castle Hill", "市图书馆", "River Walk"]
PARCEL = ["FRAGILE", "THIS SIDE UP", "易碎品", "请勿倒置", "Keep dry", "防潮", "Books, 2 kg", "书籍 2公斤", "Parcel 3 of 4", "第3件 共4件"]

# The word list of the expected kinds. Advertising only.
WORDS = [
    "代开发票", "小额贷款", "刷单兼职", "办理证件", "信用卡套现", "加微信", "casino bonus", "free money", "cheap loans", "replica watches", "viagra",
    "weight loss pills"]
CHINESE_ADS = ["专业代开发票", "无抵押小额贷款", "诚招刷单兼职", "快速办理证件", "信用卡套现", "详情加微信"]
TRADITIONAL_ADS = ["專業代開發票", "無抵押小額貸款", "誠招刷單兼職", "快速辦理證件", "信用卡套現", "詳情加微信"]
LATIN_ADS = [
    "Get your casino bonus today", "This is free money for you", "Ask us for cheap loans", "Best replica watches in town",
    "Order viagra online", "New weight loss pills"]
LATIN_WORDS = ["casino bonus", "free money", "cheap loans", "replica watches", "viagra", "weight loss pills"]
CHINESE_WORDS = WORDS[:6]
LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "$"})
ACCENTS = str.maketrans({"a": "á", "e": "ë", "i": "ï", "o": "ô", "u": "ü", "c": "ç", "n": "ñ"})
FILLERS = ["Monday offer", "本周优惠", "See inside", "欢迎光临", "Open all day", "全天营业"]
TELEPHONES = [
    "电话 13800138000", "Tel. 138 0013 8001", "热线 138-0013-8002", "手机：13800138003", "Call 020 7946 0018", "Phone (415) 555-0132",
    "+86 138 0013 8004", "+44 20 7946 0958", "ring 415-555-0187 now", "联系电话：138 0013 8005"]
ACCOUNTS = [
    "微信 demo_shop88", "微信号：abc_demo123", "V信 shop_demo66", "WeChat: demo_store01", "QQ 1000180013", "QQ群：800138001",
    "Telegram @demo_example", "WhatsApp +44 20 7946 0123", "vx: demo_abc2020", "薇信 demo_wx777"]
