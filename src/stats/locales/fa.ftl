# گزارش منتشرشده به فارسی.

report-kicker = آمار رویدادها
report-period = پرونده‌هایی که از { $from } تا { $to } بسته شدند
report-by = شمارش از: { $names }
report-demo = نمایشی: این‌ها پرونده‌های واقعی نیستند.
report-preview = پیش‌نمایش با پرونده‌های ساختگی: هیچ‌یک از این‌ها رخ نداده است.
report-languages = همچنین به

short-heading = کوتاه
short-total =
    { $value ->
        [one] گونه‌هایی که می‌توان نشان داد روی هم { $value } پرونده است، با خطای { $margin }.
       *[other] گونه‌هایی که می‌توان نشان داد روی هم { $value } پرونده‌اند، با خطای { $margin }.
    }
short-none = هیچ گونه‌ای به شماری نرسید که بتوان نشانش داد. این صفر نیست: ببینید این عددها را چگونه باید خواند.
short-most = { $name }: { $value } ± { $margin }

table-kind = چه چیزی گزارش شد
table-geo = کجا
table-country = در کدام کشورها
table-target = چه کسی هدف بود
table-outcome = نتیجه چه شد
table-tool = با چه ابزارهایی
table-vector = از چه راهی
table-asset = چه چیزی هدف گرفته شد
table-finding = چقدر قطعی است
table-attribution = انتساب چقدر محکم است
table-actor = چه کسی پشت آن بود
table-response = چه زود پاسخ گرفتند
table-cross = { $one } بر پایهٔ { $other }
dimension-kind = گونه
dimension-geo = منطقه
dimension-country = کشور
dimension-target = هدف
dimension-outcome = نتیجه
dimension-tool = ابزار
dimension-vector = راه
dimension-asset = آنچه هدف بود
dimension-finding = یافته
dimension-attribution = انتساب
dimension-actor = عامل
dimension-response = زمان پاسخ

column-value = پرونده‌ها
column-lower = دست‌کم
column-upper = دست‌بالا
chart-error = هر خط جایی را می‌پوشاند که عدد واقعی، نوزده بار از بیست بار، در آن است (± { $margin }).
chart-few = کمتر از { $threshold }، شاید هیچ، و از این رو نشان داده نشده: { $names }.
chart-others = همهٔ دیگران کمتر از { $threshold } و شاید هیچ بوده‌اند و نشان داده نمی‌شوند.
chart-nothing = هیچ چیز در این جدول به { $threshold } پرونده نرسید.
chart-uncertain = * خطا بیش از یک‌چهارم مقدار است: آن را تنها با بازه‌اش نقل کنید.
chart-more = { $count } تای بزرگ‌تر؛ همه در جدول هست.
chart-data = عددها در جدول
map-heading = نقشهٔ منطقه‌ها
map-error = ± { $margin }: عدد واقعی، نوزده بار از بیست بار، در این بازه است.
map-few = کمتر از { $threshold }
map-elsewhere = بیرون از نقشه: { $names }.
series-heading = در گذر زمان
series-note = هر دوره یک بار منتشر شده و هرگز تغییر نمی‌کند. تفاوت‌های کوچک‌تر از هر دو خطا معنایی ندارند.

read-heading = این عددها را چگونه باید خواند
read-wrong = هر عدد در اینجا عمداً کمی نادرست است: نوفهٔ تصادفی به آن افزوده شده تا کسی نتواند از آن بفهمد که شخصی کمک خواسته است یا نه. خطای کنار هر عدد اندازهٔ آن را می‌گوید.
read-few = «< { $threshold }» یعنی کمتر از { $threshold } به دست آمد. شاید هیچ باشد؛ اما هرگز گواه هیچ بودن نیست.
read-sums = جدول‌ها جداگانه ساخته شده‌اند. جمع‌هایشان کمی فرق دارد و تفاوت‌های کوچک‌تر از خطا معنایی ندارند.
read-case = هر پرونده یک رویداد است: پنج نفر که در یک کارزار هدف بوده‌اند، اگر گروه کمک آن‌ها را به هم پیوند داده باشد، یک بار شمرده می‌شوند. تنها پرونده‌های بسته‌ای شمرده می‌شوند که گزارش‌دهنده اجازه داده است.
read-world = این‌ها پرونده‌هایی است که به خط کمک رسیده، نه همهٔ آنچه رخ داده: پرونده‌های بیشتر می‌تواند به معنای حمله‌های بیشتر باشد، یا کسان بیشتری که می‌دانند کجا بپرسند.
read-late = عددهای منتشرشده هرگز تغییر نمی‌کنند. آنچه برای دوره‌ای دیر رسید در دورهٔ بعد شمرده می‌شود.
read-quote = عدد را با خطایش و با عنوان این گزارش نقل کنید، مانند: «{ $example }».

methods-heading = برای آماردانان
methods-who =
    { $coordinators ->
        [one] تنها هماهنگ‌کننده
       *[other] هر هماهنگ‌کننده ({ $coordinators } نفر)
    }
methods-noise = { methods-who } سهم‌های جمعی شمارش‌ها را به پیمانهٔ 2⁶⁴ جمع کرد و به هر خانه، تنها یک بار، نوفهٔ گاوسی گسسته با σ² = 1/(2ρ) افزود، با عددهای صحیح از مولد سیستم‌عامل. مقدارهای از T به بالا، نزدیک سه انحراف معیار همهٔ نوفه، گردشده به 5 نشان داده می‌شوند؛ ± دو انحراف معیار نوفه و گردکردن است.
methods-guarantee = حریم خصوصی تفاضلی متمرکز (zCDP). یکا یک رویداد است و برای همهٔ عمر ρ = 0.125 دارد (ε = 2.42 با δ = 10⁻⁶): کسی که همهٔ پرونده‌های دیگر را می‌شناسد، بودن آن را دست‌بالا 61 بار از 100 درست حدس می‌زند. این انتشار ρ = { $rho } از آن را خرج می‌کند.
methods-limits = کسی که چند رویداد شمرده شود کمتر محافظت می‌شود: با پنج رویداد، 89 بار از 100. دو هماهنگ‌کننده که تبانی کنند جمع‌های واقعی را می‌بینند. سازمانی که پرونده بسازد شناخته نمی‌شود.
methods-one = این انتشار تنها یک هماهنگ‌کننده داشت که شمارش‌های واقعی هر سازمان را دید.
methods-table = جدول
methods-cells = خانه‌ها
methods-each = σ هر یک
methods-all = σ همه
methods-plan = برنامه
methods-sources = Canonne, Kamath, Steinke 2020, arXiv:2004.00010; Bun, Steinke 2016, arXiv:1605.02658.

files-heading = پرونده‌های داده
files-data = عددها به صورت CSV با بستهٔ دادهٔ Frictionless، و در کارپوشه
files-check = امضاها، دفترها و چکیدهٔ همهٔ فایل‌ها، برای کسی که آن‌ها را می‌آزماید

geo-northern-africa = شمال آفریقا
geo-sub-saharan-africa = آفریقای جنوب صحرا
geo-northern-america = آمریکای شمالی
geo-latin-america-caribbean = آمریکای لاتین و کارائیب
geo-central-asia = آسیای مرکزی
geo-eastern-asia = آسیای شرقی
geo-southern-asia = آسیای جنوبی
geo-south-eastern-asia = آسیای جنوب شرقی
geo-western-asia = آسیای غربی
geo-eastern-europe = اروپای شرقی
geo-other-europe = دیگر جاهای اروپا
geo-oceania = اقیانوسیه
geo-exile-transnational = در تبعید یا فرامرزی
geo-unknown = منطقهٔ نامعلوم
country-unknown = کشور نامعلوم

kind-spyware = جاسوس‌افزار
kind-stalkerware = برنامهٔ تعقیب
kind-phishing = فیشینگ
kind-account-takeover = ربودن حساب
kind-device-seizure = ضبط یا بازرسی دستگاه
kind-interception = شنود ارتباطات
kind-biometric-camera = دوربین یا زیست‌سنجی
kind-web-ddos = حمله به وبگاه
kind-censorship = سانسور
kind-harassment = آزار یا جعل هویت
kind-data-leak = نشت داده
kind-preventive = مشاوره پیش از رویداد
kind-other = گونهٔ دیگر
kind-unknown = گونهٔ نامعلوم

finding-confirmed = تأییدشده
finding-probable = محتمل
finding-suspected = مشکوک
finding-inconclusive = بی‌نتیجه
finding-no-evidence = بی‌نشانه
finding-pending = در دست بررسی

target-journalist = روزنامه‌نگاران
target-human-rights-defender = مدافعان حقوق بشر
target-lawyer = وکیلان
target-activist = کنشگران
target-politician = سیاستمداران
target-ngo-staff = کارکنان سازمان‌ها
target-womens-rights = مدافعان حقوق زنان
target-lgbtiq = افراد ال‌جی‌بی‌تی‌آی‌کیو
target-minority-land = مدافعان اقلیت‌ها و زمین
target-academic = دانشگاهیان
target-exile = تبعیدیان
target-relative = خویشان و دوستان
target-other = دیگران
target-unknown = هدف نامعلوم

outcome-secured = دستگاه یا حساب ایمن شد
outcome-referred = به یاری‌دهندهٔ دیگر سپرده شد
outcome-vendor-notified = سازنده آگاه شد
outcome-legal = اقدام حقوقی
outcome-public = همگانی شد
outcome-no-action = اقدامی لازم یا ممکن نبود
outcome-unreachable = دیگر در دسترس نیست
outcome-open = هنوز باز

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa یا Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = استخراج جرم‌شناختی
tool-stalkerware = برنامهٔ تعقیب
tool-other-commercial = جاسوس‌افزار تجاری دیگر
tool-states-own = ابزار خود دولت
tool-criminal = ابزار مجرمانه
tool-none = هیچ
tool-unknown = ابزار نامعلوم

attribution-none = بی‌انتساب
attribution-low = اطمینان کم
attribution-moderate = اطمینان میانه
attribution-high = اطمینان زیاد
attribution-public = انتساب همگانی

actor-domestic-state = دولت خود شخص
actor-foreign-state = دولت بیگانه
actor-affiliated = نزدیک به دولت
actor-company = شرکت
actor-intimate = همسر یا خانواده
actor-criminal = مجرمان
actor-other = عامل دیگر
actor-unknown = عامل نامعلوم

asset-ios = آیفون یا آیپد
asset-android = گوشی اندروید
asset-computer = رایانه
asset-email = رایانامه
asset-social-messaging = شبکهٔ اجتماعی یا پیام‌رسان
asset-website = وبگاه
asset-network = شبکه
asset-person-place = شخص یا جا
asset-other = چیز دیگر
asset-unknown = نامعلوم

vector-zero-click = بی هیچ کلیک
vector-link = پیوند
vector-attachment = پیوست
vector-physical = دسترسی به خود دستگاه
vector-network = شبکه
vector-credential = گذرواژه یا کد
vector-app = برنامه
vector-legal-coercion = قانون یا اجبار
vector-other = راه دیگر
vector-unknown = راه نامعلوم

response-under-2-hours = تا 2 ساعت
response-under-24-hours = تا 24 ساعت
response-1-3-days = 1 تا 3 روز
response-3-7-days = 3 تا 7 روز
response-7-30-days = 7 تا 30 روز
response-over-30-days = بیش از 30 روز
response-not-applicable = پاسخی لازم نبود
