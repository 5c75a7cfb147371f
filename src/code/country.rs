//! Countries by ISO 3166-1 (<https://www.iso.org/iso-3166-country-codes.html>), each in one of the regions of the code lists.
//!
//! The regions follow UN M49, <https://unstats.un.org/unsd/methodology/m49/>; Europe outside its east is one.

use super::lists::{Geo, NotInList};
use crate::as_text::as_text;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

const GROUPS: [(Geo, &str); 12] = [
    (Geo::NorthernAfrica, "DZ EG EH LY MA SD TN"),
    (
        Geo::SubSaharanAfrica,
        "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW SC SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW",
    ),
    (Geo::NorthernAmerica, "BM CA GL PM US"),
    (
        Geo::LatinAmerica,
        "AG AI AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI",
    ),
    (Geo::CentralAsia, "KG KZ TJ TM UZ"),
    (Geo::EasternAsia, "CN HK JP KP KR MN MO TW"),
    (Geo::SouthernAsia, "AF BD BT IN IR LK MV NP PK"),
    (Geo::SouthEasternAsia, "BN ID KH LA MM MY PH SG TH TL VN"),
    (
        Geo::WesternAsia,
        "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    ),
    (Geo::EasternEurope, "BG BY CZ HU MD PL RO RU SK UA"),
    (
        Geo::OtherEurope,
        "AD AL AT AX BA BE CH DE DK EE ES FI FO FR GB GG GI GR HR IE IM IS IT JE LI LT LU LV MC ME MK MT NL NO PT RS SE SI SJ SM VA XK",
    ),
    (
        Geo::Oceania,
        "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    ),
];

/// Stands for a country that is not known, or that the handler would rather not name.
const UNKNOWN: &str = "unknown";

/// Every code in the order of the alphabet, and `unknown` behind them.
static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut codes: Vec<_> = GROUPS
        .iter()
        .flat_map(|(_, codes)| codes.split(' '))
        .collect();
    codes.sort_unstable();
    codes.push(UNKNOWN);
    codes
});

/// A column a language, as CLDR has them: written by ops/assets.mjs.
const NAMES: &str = include_str!("countries.tsv");

/// Returns the names of all countries in a language, such as `en`, by their codes; nothing for a language that is not
/// in the table.
pub fn names(language: &str) -> BTreeMap<&'static str, &'static str> {
    let mut lines = NAMES.lines().map(|line| line.split('\t'));
    let column = lines
        .next()
        .and_then(|mut head| head.position(|name| name == language));
    let row = |mut cells: std::str::Split<'static, char>| {
        let code = cells.next()?;
        Some((code, cells.nth(column?.checked_sub(1)?)?))
    };
    lines.filter_map(row).collect()
}

/// A country or territory, or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(usize);

impl Country {
    /// Returns what stands for a country that is not known.
    pub fn unknown() -> Self {
        Self(ALL.len() - 1)
    }

    /// Returns every country and `unknown`, in the order of the grid.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ALL.len()).map(Self)
    }

    /// Returns two capital letters, or `unknown`.
    pub fn as_str(self) -> &'static str {
        ALL.get(self.0).copied().unwrap_or(UNKNOWN)
    }

    /// Returns its index in the grid.
    pub fn index(self) -> usize {
        self.0
    }

    /// Returns the region that it lies in; `unknown` lies in none.
    pub fn region(self) -> Geo {
        let holds = |codes: &str| codes.split(' ').any(|code| code == self.as_str());
        let found = GROUPS.iter().find(|(_, codes)| holds(codes));
        found.map_or(Geo::Unknown, |(geo, _)| *geo)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Country {
    type Err = NotInList;

    fn from_str(text: &str) -> Result<Self, NotInList> {
        let found = ALL.iter().position(|word| *word == text);
        found.map(Self).ok_or_else(|| {
            NotInList::new(
                "countries",
                "two capital letters of ISO 3166, such as EG, or unknown".to_owned(),
            )
        })
    }
}

as_text!(Country);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_in_one_region_and_reads_back() {
        assert!(Country::all().count() > 245);
        assert!(ALL.windows(2).all(|pair| pair[0] < pair[1]));
        for country in Country::all() {
            assert_eq!(country.as_str().parse(), Ok(country));
            assert_eq!(
                country.region() == Geo::Unknown,
                country == Country::unknown()
            );
        }
        for language in ["en", "ar"] {
            let named: Vec<_> = names(language).into_keys().collect();
            assert_eq!(named, ALL[..ALL.len() - 1], "{language}");
        }
        assert_eq!(names("en").get("LB"), Some(&"Lebanon"));
        assert!(names("code").is_empty() && names("tlh").is_empty());
        let region = |code: &str| code.parse().map(Country::region);
        assert_eq!(region("LB"), Ok(Geo::WesternAsia));
        assert_eq!(region("IR"), Ok(Geo::SouthernAsia));
        assert!(
            "the north"
                .parse::<Country>()
                .unwrap_err()
                .to_string()
                .contains("such as EG")
        );
    }
}
