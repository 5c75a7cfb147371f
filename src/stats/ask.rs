//! A plan, from what was given and what is asked: a few plain questions, each answered in a line.

use super::commands::NewPlan;
use super::folder::{self, FolderError};
use super::here::{Failure, read, read_root};
use super::publish::total;
use super::tier::Tier;
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
        let (series, from, to) = self.or(
            given.period.as_deref(),
            "For which period: a year (2026) or a quarter (2026-Q3)?",
            period,
        )?;
        let total = self.total(given)?;
        let tables = Tier::of(total).tables(series).map_err(Failure::Tier)?;
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
            late_from: if is_first { from } else { before(from, series) },
            tables,
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
            let release = folder::read(folder).map_err(Failure::Folder)?;
            if release.plan().series != Series::Annual {
                return Err(Failure::Folder(FolderError::Earlier));
            }
            return Ok(total(&release));
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

/// `2026`, or `2026-Q3`.
fn period(text: &str) -> Result<(Series, Day, Day), Failure> {
    let day = |text: String| text.parse::<Day>().map_err(|_| Failure::NoPeriod);
    let Some((year, quarter)) = text.split_once("-Q") else {
        return Ok((
            Series::Annual,
            day(format!("{text}-01-01"))?,
            day(format!("{text}-12-31"))?,
        ));
    };
    let (from, to) = match quarter {
        "1" => ("01-01", "03-31"),
        "2" => ("04-01", "06-30"),
        "3" => ("07-01", "09-30"),
        "4" => ("10-01", "12-31"),
        _ => return Err(Failure::NoPeriod),
    };
    Ok((
        Series::Quarterly,
        day(format!("{year}-{from}"))?,
        day(format!("{year}-{to}"))?,
    ))
}

/// The first day of the period before: what was closed there, and came too late for it, counts now.
fn before(from: Day, series: Series) -> Day {
    let days = match series {
        Series::Annual => 365,
        Series::Quarterly => 92,
    };
    Day::try_from(from.number().saturating_sub(days)).unwrap_or(Day::FIRST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_or_a_quarter() {
        let words = |text: &str| {
            period(text)
                .map(|(series, from, to)| format!("{series} {from} {to}"))
                .ok()
        };
        assert_eq!(
            words("2026").as_deref(),
            Some("annual 2026-01-01 2026-12-31")
        );
        assert_eq!(
            words("2026-Q2").as_deref(),
            Some("quarterly 2026-04-01 2026-06-30")
        );
        for wrong in ["26", "2026-Q5", "2026-03", "last year", ""] {
            assert_eq!(words(wrong), None);
        }
    }
}
