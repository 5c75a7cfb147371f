//! From closed cases to a published folder, through the three programs and no other way.

#[path = "support/numbers.rs"]
mod numbers;
#[path = "support/organisation.rs"]
mod organisation;
mod support;

use numbers::{Numbers, PHISHING, code_of, words_of};
use organisation::{Organisation, days_from_now};
use std::fs;
use std::path::Path;

#[test]
fn closed_cases_become_a_published_folder() {
    let numbers = Numbers::start(26, 1);
    only_closed_cases_are_coded(&numbers);
    let plan = numbers.plan("Test", &["--demo"]);
    cases_are_contributed_once(&numbers, &plan);
    each_coordinator_fetches_what_is_theirs(&numbers, &plan);
    nothing_is_summed_before_both_have_the_same(&numbers, &plan);
    noise_is_drawn_once(&numbers, &plan);
    let folder = both_publish_the_same(&numbers, &plan);
    what_is_published_is_near_the_truth(&folder);
    a_second_plan_finds_no_budget(&numbers, &plan);
    what_comes_late_is_not_summed(&numbers, &plan);
}

fn only_closed_cases_are_coded(numbers: &Numbers) {
    let organisation = &numbers.organisation;
    let all = numbers.all();
    let alien = [
        &code_of(&all[..1], &PHISHING[2..])[..],
        &["--kind", "alien"],
    ]
    .concat();
    let said = organisation.fails("desk", "ana", &alien, 64);
    assert!(
        said.contains("not in the list of kinds; choose one of: spyware"),
        "{said}"
    );
    let not_closed = organisation.fails("desk", "ana", &code_of(&all[..1], &PHISHING), 1);
    assert!(not_closed.contains("is not closed"));
    let elsewhere = [&PHISHING[..], &["--geo", "oceania"]].concat();
    numbers.close_and_code();
    let disagrees = organisation.fails("desk", "ana", &code_of(&all[..1], &elsewhere), 1);
    assert!(disagrees.contains("this country does not lie in this region"));
    let first = organisation
        .list("ana")
        .into_iter()
        .find(|row| row["ticket"] == numbers.tickets[0])
        .unwrap();
    assert_eq!(
        (&first["state"], &first["coded"]),
        (&serde_json::json!("closed"), &serde_json::json!(true))
    );
}

fn cases_are_contributed_once(numbers: &Numbers, plan: &str) {
    let organisation = &numbers.organisation;
    let said = numbers.contribute(plan, "out");
    assert!(
        said.starts_with("Counted 25 closed cases; 1 left out"),
        "{said}"
    );
    assert!(
        said.contains("  LB                                       25"),
        "{said}"
    );
    let again = organisation.fails(
        "desk",
        "ana",
        &["contribute", plan, "--out", &numbers.at("again")],
        1,
    );
    assert!(
        again.contains("has contributed this team's cases to this plan already"),
        "{again}"
    );
    let size = |name: &str| fs::metadata(numbers.at(name)).unwrap().len();
    assert_eq!(
        size("out/contribution-cy.age"),
        size("out/contribution-di.age")
    );

    // Another desk of the team that has not heard of it yet counts other cases.
    let late = organisation.at("late");
    organisation.desk("bo", &["pull"]);
    organisation.desk("bo", &["contribute", plan, "--out", &late]);
}

fn each_coordinator_fetches_what_is_theirs(numbers: &Numbers, plan: &str) {
    let organisation = &numbers.organisation;
    numbers.post("out");
    // The other way: by the intake, with the next pull; the same bytes.
    organisation.desk("ana", &["pull"]);
    let fetch = |who: &str| numbers.fetch(who, &numbers.at(&format!("out-{who}")));
    for coordinator in ["cy", "di"] {
        fs::remove_file(numbers.at(&format!("out-{coordinator}/contribution-{coordinator}.age")))
            .unwrap();
        let said = fetch(coordinator);
        assert!(
            said.starts_with("Contributions for this coordinator: 1, new here: 1"),
            "{said}"
        );
        assert!(
            fetch(coordinator).starts_with("Contributions for this coordinator: 1, new here: 0")
        );
    }
    let asking = numbers.fetching(&numbers.at("none"));
    let stranger = numbers.refused("ana", &words_of(&asking));
    assert!(
        stranger.contains("the intake does not let these keys in"),
        "{stranger}"
    );
    let nothing_yet = numbers.refused("cy", &["release", plan, "--out", &numbers.at("no")]);
    assert!(nothing_yet.contains("no noise was drawn for this plan yet"));
}

fn nothing_is_summed_before_both_have_the_same(numbers: &Numbers, plan: &str) {
    let came = numbers.at("out-cy");
    let looked = numbers.stats("cy", &["sum", plan, &came, "--dry-run"]);
    assert!(
        looked.contains("  Helpline: ")
            && looked.contains("this plan spends 0.125, 0.000 is left of 0.125"),
        "{looked}"
    );
    assert!(!looked.contains("25 closed"), "nobody here knows how many");
    let half = numbers.at("half");
    let no_words = numbers.refused("cy", &["sum", plan, &came, "--out", &half]);
    assert!(
        no_words.contains("ask the other coordinator for the words"),
        "{no_words}"
    );
    let wrong = numbers.refused(
        "cy",
        &["sum", plan, &came, "--words", "one two", "--out", &half],
    );
    assert!(
        wrong.contains("the other coordinator has other contributions"),
        "{wrong}"
    );
    let others = numbers.at("out/contribution-di.age");
    let missing = numbers.refused(
        "cy",
        &["sum", plan, &others, "--words", "one two", "--out", &half],
    );
    assert!(
        missing.contains("nothing that can be used came from Helpline"),
        "{missing}"
    );
}

fn noise_is_drawn_once(numbers: &Numbers, plan: &str) {
    killed_while_summing(numbers, plan, "out");
    numbers.sum("cy", "di", plan, "out");
    numbers.sum("di", "cy", plan, "out");
    let kept = fs::read(numbers.at("out-half-cy")).unwrap();
    numbers.sum("cy", "di", plan, "out");
    assert_eq!(
        fs::read(numbers.at("out-half-cy")).unwrap(),
        kept,
        "noise is drawn once"
    );
}

/// Kills cy's program at many moments: its ledger has no line or a whole one, and what was drawn once stays.
fn killed_while_summing(numbers: &Numbers, plan: &str, out: &str) {
    let words = numbers.words("di", plan, &format!("{out}-di"));
    let ledger = numbers.at("cy/ledger");
    let (came, half) = (
        numbers.at(&format!("{out}-cy")),
        numbers.at(&format!("{out}-half-cy")),
    );
    let sum = ["sum", plan, &came, "--words", &words, "--out", &half];
    let mut drawn: Option<Vec<u8>> = None;
    // The last ones are for a machine so busy that none of the others gets that far.
    let moments = (0..14).map(|n| 400 + 100 * n).chain([4_000, 16_000]);
    for milliseconds in moments {
        if drawn.is_some() && milliseconds > 2_000 {
            break;
        }
        numbers
            .organisation
            .killed("stats", "cy", &sum, milliseconds);
        let now = fs::read(&ledger).ok();
        assert!(now.as_ref().is_none_or(|now| now.ends_with(b"}\n")));
        assert!(
            drawn.is_none() || drawn == now,
            "drawn once, whatever happens"
        );
        drawn = now;
    }
    assert!(drawn.is_some(), "at least the last one got that far");
}

/// The folder, which both signed.
fn both_publish_the_same(numbers: &Numbers, plan: &str) -> String {
    let (theirs, folder) = (numbers.at("out-half-di"), numbers.at("released"));
    let alone = numbers.refused("cy", &["release", plan, "--out", &folder]);
    assert!(alone.contains("have 1 of 2"), "{alone}");
    let dry = numbers.stats("cy", &["release", plan, &theirs, "--dry-run"]);
    assert!(
        dry.contains("report-ar.html")
            && dry.contains("Nothing was written")
            && !Path::new(&folder).exists(),
        "{dry}"
    );
    numbers.stats("cy", &["release", plan, &theirs, "--out", &folder]);
    // The other coordinator's run is the same folder, and signs it.
    numbers.stats(
        "di",
        &[
            "release",
            plan,
            &numbers.at("out-half-cy"),
            "--out",
            &folder,
        ],
    );
    // Once more, without the file: what is kept gives the same, to the byte.
    let again = numbers.at("released-again");
    for coordinator in ["cy", "di"] {
        numbers.stats(coordinator, &["release", plan, "--out", &again]);
    }
    let same = std::process::Command::new("diff")
        .args(["-r", &folder, &again])
        .output()
        .unwrap();
    assert!(same.status.success(), "{same:?}");
    let came = numbers.at("out-cy");
    let later = numbers.stats("cy", &["collect", plan, &came]);
    assert!(
        later.contains("from contributions of Helpline. What came later is late"),
        "{later}"
    );
    let audit = numbers.stats("cy", &["audit", &folder]);
    assert!(
        audit.contains("which cy and di signed") && audit.contains("to the byte"),
        "{audit}"
    );
    folder
}

fn what_is_published_is_near_the_truth(folder: &str) {
    let kinds = fs::read_to_string(Path::new(folder).join("data/kind.csv")).unwrap();
    assert_eq!(kinds.lines().count(), 15);
    for line in kinds.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        // Noise of both has σ 6.3; ten of them would be a broken sampler, not bad luck.
        let truth = if cells[2] == "phishing" { 25 } else { 0 };
        match cells[3].parse::<i64>() {
            Ok(value) => assert!(
                value >= 20 && value % 5 == 0 && (value - truth).abs() < 64,
                "{line}"
            ),
            // Nothing of it is told: no value, no bounds, only that it is below its threshold.
            Err(_) => assert_eq!(cells[3..], ["", "", "", "6.32", "20", "Q"], "{line}"),
        }
    }
}

fn a_second_plan_finds_no_budget(numbers: &Numbers, plan: &str) {
    let organisation = &numbers.organisation;
    let budget = numbers.stats("cy", &["budget", plan]);
    assert!(
        budget.contains("rho 0.125  Test (annual") && budget.contains("left for these days: 0.000"),
        "{budget}"
    );

    // Everything of the cases' budget is spent: another plan counts none.
    let second = numbers.plan("Second", &["--demo"]);
    let said = organisation.desk("ana", &["contribute", &second, "--dry-run"]);
    assert!(
        said.starts_with("Counted 0 closed cases; 1 left out"),
        "{said}"
    );
    assert!(
        said.contains("25 closed in this period were counted for another plan already"),
        "{said}"
    );
    // Unless it replaces the first: then the coordinators' ledgers let only one of the two out.
    let replacing = ["contribute", &second, "--instead-of", plan];
    let said = organisation.desk("ana", &[&replacing[..], &["--dry-run"]].concat());
    assert!(
        said.starts_with("Counted 25 closed cases; 1 left out"),
        "{said}"
    );
    let said = organisation.desk(
        "ana",
        &[&replacing[..], &["--out", &numbers.at("second")]].concat(),
    );
    assert!(
        said.starts_with("Counted 25 closed cases; 1 left out"),
        "{said}"
    );
    numbers.post("second");
    let words = numbers.words("di", &second, "second-di");
    let repeated = numbers.refused(
        "cy",
        &[
            "sum",
            &second,
            &numbers.at("second-cy"),
            "--words",
            &words,
            "--out",
            &numbers.at("half"),
        ],
    );
    assert!(
        repeated.contains("annual numbers for these days are released already, as Test"),
        "{repeated}"
    );
    let mixed = numbers.stats("cy", &["collect", &second, &numbers.at("out-cy")]);
    assert!(
        mixed.contains(".age is for another plan, or for this one before it was changed")
            && mixed.contains("Not ready: these organisations' annual numbers for these days"),
        "{mixed}"
    );
}

fn what_comes_late_is_not_summed(numbers: &Numbers, plan: &str) {
    // What comes late would be another draw over other cases.
    numbers.post("late");
    let words = numbers.words("di", plan, "late-di");
    let spent = numbers.refused(
        "cy",
        &[
            "sum",
            plan,
            &numbers.at("late-cy"),
            "--words",
            &words,
            "--out",
            &numbers.at("half"),
        ],
    );
    assert!(
        spent.contains("noise was drawn for this plan already, from other contributions"),
        "{spent}"
    );
}

/// Has a plan made that nobody signed yet, of these organisations and coordinators; what is said of it.
fn new_plan(numbers: &Numbers, out: &str, member: &str, cards: &[&str]) -> String {
    let of = Some((member, cards));
    let asking = numbers.asking(&days_from_now(0)[..4], "0", of, out, &["--demo"]);
    numbers.stats("cy", &words_of(&asking))
}

#[test]
fn a_plan_that_cannot_be_contributed_to_says_why() {
    let numbers = Numbers::start(3, 0);
    numbers.close_and_code();
    let organisation = &numbers.organisation;
    let refused = |plan: &str| {
        let contribute = ["contribute", plan, "--out", &numbers.at("no")];
        organisation.fails("desk", "ana", &contribute, 1)
    };
    let [unsigned, alone, other, edited] =
        ["unsigned", "alone", "other", "edited"].map(|name| numbers.at(&format!("{name}.json")));
    let (cy, di) = (numbers.at("cy.json"), numbers.at("di.json"));
    let member = format!("Helpline={}", numbers.root());

    new_plan(&numbers, &unsigned, &member, &[&cy, &di]);
    assert!(refused(&unsigned).contains("is not signed by all its coordinators"));

    let said = new_plan(&numbers, &alone, &member, &[&cy]);
    assert!(said.contains("One coordinator alone sees the true counts"));
    numbers.stats("cy", &["plan", "sign", &alone]);
    assert!(refused(&alone).contains("the true counts of only 3 incidents; with fewer than 20"));

    let key = numbers.at("other.pub");
    let stranger = ["key", "new", "--id", "root", "--public", &key];
    organisation.desk("stranger", &stranger);
    new_plan(&numbers, &other, &format!("Others={key}"), &[&cy, &di]);
    for coordinator in ["cy", "di"] {
        numbers.stats(coordinator, &["plan", "sign", &other]);
    }
    assert!(refused(&other).contains("the plan does not name this organisation"));

    let running = numbers.plan("Running", &[]);
    let early = refused(&running);
    assert!(
        early.contains("the plan's period ends on") && early.contains("set the clock right"),
        "{early}"
    );
    let looked = numbers.stats("cy", &["sum", &running, &running, "--dry-run"]);
    assert!(
        looked.contains("Not ready: the plan's period ends on"),
        "{looked}"
    );
    let text = fs::read_to_string(&running).unwrap();
    fs::write(&edited, text.replacen("\"rho\":25", "\"rho\":24", 1)).unwrap();
    assert!(refused(&edited).contains("is not signed by all its coordinators"));
}

#[test]
fn a_plan_that_cannot_be_made_or_signed_says_why() {
    let numbers = Numbers::start(1, 0);
    let (cy, ana) = (numbers.at("cy.json"), numbers.at("ana.json"));
    let member = format!("Helpline={}", numbers.root());
    let signing_fails = |who: &str, plan: &str| numbers.refused(who, &["plan", "sign", plan]);

    let strangers = numbers.at("strangers.json");
    let said = new_plan(&numbers, &strangers, &member, &[&cy, &ana]);
    assert!(
        said.contains("a true 40 will be shown as 30 to 50, nineteen times out of twenty"),
        "{said}"
    );
    numbers.stats("cy", &["plan", "sign", &strangers]);
    let foreign = signing_fails("di", &strangers);
    assert!(
        foreign.contains("not those of a coordinator of this plan"),
        "{foreign}"
    );

    let edited = numbers.at("edited.json");
    let text = fs::read_to_string(&strangers).unwrap();
    fs::write(&edited, text.replacen("\"rho\":25", "\"rho\":250", 1)).unwrap();
    assert!(signing_fails("cy", &edited).contains("more than the budget"));
    fs::write(&edited, "{}").unwrap();
    assert!(signing_fails("cy", &edited).contains("this is no plan"));
    assert_eq!(fs::read_to_string(&edited).unwrap(), "{}", "left as it was");

    let quarterly = numbers.at("quarter.json");
    let asking = numbers.asking("2026-Q1", "400", None, &quarterly, &[]);
    let quarter = numbers.refused("cy", &words_of(&asking));
    assert!(
        quarter.contains("with fewer than 1,000 cases a year, releases are annual"),
        "{quarter}"
    );
    let silent = numbers.refused("cy", &["plan", "new", "--out", &numbers.at("none.json")]);
    assert!(
        silent.contains("something was asked, and there was no answer"),
        "{silent}"
    );
}

#[test]
fn a_preview_says_on_its_face_that_nothing_happened_and_passes_no_audit() {
    let numbers = Numbers::start(1, 0);
    let (plan, preview) = (numbers.plan("Test", &["--demo"]), numbers.at("preview"));
    let cases = [
        "plan", "preview", &plan, "--cases", "300", "--out", &preview,
    ];
    numbers.stats("cy", &cases);
    let page = fs::read_to_string(Path::new(&preview).join("report-en.html")).unwrap();
    assert!(page.contains("Preview on synthetic cases: nothing here happened."));
    let audit = numbers.refused("cy", &["audit", &preview]);
    assert!(audit.contains("is not signed by "), "{audit}");
}

/// Killed between any two steps: what goes to the intake is one contribution whose cases are marked, or nothing.
#[test]
fn a_desk_that_dies_while_it_contributes_has_sent_one_contribution_or_none() {
    let numbers = Numbers::start(2, 0);
    let organisation = &numbers.organisation;
    numbers.close_and_code();
    let plan = numbers.plan("Test", &["--demo"]);
    for milliseconds in (0..8).map(|n| 300 + 100 * n) {
        let out = numbers.at(&format!("killed-{milliseconds}"));
        let contribute = ["contribute", &plan, "--out", &out];
        organisation.killed("desk", "ana", &contribute, milliseconds);
        organisation.desk("ana", &["pull"]);
    }
    let last = ["contribute", &plan, "--out", &numbers.at("out")];
    let last = organisation.program("desk", "ana", &last);
    let said = String::from_utf8_lossy(&last.stderr).into_owned();
    assert!(
        last.status.success() || said.contains("has contributed this team's cases"),
        "{said}"
    );
    organisation.desk("ana", &["pull"]);
    let fetched = numbers.fetch("cy", &numbers.at("came"));
    assert!(
        fetched.starts_with("Contributions for this coordinator: 1, new here: 1"),
        "{fetched}"
    );
    let other = numbers.plan("Other", &["--demo"]);
    let looked = organisation.desk("ana", &["contribute", &other, "--dry-run"]);
    assert!(
        looked.contains("2 closed in this period were counted for another plan already"),
        "{looked}"
    );
}

#[test]
fn linked_cases_of_one_campaign_count_once_and_a_team_contributes_once() {
    let numbers = Numbers::start(4, 0);
    let organisation = &numbers.organisation;
    let all = numbers.all();
    // The first two are of one campaign and linked; the third is of it, and not linked; the fourth is linked, and not of it.
    for ticket in &all[..3] {
        organisation.desk("ana", &["label", ticket, "campaign:blue"]);
    }
    organisation.desk("ana", &["link", all[0], all[1]]);
    organisation.desk("ana", &["link", all[3], all[0]]);
    numbers.close_and_code();
    let plan = numbers.plan("Test", &["--demo"]);
    for _ in 0..2 {
        let said = organisation.desk("ana", &["contribute", &plan, "--dry-run"]);
        assert!(
            said.starts_with("Counted 4 closed cases as 3 incidents; 0 left out"),
            "{said}"
        );
        assert!(
            said.contains("Nothing was sealed, and nothing is marked."),
            "{said}"
        );
    }
    numbers.contribute(&plan, "out");
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    let again = ["contribute", &plan, "--out", &organisation.at("again")];
    let said = organisation.fails("desk", "bo", &again, 1);
    assert!(
        said.contains("ana has contributed this team's cases"),
        "{said}"
    );
}

/// A case that a joint release counted counts in the organisation's own one, too, if both were planned for it.
fn its_own_numbers_have_the_other_half(numbers: &Numbers) {
    let looked = |plan: &str| {
        numbers
            .organisation
            .desk("ana", &["contribute", plan, "--dry-run"])
    };
    let own = numbers.plan("Own", &["--demo", "--half"]);
    let said = looked(&own);
    assert!(
        said.starts_with("Counted 3 closed cases; 0 left out") && !said.contains("another plan"),
        "{said}"
    );
    let whole = numbers.plan("Whole", &["--demo"]);
    let said = looked(&whole);
    assert!(
        said.starts_with("Counted 0 closed cases; 3 left out"),
        "{said}"
    );
}

#[test]
fn two_organisations_publish_one_table_and_neither_is_seen() {
    let first = Numbers::start(3, 0);
    let mut second = Organisation::start_with("512,128,16,8,32", &[]);
    second.sign_roster("Second", 2);
    // The second one takes the coordinators of the joint plan into its roster.
    let old = second.intake.folder.0.join("roster").display().to_string();
    let next = second.at("next");
    let cards = [first.at("cy.json"), first.at("di.json")];
    second.desk(
        "root",
        &[
            "roster",
            "next",
            "--last",
            &old,
            "--add-coordinator",
            &cards[0],
            "--add-coordinator",
            &cards[1],
            "--out",
            &next,
        ],
    );
    for name in ["roster.json", "roster.sig"] {
        fs::copy(Path::new(&next).join(name), Path::new(&old).join(name)).unwrap();
    }
    second = second.run();
    second.desk("ana", &["pull"]);
    first.close_and_code();
    let root = second
        .intake
        .folder
        .0
        .join("root.pub")
        .display()
        .to_string();
    let both = format!("Second={root}");
    let plan = first.plan("Both", &["--demo", "--half", "--organisation", &both]);
    first.contribute(&plan, "out");
    its_own_numbers_have_the_other_half(&first);
    let theirs = second.at("theirs");
    let said = second.desk("ana", &["contribute", &plan, "--out", &theirs]);
    assert!(said.starts_with("Counted 0 closed cases"), "{said}");
    first.post("out");
    let half_way = first.stats("cy", &["collect", &plan, &first.at("out-cy")]);
    assert!(
        half_way.contains("  Second: nothing that can be used")
            && half_way.contains("--without \"Second\""),
        "{half_way}"
    );
    for coordinator in ["cy", "di"] {
        let inbox = first.at(&format!("out-{coordinator}"));
        fs::copy(
            Path::new(&theirs).join(format!("contribution-{coordinator}.age")),
            Path::new(&inbox).join("second.age"),
        )
        .unwrap();
        fs::copy(
            Path::new(&theirs).join("roster.signed"),
            Path::new(&inbox).join("second.signed"),
        )
        .unwrap();
    }
    first.sum("cy", "di", &plan, "out");
    let said = first.sum("di", "cy", &plan, "out");
    assert!(
        said.starts_with("Contributions of Helpline, Second summed"),
        "{said}"
    );
    let folder = first.at("joint");
    first.stats(
        "cy",
        &["release", &plan, &first.at("out-half-di"), "--out", &folder],
    );
    let half = first.refused("di", &["audit", &folder]);
    assert!(
        half.contains("is not signed by di: nothing shows"),
        "{half}"
    );
    first.stats(
        "di",
        &["release", &plan, &first.at("out-half-cy"), "--out", &folder],
    );
    let page = fs::read_to_string(Path::new(&folder).join("report-en.html")).unwrap();
    assert!(
        page.contains("Helpline, Second"),
        "both are named, and nothing of either is"
    );
    assert!(
        first
            .stats("di", &["audit", &folder])
            .contains("counted by Helpline, Second")
    );
}
