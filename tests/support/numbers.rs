//! An organisation whose cases are counted, and its two coordinators.

use super::command::done;
use super::organisation::{Organisation, days_from_now};
use super::reporter::ticket_of;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The facts of every case here.
pub const PHISHING: &str = "--kind phishing --country LB --finding probable --target journalist";

/// This organisation and both its coordinators, in the words that ask for a plan.
pub const OWN: &str =
    "--organisation Helpline=intake/root.pub --coordinator cy.json --coordinator di.json";

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
        let may = |n| if n < cases - silent { "yes" } else { "no" };
        let report = |n| json!({"answers": {"story": "a link", "count_me": may(n)}});
        organisation.report(&Value::from((0..cases).map(report).collect::<Vec<_>>()));
        organisation.desk("ana", "pull");
        let tickets: Vec<String> = organisation.list("ana").iter().map(ticket_of).collect();
        assert_eq!(tickets.len(), cases);
        Self {
            organisation,
            tickets,
        }
    }

    pub fn close_and_code(&self) {
        let all = self.tickets.join(" ");
        self.organisation
            .desk("ana", &format!("state closed {all}"));
        self.organisation.desk("ana", &code_line(&all, PHISHING));
    }

    /// Returns the whole path of a file that command lines call by its name.
    pub fn at(&self, name: &str) -> PathBuf {
        self.organisation.people.0.join(name)
    }

    /// Runs a command of the statistics that succeeds; returns what it says.
    #[track_caller]
    pub fn stats(&self, who: &str, line: &str) -> String {
        done(self.organisation.program("stats", who, line))
    }

    /// Runs a command of the statistics that fails with code 1; returns the reason it gives.
    #[track_caller]
    pub fn refused(&self, who: &str, line: &str) -> String {
        self.organisation.fails("stats", who, line, 1)
    }

    /// Makes a plan for this year, signed by both; returns its file.
    pub fn plan(&self, title: &str, more: &str) -> String {
        let plan = format!("{title}.json");
        let line = plan_line(&this_year(), "0", &plan, &format!("{OWN} {more}"));
        self.stats("cy", &line);
        self.both_sign(&plan);
        plan
    }

    pub fn both_sign(&self, plan: &str) {
        for coordinator in ["cy", "di"] {
            self.stats(coordinator, &format!("plan sign {plan}"));
        }
    }

    pub fn contribute(&self, plan: &str, out: &str) -> String {
        let line = format!("contribute {plan} --out {out}");
        self.organisation.desk("ana", &line)
    }

    /// Counts for a plan and contributes nothing; returns what is said of it.
    pub fn would_contribute(&self, plan: &str) -> String {
        let line = format!("contribute {plan} --dry-run");
        self.organisation.desk("ana", &line)
    }

    /// Fetches what lies at the intake into this folder.
    pub fn fetch(&self, who: &str, out: &str) -> String {
        self.stats(who, &self.fetch_line(out))
    }

    pub fn fetch_line(&self, out: &str) -> String {
        let staff = self.organisation.staff();
        format!("fetch --intake {staff} --root intake/root.pub --out {out}")
    }

    /// Returns the words that both coordinators read to each other.
    pub fn words(&self, who: &str, plan: &str, came: &str) -> String {
        let said = self.stats(who, &format!("collect {plan} {came}"));
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
                fs::copy(self.at(out).join(name), inbox.join(name)).unwrap();
            }
        }
    }

    /// Returns the line that sums this coordinator's half, with the words that the other one reads aloud.
    pub fn sum_line(&self, who: &str, other: &str, plan: &str, out: &str) -> String {
        let words = self.words(other, plan, &format!("{out}-{other}"));
        format!("sum {plan} {out}-{who} --words '{words}' --out {out}-half-{who}")
    }

    /// Sums this coordinator's half; returns what is said of it.
    pub fn sum(&self, who: &str, other: &str, plan: &str, out: &str) -> String {
        self.stats(who, &self.sum_line(who, other, plan, out))
    }
}

/// Returns the line that writes these facts of these cases down.
pub fn code_line(tickets: &str, facts: &str) -> String {
    format!("code {tickets} {facts} --outcome secured")
}

/// Returns the line that asks for a plan.
pub fn plan_line(period: &str, total: &str, out: &str, more: &str) -> String {
    let title = Path::new(out).file_stem().unwrap().to_str().unwrap();
    format!(
        "plan new --first --title {title} --period {period} --total {total} --language en --language ar --out {out} {more}"
    )
}

pub fn this_year() -> String {
    days_from_now(0)[..4].to_owned()
}
