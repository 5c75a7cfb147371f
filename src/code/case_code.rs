//! The code of a closed case: what is counted of it.
//!
//! No free text, no date and nothing below a country can stand in it: by type.

use super::country::Country;
use super::lists::{
    Actor, Asset, Attribution, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};
use serde::{Deserialize, Serialize};

/// What is counted of a closed case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Where.
    pub geo: Geo,
    /// In which country, as far as that may be said.
    pub country: Country,
    /// What happened.
    pub kind: Kind,
    /// How sure the team is.
    pub finding: Finding,
    /// With what.
    pub tool: Tool,
    /// How firmly it can be laid at somebody's door.
    pub attribution: Attribution,
    /// Who did it.
    pub actor: Actor,
    /// Who was aimed at.
    pub target: Target,
    /// What was hit.
    pub asset: Asset,
    /// By which way.
    pub vector: Vector,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took to answer.
    pub response: Response,
}

impl Code {
    /// Whether the country lies in the region. Who is in exile may be counted as such, with the country they fled.
    pub fn agrees(&self) -> bool {
        self.country == Country::unknown()
            || matches!(self.geo, Geo::Exile)
            || self.geo == self.country.region()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_has_no_way_in() {
        let surplus = r#"{"geo":"unknown","country":"unknown","kind":"other","finding":"pending","tool":"none","attribution":"none","actor":"unknown","target":"other","asset":"ios","vector":"link","outcome":"open","response":"not-applicable","note":"Ana"}"#;
        assert!(serde_json::from_str::<Code>(surplus).is_err());
        assert!(serde_json::from_str::<Code>(&surplus.replace(r#","note":"Ana""#, "")).is_ok());
        assert!(
            serde_json::from_str::<Code>(
                &surplus
                    .replace(r#","note":"Ana""#, "")
                    .replace("pending", "Ana")
            )
            .is_err()
        );
    }
}
