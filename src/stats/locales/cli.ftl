# What sotto-stats says on the command line, in English.

key-passphrase = The passphrase is { $strength }.
key-made = Keys of { $id } made. Compare these words by voice with whoever gets your card: { $fingerprint }

plan-written = Plan written to { $file }; each coordinator signs it with `sotto-stats plan sign`.
plan-signatures = Signed by { $by } of { $all }. Words to compare by voice: { $fingerprint }
plan-signed = Plan signed by { $by } of { $all }. Words to compare by voice: { $fingerprint }
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
plan-table-hidden = a result below { $threshold } is shown as “< { $threshold }”, and a true 0 is hardly ever shown as more.
plan-below = “< { $threshold }”
plan-never = Never published: cells below their thresholds, tools by place, single cases, anything finer than these tables.

ask-title = What is the release called?
ask-period = For which period: a year (2026) or a quarter (2026-Q3)?
ask-total = How many cases did the last published release count in a year (0 if there is none)?
ask-half = Do these organisations also publish other numbers for the same days, their own or joint ones (yes or no)?
ask-first = Is it the first release of its kind (yes or no)?
ask-languages = In which languages (en es pt ar ru fr fa zh)? Name the main one first.
ask-organisation = Which organisation's cases are counted (NAME=FILE of its root key)?
ask-another-organisation = Another organisation (an empty line if there is none)?
ask-coordinator = Which file has the first coordinator's card?
ask-another-coordinator = Which file has the second coordinator's card (an empty line if there is none)?

fetched = Contributions for this coordinator: { $all }, new here: { $new }, in { $folder }
contributions = Contributions:
contribution-accepted = { $organisation }: { $file }
contribution-left-out = { $organisation }: { $file }, left out
contribution-missing = { $organisation }: no usable contribution
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
