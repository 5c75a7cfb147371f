//! The code of a closed case: what is counted of it.
//!
//! No free text, no date and nothing below a country can stand in it: by type.

use super::country::Country;
use super::lists::{
    Actor, Asset, Attribution, Finding, Geo, Kind, Outcome, Response, Target, Tool, Vector,
};
use serde::{Deserialize, Serialize};

/// Everything that is counted of a closed case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The region.
    pub geo: Geo,
    /// The country, as far as it may be named.
    pub country: Country,
    /// The kind of incident.
    pub kind: Kind,
    /// The team's certainty.
    pub finding: Finding,
    /// The tool that was used.
    pub tool: Tool,
    /// The confidence with which it can be attributed.
    pub attribution: Attribution,
    /// The kind of actor who did it.
    pub actor: Actor,
    /// The kind of person who was aimed at.
    pub target: Target,
    /// The kind of device, account or person that was hit.
    pub asset: Asset,
    /// The way in.
    pub vector: Vector,
    /// The end of the case.
    pub outcome: Outcome,
    /// The time until the team answered.
    pub response: Response,
}

impl Code {
    /// Checks that the country lies in the region. Who is in exile may be counted as such, with the country they fled.
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
