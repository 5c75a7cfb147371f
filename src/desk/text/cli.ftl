# What the command line says. In English alone. What it says as the page does stands with the page's messages.

# Keys, backups, rosters, the site
cli-passphrase = The passphrase is { $strength }.
cli-keys-made = Keys of { $id } made. Compare aloud with whoever gets them: { $fingerprint }
cli-send-card = Send { $file } to the holder of the root key. When there is a roster with you in it: sotto-desk join.
cli-backup =
    { $file } is the backup: keep it apart from this machine. If the passphrase is lost, any two of these three papers open it.
    Write each by hand and give it to another person; do not print or save them.
cli-paper = Paper { $number }:
cli-vault-back = The vault of { $id } is back. Join again, and pull.
cli-type-papers = The words of two papers, each on a line of its own:
cli-recovered = A new vault holds the keys of { $id }. Make a new backup, and destroy the papers of the old one. Join again, and pull.
cli-fingerprint = Compare aloud: { $fingerprint }
cli-handler-joins = { $id } joins as a handler. Compare aloud: { $fingerprint }
cli-coordinator-joins = { $id } joins as a coordinator. Compare aloud: { $fingerprint }
cli-roster-signed =
    { $count ->
        [one] Roster { $serial } signed: { $count } handler, until { $day }.
       *[other] Roster { $serial } signed: { $count } handlers, until { $day }.
    }
cli-roster-next = A handler puts it in force: sotto-desk roster publish
cli-roster-in-force = Roster { $serial } is in force. Every desk hears of it with its next pull.
cli-site-signed =
    { $count ->
        [one] Site of { $organisation } signed: { $count } file.
       *[other] Site of { $organisation } signed: { $count } files.
    }

# Pulling, and cases
cli-new-reports =
    { $count ->
        [one] { $count } new report.
       *[other] { $count } new reports.
    }
cli-changes =
    { $count ->
        [one] { $count } change by a colleague.
       *[other] { $count } changes by colleagues.
    }
cli-unopened = { $ticket } does not open: sealed to others, or changed on its way. The intake keeps it.
cli-incomplete = { $ticket } lacks pieces of its files. Pull again later.
cli-alert = Attention: { $alert }
cli-attachment = { $file } is in clear on this disk now. Do not open it on this machine.
cli-exported = { $file } is in clear on this disk now.
cli-purge-agreed = Each desk forgets the case with its next pull.
cli-proposed = Another handler must approve.
cli-due = { $ticket } closed, outcome { $outcome }: propose to purge it

# Other organisations
cli-imported = { $ticket } is a new case, given by { $organisation }. Compare the words aloud, and send back { $file }.
cli-imported-shared = It is shared with the team.
cli-receipt = Receipt for case { $ticket }, by { $organisation }.

# The desk's own
cli-list =
    { $count ->
        [one] { $name }: { $count } indicator, loaded on { $day }
       *[other] { $name }: { $count } indicators, loaded on { $day }
    }
cli-team = Roster { $serial }, until { $day }: { $handlers }
cli-team-away = Away, with no key for these weeks: { $handlers }
cli-team-asks = { $handler } asks for the open cases: sotto-desk team share { $handler }
cli-team-proposal = { $handler } proposes: { $act } { $ticket }
cli-team-asked = Colleagues hear it when you and they have pulled.
cli-shared =
    { $count ->
        [one] { $count } case is sealed to { $handler }, and records it.
       *[other] { $count } cases are sealed to { $handler }, and each records it.
    }
cli-serve = Open this file in a browser on this machine: { $file }
cli-watched =
    { $count ->
        [one] { $count } page compared; { $differ }.
       *[other] { $count } pages compared; { $differ }.
    }
cli-differ =
    { $count ->
        [one] { $count } differs
       *[other] { $count } differ
    }
cli-differs = Attention: { $path } is not what was signed: { $how }
cli-evidence =
    { $count ->
        [one] { $count } answer that differs is in { $file }.
       *[other] { $count } answers that differ are in { $file }.
    }
