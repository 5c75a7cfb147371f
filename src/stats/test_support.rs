//! For tests: organisations, handlers and coordinators that seal real contributions, without programs and without waiting.

use crate::collect::sum::{Collected, Summed, collect};
use crate::keyring::hybrid::HybridRecipient;
use crate::keyring::keys::Keys;
use crate::keyring::seal::seal_to;
use crate::ledger::half::Half;
use crate::ledger::tier::Tier;
use crate::noise::SystemRandom;
use crate::release::document::Release;
use data_encoding::BASE64;
use sotto::code::{Code, LISTS};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::plan::{FORMAT, Language, Member, Plan, Series, SignedPlan};
use sotto::roster::{Handler, Roster};
use sotto::signed::{Purpose, canonical};
use sotto::wire::{CONTRIBUTION_FORMAT, Contribution, SignedContribution, contribution_size};
use std::path::PathBuf;

/// One organisation with one handler.
pub struct Ngo {
    pub name: String,
    pub root: Keys,
    pub handler: Keys,
    pub serial: u64,
}

/// A plan of several organisations, and everybody's keys.
pub struct Fixture {
    pub ngos: Vec<Ngo>,
    pub coordinators: Vec<Keys>,
    pub plan: SignedPlan,
}

pub fn keys(id: &str) -> Keys {
    Keys::draw(id).unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Ngo {
    /// Returns an organisation with fresh keys and its first roster.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            root: keys("root"),
            handler: keys("ana"),
            serial: 1,
        }
    }
}

impl Fixture {
    /// Returns a small annual plan of 2025 with this number of organisations and coordinators.
    pub fn new(ngos: usize, coordinators: usize) -> Self {
        let ngos: Vec<Ngo> = (1..=ngos).map(|n| Ngo::new(&format!("NGO {n}"))).collect();
        let coordinators: Vec<Keys> = ["cy", "di"]
            .into_iter()
            .take(coordinators)
            .map(keys)
            .collect();
        let plan = Plan {
            format: FORMAT.into(),
            lists: LISTS.into(),
            demo: false,
            title: "2025".into(),
            series: Series::Annual,
            from: day("2025-01-01"),
            to: day("2025-12-31"),
            late_from: day("2024-01-01"),
            tables: Tier::Small.tables(Series::Annual).unwrap(),
            languages: vec![Language::English, Language::Arabic],
            organisations: ngos
                .iter()
                .map(|ngo| Member {
                    organisation: ngo.name.clone(),
                    root: ngo.root.verifying_key(),
                })
                .collect(),
            coordinators: coordinators
                .iter()
                .map(|keys| keys.card().unwrap())
                .collect(),
        };
        let plan = signed(plan, &coordinators);
        Self {
            ngos,
            coordinators,
            plan,
        }
    }

    /// Returns another plan, signed by the same coordinators.
    pub fn with(&self, change: impl FnOnce(&mut Plan)) -> SignedPlan {
        let mut plan = self.plan.plan.clone();
        change(&mut plan);
        signed(plan, &self.coordinators)
    }

    /// Returns what an organisation sends, names and bytes: a file for each coordinator, and its roster.
    pub fn contribution(&self, ngo: &Ngo, plan: &Plan, codes: &[Code]) -> Vec<(String, Vec<u8>)> {
        let counts = plan.count(codes);
        let mask = |_| u64::from_le_bytes(crate::keyring::random().unwrap());
        let masks: Vec<Vec<u64>> = (1..plan.coordinators.len())
            .map(|_| (0..plan.cells()).map(mask).collect())
            .collect();
        let pair = Hex(crate::keyring::random().unwrap());
        let shares = counts.split(&masks).into_iter().enumerate();
        let mut files: Vec<(String, Vec<u8>)> = shares
            .map(|(place, share)| {
                let contribution = Contribution {
                    format: CONTRIBUTION_FORMAT.into(),
                    plan: plan.digest().unwrap(),
                    organisation: ngo.root.verifying_key(),
                    roster: ngo.serial,
                    handler: ngo.handler.id.clone(),
                    place,
                    pair,
                    share: BASE64.encode(
                        &share
                            .into_iter()
                            .flat_map(u64::to_le_bytes)
                            .collect::<Vec<_>>(),
                    ),
                };
                (
                    format!("{} to {place}", ngo.name),
                    self.seal(ngo, plan, contribution, place),
                )
            })
            .collect();
        files.push((format!("roster of {}", ngo.name), roster(ngo)));
        files
    }

    /// Returns what all organisations send, each of these cases.
    pub fn contributions(&self, plan: &Plan, codes: &[Code]) -> Vec<(String, Vec<u8>)> {
        let ngos = self.ngos.iter();
        ngos.flat_map(|ngo| self.contribution(ngo, plan, codes))
            .collect()
    }

    /// Signs a contribution as the organisation's handler, and seals it to a coordinator.
    pub fn seal(
        &self,
        ngo: &Ngo,
        plan: &Plan,
        contribution: Contribution,
        place: usize,
    ) -> Vec<u8> {
        let signature = ngo
            .handler
            .sign(Purpose::Contribution, &canonical(&contribution).unwrap());
        let message = canonical(&SignedContribution {
            contribution,
            signature,
        })
        .unwrap();
        let recipient =
            HybridRecipient::parse(plan.coordinators[place].recipient.as_str()).unwrap();
        let size = contribution_size(plan.cells()).unwrap();
        seal_to(&[recipient], &[&message[..], b"\n"].concat(), b' ', size).unwrap()
    }

    /// Returns what one coordinator collects from these files. Those for the other coordinator are taken away first.
    pub fn collect(&self, plan: &Plan, place: usize, files: &[(String, Vec<u8>)]) -> Collected {
        let others = format!(" to {}", 1 - place);
        let own: Vec<_> = files
            .iter()
            .filter(|(name, _)| !name.ends_with(&others))
            .cloned()
            .collect();
        collect(plan, &self.coordinators[place], &own).unwrap()
    }

    /// Returns a release of these cases; each coordinator has an empty ledger.
    pub fn release(&self, codes: &[Code]) -> Release {
        let plan = &self.plan.plan;
        let files = self.contributions(plan, codes);
        let halves: Vec<(String, Vec<u8>)> = (0..self.coordinators.len())
            .map(|place| {
                let summed: Summed = self.collect(plan, place, &files).sum(plan, &[]).unwrap();
                let keys = &self.coordinators[place];
                let (day, mut random) = (day("2026-01-10"), SystemRandom::default());
                let half = Half::first(&self.plan, keys, place, &summed, day, &mut random);
                (keys.id.clone(), canonical(&half.unwrap()).unwrap())
            })
            .collect();
        Release::of(plan, &halves).unwrap()
    }
}

/// A path that nobody else uses. What was written there is removed on drop.
pub struct TempFolder(pub PathBuf);

impl TempFolder {
    pub fn new() -> Self {
        let name: [u8; 8] = crate::keyring::random().unwrap();
        Self(std::env::temp_dir().join(format!("sotto-stats-{}", Hex(name))))
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn signed(plan: Plan, coordinators: &[Keys]) -> SignedPlan {
    let message = canonical(&plan).unwrap();
    let signatures = coordinators
        .iter()
        .map(|keys| Some(keys.sign(Purpose::Plan, &message)))
        .collect();
    SignedPlan { plan, signatures }
}

/// Returns each file that cannot be used with what is wrong with it.
pub fn problems(collected: &Collected) -> Vec<String> {
    let problems = collected.problems().iter();
    problems
        .map(|(file, problem)| format!("{file} {problem}."))
        .collect()
}

/// Returns a signed roster: the signature, a line feed, and the roster.
pub fn roster(ngo: &Ngo) -> Vec<u8> {
    let roster = Roster {
        format: sotto::roster::FORMAT.into(),
        demo: false,
        organisation: ngo.name.clone(),
        serial: ngo.serial,
        not_before: day("2025-01-01"),
        not_after: day("2026-12-31"),
        handlers: vec![Handler {
            id: ngo.handler.id.clone(),
            verifying_key: ngo.handler.verifying_key(),
        }],
        least: 1,
        keep_until: 1,
        coordinators: Vec::new(),
    };
    let json = canonical(&roster).unwrap();
    let signature = ngo.root.sign(Purpose::Roster, &json).to_string();
    [signature.as_bytes(), b"\n", &json].concat()
}

/// Returns `count` made-up cases.
pub fn cases(count: usize) -> Vec<Code> {
    let mut random = SystemRandom::default();
    (0..count)
        .map(|_| crate::synthetic::case::case(&mut random).unwrap())
        .collect()
}
