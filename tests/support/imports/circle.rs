//! Circles: sets of files that reach one another, and the shortest way round in each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

type Imports = BTreeMap<(String, String), BTreeSet<String>>;

/// Files that reach one another.
pub struct Circle {
    /// How many they are.
    pub files: usize,
    /// The shortest way round through some of them; the last imports the first.
    pub path: Vec<String>,
}

/// Returns every set of two or more files that reach one another.
pub fn all(imports: &Imports) -> Vec<Circle> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in imports.keys() {
        next.entry(from).or_default().push(to);
    }
    let reach: BTreeMap<&str, BTreeSet<&str>> = next
        .keys()
        .map(|file| (*file, reachable(file, &next)))
        .collect();
    let mut done = BTreeSet::new();
    let mut circles = Vec::new();
    for (file, reached) in &reach {
        if done.contains(file) || !reached.contains(file) {
            continue;
        }
        let back = |other: &&str| reach.get(*other).is_some_and(|from| from.contains(file));
        let members: BTreeSet<&str> = reached.iter().copied().filter(back).collect();
        let shortest = members
            .iter()
            .filter_map(|file| way_round(file, &next))
            .min_by_key(Vec::len)
            .unwrap_or_default();
        circles.push(Circle {
            files: members.len(),
            path: shortest,
        });
        done.extend(members);
    }
    circles
}

fn reachable<'a>(file: &str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![file];
    while let Some(file) = waiting.pop() {
        for to in next.get(file).into_iter().flatten() {
            if reached.insert(*to) {
                waiting.push(to);
            }
        }
    }
    reached
}

/// Returns the shortest way from `file` back to it.
fn way_round(file: &str, next: &BTreeMap<&str, Vec<&str>>) -> Option<Vec<String>> {
    let mut ways = VecDeque::from([vec![file.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for to in next.get(way.last()?.as_str()).into_iter().flatten() {
            if *to == file {
                return Some(way);
            }
            if seen.insert(*to) {
                let mut longer = way.clone();
                longer.push((*to).to_owned());
                ways.push_back(longer);
            }
        }
    }
    None
}
