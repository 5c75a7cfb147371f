# التقرير المنشور بالعربية.

report-kicker = إحصاءات الحوادث
report-period = حالات أُغلقت من { $from } إلى { $to }
report-by = عدّها: { $names }
report-demo = عرض توضيحي: هذه ليست حالات حقيقية.
report-preview = معاينة على حالات مصطنعة: لم يحدث شيء مما هنا.
report-languages = وأيضًا بـ

short-heading = باختصار
short-total =
    { $value ->
        [zero] مجموع الأنواع التي يمكن عرضها { $value } حالة، زائد أو ناقص { $margin }.
        [one] مجموع الأنواع التي يمكن عرضها حالة واحدة، زائد أو ناقص { $margin }.
        [two] مجموع الأنواع التي يمكن عرضها حالتان، زائد أو ناقص { $margin }.
        [few] مجموع الأنواع التي يمكن عرضها { $value } حالات، زائد أو ناقص { $margin }.
        [many] مجموع الأنواع التي يمكن عرضها { $value } حالة، زائد أو ناقص { $margin }.
       *[other] مجموع الأنواع التي يمكن عرضها { $value } حالة، زائد أو ناقص { $margin }.
    }
short-none = لم يبلغ أي نوع عددًا يكفي لعرضه. وهذا ليس صفرًا: انظر كيف تُقرأ هذه الأرقام.
short-most = { $name }: { $value } ± { $margin }

table-kind = ما أُبلغ عنه
table-geo = أين
table-country = في أي بلدان
table-target = من استُهدف
table-outcome = ما الذي تحقق
table-tool = بأي أدوات
table-vector = بأي طريق
table-asset = ما الذي أُصيب
table-finding = مدى التأكد
table-attribution = مدى قوة الإسناد
table-actor = من كان وراءها
table-response = متى جاءهم الرد
table-cross = { $one } حسب { $other }
dimension-kind = النوع
dimension-geo = المنطقة
dimension-country = البلد
dimension-target = المستهدف
dimension-outcome = النتيجة
dimension-tool = الأداة
dimension-vector = الطريق
dimension-asset = ما أُصيب
dimension-finding = الاستنتاج
dimension-attribution = الإسناد
dimension-actor = الفاعل
dimension-response = مدة الرد

column-value = الحالات
column-lower = على الأقل
column-upper = على الأكثر
chart-error = يغطي كل خط الموضع الذي يقع فيه العدد الحقيقي، تسع عشرة مرة من كل عشرين (± { $margin }).
chart-few = أقل من { $threshold }، وربما لا شيء، ولذلك لا تُعرض: { $names }.
chart-others = كل ما عداها أقل من { $threshold }، وربما لا شيء، ولا يُعرض.
chart-nothing =
    { $threshold ->
        [zero] لم يبلغ شيء في هذا الجدول { $threshold } حالة.
        [one] لم يبلغ شيء في هذا الجدول حالة واحدة.
        [two] لم يبلغ شيء في هذا الجدول حالتين.
        [few] لم يبلغ شيء في هذا الجدول { $threshold } حالات.
        [many] لم يبلغ شيء في هذا الجدول { $threshold } حالة.
       *[other] لم يبلغ شيء في هذا الجدول { $threshold } حالة.
    }
chart-uncertain = * الخطأ أكبر من ربع القيمة: لا تقتبسها إلا مع مداها.
chart-more =
    { $count ->
        [one] أكبرها؛ والجدول يضمها كلها.
       *[other] أكبر { $count } منها؛ والجدول يضمها كلها.
    }
chart-data = الأرقام في جدول
map-heading = خريطة المناطق
map-error = ± { $margin }: يقع العدد الحقيقي ضمنه تسع عشرة مرة من كل عشرين.
map-few = أقل من { $threshold }
map-elsewhere = ليست على الخريطة: { $names }.
series-heading = عبر الزمن
series-note = نُشرت كل فترة مرة واحدة ولا تتغير أبدًا. الفروق الأصغر من الخطأين لا تعني شيئًا.

read-heading = كيف تُقرأ هذه الأرقام
read-wrong = كل رقم هنا خاطئ قليلًا عن قصد: أُضيفت إليه ضوضاء عشوائية كي لا يعرف أحد منه إن كان شخص بعينه قد طلب المساعدة. والخطأ المكتوب بجانب كل رقم يبيّن مقداره.
read-few = تعني «< { $threshold }» أن الناتج أقل من { $threshold }. قد لا يكون هناك شيء، لكنه لا يثبت ذلك أبدًا.
read-sums = أُعدت الجداول كلًا على حدة. مجاميعها تختلف قليلًا، والفروق الأصغر من الأخطاء لا تعني شيئًا.
read-case = الحالة الواحدة حادثة واحدة: خمسة أشخاص أصابتهم حملة واحدة يُعدّون مرة واحدة إذا ربط فريق المساعدة بينهم. لا تُعدّ إلا الحالات المغلقة التي سمح أصحابها بعدّها.
read-world = هذه هي الحالات التي وصلت إلى خط المساعدة، لا كل ما حدث: زيادة الحالات قد تعني هجمات أكثر، أو أناسًا أكثر يعرفون أين يسألون.
read-late = الأرقام المنشورة لا تتغير أبدًا. ما تأخر عن فترة يُعدّ في التي تليها.
read-quote = اقتبس الرقم مع خطئه وعنوان هذا التقرير، مثل: «{ $example }».

methods-heading = للإحصائيين
methods-who =
    { $coordinators ->
        [one] المنسّق الوحيد
        [two] كل من المنسّقين الاثنين
       *[other] كل منسّق (وعددهم { $coordinators })
    }
methods-noise = جمع { methods-who } حصصًا جمعية من الأعداد بترديد 2⁶⁴ وأضاف إلى كل خلية، مرة واحدة، ضوضاء غاوسية متقطعة تباينها σ² = 1/(2ρ)، بأعداد صحيحة من مولّد نظام التشغيل. تُعرض القيم من T فصاعدًا، أي نحو ثلاثة انحرافات معيارية لكل الضوضاء، مقرّبة إلى 5؛ و± انحرافان معياريان للضوضاء والتقريب.
methods-guarantee = خصوصية تفاضلية مركّزة (zCDP). الوحدة حادثة واحدة، ولها ρ = 0.125 طوال حياتها (ε = 2.42 عند δ = 10⁻⁶): من يعرف كل الحالات الأخرى لا يصيب في تخمين وجودها إلا 61 مرة من 100 على الأكثر. ينفق هذا الإصدار ρ = { $rho } منها.
methods-limits = من عُدّ على أنه عدة حوادث تقل حمايته: مع خمس، 89 مرة من 100. والمنسّقان المتواطئان يريان المجاميع الحقيقية. والمنظمة التي تختلق حالات لا تُكتشف.
methods-one = كان لهذا الإصدار منسّق واحد رأى الأعداد الحقيقية لكل منظمة.
methods-table = الجدول
methods-cells = الخلايا
methods-each = σ لكل منهم
methods-all = σ للجميع
methods-plan = الخطة
methods-sources = Canonne, Kamath, Steinke 2020, arXiv:2004.00010; Bun, Steinke 2016, arXiv:1605.02658.

files-heading = الملفات
files-data = الأرقام بصيغة CSV مع حزمة بيانات Frictionless، وفي مصنّف جداول
files-check = التواقيع والسجلات وبصمات كل الملفات، لمن يتحقق منها

geo-northern-africa = شمال أفريقيا
geo-sub-saharan-africa = أفريقيا جنوب الصحراء
geo-northern-america = أمريكا الشمالية
geo-latin-america-caribbean = أمريكا اللاتينية والكاريبي
geo-central-asia = آسيا الوسطى
geo-eastern-asia = شرق آسيا
geo-southern-asia = جنوب آسيا
geo-south-eastern-asia = جنوب شرق آسيا
geo-western-asia = غرب آسيا
geo-eastern-europe = أوروبا الشرقية
geo-other-europe = بقية أوروبا
geo-oceania = أوقيانوسيا
geo-exile-transnational = في المنفى أو عبر الحدود
geo-unknown = منطقة غير معروفة
country-unknown = بلد غير معروف

kind-spyware = برنامج تجسس
kind-stalkerware = برنامج ملاحقة
kind-phishing = تصيّد
kind-account-takeover = الاستيلاء على حساب
kind-device-seizure = مصادرة جهاز أو تفتيشه
kind-interception = اعتراض الاتصالات
kind-biometric-camera = كاميرات أو قياسات حيوية
kind-web-ddos = هجوم على موقع
kind-censorship = رقابة
kind-harassment = مضايقة أو انتحال شخصية
kind-data-leak = تسريب بيانات
kind-preventive = مشورة قبل وقوع حادثة
kind-other = نوع آخر
kind-unknown = نوع غير معروف

finding-confirmed = مؤكد
finding-probable = مرجّح
finding-suspected = مشتبه به
finding-inconclusive = غير حاسم
finding-no-evidence = لا دليل
finding-pending = قيد الفحص

target-journalist = صحفيون
target-human-rights-defender = مدافعون عن حقوق الإنسان
target-lawyer = محامون
target-activist = ناشطون
target-politician = سياسيون
target-ngo-staff = عاملون في منظمات
target-womens-rights = مدافعات عن حقوق النساء
target-lgbtiq = أفراد مجتمع الميم
target-minority-land = مدافعون عن الأقليات والأرض
target-academic = أكاديميون
target-exile = أشخاص في المنفى
target-relative = أقارب وأصدقاء
target-other = آخرون
target-unknown = مستهدف غير معروف

outcome-secured = تأمين الجهاز أو الحساب
outcome-referred = إحالة إلى جهة أخرى تساعد
outcome-vendor-notified = إبلاغ الشركة المصنّعة
outcome-legal = إجراء قانوني
outcome-public = إعلان للعموم
outcome-no-action = لا إجراء لازم أو ممكن
outcome-unreachable = تعذّر التواصل
outcome-open = ما زالت مفتوحة

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa أو Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = استخراج جنائي
tool-stalkerware = برنامج ملاحقة
tool-other-commercial = برنامج تجسس تجاري آخر
tool-states-own = أداة تملكها دولة
tool-criminal = أداة إجرامية
tool-none = لا شيء
tool-unknown = أداة غير معروفة

attribution-none = لا إسناد
attribution-low = ثقة منخفضة
attribution-moderate = ثقة متوسطة
attribution-high = ثقة عالية
attribution-public = إسناد معلن

actor-domestic-state = دولة الشخص نفسه
actor-foreign-state = دولة أجنبية
actor-affiliated = مقرّب من دولة
actor-company = شركة
actor-intimate = شريك أو عائلة
actor-criminal = مجرمون
actor-other = فاعل آخر
actor-unknown = فاعل غير معروف

asset-ios = آيفون أو آيباد
asset-android = هاتف أندرويد
asset-computer = حاسوب
asset-email = بريد إلكتروني
asset-social-messaging = تواصل اجتماعي أو مراسلة
asset-website = موقع
asset-network = شبكة
asset-person-place = شخص أو مكان
asset-other = شيء آخر
asset-unknown = غير معروف

vector-zero-click = من دون أي نقرة
vector-link = رابط
vector-attachment = مرفق
vector-physical = وصول باليد إلى الجهاز
vector-network = شبكة
vector-credential = كلمة سر أو رمز
vector-app = تطبيق
vector-legal-coercion = قانون أو إكراه
vector-other = طريق آخر
vector-unknown = طريق غير معروف

response-under-2-hours = خلال ساعتين
response-under-24-hours = خلال 24 ساعة
response-1-3-days = من يوم إلى 3 أيام
response-3-7-days = من 3 إلى 7 أيام
response-7-30-days = من 7 إلى 30 يومًا
response-over-30-days = أكثر من 30 يومًا
response-not-applicable = لم يلزم رد
