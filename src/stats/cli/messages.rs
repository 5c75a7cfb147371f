//! The sentences of the command line, in English: `locales/cli.ftl`.

use crate::messages::{Messages, Value};
use std::sync::LazyLock;

const SOURCE: &str = include_str!("../locales/cli.ftl");

static MESSAGES: LazyLock<Messages> = LazyLock::new(|| Messages::new("en", &[SOURCE]));

/// Returns a sentence that takes no values.
pub fn text(id: &str) -> String {
    MESSAGES.text(id)
}

/// Returns a sentence with its values filled in.
pub fn format<'a, V>(id: &str, values: &[(&'a str, V)]) -> String
where
    V: Clone + Into<Value<'a>>,
{
    MESSAGES.format(id, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::check;
    use std::collections::BTreeSet;

    #[test]
    fn every_sentence_that_is_said_is_there_and_the_others_are_not() {
        assert_eq!(check::errors(SOURCE), [""; 0]);
        let files = [
            include_str!("contributions.rs"),
            include_str!("findings.rs"),
            include_str!("new_plan.rs"),
            include_str!("plan.rs"),
            include_str!("release.rs"),
            include_str!("run.rs"),
            include_str!("summary.rs"),
            SOURCE,
        ];
        let written = files.join("\n");
        let ids: BTreeSet<&str> = check::variables(SOURCE).into_keys().collect();
        for id in &ids {
            let is_said = written.contains(&format!("\"{id}\""));
            assert!(is_said || written.contains(&format!("{{ {id} }}")), "{id}");
        }
        let calls = ["text(", "format("].map(|call| written.split(call).skip(1));
        let asked = calls.into_iter().flatten();
        let asked = asked.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
        for id in asked {
            assert!(ids.contains(id), "{id}");
        }
    }

    #[test]
    fn what_is_counted_is_in_the_singular_where_there_is_one() {
        let preview = |cases: u64| {
            let values = [("cases", cases.into()), ("page", Value::from("x.html"))];
            format("plan-preview", &values)
        };
        assert_eq!(preview(1), "1 made-up case, published by this plan: x.html");
        assert_eq!(
            preview(400),
            "400 made-up cases, published by this plan: x.html"
        );
        let values = [("cells", 14), ("tables", 1)];
        assert_eq!(
            format("audit-cells", &values),
            "ok  14 cells in 1 table: rounded to 5, none shown below its threshold"
        );
    }
}
