//! A plan, from what was given and what is asked: a few plain questions, each answered in a line.

use crate::cli::args::NewPlan;
use crate::cli::failure::Failure;
use crate::cli::files::{read, read_root};
use crate::ledger::tier::{Tier, halved};
use crate::publish::figure::total;
use crate::verify::published_folder;
use sotto::code::LISTS;
use sotto::day::Day;
use sotto::plan::{FORMAT, Language, Member, Plan, Series, SignedPlan};
use sotto::roster::Keyholder;
use sotto::signed::canonical;
use std::io::BufRead;
use std::path::Path;

/// Where questions are put and answered.
pub struct Ask<'a> {
    pub say: fn(&str),
    pub answers: &'a mut dyn BufRead,
}

impl Ask<'_> {
    fn line(&mut self, question: &str) -> Result<String, Failure> {
        (self.say)(&format!("{question} "));
        let mut line = String::new();
        let read = self.answers.read_line(&mut line).unwrap_or(0);
        if read == 0 {
            Err(Failure::NoAnswer)
        } else {
            Ok(line.trim().to_owned())
        }
    }

    /// Asks until the answer can be used.
    fn until<T>(
        &mut self,
        question: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        loop {
            match read(&self.line(question)?) {
                Ok(answer) => return Ok(answer),
                Err(failure) => (self.say)(&format!("{failure}.\n")),
            }
        }
    }

    /// What was given, or else the answer.
    fn or<T>(
        &mut self,
        given: Option<&str>,
        question: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match given {
            Some(text) => read(text),
            None => self.until(question, read),
        }
    }

    /// The plan, not signed yet.
    pub fn plan(&mut self, given: &NewPlan) -> Result<SignedPlan, Failure> {
        let title = self.or(
            given.title.as_deref(),
            "What is the release called?",
            |text| Ok(text.to_owned()),
        )?;
        let Period {
            series,
            from,
            to,
            before,
        } = self.or(
            given.period.as_deref(),
            "For which period: a year (2026) or a quarter (2026-Q3)?",
            period,
        )?;
        let total = self.total(given)?;
        let tables = Tier::of(total).tables(series).map_err(Failure::Tier)?;
        let is_half = given.half
            || self.is_asking(given)
                && self.until(
                    "Do these organisations publish other numbers of the same days, too, their own or joint ones (yes or no)?",
                    yes_or_no,
                )?;
        let is_first = given.first
            || self.is_asking(given)
                && self.until(
                    "Is it the first release of its kind (yes or no)?",
                    yes_or_no,
                )?;
        let languages = self.languages(given)?;
        let organisations = self.organisations(given)?;
        let coordinators = self.coordinators(given)?;
        let plan = Plan {
            format: FORMAT.to_owned(),
            lists: LISTS.to_owned(),
            demo: given.demo,
            title,
            series,
            from,
            to,
            late_from: if is_first { from } else { before },
            tables: if is_half { halved(tables) } else { tables },
            languages,
            organisations,
            coordinators,
        };
        let signatures = vec![None; plan.coordinators.len()];
        let bytes = canonical(&SignedPlan { plan, signatures }).map_err(Failure::Json)?;
        SignedPlan::read(&bytes).map_err(Failure::Plan)
    }

    /// Whoever leaves something out is asked all that was left out.
    fn is_asking(&self, given: &NewPlan) -> bool {
        given.title.is_none()
            || given.period.is_none()
            || given.coordinators.is_empty()
            || given.organisations.is_empty()
    }

    fn total(&mut self, given: &NewPlan) -> Result<u64, Failure> {
        if let Some(folder) = &given.previous {
            return total_of(folder);
        }
        match given.total {
            Some(total) => Ok(total),
            None => self.until("How many cases did the last published release count in a year (0 if there is none)?", |text| {
                text.parse().map_err(|_| Failure::NoNumber)
            }),
        }
    }

    fn languages(&mut self, given: &NewPlan) -> Result<Vec<Language>, Failure> {
        if !given.languages.is_empty() {
            return Ok(given.languages.clone());
        }
        self.until(
            "In which languages (en es pt ar ru fr fa zh), the first first?",
            |text| {
                text.split_whitespace()
                    .map(|word| word.parse().map_err(Failure::List))
                    .collect()
            },
        )
    }

    fn organisations(&mut self, given: &NewPlan) -> Result<Vec<Member>, Failure> {
        if !given.organisations.is_empty() {
            return given
                .organisations
                .iter()
                .map(|text| member(text))
                .collect();
        }
        let question = "Whose cases are counted (its name = the file of its root key)?";
        self.several(question, "Another one (an empty line if not)?", member)
    }

    fn coordinators(&mut self, given: &NewPlan) -> Result<Vec<Keyholder>, Failure> {
        if !given.coordinators.is_empty() {
            return given.coordinators.iter().map(|path| card(path)).collect();
        }
        let read = |text: &str| card(Path::new(text));
        self.several(
            "The file of a coordinator's card?",
            "The second one's (an empty line if there is none)?",
            read,
        )
    }

    fn several<T>(
        &mut self,
        first: &str,
        more: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut all = vec![self.until(first, &read)?];
        let read = |text: &str| {
            if text.is_empty() {
                Ok(None)
            } else {
                read(text).map(Some)
            }
        };
        while let Some(next) = self.until(more, read)? {
            all.push(next);
        }
        Ok(all)
    }
}

/// What an annual release, signed by all who made it, counted.
fn total_of(folder: &Path) -> Result<u64, Failure> {
    let release = published_folder::read(folder).map_err(Failure::Folder)?;
    (release.plan().series == Series::Annual)
        .then(|| total(&release))
        .ok_or_else(|| Failure::NotAnnual(folder.to_owned()))
}

fn yes_or_no(text: &str) -> Result<bool, Failure> {
    match text {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err(Failure::YesOrNo),
    }
}

fn member(text: &str) -> Result<Member, Failure> {
    let (name, path) = text.split_once('=').ok_or(Failure::NoMember)?;
    let root = read_root(Path::new(path.trim()))?;
    Ok(Member {
        organisation: name.trim().to_owned(),
        root,
    })
}

fn card(path: &Path) -> Result<Keyholder, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|_| Failure::NoCard(path.to_owned()))
}

/// Days of a release: its first and last, and the first of the period before, from which on what came too late counts now.
#[derive(Debug, PartialEq, Eq)]
struct Period {
    series: Series,
    from: Day,
    to: Day,
    before: Day,
}

const QUARTERS: [(&str, &str); 4] = [
    ("01-01", "03-31"),
    ("04-01", "06-30"),
    ("07-01", "09-30"),
    ("10-01", "12-31"),
];

/// `2026`, or `2026-Q3`.
fn period(text: &str) -> Result<Period, Failure> {
    let (year, quarter) = text
        .split_once("-Q")
        .map_or((text, None), |(year, quarter)| (year, Some(quarter)));
    let year: u16 = year.parse().map_err(|_| Failure::NoPeriod)?;
    let day = |year: u16, rest: &str| {
        format!("{year:04}-{rest}")
            .parse::<Day>()
            .map_err(|_| Failure::NoPeriod)
    };
    let last = year.saturating_sub(1);
    let Some(quarter) = quarter else {
        let (from, to) = (day(year, "01-01")?, day(year, "12-31")?);
        return Ok(Period {
            series: Series::Annual,
            from,
            to,
            before: day(last, "01-01")?,
        });
    };
    let number = ["1", "2", "3", "4"]
        .iter()
        .position(|word| *word == quarter)
        .ok_or(Failure::NoPeriod)?;
    let days = |number: usize| QUARTERS.get(number).ok_or(Failure::NoPeriod);
    let (from, to) = days(number)?;
    let before = match number.checked_sub(1) {
        Some(number) => day(year, days(number)?.0)?,
        None => day(last, days(3)?.0)?,
    };
    Ok(Period {
        series: Series::Quarterly,
        from: day(year, from)?,
        to: day(year, to)?,
        before,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::render;
    use crate::release::figures::Release;
    use crate::test_support::{Folder, Trial, cases, day};

    #[test]
    fn the_tier_follows_a_year_that_all_signed_and_no_quarter() {
        let (mut trial, here) = (Trial::new(1, 2), Folder::new());
        let year = trial.release(&cases(400));
        let publish = |trial: &Trial, year: &Release, name: &str| {
            let (path, files) = (here.0.join(name), render::files(year, &[], false).unwrap());
            for keys in &trial.coordinators {
                published_folder::write(&path, &files, Some(keys)).unwrap();
            }
            path
        };
        let path = publish(&trial, &year, "2025");
        assert_eq!(total_of(&path).ok(), Some(total(&year)));
        trial.plan = trial.with(|plan| {
            (plan.series, plan.to) = (Series::Quarterly, day("2025-03-31"));
            plan.tables.truncate(2);
        });
        let quarter = publish(&trial, &trial.release(&cases(400)), "Q1");
        let refused = total_of(&quarter).unwrap_err().to_string();
        assert!(
            refused.contains("Q1 is no release of a year; give the last annual one"),
            "{refused}"
        );
    }

    #[test]
    fn a_period_is_a_year_or_a_quarter_and_knows_the_one_before() {
        let words = |text: &str| {
            period(text)
                .map(
                    |Period {
                         series,
                         from,
                         to,
                         before,
                     }| format!("{series} {from} {to} {before}"),
                )
                .ok()
        };
        for (text, said) in [
            ("2025", "annual 2025-01-01 2025-12-31 2024-01-01"),
            ("2026-Q1", "quarterly 2026-01-01 2026-03-31 2025-10-01"),
            ("2026-Q2", "quarterly 2026-04-01 2026-06-30 2026-01-01"),
        ] {
            assert_eq!(words(text).as_deref(), Some(said));
        }
        for wrong in ["26", "2026-Q5", "2026-03", "last year", "-2026", ""] {
            assert_eq!(words(wrong), None, "{wrong}");
        }
    }
}
