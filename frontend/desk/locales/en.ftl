# What a handler reads, in English.
# The questions and answers of reports stand in the files of the reporters' page.

desk-title = Sotto – Cases
desk-search = Search all cases
desk-search-hint = Words, numbers, state:open danger:yes
desk-pull-never = Never synced
desk-pull-now = Last sync: just now
desk-pull-minutes = Last sync: { $minutes } min ago
desk-pull-day = Last sync: { $day }
desk-pull-working = { $what }: { $done } of { $of }
desk-pull-connecting = Connecting…
desk-pull-failed = Sync failed: { $why }
desk-lock = Lock
desk-help = Shortcuts
desk-team = Team
desk-demo = This is a demonstration. Nobody needs help here.
desk-queue = Queue
desk-case = Case
desk-queue-count =
    { $count ->
        [one] { $shown } of { $count } case
       *[other] { $shown } of { $count } cases
    }
desk-queue-more = Show more
desk-queue-empty = No matching cases.
desk-queue-none = No reports yet. Press Sync.
desk-choose = Choose a case on the left, or open one after the other with j and k. ? shows all keys.
desk-selected =
    { $count ->
        [one] { $count } case selected
       *[other] { $count } cases selected
    }
desk-unselect = Clear the selection
desk-no-case = No case is open.
desk-one-case = This is done to one case at a time, and several are selected. Clear the selection, or select one.
desk-clock = This computer’s clock shows a day outside 1970 to 2059. Set it.
desk-undo = Undo
desk-undone = Undone: { $what }
desk-nothing-to-undo = There is nothing to undo.
desk-done = Done: { $what }
desk-done-many =
    { $count ->
        [one] Done for { $count } case: { $what }
       *[other] Done for { $count } cases: { $what }
    }
desk-filter-all = All
desk-filter-new = New
desk-filter-mine = Mine
desk-filter-unread = Unread
desk-filter-waiting = Waiting
desk-filter-save = Save this search
desk-filter-remove = Remove this filter
desk-filter-saved = search saved as “{ $name }”
desk-filter-removed = filter removed
desk-unlock = Unlock
desk-passphrase = Passphrase
desk-not-admitted = This page is locked. Open the file that “sotto-desk serve” named.
desk-locked = The desk is locked. Nothing of a case is in memory.
desk-wrong = Wrong passphrase, or the vault was changed. Try again in { $seconds } s.
desk-too-soon = Wait { $seconds } s, then try again.

# What a handler does, as the page names it. Each id ends with the name of the command or option that does the same, with
# “un” before it for its --remove; the command's help says it in these words, too.
do-pull = Sync
do-state = Status
do-outcome = Resolution
do-vetting = Vetting
do-priority = Severity
do-assign = Assignee
do-label = Add a label
do-unlabel = Remove label
do-link = Link with another case
do-unlink = Unlink
do-mark = Mark as the attacker’s
do-unmark = Not the attacker’s
do-note = Add a note
do-code = Save classification
do-propose = Propose to { $act }
do-agree = Approve
do-refuse = Reject
do-reply = Reply to the reporter
do-take-down = Retract
do-hand-over = Share with a partner organisation
do-contribute = Submit statistics
do-load = Load
do-dismiss = Acknowledge

# What was done, as the page and the command line confirm it.
done-state = status set to “{ $value }”
done-outcome = resolution set to “{ $value }”
done-vetting = vetting set to “{ $value }”
done-priority = severity set to “{ $value }”
done-assign = assignee set to “{ $value }”
done-label = label { $value } added
done-unlabel = label { $value } removed
done-link = linked with { $value }
done-unlink = unlinked from { $value }
done-mark = marked as the attacker’s: { $value }
done-unmark = no longer marked as the attacker’s: { $value }
done-note = note added
done-consent = consent recorded
done-code = classification saved
done-propose = proposed to { $value }
done-agree = proposal to { $value } approved
done-refuse = proposal to { $value } rejected
done-reply = Reply { $n } is sent. There are no read receipts.
done-take-down = Reply { $n } is retracted. It may have been read before.
done-contribute = The statistics are sealed. The shares go to the intake with the next pull, where coordinators fetch them. No share alone says anything.
done-load =
    { $count ->
        [one] { $name } loaded: { $count } indicator. No match is not a clean result.
       *[other] { $name } loaded: { $count } indicators. No match is not a clean result.
    }
done-dismiss = alerts acknowledged

clock-late = overdue
clock-very-soon = due very soon
clock-soon = due soon
clock-running = on track
clock-of = { $clock }, { $waited }
reason-danger = someone is in danger
reason-maybe-danger = someone may be in danger
reason-notification = threat notification
reason-indicator = matches an indicator
reason-interaction = link clicked, file opened or data entered
reason-seizure = device seized or out of custody
reason-campaign = same campaign as an open case
reason-advice = asks for advice only
reason-default = default
priority-suggested = suggested: { $reasons }
priority-decided = set manually; suggested: { $reasons }

state-new = New
state-open = Open
state-waiting-reporter = Waiting for reporter
state-waiting-partner = Waiting for partner
state-resolved = Resolved
state-closed = Closed
state-unopened = Cannot be decrypted
outcome-none = No resolution yet
outcome-confirmed-spyware = Confirmed spyware
outcome-confirmed-phishing = Confirmed phishing or account attack
outcome-inconclusive = Suspicious, inconclusive
outcome-untargeted-or-stalkerware = Untargeted or stalkerware
outcome-nothing-found = Nothing found
outcome-referred = Referred
outcome-out-of-mandate = Out of mandate
outcome-duplicate = Duplicate
outcome-no-reply = No reply
outcome-spam-or-test = Spam or test
vetting-not-started = Vetting not started
vetting-in-progress = Vetting in progress
vetting-vouched = Vouched for
vetting-declined = Declined
vetting-not-needed = No vetting needed

row-danger = in danger
row-unread = unread
row-news = new reply from reporter
row-withdrawn = withdrawn
row-unsigned = not signed by its reporter
row-burst = possible flood
row-hits =
    { $count ->
        [one] { $count } indicator match
       *[other] { $count } indicator matches
    }
row-files =
    { $count ->
        [one] { $count } file
       *[other] { $count } files
    }
row-files-missing =
    { $count ->
        [one] { $count } file, not received whole yet
       *[other] { $count } files, some not received yet
    }
row-owner-none = unassigned
row-unopened = It was encrypted to other keys or altered in transit. The intake keeps it.

case-report = Report
case-follow-up = Follow-up
case-withdrawal = Withdrawn by the reporter
case-letter = Letter
case-handed-over = Handed over by
case-withdrawn = The reporter asks you to delete everything they sent. Propose to delete this case permanently.
case-unsigned = This is not signed by the reporter it claims to come from. Somebody who has read one of their reports can have written it, a handler who left for instance. It belongs to no other case, and it cannot be answered. Do not act on it unless the reporter tells you so in their own case.
case-danger = Someone is in danger now.
case-owner-none = unassigned
case-labels = Labels
case-links = Linked with
case-files = Files
case-files-hint = To save one, run in a terminal: { $command }
case-traces = Indicators
case-traces-also =
    { $count ->
        [one] also in { $count } other case
       *[other] also in { $count } other cases
    }
case-traces-marked = the attacker’s
case-traces-stays = stays in the team
case-traces-known = Indicator matches
case-traces-none = No match with any loaded indicator feed. No match is not a clean result.
case-match-exact = exact
case-match-parent = parent domain
case-match-shared = shared IP
case-traces-hint = No match is not a clean result.
case-notes = Notes
case-note-save = Save note
case-replies = Replies
case-reply-hint = At most { $most } bytes; line breaks, quotation marks and backslashes take two each. Saved as an encrypted draft while you write. Your id and the day go with it.
case-reply-preview = Preview
case-reply-post = Encrypt and send
case-reply-edit = Edit
case-reply-template = Template
case-reply-language = The reporter asked for: { $language }
case-reply-as = What the reporter will see
case-reply-gaps = Fill in the placeholders in square brackets first.
case-reply-on-board = sent; no read receipt
case-reply-down = retracted
case-reply-none = This reporter left no way to reply.
case-timeline = Timeline
case-unseen = conflict: did not know of { $value }
case-came = received
case-code = Classification for the statistics
case-code-hint = Suggested from the answers and labels. Only words from fixed lists can leave this desk.
case-code-not-allowed = This reporter did not allow counting. The case is left out of the statistics in any event.
case-proposals = Needs approval
case-proposed = { $by } proposes: { $act }
act-purge = delete this case permanently for everyone
act-narrative = allow export of the report text
case-due = Retention period over. Propose to delete it permanently.

menu-priority-suggested = As suggested
menu-owner-none = Unassigned
menu-link-hint = The ticket of the other case
menu-save = Save
menu-cancel = Cancel
menu-filter = Name of this filter

team-roster = Roster { $serial }, until { $day }
team-you = you
team-away = away: no key for these weeks
team-asks = { $handler } asks for access to the open cases. In a terminal: sotto-desk team share { $handler }
team-notices = Security alerts
team-notices-none = No alerts: no change is missing, forged or duplicated, and the site shows only what was signed.
team-proposals = Waiting for approval

give-hint = What the reporter did not tick needs their recorded consent; the report text and files also need the approval of a second handler. The encrypted file is saved in this desk’s folder, for you to send.
give-to = Partner organisation
give-key = Their public key (age)
give-parts = What to share
give-indicators = Indicators: addresses, domains, numbers
give-facts = Case metadata: labels, resolution, classification
give-narrative = Report text
give-files = Files
give-look = Preview
give-seal = Encrypt to file
give-nothing = Choose what to share.

counts-heading = Statistics
counts-hint = Closed, classified cases whose reporters allowed it are counted. The counts are split into two shares; neither share alone says anything.
counts-plan = Signed plan
counts-changed = The plan changed after you had submitted
counts-changed-hint = Cases counted for the previous plan are counted for this one instead. The coordinators can release only one of the two.
counts-replaced = Previous plan
counts-look = Preview every number that would leave
counts-cases =
    { $count ->
        [one] { $count } closed case
       *[other] { $count } closed cases
    }
counts-incidents =
    { $count ->
        [one] { $count } incident
       *[other] { $count } incidents
    }
counts-counted = Counted { $cases }; { $left } left out (not allowed by the reporter, not classified, or counted as often as it may be).
counts-counted-as = Counted { $cases } as { $incidents }; { $left } left out (not allowed by the reporter, not classified, or counted as often as it may be).
counts-late =
    { $count ->
        [one] { $count } of them was closed before { $day }; no release had counted it yet.
       *[other] { $count } of them were closed before { $day }; no release had counted them yet.
    }
counts-elsewhere =
    { $count ->
        [one] { $count } closed in this period was counted for another plan already. If this plan replaces that one, name it, too (--instead-of), or it is lost.
       *[other] { $count } closed in this period were counted for another plan already. If this plan replaces that one, name it, too (--instead-of), or they are lost.
    }
counts-looked = Nothing was sealed, and nothing is marked.

list-heading = Indicator feeds
list-file = File: STIX 2.1, MISP, CSV, or one indicator per line
list-name = Feed name

help-heading = Shortcuts
help-move = open the next or the previous case
help-open = open the case in the row that has the focus
help-select = select for a bulk action
help-assign = assign
help-state = status
help-outcome = resolution
help-priority = severity
help-label = label
help-note = note
help-reply = reply
help-link = link with another case
help-search = search
help-undo = undo
help-help = this list
help-close = close; clear the selection
