# What sotto-stats says on the command line, in English.

key-passphrase = The passphrase is { $strength }.
key-made = Keys of { $id } made. Compare aloud with whoever gets them: { $fingerprint }

plan-written = Plan written to { $file }; each coordinator signs it with `sotto-stats plan sign`.
plan-signatures = Signed by { $by } of { $all }. To compare aloud: { $fingerprint }
plan-signed = Plan signed by { $by } of { $all }. To compare aloud: { $fingerprint }
plan-preview =
    { $cases ->
        [one] { $cases } made-up case, published by this plan: { $page }
       *[other] { $cases } made-up cases, published by this plan: { $page }
    }

plan-cases = { $title } ({ $series }): cases closed { $from } to { $to }, and those from { $late } on that no release of this series counted.
plan-organisations = Of: { $names }
plan-one-coordinator = ! One coordinator alone sees the true counts of each organisation: choose two where you can. Contributions of fewer than 20 cases are refused.
plan-table =
    { $cells ->
        [one] Cases by { $lists } ({ $cells } cell, rho { $rho }):
       *[other] Cases by { $lists } ({ $cells } cells, rho { $rho }):
    }
plan-table-shown = a true { $example } will be shown as { $low } to { $high }, nineteen times out of twenty;
plan-table-hidden = what comes out below { $threshold } is shown as “< { $threshold }”, and one with none at all hardly ever shows as more.
plan-below = “< { $threshold }”
plan-never = Not publishable, whatever comes out: cells below their thresholds, tools by place, single cases, anything finer than these tables.

ask-title = What is the release called?
ask-period = For which period: a year (2026) or a quarter (2026-Q3)?
ask-total = How many cases did the last published release count in a year (0 if there is none)?
ask-half = Do these organisations publish other numbers of the same days, too, their own or joint ones (yes or no)?
ask-first = Is it the first release of its kind (yes or no)?
ask-languages = In which languages (en es pt ar ru fr fa zh), the first first?
ask-organisation = Whose cases are counted (its name = the file of its root key)?
ask-another-organisation = Another one (an empty line if not)?
ask-coordinator = The file of a coordinator's card?
ask-another-coordinator = The second one's (an empty line if there is none)?

fetched = Contributions for this coordinator: { $all }, new here: { $new }, in { $folder }
contributions = Contributions:
contribution-accepted = { $organisation }: { $file }
contribution-left-out = { $organisation }: { $file }, left out
contribution-missing = { $organisation }: nothing that can be used
contribution-problem = ! { $file } { $problem }.
contributions-words = Words to compare with the other coordinator: { $words }
not-ready = Not ready: { $why }.
noise-drawn = Noise was drawn for this plan on { $day }, from contributions of { $names }. What came later is late: it counts in the next period.
summed = Contributions of { $names } summed, noise added: { $file }
summed-next = Give this file to the other coordinator, and to nobody else. { $budget }

release-files = The halves belong together. These files would be written:
release-dry = Nothing was written.
released = Released, and signed by { $id }: { $page }

budget = Budget: other releases for these days spent rho { $before }, this plan spends { $own }, { $left } is left of { $whole }.
budget-too-small = Budget: other releases for these days spent rho { $before }, this plan spends { $own }, { $left } is left of { $whole }: the budget is too small.
budget-heading = A case has rho { $whole } for its whole life. So far:
budget-line = { $line }; left for these days: { $left }
budget-nothing = nothing was released.
ledger-line = { $from } to { $to }  rho { $rho }  { $title } ({ $series }, { $day })

audit-heading = { $title }, cases closed { $from } to { $to }
audit-real = this is real cases, counted by { $names }
audit-demo = this is a demonstration or preview: not real cases, counted by { $names }
audit-plan = ok  the plan is signed by { $names }
audit-files =
    { $count ->
        [one] ok  the { $count } file is that of the manifest, which { $names } signed
       *[other] ok  all { $count } files are those of the manifest, which { $names } signed
    }
audit-ledger =
    { $lines ->
        [one] ok  the ledger of { $id }: { $lines } line, a whole chain, each plan drawn once, no day above rho { $whole }
       *[other] ok  the ledger of { $id }: { $lines } lines, a whole chain, each plan drawn once, no day above rho { $whole }
    }
audit-cells =
    { $cells ->
        [one] ok  { $cells } cell in { audit-tables }: rounded to 5, and not shown below its threshold
       *[other] ok  { $cells } cells in { audit-tables }: rounded to 5, none shown below its threshold
    }
audit-tables =
    { $tables ->
        [one] { $tables } table
       *[other] { $tables } tables
    }
audit-same = ok  CSV, workbook, charts and pages are what these numbers give, to the byte
