//! Finds imports that run in a circle, up or sideways, in a room of Rust or of TypeScript.
//!
//! A room is a tree of modules. Each folder of it declares an order in a comment, from top to bottom:
//! `Order: main > cli > page > remote > triage, numbers > store`. A file imports files of lower layers alone.

mod circle;
mod order;
mod planted;
mod rust;
mod tokens;
mod typescript;

use order::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The text of every source file, by its path.
pub type Sources = BTreeMap<String, String>;

/// The modules on the way from the root of the room: empty for the file that declares the room.
type Place = Vec<String>;

/// One room, read.
#[derive(Default)]
pub struct Room {
    /// Where each file stands, by its path.
    places: BTreeMap<String, Place>,
    /// The names that one file imports from another: importer, imported, names.
    imports: BTreeMap<(String, String), BTreeSet<String>>,
    /// The file that declares each folder, and the order it declares.
    orders: BTreeMap<Place, (String, Option<Order>)>,
    /// Imports of files that are not in this room, each in one line.
    outside: Vec<String>,
}

impl Room {
    /// Reads the Rust room whose root is the file `root`.
    pub fn rust(root: &str, sources: &Sources) -> Self {
        rust::read(root, sources)
    }

    /// Reads the TypeScript room in `folder`.
    pub fn typescript(folder: &str, sources: &Sources) -> Self {
        typescript::read(folder, sources)
    }

    /// Returns how many files this room has.
    pub fn files(&self) -> usize {
        self.places.len()
    }

    /// Returns every finding, each in one line.
    pub fn findings(&self) -> Vec<String> {
        let mut found = self.circles();
        found.extend(self.outside.iter().cloned());
        found.extend(self.orders.iter().flat_map(|(place, (file, order))| {
            let children = self.children(place);
            match order {
                Some(order) => order.differences(file, &children),
                // One file alone has nothing to be above or below.
                None if children.len() < 2 => Vec::new(),
                None => vec![format!("{file}: no Order line for its folder")],
            }
        }));
        found.extend(
            self.imports
                .iter()
                .filter_map(|((from, to), names)| self.against_the_order(from, to, names)),
        );
        found
    }

    /// Returns a line for each set of files that reach one another.
    pub fn circles(&self) -> Vec<String> {
        circle::all(&self.imports)
            .into_iter()
            .map(|circle| {
                let steps: Vec<String> = circle
                    .path
                    .iter()
                    .zip(circle.path.iter().cycle().skip(1))
                    .map(|(from, to)| {
                        let names = &self.imports[&(from.clone(), to.clone())];
                        format!("{from} imports {to} ({})", list(names))
                    })
                    .collect();
                format!("circle of {} files: {}", circle.files, steps.join("; "))
            })
            .collect()
    }

    fn children(&self, folder: &[String]) -> BTreeSet<&str> {
        self.places
            .values()
            .filter(|place| place.len() > folder.len() && place.starts_with(folder))
            .map(|place| place[folder.len()].as_str())
            .collect()
    }

    fn against_the_order(&self, from: &str, to: &str, names: &BTreeSet<String>) -> Option<String> {
        let (above, below) = (&self.places[from], &self.places[to]);
        let common = above
            .iter()
            .zip(below)
            .take_while(|(one, other)| one == other)
            .count();
        let line = |what: &str| Some(format!("{what}: {from} imports {to} ({})", list(names)));
        // The file that declares a folder stands above all that is in it.
        if common == above.len() {
            return None;
        }
        if common == below.len() {
            return line("upward");
        }
        let (_, order) = self.orders.get(&above[..common])?;
        let order = order.as_ref()?;
        // A name that the order lacks is a finding of its own.
        let (above, below) = (order.layer(&above[common])?, order.layer(&below[common])?);
        match above.cmp(&below) {
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => line("sideways"),
            std::cmp::Ordering::Greater => line("upward"),
        }
    }

    fn import(&mut self, from: &str, to: &str, name: String) {
        if from != to {
            self.imports
                .entry((from.to_owned(), to.to_owned()))
                .or_default()
                .insert(name);
        }
    }
}

fn list(names: &BTreeSet<String>) -> String {
    names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Reads every file below `folder` that ends in `kind`; paths begin with `folder`, which is relative to `top`.
pub fn sources(top: &str, folder: &str, kind: &str) -> Sources {
    let mut read = Sources::new();
    let mut folders = vec![Path::new(top).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == kind) {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap();
                read.insert(name.to_owned(), std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    read
}

/// Returns `path` as seen from `folder`, without `.` and `..`.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}
