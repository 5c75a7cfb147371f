//! Reads the imports of a folder of TypeScript: `import` and `export … from`, at the beginning of a line, and `import(…)`.

use super::order::Order;
use super::{Place, Room, Sources, folder_of, joined};

/// Reads every `.ts` file below `folder`.
pub fn read(folder: &str, sources: &Sources) -> Room {
    let mut room = Room::default();
    let prefix = format!("{folder}/");
    let inside = || sources.iter().filter(|(file, _)| file.starts_with(&prefix));
    for (file, _) in inside() {
        let name = file.trim_start_matches(&prefix).trim_end_matches(".ts");
        let place: Place = name.split('/').map(str::to_owned).collect();
        let parent = place[..place.len() - 1].to_vec();
        let undeclared = (folder_of(file).to_owned(), None);
        room.orders.entry(parent).or_insert(undeclared);
        room.places.insert(file.clone(), place);
    }
    for (file, text) in inside() {
        if let Some(mut order) = Order::read(text, "//") {
            let (name, parent) = room.places[file].split_last().unwrap();
            order.put_on_top(name);
            room.orders
                .insert(parent.to_vec(), (file.clone(), Some(order)));
        }
        for (path, names) in imports(text) {
            let to = joined(folder_of(file), &path);
            if room.places.contains_key(&to) {
                names
                    .into_iter()
                    .for_each(|name| room.import(file, &to, name));
            } else if path.starts_with('.') && is_code(&path) {
                room.outside.push(format!(
                    "outside: {file} imports {to}, which is not in {folder}"
                ));
            }
        }
    }
    room
}

/// Whether `path` names a program, and no page, style or list.
fn is_code(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.')
        .is_none_or(|(_, kind)| ["ts", "js", "mjs"].contains(&kind))
}

/// Returns the path and the names of each import.
fn imports(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut lines = code(text).into_iter();
    while let Some(line) = lines.next() {
        if let Some((_, rest)) = line.split_once("import(\"") {
            let path = rest.split('"').next().unwrap_or_default();
            found.push((path.to_owned(), vec!["import()".to_owned()]));
        }
        let begins = ["import ", "export {", "export * ", "export type {"];
        if !begins.iter().any(|begin| line.starts_with(begin)) {
            continue;
        }
        let mut statement = line.to_owned();
        while !statement.contains(['"', '}']) {
            let Some(more) = lines.next() else { break };
            statement.push_str(more);
        }
        let mut quoted = statement.split('"');
        if let (Some(names), Some(path)) = (quoted.next(), quoted.next()) {
            found.push((path.to_owned(), imported(names)));
        }
    }
    found
}

/// Returns the lines that no comment takes.
fn code(text: &str) -> Vec<&str> {
    let mut in_comment = false;
    text.lines()
        .filter(|line| {
            let line = line.trim();
            in_comment |= line.starts_with("/*");
            let skipped = in_comment || line.starts_with("//");
            in_comment &= !line.ends_with("*/");
            !skipped
        })
        .collect()
}

/// Returns the names between `import` and `from`; the word `import` where a file is imported for what it does.
fn imported(clause: &str) -> Vec<String> {
    let words = ["import", "export", "type", "from"];
    let names: Vec<String> = clause
        .split(['{', '}', ','])
        .flat_map(|part| part.split(" as ").next())
        .flat_map(|part| part.split_whitespace().filter(|word| !words.contains(word)))
        .map(str::to_owned)
        .collect();
    if names.is_empty() {
        vec!["import".to_owned()]
    } else {
        names
    }
}
