//! From two dozen reports to one published table, through the three programs and no other way.

#[path = "support/organisation.rs"]
mod organisation;
mod support;

use organisation::{Organisation, days_from_now, done, text};
use std::fs;

fn code_of<'a>(tickets: &[&'a str], facts: &[&'a str]) -> Vec<&'a str> {
    [&["code"], tickets, facts].concat()
}

/// The whole of a published table, as numbers or nothing.
fn published(table: &str) -> Vec<(String, Option<i64>)> {
    let rows = table
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(|line| {
            let (name, value) = line.trim().split_once(' ').unwrap();
            (
                name.to_owned(),
                value
                    .trim()
                    .split(' ')
                    .next()
                    .and_then(|number| number.parse().ok()),
            )
        });
    rows.collect()
}

#[test]
fn two_dozen_closed_cases_become_one_protected_table() {
    let organisation = Organisation::start(&[]).run();
    let report =
        |count_me: &str| serde_json::json!({"answers": {"story": "a link", "count_me": count_me}});
    let reports: Vec<_> = (0..26)
        .map(|n| report(if n == 25 { "no" } else { "yes" }))
        .collect();
    organisation.report(&serde_json::json!(reports));
    organisation.desk("ana", &["pull"]);
    let tickets: Vec<String> = organisation
        .list("ana")
        .iter()
        .map(|row| text(&row["ticket"]))
        .collect();
    assert_eq!(tickets.len(), 26);
    let all: Vec<&str> = tickets.iter().map(String::as_str).collect();
    let phishing = [
        "--kind",
        "phishing",
        "--geo",
        "western-asia",
        "--finding",
        "probable",
        "--target",
        "journalist",
        "--outcome",
        "secured",
    ];

    assert!(
        organisation
            .fails("desk", "ana", &code_of(&all[..1], &phishing), 1)
            .contains("is not closed")
    );
    organisation.desk(
        "ana",
        &["label", all[0], "threat:phishing", "campaign:blue"],
    );
    organisation.desk("ana", &["label", all[0], "--remove", "campaign:blue"]);
    assert!(
        organisation
            .fails("desk", "ana", &["label", all[0], "Ana was here"], 64)
            .contains("not a label")
    );
    assert!(
        organisation
            .fails("desk", "ana", &["state", "asleep", all[0]], 64)
            .contains("not a state")
    );
    assert!(
        organisation
            .fails(
                "desk",
                "ana",
                &[&code_of(&all[..1], &phishing)[..], &["--kind", "alien"]].concat(),
                64
            )
            .contains("cannot be used multiple times")
    );
    organisation.desk("ana", &[&["state", "closed"], &all[..]].concat());
    organisation.desk("ana", &code_of(&all, &phishing));
    let first = organisation
        .list("ana")
        .into_iter()
        .find(|row| row["ticket"] == tickets[0])
        .unwrap();
    assert_eq!(
        (&first["labels"], &first["state"], &first["coded"]),
        (
            &serde_json::json!(["threat:phishing"]),
            &serde_json::json!("closed"),
            &serde_json::json!(true)
        )
    );

    let plan = organisation.at("plan.json");
    let (from, to) = (days_from_now(0), days_from_now(90));
    let cards = [organisation.at("cy.json"), organisation.at("di.json")];
    let stats = |who: &str, arguments: &[&str]| done(organisation.program("stats", who, arguments));
    stats(
        "cy",
        &[
            "plan",
            "new",
            "--demo",
            "--title",
            "Test",
            "--from",
            &from,
            "--to",
            &to,
            "--coordinator",
            &cards[0],
            "--coordinator",
            &cards[1],
            "--out",
            &plan,
        ],
    );
    stats("cy", &["plan", "sign", &plan]);
    assert!(
        organisation
            .fails(
                "desk",
                "ana",
                &["contribute", &plan, "--out", &organisation.at("early")],
                1
            )
            .contains("not signed by both")
    );
    stats("di", &["plan", "sign", &plan]);
    let out = organisation.at("out");
    let said = organisation.desk("ana", &["contribute", &plan, "--out", &out]);
    assert!(
        said.starts_with("Counted 25 closed cases; 1 left out"),
        "{said}"
    );
    assert!(
        organisation
            .fails(
                "desk",
                "ana",
                &["contribute", &plan, "--out", &organisation.at("again")],
                1
            )
            .contains("already")
    );
    let share = |n: u32| organisation.at(&format!("out/contribution-{n}.json"));
    assert_eq!(
        fs::metadata(share(1)).unwrap().len(),
        fs::metadata(share(2)).unwrap().len()
    );

    let roster = organisation
        .intake
        .folder
        .0
        .join("roster")
        .display()
        .to_string();
    let root = organisation
        .intake
        .folder
        .0
        .join("root.pub")
        .display()
        .to_string();
    let sum = |share: &str, half: &str| {
        vec![
            "sum".to_owned(),
            plan.clone(),
            share.to_owned(),
            "--roster".into(),
            roster.clone(),
            "--root".into(),
            root.clone(),
            "--out".into(),
            organisation.at(half),
        ]
    };
    let run = |who: &str, share: &str, half: &str| {
        stats(
            who,
            &sum(share, half)
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        )
    };
    let fail = |who: &str, share: &str| {
        organisation.fails(
            "stats",
            who,
            &sum(share, "no")
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
            1,
        )
    };
    assert!(fail("cy", &share(2)).contains("sealed to the other coordinator"));
    let bent = organisation.at("bent.json");
    fs::write(
        &bent,
        fs::read_to_string(share(1))
            .unwrap()
            .replace("\"handler\":\"ana\"", "\"handler\":\"bo\""),
    )
    .unwrap();
    assert!(fail("cy", &bent).contains("not signed by a handler"));
    let twice = [sum(&share(1), "no"), vec![share(1)]].concat();
    let twice: Vec<&str> = twice.iter().map(String::as_str).collect();
    assert!(
        organisation
            .fails("stats", "cy", &twice, 1)
            .contains("has contributed already")
    );
    assert!(fail("cy", &cards[0]).contains("is no contribution"));
    assert!(
        organisation
            .fails("stats", "ana", &["plan", "sign", &plan], 1)
            .contains("not those of a coordinator")
    );
    let edited = organisation.at("edited.json");
    fs::write(
        &edited,
        fs::read_to_string(&plan)
            .unwrap()
            .replace("\"rho\":25", "\"rho\":250"),
    )
    .unwrap();
    assert!(
        organisation
            .fails("stats", "cy", &["plan", "sign", &edited], 1)
            .contains("more than the budget")
    );
    fs::write(&edited, "{}").unwrap();
    assert!(
        organisation
            .fails("stats", "cy", &["plan", "sign", &edited], 1)
            .contains("this is no plan")
    );
    run("cy", &share(1), "half-1");
    run("di", &share(2), "half-2");
    // The same input gives the stored numbers, noise and all; other input has no budget.
    run("cy", &share(1), "half-1-again");
    assert_eq!(
        fs::read(organisation.at("half-1")).unwrap(),
        fs::read(organisation.at("half-1-again")).unwrap()
    );

    let halves = |one: &str, other: &str| {
        [
            "release".to_owned(),
            plan.clone(),
            organisation.at(one),
            organisation.at(other),
        ]
    };
    let release = |one: &str, other: &str| {
        organisation.program(
            "stats",
            "cy",
            &halves(one, other)
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        )
    };
    let table = done(release("half-1", "half-2"));
    assert_eq!(table, done(release("half-2", "half-1")), "in either order");
    let rows = published(&table);
    assert_eq!(rows.len(), 14, "{table}");
    for (name, value) in &rows {
        if let Some(value) = value {
            assert!(*value >= 15 && value % 5 == 0, "{name} {value}");
            // Noise of both has σ 6.3; ten of them would be a broken sampler, not bad luck.
            let truth = if name == "phishing" { 25 } else { 0 };
            assert!((value - truth).abs() < 64, "{name} {value}");
        }
    }
    assert!(table.contains("σ = 4.47 each, 6.32 together"), "{table}");
    assert!(!release("half-1", "half-1").status.success());

    // Five plans of this kind spend what a case has; a sixth leaves every case out.
    for number in 2..=6 {
        let plan = organisation.at(&format!("plan-{number}.json"));
        let title = format!("Test {number}");
        let made = [
            "plan",
            "new",
            "--demo",
            "--title",
            &title,
            "--from",
            &from,
            "--to",
            &to,
            "--coordinator",
            &cards[0],
            "--coordinator",
            &cards[1],
            "--out",
            &plan,
        ];
        stats("cy", &made);
        stats("cy", &["plan", "sign", &plan]);
        stats("di", &["plan", "sign", &plan]);
        let said = organisation.desk(
            "ana",
            &["contribute", &plan, "--out", &organisation.at(&title)],
        );
        let counted = if number < 6 { 25 } else { 0 };
        assert!(
            said.starts_with(&format!(
                "Counted {counted} closed cases; {} left out",
                26 - counted
            )),
            "{said}"
        );
    }

    let (second, first_share, nowhere) = (
        organisation.at("plan-2.json"),
        share(1),
        organisation.at("no"),
    );
    let other_plan = [
        "sum",
        &second,
        &first_share,
        "--roster",
        &roster,
        "--root",
        &root,
        "--out",
        &nowhere,
    ];
    assert!(
        organisation
            .fails("stats", "cy", &other_plan, 1)
            .contains("is for another plan")
    );

    // What late cases would change is refused: bo counts other cases for the same plan.
    organisation.desk("bo", &["pull"]);
    organisation.desk(
        "bo",
        &["contribute", &plan, "--out", &organisation.at("late")],
    );
    assert!(
        fail("cy", &organisation.at("late/contribution-1.json")).contains("its budget is spent")
    );
    // A ledger that was edited is not believed.
    let ledger = organisation.people.0.join("cy/ledger");
    let line = fs::read_to_string(&ledger).unwrap();
    fs::write(&ledger, line.replacen("\"place\":0", "\"place\":1", 1)).unwrap();
    assert!(fail("cy", &share(1)).contains("the ledger was changed"));
}

#[test]
fn linked_cases_of_one_campaign_count_once_and_a_team_contributes_once() {
    let organisation = Organisation::start(&[]).run();
    let report = serde_json::json!({"answers": {"story": "the same link", "count_me": "yes"}});
    organisation.report(&serde_json::json!([report, report, report, report]));
    organisation.desk("ana", &["pull"]);
    let rows = organisation.list("ana");
    let tickets: Vec<String> = rows.iter().map(|row| text(&row["ticket"])).collect();
    let all: Vec<&str> = tickets.iter().map(String::as_str).collect();
    // The first two are of one campaign and linked; the third is of it, and not linked; the fourth is linked, and not of it.
    for ticket in &all[..3] {
        organisation.desk("ana", &["label", ticket, "campaign:blue"]);
    }
    organisation.desk("ana", &["link", all[0], all[1]]);
    organisation.desk("ana", &["link", all[3], all[0]]);
    organisation.desk("ana", &[&["state", "closed"], &all[..]].concat());
    let facts = [
        "--kind",
        "phishing",
        "--geo",
        "western-asia",
        "--finding",
        "probable",
        "--target",
        "journalist",
        "--outcome",
        "secured",
    ];
    organisation.desk("ana", &code_of(&all, &facts));
    let plan = organisation.at("plan.json");
    let (from, to) = (days_from_now(0), days_from_now(90));
    let cards = [organisation.at("cy.json"), organisation.at("di.json")];
    let stats = |who: &str, arguments: &[&str]| done(organisation.program("stats", who, arguments));
    let new = [
        "plan",
        "new",
        "--demo",
        "--title",
        "Test",
        "--from",
        &from,
        "--to",
        &to,
        "--coordinator",
        &cards[0],
        "--coordinator",
        &cards[1],
        "--out",
        &plan,
    ];
    stats("cy", &new);
    stats("cy", &["plan", "sign", &plan]);
    stats("di", &["plan", "sign", &plan]);
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
    organisation.desk(
        "ana",
        &["contribute", &plan, "--out", &organisation.at("out")],
    );
    organisation.desk("ana", &["pull"]);
    organisation.desk("bo", &["pull"]);
    let again = ["contribute", &plan, "--out", &organisation.at("again")];
    let said = organisation.fails("desk", "bo", &again, 1);
    assert!(
        said.contains("ana has contributed this team's cases"),
        "{said}"
    );
}
