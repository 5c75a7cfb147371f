# The published report, in English.

report-kicker = Statistics of incidents
report-period = Cases closed from { $from } to { $to }
report-by = Counted by { $names }
report-demo = Demonstration: these are not real cases.
report-preview = Preview on synthetic cases: nothing here happened.
report-languages = Also in

short-heading = In short
short-total =
    { $value ->
        [one] The kinds that can be shown add up to { $value } case, give or take { $margin }.
       *[other] The kinds that can be shown add up to { $value } cases, give or take { $margin }.
    }
short-none = No kind came to enough cases to be shown. That is not zero: see how to read these numbers.
short-most = { $name }: { $value } ± { $margin }

table-kind = What was reported
table-geo = Where
table-country = In which countries
table-target = Who was targeted
table-outcome = What came of it
table-tool = With which tools
table-vector = How it reached them
table-asset = What was hit
table-finding = How sure it is
table-attribution = How firmly it can be attributed
table-actor = Who was behind it
table-response = How soon they had an answer
table-cross = { $one } by { $other }
dimension-kind = Kind
dimension-geo = Region
dimension-country = Country
dimension-target = Target
dimension-outcome = Outcome
dimension-tool = Tool
dimension-vector = Way
dimension-asset = What was hit
dimension-finding = Finding
dimension-attribution = Attribution
dimension-actor = Actor
dimension-response = Time to answer

column-value = Cases
column-lower = At least
column-upper = At most
chart-error = Each line spans what the true number is within, nineteen times out of twenty (± { $margin }).
chart-few = Fewer than { $threshold }, perhaps none, and so not shown: { $names }.
chart-others = All others came to fewer than { $threshold }, perhaps none, and are not shown.
chart-nothing =
    { $threshold ->
        [one] Nothing in this table came to { $threshold } case.
       *[other] Nothing in this table came to { $threshold } cases.
    }
chart-uncertain = * The error is more than a quarter of the value: quote it only with its range.
chart-more =
    { $count ->
        [one] The largest; the table has all.
       *[other] The { $count } largest; the table has all.
    }
chart-data = The numbers as a table
map-heading = Map of regions
map-error = ± { $margin }: the true number is within, nineteen times out of twenty.
map-few = fewer than { $threshold }
map-elsewhere = Not on the map: { $names }.
series-heading = Over time
series-note = Each period was published once and is never changed. Differences smaller than both errors mean nothing.

read-heading = How to read these numbers
read-wrong = Every number here is wrong by a little, on purpose: random noise was added, so that nobody can tell from it whether a particular person asked for help. The error beside each number says how much.
read-few = “< { $threshold }” means that fewer than { $threshold } came out. It may be none; it is never a proof of none.
read-sums = Tables were made one by one. Their sums differ a little, and differences smaller than the errors mean nothing.
read-case = One case is one incident: five people hit in one campaign count once, if the helpline linked them. Only cases whose reporters agreed are counted, once they are closed.
read-world = These are the cases that reached a helpline and not all that happened: more cases can mean more attacks, or more people who know where to ask.
read-late = Published numbers are never changed. What came too late for a period counts in the next one.
read-quote = Quote a number with its error and the title of this report, such as: “{ $example }”.

methods-heading = For statisticians
methods-who =
    { $coordinators ->
        [one] The one coordinator
       *[other] Each of { $coordinators } coordinators
    }
methods-noise = { methods-who } summed additive shares of the counts modulo 2⁶⁴ and added discrete Gaussian noise of σ² = 1/(2ρ) to each cell, once, in whole numbers from the operating system's generator. Values from T on, about three standard deviations of all noise, are shown, rounded to 5; ± is two standard deviations of noise and rounding.
methods-guarantee = Zero-concentrated differential privacy. The unit is one incident; it has ρ = 0.125 for its whole life (ε = 2.42 at δ = 10⁻⁶): who knows all other cases guesses whether it is counted right at most 61 times out of 100. This release spends ρ = { $rho } of it.
methods-limits = Whoever is counted as several incidents is protected less: with five, 89 times out of 100. Two coordinators who collude see true sums. An organisation that invents cases is not noticed.
methods-one = This release had one coordinator, who saw the true counts of each organisation.
methods-table = Table
methods-cells = Cells
methods-each = σ of each
methods-all = σ of all
methods-plan = Plan
methods-sources = Canonne, Kamath and Steinke 2020, arXiv:2004.00010; Bun and Steinke 2016, arXiv:1605.02658.

files-heading = Files
files-data = The numbers, as CSV with a Frictionless data package, and as a workbook
files-check = Signatures, ledgers and digests of all files, for whoever checks them

## Code lists

geo-northern-africa = Northern Africa
geo-sub-saharan-africa = Sub-Saharan Africa
geo-northern-america = Northern America
geo-latin-america-caribbean = Latin America and the Caribbean
geo-central-asia = Central Asia
geo-eastern-asia = Eastern Asia
geo-southern-asia = Southern Asia
geo-south-eastern-asia = South-eastern Asia
geo-western-asia = Western Asia
geo-eastern-europe = Eastern Europe
geo-other-europe = Rest of Europe
geo-oceania = Oceania
geo-exile-transnational = In exile or across borders
geo-unknown = Unknown region
country-unknown = Unknown country

kind-spyware = Spyware
kind-stalkerware = Stalkerware
kind-phishing = Phishing
kind-account-takeover = Account takeover
kind-device-seizure = Device taken or searched
kind-interception = Interception of communications
kind-biometric-camera = Cameras or biometrics
kind-web-ddos = Attack on a website
kind-censorship = Censorship
kind-harassment = Harassment or impersonation
kind-data-leak = Leak of data
kind-preventive = Advice before an incident
kind-other = Other kind
kind-unknown = Unknown kind

finding-confirmed = Confirmed
finding-probable = Probable
finding-suspected = Suspected
finding-inconclusive = Inconclusive
finding-no-evidence = No evidence found
finding-pending = Still being examined

target-journalist = Journalists
target-human-rights-defender = Human rights defenders
target-lawyer = Lawyers
target-activist = Activists
target-politician = Politicians
target-ngo-staff = Staff of NGOs
target-womens-rights = Women's rights defenders
target-lgbtiq = LGBTIQ people
target-minority-land = Minority and land defenders
target-academic = Academics
target-exile = People in exile
target-relative = Relatives and friends
target-other = Others
target-unknown = Unknown target

outcome-secured = Device or account secured
outcome-referred = Referred to others who help
outcome-vendor-notified = Vendor notified
outcome-legal = Legal action
outcome-public = Made public
outcome-no-action = No action needed or possible
outcome-unreachable = No longer reachable
outcome-open = Still open

tool-nso = NSO Group
tool-intellexa-cytrox = Intellexa or Cytrox
tool-candiru = Candiru
tool-quadream = QuaDream
tool-paragon = Paragon
tool-rcs = RCS
tool-memento = Memento Labs
tool-gamma = Gamma
tool-forensic-extraction = Forensic extraction
tool-stalkerware = Stalkerware
tool-other-commercial = Other commercial spyware
tool-states-own = A state's own tool
tool-criminal = Criminal tool
tool-none = None
tool-unknown = Unknown tool

attribution-none = None
attribution-low = Low confidence
attribution-moderate = Moderate confidence
attribution-high = High confidence
attribution-public = Publicly attributed

actor-domestic-state = Own state
actor-foreign-state = Foreign state
actor-affiliated = Close to a state
actor-company = Company
actor-intimate = Partner or family
actor-criminal = Criminals
actor-other = Other actor
actor-unknown = Unknown actor

asset-ios = iPhone or iPad
asset-android = Android phone
asset-computer = Computer
asset-email = E-mail
asset-social-messaging = Social media or messaging
asset-website = Website
asset-network = Network
asset-person-place = A person or place
asset-other = Something else
asset-unknown = Not known what

vector-zero-click = Without a click
vector-link = Link
vector-attachment = Attachment
vector-physical = Hands on the device
vector-network = Network
vector-credential = Password or code
vector-app = App
vector-legal-coercion = Law or coercion
vector-other = Other way
vector-unknown = Unknown way

response-under-2-hours = Within 2 hours
response-under-24-hours = Within 24 hours
response-1-3-days = 1 to 3 days
response-3-7-days = 3 to 7 days
response-7-30-days = 7 to 30 days
response-over-30-days = More than 30 days
response-not-applicable = No answer needed
