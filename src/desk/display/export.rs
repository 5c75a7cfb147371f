//! Exports: indicators for other programs, and the record of a case that must be kept.

use crate::cases::entry::CaseView;
use crate::display::report;
use crate::indicators::indicator::{Indicator, Kind, defang};
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use crate::text::messages::DeskMessages;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sotto::day::Day;
use sotto::hex::Hex;
use sotto::ticket::Ticket;
use std::collections::BTreeSet;
use std::str::FromStr;

/// The forms in which indicators are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One indicator a line, defanged: kind, tab, value.
    Text,
    Csv,
    /// STIX 2.1, <https://docs.oasis-open.org/cti/stix/v2.1/stix-v2.1.html>
    Stix,
    /// MISP core format, <https://www.misp-standard.org/rfc/misp-standard-core.html>
    Misp,
}

/// The word does not name a form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a form; choose one of: text, csv, stix, misp")]
pub struct NotAForm;

impl FromStr for Form {
    type Err = NotAForm;

    fn from_str(text: &str) -> Result<Self, NotAForm> {
        match text {
            "text" => Ok(Self::Text),
            "csv" => Ok(Self::Csv),
            "stix" => Ok(Self::Stix),
            "misp" => Ok(Self::Misp),
            _ => Err(NotAForm),
        }
    }
}

/// Returns the indicators of these cases that may leave the team, in this form: with nothing about the reporters, and no time finer
/// than today's date.
pub fn traces<'a>(
    entries: impl IntoIterator<Item = CaseView<'a>>,
    form: Form,
    today: Day,
) -> String {
    let leaving: BTreeSet<Indicator> = entries
        .into_iter()
        .flat_map(|entry| entry.leaving())
        .collect();
    let all: BTreeSet<&Indicator> = leaving.iter().collect();
    match form {
        Form::Text => all
            .iter()
            .map(|found| format!("{}\t{}\n", found.kind.as_str(), defang(&found.value)))
            .collect(),
        Form::Csv => {
            let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
            let lines = all
                .iter()
                .map(|found| format!("{},{}\n", found.kind.as_str(), quoted(&found.value)));
            std::iter::once("type,value\n".to_owned())
                .chain(lines)
                .collect()
        }
        Form::Stix => pretty(&stix(&all, today)),
        Form::Misp => pretty(&misp(&all, today)),
    }
}

/// Returns the JSON on several lines.
fn pretty(json: &Value) -> String {
    format!("{json:#}\n")
}

/// Returns a version 8 UUID made from the SHA-256 of `of` (<https://www.rfc-editor.org/rfc/rfc9562>).
fn uuid(of: &str) -> String {
    let digest = Hex::<32>(Sha256::digest(of.as_bytes()).into()).to_string();
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default().to_owned();
    format!(
        "{}-{}-8{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// Returns the indicators as a STIX bundle, without telephone numbers.
fn stix(all: &BTreeSet<&Indicator>, today: Day) -> Value {
    let moment = format!("{today}T00:00:00.000Z");
    let escaped = |value: &str| value.replace('\\', "\\\\").replace('\'', "\\'");
    let pattern = |found: &Indicator| {
        let value = escaped(&found.value);
        Some(match found.kind {
            Kind::Url => format!("[url:value='{value}']"),
            Kind::Domain => format!("[domain-name:value='{value}']"),
            Kind::Email => format!("[email-addr:value='{value}']"),
            Kind::Ip => format!("[ipv4-addr:value='{value}']"),
            Kind::Hash => format!(
                "[file:hashes.'{}'='{value}']",
                match value.len() {
                    32 => "MD5",
                    40 => "SHA-1",
                    _ => "SHA-256",
                }
            ),
            // STIX has no telephone numbers.
            Kind::Phone => return None,
        })
    };
    let objects: Vec<_> = all.iter().filter_map(|found| {
        let pattern = pattern(found)?;
        Some(json!({"type": "indicator", "spec_version": "2.1", "id": format!("indicator--{}", uuid(&pattern)), "created": moment, "modified": moment, "valid_from": moment, "pattern_type": "stix", "pattern": pattern}))
    }).collect();
    json!({"type": "bundle", "id": format!("bundle--{}", uuid(&objects.len().to_string())), "objects": objects})
}

/// Returns the indicators as a MISP event.
fn misp(all: &BTreeSet<&Indicator>, today: Day) -> Value {
    let attributes: Vec<_> = all.iter().map(|found| {
        let (category, of_type) = match found.kind {
            Kind::Url => ("Network activity", "url"),
            Kind::Domain => ("Network activity", "domain"),
            Kind::Email => ("Payload delivery", "email-src"),
            Kind::Ip => ("Network activity", "ip-dst"),
            Kind::Hash => ("Payload delivery", match found.value.len() { 32 => "md5", 40 => "sha1", _ => "sha256" }),
            Kind::Phone => ("Social network", "phone-number"),
        };
        json!({"category": category, "type": of_type, "value": found.value, "to_ids": found.kind != Kind::Phone, "uuid": uuid(&found.value)})
    }).collect();
    json!({"Event": {"info": "indicators", "date": today.to_string(), "distribution": "0", "analysis": "2", "threat_level_id": "4", "Attribute": attributes}})
}

/// Returns, as JSON, the record of a case that must be kept when the case is purged: what was done, by whom and when, without the
/// reporter's words and the team's notes. With `narrative`, returns the whole case.
pub fn paper(
    session: &Session,
    messages: &DeskMessages,
    ticket: Ticket,
    narrative: bool,
) -> Result<String, SessionError> {
    let shown = report::report(session, messages, ticket, true)?;
    let json = |value: Result<Value, serde_json::Error>| value.unwrap_or_default();
    if narrative {
        return Ok(pretty(&json(serde_json::to_value(&shown))));
    }
    let timeline: Vec<_> = shown
        .timeline
        .iter()
        .map(|line| json!([line.day, line.handler, line.what.split(':').next()]))
        .collect();
    Ok(pretty(&json!({
        "case": shown.ticket, "came": shown.pulled, "state": shown.state, "outcome": shown.outcome, "vetting": shown.vetting,
        "priority": shown.priority, "labels": shown.labels, "code": shown.code, "timeline": timeline,
        "replies": shown.replies.len(), "files": shown.attachments.len(),
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::extract::extract;
    use crate::indicators::lists::IndicatorList;

    #[test]
    fn what_is_written_for_other_programs_is_read_again_as_the_same() {
        let found = extract(
            "see https://evil.example.com/x, evil.example.com, 198.51.100.7, a@evil.example.com and d41d8cd98f00b204e9800998ecf8427e",
        );
        let all: BTreeSet<&Indicator> = found.iter().collect();
        let values: BTreeSet<String> = found.iter().map(|found| found.value.clone()).collect();
        for text in [
            pretty(&stix(&all, Day::FIRST)),
            pretty(&misp(&all, Day::FIRST)),
        ] {
            assert_eq!(
                IndicatorList::read("x", Day::FIRST, text.as_bytes())
                    .unwrap()
                    .values,
                values
            );
        }
        assert_eq!(uuid("x").len(), 36);
    }
}
