# What the command line says in sentences that count. In English alone.

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
cli-list-loaded =
    { $count ->
        [one] { $name }: { $count } indicator. No match is not a clean result.
       *[other] { $name }: { $count } indicators. No match is not a clean result.
    }
cli-list =
    { $count ->
        [one] { $name }: { $count } indicator, loaded on { $day }
       *[other] { $name }: { $count } indicators, loaded on { $day }
    }
cli-shared =
    { $count ->
        [one] { $count } case is sealed to { $handler }, and records it.
       *[other] { $count } cases are sealed to { $handler }, and each records it.
    }
cli-roster-signed =
    { $count ->
        [one] Roster { $serial } signed: { $count } handler, until { $day }.
       *[other] Roster { $serial } signed: { $count } handlers, until { $day }.
    }
cli-site-signed =
    { $count ->
        [one] Site of { $organisation } signed: { $count } file.
       *[other] Site of { $organisation } signed: { $count } files.
    }
cli-watched =
    { $count ->
        [one] { $count } page compared; { $differ } differ.
       *[other] { $count } pages compared; { $differ } differ.
    }
