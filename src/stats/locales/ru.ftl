# Публикуемый отчёт по-русски.

report-kicker = Статистика инцидентов
report-period = Дела, закрытые с { $from } по { $to }
report-by = Подсчитали: { $names }
report-demo = Демонстрация: это не настоящие дела.
report-preview = Предварительный вид на вымышленных делах: ничего из этого не было.
report-languages = Также:

short-heading = Коротко
short-total =
    { $value ->
        [one] Виды, которые можно показать, в сумме дают { $value } дело, плюс-минус { $margin }.
        [few] Виды, которые можно показать, в сумме дают { $value } дела, плюс-минус { $margin }.
        [many] Виды, которые можно показать, в сумме дают { $value } дел, плюс-минус { $margin }.
       *[other] Виды, которые можно показать, в сумме дают { $value } дела, плюс-минус { $margin }.
    }
short-none = Ни один вид не набрал столько дел, чтобы его показать. Это не ноль: см. «Как читать эти числа».
short-most = { $name }: { $value } ± { $margin }

table-kind = О чём сообщали
table-geo = Где
table-country = В каких странах
table-target = Кто был целью
table-outcome = Чем закончилось
table-tool = Какими средствами
table-vector = Каким путём
table-asset = Что было поражено
table-finding = Насколько это точно
table-attribution = Насколько твёрдо установлен виновник
table-actor = Кто за этим стоял
table-response = Как скоро ответили
table-cross = { $one } и { $other }
dimension-kind = Вид
dimension-geo = Регион
dimension-country = Страна
dimension-target = Цель
dimension-outcome = Исход
dimension-tool = Средство
dimension-vector = Путь
dimension-asset = Что поражено
dimension-finding = Вывод
dimension-attribution = Атрибуция
dimension-actor = Исполнитель
dimension-response = Время до ответа

column-value = Дела
column-lower = Не меньше
column-upper = Не больше
chart-error = Каждый отрезок охватывает место истинного числа в девятнадцати случаях из двадцати (± { $margin }).
chart-few = Меньше { $threshold }, возможно ни одного, поэтому не показаны: { $names }.
chart-others = Остальных вышло меньше { $threshold }, возможно ни одного; они не показаны.
chart-nothing =
    { $threshold ->
        [one] Ничто в этой таблице не достигло { $threshold } дела.
        [few] Ничто в этой таблице не достигло { $threshold } дел.
        [many] Ничто в этой таблице не достигло { $threshold } дел.
       *[other] Ничто в этой таблице не достигло { $threshold } дела.
    }
chart-uncertain = * Погрешность больше четверти значения: приводите его только с границами.
chart-more = Самых больших: { $count }; все — в таблице.
chart-data = Числа в таблице
map-heading = Карта регионов
map-error = ± { $margin }: истинное число внутри в девятнадцати случаях из двадцати.
map-few = меньше { $threshold }
map-elsewhere = Не на карте: { $names }.
series-heading = Со временем
series-note = Каждый период публикуется один раз и никогда не меняется. Различия меньше обеих погрешностей ничего не значат.

read-heading = Как читать эти числа
read-wrong = Каждое число намеренно немного неверно: к нему добавлен случайный шум, чтобы по нему никто не мог узнать, обращался ли за помощью какой-то человек. Погрешность рядом с числом говорит, насколько.
read-few = «< { $threshold }» означает, что вышло меньше { $threshold }. Возможно, ни одного; но это никогда не доказывает, что не было ни одного.
read-sums = Таблицы сделаны по отдельности. Их суммы немного расходятся, и различия меньше погрешностей ничего не значат.
read-case = Одно дело — один инцидент: пятеро, поражённые одной кампанией, считаются один раз, если служба помощи их связала. Считаются только закрытые дела, сообщившие о которых это разрешили.
read-world = Это дела, дошедшие до службы помощи, а не всё, что произошло: больше дел может значить больше атак или больше людей, которые знают, куда обратиться.
read-late = Опубликованные числа никогда не меняются. Что опоздало к одному периоду, считается в следующем.
read-quote = Приводите число с погрешностью и названием этого отчёта, например: «{ $example }».

methods-heading = Для статистиков
methods-who =
    { $coordinators ->
        [1] Единственный координатор
       *[other] Каждый координатор (их { $coordinators })
    }
methods-noise = { methods-who } сложил аддитивные доли подсчётов по модулю 2⁶⁴ и один раз добавил к каждой ячейке дискретный гауссов шум с σ² = 1/(2ρ), в целых числах из генератора операционной системы. Показаны значения от T, около трёх стандартных отклонений всего шума, округлённые до 5; ± — два стандартных отклонения шума и округления.
methods-guarantee = Концентрированная дифференциальная приватность (zCDP). Единица — один инцидент; на всю жизнь у него ρ = 0.125 (ε = 2.42 при δ = 10⁻⁶): кто знает все остальные дела, угадывает, учтено ли оно, не чаще 61 раза из 100. Этот выпуск тратит ρ = { $rho }.
methods-limits = Кто учтён как несколько инцидентов, защищён слабее: при пяти — 89 раз из 100. Два сговорившихся координатора видят истинные суммы. Организация, выдумывающая дела, не будет замечена.
methods-one = У этого выпуска был один координатор; он видел истинные числа каждой организации.
methods-table = Таблица
methods-cells = Ячейки
methods-each = σ каждого
methods-all = σ всех
methods-plan = План
methods-sources = Canonne, Kamath, Steinke 2020, arXiv:2004.00010; Bun, Steinke 2016, arXiv:1605.02658.

files-heading = Файлы
files-data = Числа в CSV с пакетом данных Frictionless и в электронной таблице
files-check = Подписи, журналы и хеши всех файлов — для тех, кто их проверяет

geo-northern-africa = Северная Африка
geo-sub-saharan-africa = Африка к югу от Сахары
geo-northern-america = Северная Америка
geo-latin-america-caribbean = Латинская Америка и Карибы
geo-central-asia = Центральная Азия
geo-eastern-asia = Восточная Азия
geo-southern-asia = Южная Азия
geo-south-eastern-asia = Юго-Восточная Азия
geo-western-asia = Западная Азия
geo-eastern-europe = Восточная Европа
geo-other-europe = Остальная Европа
geo-oceania = Океания
geo-exile-transnational = В изгнании или через границы
geo-unknown = Регион неизвестен
country-unknown = Страна неизвестна

kind-spyware = Шпионская программа
kind-stalkerware = Программа для преследования
kind-phishing = Фишинг
kind-account-takeover = Захват учётной записи
kind-device-seizure = Устройство изъято или досмотрено
kind-interception = Перехват связи
kind-biometric-camera = Камеры или биометрия
kind-web-ddos = Атака на сайт
kind-censorship = Цензура
kind-harassment = Травля или выдача себя за другого
kind-data-leak = Утечка данных
kind-preventive = Совет до инцидента
kind-other = Другой вид
kind-unknown = Вид неизвестен

finding-confirmed = Подтверждено
finding-probable = Вероятно
finding-suspected = Подозрение
finding-inconclusive = Неясно
finding-no-evidence = Признаков нет
finding-pending = Ещё изучается

target-journalist = Журналисты
target-human-rights-defender = Правозащитники
target-lawyer = Юристы
target-activist = Активисты
target-politician = Политики
target-ngo-staff = Сотрудники НКО
target-womens-rights = Защитницы прав женщин
target-lgbtiq = ЛГБТИК-люди
target-minority-land = Защитники меньшинств и земли
target-academic = Учёные
target-exile = Люди в изгнании
target-relative = Родные и друзья
target-other = Другие
target-unknown = Цель неизвестна

outcome-secured = Устройство или запись защищены
outcome-referred = Передано другим, кто помогает
outcome-vendor-notified = Производитель извещён
outcome-legal = Судебные шаги
outcome-public = Предано огласке
outcome-no-action = Ничего не нужно или нельзя сделать
outcome-unreachable = Больше не на связи
outcome-open = Ещё открыто

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa или Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = Криминалистическое извлечение
tool-stalkerware = Программа для преследования
tool-other-commercial = Другая коммерческая программа
tool-states-own = Собственное средство государства
tool-criminal = Преступное средство
tool-none = Никаких
tool-unknown = Средство неизвестно

attribution-none = Нет
attribution-low = Низкая уверенность
attribution-moderate = Средняя уверенность
attribution-high = Высокая уверенность
attribution-public = Объявлено публично

actor-domestic-state = Своё государство
actor-foreign-state = Чужое государство
actor-affiliated = Близкие к государству
actor-company = Компания
actor-intimate = Партнёр или семья
actor-criminal = Преступники
actor-other = Другой исполнитель
actor-unknown = Исполнитель неизвестен

asset-ios = iPhone или iPad
asset-android = Телефон Android
asset-computer = Компьютер
asset-email = Электронная почта
asset-social-messaging = Соцсети или мессенджер
asset-website = Сайт
asset-network = Сеть
asset-person-place = Человек или место
asset-other = Другое
asset-unknown = Неизвестно что

vector-zero-click = Без единого нажатия
vector-link = Ссылка
vector-attachment = Вложение
vector-physical = Устройство в чужих руках
vector-network = Сеть
vector-credential = Пароль или код
vector-app = Приложение
vector-legal-coercion = Закон или принуждение
vector-other = Другой путь
vector-unknown = Путь неизвестен

response-under-2-hours = За 2 часа
response-under-24-hours = За 24 часа
response-1-3-days = От 1 до 3 дней
response-3-7-days = От 3 до 7 дней
response-7-30-days = От 7 до 30 дней
response-over-30-days = Больше 30 дней
response-not-applicable = Ответ не требовался
