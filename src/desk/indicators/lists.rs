//! Lists of known traces of spyware, loaded from files: STIX 2.1 as MVT uses it, MISP JSON, CSV, plain lists.
//!
//! Nothing is asked of anybody: a look-up would tell who looks. No match is not a clean result.

use crate::indicators::indicator::{Indicator, Kind, extract, is_everywhere};
use crate::session::unlocked::Desk;
use crate::store::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sotto::day::Day;
use std::collections::{BTreeSet, HashMap};

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    pub name: String,
    /// When it was loaded.
    pub day: Day,
    pub values: BTreeSet<String>,
}

/// The file is no list that can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is no list of indicators: a STIX 2.1 bundle, a MISP event, a CSV, or one indicator a line"
)]
pub struct NoFeed;

impl Feed {
    /// Reads a list of any of the four forms.
    pub fn read(name: &str, day: Day, bytes: &[u8]) -> Result<Self, NoFeed> {
        let text = std::str::from_utf8(bytes).map_err(|_| NoFeed)?;
        let found = match serde_json::from_str::<Value>(text) {
            Ok(json) => of_json(&json),
            Err(_) => text
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(|line| line.split([',', ';', '\t']))
                .flat_map(extract)
                .collect(),
        };
        if found.is_empty() {
            return Err(NoFeed);
        }
        Ok(Self {
            name: name.to_owned(),
            day,
            values: found.into_iter().map(|indicator| indicator.value).collect(),
        })
    }
}

/// STIX patterns `[domain-name:value='x']`, or MISP attributes; whatever is neither is passed over.
fn of_json(json: &Value) -> BTreeSet<Indicator> {
    let mut found = BTreeSet::new();
    let objects = json.get("objects").and_then(Value::as_array);
    for object in objects.into_iter().flatten() {
        let pattern = object
            .get("pattern")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let values = pattern.split('\'').skip(1).step_by(2);
        values.for_each(|value| found.extend(extract(value)));
    }
    attributes(json, &mut found);
    found
}

fn attributes(json: &Value, found: &mut BTreeSet<Indicator>) {
    match json {
        Value::Array(all) => all.iter().for_each(|one| attributes(one, found)),
        Value::Object(object) => {
            let is_attribute = object.contains_key("category") || object.contains_key("to_ids");
            if let Some(value) = object
                .get("value")
                .and_then(Value::as_str)
                .filter(|_| is_attribute)
            {
                found.extend(extract(value));
            }
            for name in ["Event", "Attribute", "Object", "response"] {
                object
                    .get(name)
                    .into_iter()
                    .for_each(|inner| attributes(inner, found));
            }
        }
        _ => {}
    }
}

const FEEDS: &str = "feeds";

/// Loads a list, in the place of one of the same name. How many traces it has.
pub fn load(desk: &mut Desk, name: &str, bytes: &[u8]) -> Result<usize, FeedError> {
    let feed = Feed::read(name, desk.today, bytes).map_err(FeedError::Form)?;
    let count = feed.values.len();
    let mut feeds = std::mem::take(&mut desk.book.feeds).feeds;
    feeds.retain(|had| had.name != name);
    feeds.push(feed);
    keep(desk, feeds)?;
    Ok(count)
}

/// Lets go of a list.
pub fn remove(desk: &mut Desk, name: &str) -> Result<(), FeedError> {
    let mut feeds = desk.book.feeds.feeds.clone();
    let before = feeds.len();
    feeds.retain(|had| had.name != name);
    if feeds.len() == before {
        return Err(FeedError::Unknown(name.to_owned()));
    }
    keep(desk, feeds)
}

fn keep(desk: &mut Desk, feeds: Vec<Feed>) -> Result<(), FeedError> {
    let kept = desk.store.remember(FEEDS, &feeds);
    desk.book.take_feeds(Feeds::new(feeds));
    kept.map_err(FeedError::Store)
}

/// Why a list is not loaded, or not let go of.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    #[error("{0}")]
    Form(NoFeed),
    #[error("there is no list called {0}; `sotto-desk indicators list` prints them")]
    Unknown(String),
    #[error("{0}")]
    Store(StoreError),
}

/// How much a match says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The very address, domain, digest or mail.
    Strong,
    /// A domain above it.
    Likely,
    /// An address on the network, which many may share.
    Weak,
}

/// A trace in a report that a list knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub tier: Tier,
    pub indicator: Indicator,
    pub feed: String,
    pub day: Day,
}

/// All lists, to look up in.
#[derive(Default)]
pub struct Feeds {
    pub feeds: Vec<Feed>,
    index: HashMap<String, usize>,
}

impl Feeds {
    pub fn new(feeds: Vec<Feed>) -> Self {
        let mut index = HashMap::new();
        for (place, feed) in feeds.iter().enumerate() {
            for value in &feed.values {
                index.entry(value.clone()).or_insert(place);
            }
        }
        Self { feeds, index }
    }

    /// What of these is known, the strongest first.
    pub fn hits(&self, indicators: &BTreeSet<Indicator>) -> Vec<Hit> {
        if self.index.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<_> = indicators
            .iter()
            .filter_map(|indicator| self.hit(indicator))
            .collect();
        hits.sort_by_key(|hit| hit.tier);
        hits
    }

    fn hit(&self, indicator: &Indicator) -> Option<Hit> {
        let exact = self.index.get(&indicator.value);
        let tier = match indicator.kind {
            Kind::Ip => Tier::Weak,
            _ => Tier::Strong,
        };
        // An address of mail at a listed domain is of that domain; at a provider of half the world it says nothing.
        let host = indicator.mail_host();
        let at_listed = host
            .filter(|host| !is_everywhere(host))
            .and_then(|host| self.index.get(host));
        let exact = exact.or(at_listed);
        let above = || {
            indicator
                .domains()
                .into_iter()
                .find_map(|domain| self.index.get(domain))
        };
        let (tier, place) = exact
            .map(|place| (tier, place))
            .or_else(|| above().map(|place| (Tier::Likely, place)))?;
        let feed = self.feeds.get(*place)?;
        Some(Hit {
            tier,
            indicator: indicator.clone(),
            feed: feed.name.clone(),
            day: feed.day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> Feed {
        Feed::read("test", Day::FIRST, text.as_bytes()).unwrap()
    }

    #[test]
    fn the_same_traces_are_read_from_each_form() {
        let stix = r#"{"type":"bundle","objects":[{"type":"malware"},{"type":"indicator","pattern":"[domain-name:value='evil.example.com']"},
            {"type":"indicator","pattern":"[file:hashes.'SHA-256'='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']"},{"pattern":"[domain-name:value='']"}]}"#;
        let hash = "a".repeat(64);
        let misp = format!(
            r#"{{"Event":{{"Attribute":[{{"category":"Network activity","value":"evil[.]example.com"}}],"Object":[{{"Attribute":[{{"to_ids":true,"value":"{hash}"}}]}}]}}}}"#
        );
        let csv = format!("type,value\ndomain,evil.example.com\nsha256,{hash}\n");
        let plain = format!("# of today\nevil.example.com\n{hash}\n");
        let expected = [hash.clone(), "evil.example.com".to_owned()].into();
        assert_eq!(feed(&plain).values, expected);
        assert_eq!(feed(&csv).values, expected);
        assert_eq!(feed(&misp).values, expected);
        // The digest's own name in a pattern is no value that anything is known by.
        assert!(feed(stix).values.contains("evil.example.com"));
        for wrong in ["", "{}", "[1, 2]", "nothing here"] {
            assert_eq!(Feed::read("x", Day::FIRST, wrong.as_bytes()), Err(NoFeed));
        }
    }

    #[test]
    fn a_match_says_how_much_it_says() {
        let feeds = Feeds::new(vec![feed("evil.example.com\n198.51.100.7\n")]);
        let tiers = |text: &str| {
            feeds
                .hits(&extract(text))
                .iter()
                .map(|hit| hit.tier)
                .collect::<Vec<_>>()
        };
        assert_eq!(tiers("evil.example.com"), [Tier::Strong]);
        assert_eq!(tiers("a.evil.example.com"), [Tier::Likely]);
        assert_eq!(tiers("198.51.100.7"), [Tier::Weak]);
        assert_eq!(tiers("notevil.example.com example.com"), []);
    }
}
