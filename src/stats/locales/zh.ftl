# 发布的报告，中文。

report-kicker = 事件统计
report-period = { $from } 至 { $to } 结案的案例
report-by = 统计者：{ $names }
report-demo = 演示：这些不是真实案例。
report-preview = 用合成案例做的预览：这里的事都没有发生过。
report-languages = 其他语言

short-heading = 概要
short-total = 可以显示的类型合计 { $value } 起，误差 { $margin }。
short-none = 没有哪个类型多到可以显示。这不等于零：请看如何阅读这些数字。
short-most = { $name }：{ $value } ± { $margin }

table-kind = 报告了什么
table-geo = 在哪里
table-country = 在哪些国家
table-target = 谁是目标
table-outcome = 结果如何
table-tool = 用了什么工具
table-vector = 通过什么途径
table-asset = 什么受到攻击
table-finding = 有多确定
table-attribution = 归因有多牢靠
table-actor = 谁在背后
table-response = 多久得到答复
table-cross = { $one }与{ $other }
dimension-kind = 类型
dimension-geo = 地区
dimension-country = 国家
dimension-target = 目标
dimension-outcome = 结果
dimension-tool = 工具
dimension-vector = 途径
dimension-asset = 受攻击的对象
dimension-finding = 结论
dimension-attribution = 归因
dimension-actor = 行为者
dimension-response = 答复时间

column-value = 案例
column-lower = 至少
column-upper = 至多
chart-error = 每条线表示真实数字所在的范围，二十次中有十九次如此（± { $margin }）。
chart-few = 少于 { $threshold }，也可能没有，因此不显示：{ $names }。
chart-others = 其余各项都少于 { $threshold }，也可能没有，不予显示。
chart-nothing = 此表中没有哪一项达到 { $threshold } 起。
chart-uncertain = * 误差超过数值的四分之一：引用时务必附上范围。
chart-more = 最大的 { $count } 项；全部见表格。
chart-data = 以表格显示数字
map-heading = 地区图
map-error = ± { $margin }：二十次中有十九次，真实数字在此范围内。
map-few = 少于 { $threshold }
map-elsewhere = 不在图上：{ $names }。
series-heading = 随时间变化
series-note = 每个时期只发布一次，永不更改。小于两个误差的差别没有意义。

read-heading = 如何阅读这些数字
read-wrong = 这里的每个数字都有意略有偏差：加入了随机噪声，使任何人都无法由此得知某个人是否求助过。数字旁的误差说明偏差有多大。
read-few = “< { $threshold }”表示得出的数少于 { $threshold }。可能一起也没有，但绝不证明没有。
read-sums = 各表分别制作，合计会略有出入；小于误差的差别没有意义。
read-case = 一个案例是一起事件：同一行动中的五名受害者，如果求助热线把他们关联起来，只计一次。只统计报告人同意且已结案的案例。
read-world = 这些是到达求助热线的案例，不是发生过的全部：案例增多，可能是攻击增多，也可能是更多人知道去哪里求助。
read-late = 已发布的数字永不更改。赶不上一个时期的，计入下一个时期。
read-quote = 引用数字时请附上误差和本报告的标题，例如：“{ $example }”。

methods-heading = 供统计人员阅读
methods-who =
    { $coordinators ->
        [1] 一名协调人
       *[other] { $coordinators } 名协调人各自
    }
methods-noise = { methods-who }把计数的加法份额按模 2⁶⁴ 相加，并对每个单元格一次性加入 σ² = 1/(2ρ) 的离散高斯噪声，全部用整数，随机数来自操作系统。从 T（约为全部噪声的三个标准差）起的数值才显示，并舍入到 5；± 是噪声与舍入的两个标准差。
methods-guarantee = 零集中差分隐私（zCDP）。单位是一起事件，其终身 ρ = 0.125（δ = 10⁻⁶ 时 ε = 2.42）：即使知道所有其他案例的人，猜中它是否被计入的次数在 100 次中至多 61 次。本次发布花费其中 ρ = { $rho }。
methods-limits = 被计为多起事件的人受到的保护较少：五起时，100 次中有 89 次。两名协调人若串通，可看到真实合计。虚构案例的组织不会被发现。
methods-one = 本次发布只有一名协调人，此人看到了各组织的真实计数。
methods-table = 表
methods-cells = 单元格
methods-each = 每人 σ
methods-all = 总 σ
methods-plan = 计划
methods-sources = Canonne, Kamath, Steinke 2020, arXiv:2004.00010; Bun, Steinke 2016, arXiv:1605.02658.

files-heading = 文件
files-data = 数字：CSV 及 Frictionless 数据包，以及工作簿
files-check = 签名、账本和所有文件的摘要，供核查者使用

geo-northern-africa = 北非
geo-sub-saharan-africa = 撒哈拉以南非洲
geo-northern-america = 北美
geo-latin-america-caribbean = 拉丁美洲和加勒比
geo-central-asia = 中亚
geo-eastern-asia = 东亚
geo-southern-asia = 南亚
geo-south-eastern-asia = 东南亚
geo-western-asia = 西亚
geo-eastern-europe = 东欧
geo-other-europe = 欧洲其他地区
geo-oceania = 大洋洲
geo-exile-transnational = 流亡或跨境
geo-unknown = 地区不明
country-unknown = 国家不明

kind-spyware = 间谍软件
kind-stalkerware = 跟踪软件
kind-phishing = 网络钓鱼
kind-account-takeover = 账号被盗
kind-device-seizure = 设备被扣或被搜查
kind-interception = 通信截听
kind-biometric-camera = 摄像头或生物识别
kind-web-ddos = 网站遭攻击
kind-censorship = 审查
kind-harassment = 骚扰或冒充
kind-data-leak = 数据泄露
kind-preventive = 事前咨询
kind-other = 其他类型
kind-unknown = 类型不明

finding-confirmed = 已确认
finding-probable = 很可能
finding-suspected = 疑似
finding-inconclusive = 无定论
finding-no-evidence = 未发现证据
finding-pending = 仍在检查

target-journalist = 记者
target-human-rights-defender = 人权捍卫者
target-lawyer = 律师
target-activist = 活动人士
target-politician = 政界人士
target-ngo-staff = 非政府组织人员
target-womens-rights = 妇女权利捍卫者
target-lgbtiq = LGBTIQ 人士
target-minority-land = 少数群体与土地捍卫者
target-academic = 学者
target-exile = 流亡者
target-relative = 亲友
target-other = 其他人
target-unknown = 目标不明

outcome-secured = 设备或账号已保障安全
outcome-referred = 转介给其他援助者
outcome-vendor-notified = 已通知厂商
outcome-legal = 法律行动
outcome-public = 已公开
outcome-no-action = 无须或无法行动
outcome-unreachable = 已无法联系
outcome-open = 尚未结束

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa 或 Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = 取证提取
tool-stalkerware = 跟踪软件
tool-other-commercial = 其他商业间谍软件
tool-states-own = 国家自有工具
tool-criminal = 犯罪工具
tool-none = 无
tool-unknown = 工具不明

attribution-none = 无归因
attribution-low = 低可信度
attribution-moderate = 中等可信度
attribution-high = 高可信度
attribution-public = 已公开归因

actor-domestic-state = 本国
actor-foreign-state = 外国
actor-affiliated = 与国家关系密切者
actor-company = 公司
actor-intimate = 伴侣或家人
actor-criminal = 犯罪分子
actor-other = 其他行为者
actor-unknown = 行为者不明

asset-ios = iPhone 或 iPad
asset-android = 安卓手机
asset-computer = 电脑
asset-email = 电子邮件
asset-social-messaging = 社交媒体或通讯软件
asset-website = 网站
asset-network = 网络
asset-person-place = 人或地点
asset-other = 其他
asset-unknown = 不明

vector-zero-click = 无需点击
vector-link = 链接
vector-attachment = 附件
vector-physical = 直接接触设备
vector-network = 网络
vector-credential = 密码或验证码
vector-app = 应用
vector-legal-coercion = 法律或胁迫
vector-other = 其他途径
vector-unknown = 途径不明

response-under-2-hours = 2 小时内
response-under-24-hours = 24 小时内
response-1-3-days = 1 至 3 天
response-3-7-days = 3 至 7 天
response-7-30-days = 7 至 30 天
response-over-30-days = 超过 30 天
response-not-applicable = 无须答复
