//! The lists as sides of a table, and where a code stands on each.

use super::case_code::Code;
use super::country::Country;
use super::lists::{
    Actor, Asset, Attribution, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector, list,
};

/// The version of the lists. A released number names it, so that numbers of different lists never mix.
pub const LISTS: &str = "sotto/1 code lists 2";

list! {
    /// One of the lists, as a side of a table.
    Dimension, "dimensions":
    Geo = "geo", Country = "country", Kind = "kind", Finding = "finding", Tool = "tool", Attribution = "attribution", Actor = "actor", Target = "target", Asset = "asset", Vector = "vector", Outcome = "outcome", Response = "response",
}

impl Dimension {
    /// Returns the number of words in the list.
    pub fn length(self) -> usize {
        match self {
            Self::Geo => Geo::ALL.len(),
            Self::Country => Country::unknown().index() + 1,
            Self::Kind => Kind::ALL.len(),
            Self::Finding => Finding::ALL.len(),
            Self::Tool => Tool::ALL.len(),
            Self::Attribution => Attribution::ALL.len(),
            Self::Actor => Actor::ALL.len(),
            Self::Target => Target::ALL.len(),
            Self::Asset => Asset::ALL.len(),
            Self::Vector => Vector::ALL.len(),
            Self::Outcome => Outcome::ALL.len(),
            Self::Response => Response::ALL.len(),
        }
    }

    /// Returns the words of the list, in the order of the grid.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Geo => Geo::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Country => Country::all().map(Country::as_str).collect(),
            Self::Kind => Kind::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Finding => Finding::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Tool => Tool::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Attribution => Attribution::ALL
                .iter()
                .map(|value| value.as_str())
                .collect(),
            Self::Actor => Actor::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Target => Target::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Asset => Asset::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Vector => Vector::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Outcome => Outcome::ALL.iter().map(|value| value.as_str()).collect(),
            Self::Response => Response::ALL.iter().map(|value| value.as_str()).collect(),
        }
    }

    /// Returns the index of a code on this side.
    pub fn index(self, code: &Code) -> usize {
        match self {
            Self::Geo => code.geo as usize,
            Self::Country => code.country.index(),
            Self::Kind => code.kind as usize,
            Self::Finding => code.finding as usize,
            Self::Tool => code.tool as usize,
            Self::Attribution => code.attribution as usize,
            Self::Actor => code.actor as usize,
            Self::Target => code.target as usize,
            Self::Asset => code.asset as usize,
            Self::Vector => code.vector as usize,
            Self::Outcome => code.outcome as usize,
            Self::Response => code.response as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_list_has_a_word_twice() {
        for dimension in Dimension::ALL {
            let words = dimension.words();
            assert!(
                words
                    .iter()
                    .all(|word| words.iter().filter(|other| *other == word).count() == 1)
            );
        }
    }
}
