//! Looks indicators up in the loaded lists.

use crate::indicators::indicator::{Indicator, Kind, is_everywhere};
use crate::indicators::lists::IndicatorList;
use serde::Serialize;
use sotto::day::Day;
use std::collections::{BTreeSet, HashMap};

/// How strong a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The same web address, domain, digest, mail address or number is listed.
    Strong,
    /// A domain above it is listed.
    Likely,
    /// The same IP address is listed, which many may share.
    Weak,
}

/// A match: an indicator of a case that is on a loaded list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hit {
    pub tier: Tier,
    pub indicator: Indicator,
    /// The name of the list.
    #[serde(rename = "feed")]
    pub list: String,
    /// The day on which the list was loaded.
    pub day: Day,
}

/// All loaded lists, with an index to look indicators up in.
#[derive(Default)]
pub struct IndicatorLists {
    pub lists: Vec<IndicatorList>,
    index: HashMap<String, usize>,
}

impl IndicatorLists {
    /// Indexes these lists.
    pub fn new(lists: Vec<IndicatorList>) -> Self {
        let mut index = HashMap::new();
        for (place, list) in lists.iter().enumerate() {
            for value in &list.values {
                index.entry(value.clone()).or_insert(place);
            }
        }
        Self { lists, index }
    }

    /// Returns the matches of these indicators, the strongest first.
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
        // A mail address at a listed domain matches exactly, but not at a provider that everybody uses.
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
        let list = self.lists.get(*place)?;
        Some(Hit {
            tier,
            indicator: indicator.clone(),
            list: list.name.clone(),
            day: list.day,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::extract::extract;

    #[test]
    fn a_match_says_how_much_it_says() {
        let text = b"evil.example.com\n198.51.100.7\n";
        let list = IndicatorList::read("test", Day::FIRST, text).unwrap();
        let lists = IndicatorLists::new(vec![list]);
        let tiers = |text: &str| {
            lists
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
