//! The order that a folder declares: `Order: main > cli > triage, numbers > store`.

use std::collections::BTreeSet;

/// Names for the file that declares a folder; they need not be said.
const DECLARING: [&str; 3] = ["main", "mod", "lib"];

/// Layers from top to bottom; the names in one layer do not import one another.
pub struct Order(Vec<Vec<String>>);

impl Order {
    /// Reads the order in the comment lines that begin with `marker`; it ends where the comment or its paragraph ends.
    pub fn read(text: &str, marker: &str) -> Option<Self> {
        let comment = |line: &str| {
            line.trim_start()
                .strip_prefix(marker)
                .map(|rest| rest.trim().to_owned())
        };
        let mut lines = text.lines().map(comment).skip_while(|line| {
            !line
                .as_ref()
                .is_some_and(|line| line.starts_with("Order: "))
        });
        let first = lines.next()??;
        let more = lines.map_while(|line| line.filter(|line| !line.is_empty()));
        let all = more.fold(first, |all, line| format!("{all} {line}"));
        let order = all.trim_start_matches("Order: ").trim_end_matches('.');
        let names = |layer: &str| {
            layer
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect()
        };
        Some(Self(order.split('>').map(names).collect()))
    }

    /// Puts `name` above all others, unless it has a layer.
    pub fn put_on_top(&mut self, name: &str) {
        if self.layer(name).is_none() {
            self.0.insert(0, vec![name.to_owned()]);
        }
    }

    /// Returns the layer of `name`, the topmost being 0.
    pub fn layer(&self, name: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|layer| layer.iter().any(|one| one == name))
    }

    /// Returns a line for each name that is missing, surplus or said twice.
    pub fn differences(&self, file: &str, children: &BTreeSet<&str>) -> Vec<String> {
        let declaring = |name: &str| {
            self.0[0] == [name] && DECLARING.contains(&name) && !children.contains(name)
        };
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for name in self.0.iter().flatten().map(String::as_str) {
            if !seen.insert(name) {
                found.push(format!("{file}: its Order line names {name} twice"));
            } else if !children.contains(name) && !declaring(name) {
                found.push(format!(
                    "{file}: its Order line names {name}, which is not there"
                ));
            }
        }
        let missing = children.iter().filter(|name| !seen.contains(*name));
        found.extend(missing.map(|name| format!("{file}: its Order line lacks {name}")));
        found
    }
}
