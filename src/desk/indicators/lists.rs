//! Lists of known indicators of spyware, loaded from files: STIX 2.1 as MVT uses it, MISP JSON, CSV, plain lists.
//!
//! Nothing is looked up on the network, which would reveal who is looking. No match is not a clean result.

use crate::indicators::extract::extract;
use crate::indicators::indicator::Indicator;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sotto::day::Day;
use std::collections::BTreeSet;

/// One indicator list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorList {
    pub name: String,
    /// The day on which it was loaded.
    pub day: Day,
    pub values: BTreeSet<String>,
}

/// The file is not an indicator list in a form that can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not an indicator list, which is a STIX 2.1 bundle, a MISP event, a CSV file, or one indicator a line"
)]
pub struct NotAList;

impl IndicatorList {
    /// Parses a list in any of the four forms.
    pub fn read(name: &str, day: Day, bytes: &[u8]) -> Result<Self, NotAList> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotAList)?;
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
            return Err(NotAList);
        }
        Ok(Self {
            name: name.to_owned(),
            day,
            values: found.into_iter().map(|indicator| indicator.value).collect(),
        })
    }
}

/// Returns the indicators in STIX patterns such as `[domain-name:value='x']` and in MISP attributes. Everything else is skipped.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> IndicatorList {
        IndicatorList::read("test", Day::FIRST, text.as_bytes()).unwrap()
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
        assert_eq!(list(&plain).values, expected);
        assert_eq!(list(&csv).values, expected);
        assert_eq!(list(&misp).values, expected);
        // The name of the digest's algorithm in a pattern is not an indicator.
        assert!(list(stix).values.contains("evil.example.com"));
        for wrong in ["", "{}", "[1, 2]", "nothing here"] {
            assert_eq!(
                IndicatorList::read("x", Day::FIRST, wrong.as_bytes()),
                Err(NotAList)
            );
        }
    }
}
