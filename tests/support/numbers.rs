//! An organisation whose cases are counted, and its two coordinators.

use super::organisation::{Organisation, days_from_now, done, text};
use std::fs;
use std::path::Path;

pub const PHISHING: [&str; 8] = [
    "--kind",
    "phishing",
    "--country",
    "LB",
    "--finding",
    "probable",
    "--target",
    "journalist",
];

/// What was collected, borrowed.
pub fn words_of(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

pub fn code_of<'a>(tickets: &[&'a str], facts: &[&'a str]) -> Vec<&'a str> {
    [&["code"], tickets, facts, &["--outcome", "secured"]].concat()
}

/// An organisation, its closed and coded cases, and what its coordinators do.
pub struct Numbers {
    pub organisation: Organisation,
    pub tickets: Vec<String>,
}

impl Numbers {
    /// So many cases, of which the last `silent` may not be counted.
    pub fn start(cases: usize, silent: usize) -> Self {
        // Every change to a case takes a slot of 4 KiB.
        let organisation = Organisation::start_with("512,128,16,8,32", &[]).run();
        let report = |n| if n < cases - silent { "yes" } else { "no" };
        let reports: Vec<_> = (0..cases)
            .map(|n| serde_json::json!({"answers": {"story": "a link", "count_me": report(n)}}))
            .collect();
        organisation.report(&serde_json::json!(reports));
        organisation.desk("ana", &["pull"]);
        let tickets: Vec<String> = organisation
            .list("ana")
            .iter()
            .map(|row| text(&row["ticket"]))
            .collect();
        assert_eq!(tickets.len(), cases);
        Self {
            organisation,
            tickets,
        }
    }

    pub fn all(&self) -> Vec<&str> {
        self.tickets.iter().map(String::as_str).collect()
    }

    pub fn close_and_code(&self) {
        let all = self.all();
        self.organisation
            .desk("ana", &[&["state", "closed"], &all[..]].concat());
        self.organisation.desk("ana", &code_of(&all, &PHISHING));
    }

    pub fn at(&self, name: &str) -> String {
        self.organisation.at(name)
    }

    pub fn stats(&self, who: &str, arguments: &[&str]) -> String {
        done(self.organisation.program("stats", who, arguments))
    }

    pub fn refused(&self, who: &str, arguments: &[&str]) -> String {
        self.organisation.fails("stats", who, arguments, 1)
    }

    pub fn root(&self) -> String {
        self.organisation
            .intake
            .folder
            .0
            .join("root.pub")
            .display()
            .to_string()
    }

    /// The words that ask for a plan: of this organisation and both coordinators, unless `of` says whose.
    pub fn asking<'a>(
        &self,
        period: &'a str,
        total: &'a str,
        of: Option<(&'a str, &'a [&'a str])>,
        out: &'a str,
        more: &[&'a str],
    ) -> Vec<String> {
        let own = (
            format!("Helpline={}", self.root()),
            [self.at("cy.json"), self.at("di.json")],
        );
        let both = own.1.each_ref().map(String::as_str);
        let (member, cards) = of.unwrap_or((&own.0, &both));
        let title = Path::new(out).file_stem().unwrap().to_str().unwrap();
        let given = [
            "plan", "new", "--first", "--title", title, "--period", period, "--total", total,
        ];
        let whose = [
            "--language",
            "en",
            "--language",
            "ar",
            "--organisation",
            member,
            "--out",
            out,
        ];
        let cards = cards.iter().flat_map(|card| ["--coordinator", card]);
        let all = given
            .into_iter()
            .chain(whose)
            .chain(cards)
            .chain(more.iter().copied());
        all.map(str::to_owned).collect()
    }

    /// A plan for this year, signed by both. Its file.
    pub fn plan(&self, title: &str, more: &[&str]) -> String {
        let plan = self.at(&format!("{title}.json"));
        let asking = self.asking(&days_from_now(0)[..4], "0", None, &plan, more);
        self.stats("cy", &words_of(&asking));
        for coordinator in ["cy", "di"] {
            self.stats(coordinator, &["plan", "sign", &plan]);
        }
        plan
    }

    pub fn contribute(&self, plan: &str, out: &str) -> String {
        self.organisation
            .desk("ana", &["contribute", plan, "--out", &self.at(out)])
    }

    /// Fetches what lies at the intake into this folder.
    pub fn fetch(&self, who: &str, out: &str) -> String {
        let asking = self.fetching(out);
        self.stats(who, &words_of(&asking))
    }

    /// The words that ask for it.
    pub fn fetching(&self, out: &str) -> Vec<String> {
        let staff = format!("http://{}", self.organisation.intake.staff);
        let asking = [
            "fetch",
            "--intake",
            &staff,
            "--root",
            &self.root(),
            "--out",
            out,
        ];
        asking.map(str::to_owned).to_vec()
    }

    /// The words that both coordinators read to each other.
    pub fn words(&self, who: &str, plan: &str, came: &str) -> String {
        let said = self.stats(who, &["collect", plan, &self.at(came)]);
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix("Words to compare with the other coordinator: "));
        line.unwrap_or_else(|| panic!("{said}")).to_owned()
    }

    /// Puts each coordinator's post into a folder of their own.
    pub fn post(&self, out: &str) {
        for coordinator in ["cy", "di"] {
            let inbox = self.at(&format!("{out}-{coordinator}"));
            fs::create_dir_all(&inbox).unwrap();
            for name in [&format!("contribution-{coordinator}.age"), "roster.signed"] {
                fs::copy(
                    Path::new(&self.at(out)).join(name),
                    Path::new(&inbox).join(name),
                )
                .unwrap();
            }
        }
    }

    /// This coordinator's half, with the words that the other one reads aloud; what is said of it.
    pub fn sum(&self, who: &str, other: &str, plan: &str, out: &str) -> String {
        let words = self.words(other, plan, &format!("{out}-{other}"));
        let (came, half) = (
            self.at(&format!("{out}-{who}")),
            self.at(&format!("{out}-half-{who}")),
        );
        self.stats(
            who,
            &["sum", plan, &came, "--words", &words, "--out", &half],
        )
    }
}
