//! Reads the imports of a Rust room: `mod`, `use`, and paths in code. What only a test needs is no import.

use super::order::Order;
use super::tokens::{Scope, scan};
use super::{Place, Room, Sources, folder_of, joined};

/// So many modules hand a name on, at most; it ends circles of re-exports.
const HANDS: u8 = 12;

/// A module: a file, or a part of one.
struct Module {
    file: String,
    place: Place,
    parent: Option<usize>,
    children: Vec<(String, usize)>,
    scope: Scope,
}

/// Every module of a room; the first is its root.
struct Tree<'a> {
    sources: &'a Sources,
    modules: Vec<Module>,
}

/// Reads the room whose root is the file `root`.
pub fn read(root: &str, sources: &Sources) -> Room {
    let mut tree = Tree {
        sources,
        modules: Vec::new(),
    };
    tree.add_file(root.to_owned(), Vec::new(), None);
    let mut room = Room::default();
    for module in &tree.modules {
        let order = Order::read(&sources[&module.file], "//!");
        room.places
            .insert(module.file.clone(), module.place.clone());
        if order.is_some() || !module.scope.files.is_empty() {
            room.orders
                .insert(module.place.clone(), (module.file.clone(), order));
        }
    }
    for at in 0..tree.modules.len() {
        tree.import_all(at, &mut room);
    }
    room
}

impl Tree<'_> {
    fn add_file(&mut self, file: String, place: Place, parent: Option<usize>) -> usize {
        let text = self
            .sources
            .get(&file)
            .unwrap_or_else(|| panic!("{file} is declared and not there"));
        let scope = scan(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(file, place, parent, scope)
    }

    fn add(&mut self, file: String, place: Place, parent: Option<usize>, scope: Scope) -> usize {
        let at = self.modules.len();
        let (files, inline) = (scope.files.clone(), scope.inline.clone());
        self.modules.push(Module {
            file: file.clone(),
            place: place.clone(),
            parent,
            children: Vec::new(),
            scope,
        });
        for (name, path) in files {
            let child = self.file_of(&file, &name, path.as_deref());
            let below = [place.as_slice(), std::slice::from_ref(&name)].concat();
            let child = self.add_file(child, below, Some(at));
            self.modules[at].children.push((name, child));
        }
        for (name, scope) in inline {
            let child = self.add(file.clone(), place.clone(), Some(at), scope);
            self.modules[at].children.push((name, child));
        }
        at
    }

    /// Returns the file of the module `name` that `file` declares.
    fn file_of(&self, file: &str, name: &str, path: Option<&str>) -> String {
        let folder = folder_of(file);
        if let Some(path) = path {
            return joined(folder, path);
        }
        let own = file.rsplit('/').next().unwrap_or(file);
        let below = match own {
            "main.rs" | "lib.rs" | "mod.rs" => folder.to_owned(),
            own => format!("{folder}/{}", own.trim_end_matches(".rs")),
        };
        let beside = format!("{below}/{name}.rs");
        if self.sources.contains_key(&beside) {
            return beside;
        }
        format!("{below}/{name}/mod.rs")
    }

    /// Notes all that the module `at` imports.
    fn import_all(&self, at: usize, room: &mut Room) {
        let module = &self.modules[at];
        let file_of = |at: usize| self.modules[at].file.as_str();
        for (name, child) in &module.children {
            room.import(&module.file, file_of(*child), format!("mod {name}"));
        }
        for path in &module.scope.paths {
            // The import of its first name has said it already.
            let whence = module.scope.imported.get(&path[0]);
            let whence = whence.filter(|whence| *whence != path);
            let said = whence.map_or_else(Vec::new, |whence| self.targets(at, whence));
            for target in self.targets(at, path) {
                if !said.contains(&target) {
                    room.import(&module.file, file_of(target), path.join("::"));
                }
            }
        }
    }

    /// Returns the modules that define what `path` names in the module `at`; none if it is not of this room.
    fn targets(&self, at: usize, path: &[String]) -> Vec<usize> {
        let everything = path.last().is_some_and(|last| last == "*");
        let named = &path[..path.len() - usize::from(everything)];
        let Some(target) = self.resolve(at, named, HANDS) else {
            return Vec::new();
        };
        let scope = &self.modules[target].scope;
        let handed_on = scope.imported.values().chain(&scope.globs);
        let further = handed_on
            .filter(|_| everything)
            .filter_map(|path| self.resolve(target, path, HANDS));
        std::iter::once(target).chain(further).collect()
    }

    fn resolve(&self, at: usize, path: &[String], hands: u8) -> Option<usize> {
        let hands = hands.checked_sub(1)?;
        let Some((first, rest)) = path.split_first() else {
            return Some(at);
        };
        match first.as_str() {
            "crate" => self.inside(0, rest, hands),
            "self" => self.inside(at, rest, hands),
            "super" => self.above(self.modules[at].parent?, rest, hands),
            _ if self.knows(at, first, hands) => self.inside(at, path, hands),
            _ => None,
        }
    }

    fn above(&self, at: usize, path: &[String], hands: u8) -> Option<usize> {
        match path.split_first() {
            Some((first, rest)) if first == "super" => {
                self.above(self.modules[at].parent?, rest, hands)
            }
            _ => self.inside(at, path, hands),
        }
    }

    /// Follows `path` from the module `at`, through what modules hand on, to the module that defines its end.
    fn inside(&self, at: usize, path: &[String], hands: u8) -> Option<usize> {
        let Some((first, rest)) = path.split_first() else {
            return Some(at);
        };
        let module = &self.modules[at];
        if let Some(child) = self.child(at, first) {
            return self.inside(child, rest, hands);
        }
        if module.scope.defined.contains(first) {
            return Some(at);
        }
        if let Some(whence) = module.scope.imported.get(first) {
            return self.resolve(at, &[whence.as_slice(), rest].concat(), hands);
        }
        for glob in &module.scope.globs {
            if let Some(target) = self.resolve(at, glob, hands)
                && self.knows(target, first, hands)
            {
                return self.inside(target, path, hands);
            }
        }
        // Made by a macro of this module.
        Some(at)
    }

    fn knows(&self, at: usize, name: &str, hands: u8) -> bool {
        let scope = &self.modules[at].scope;
        self.child(at, name).is_some()
            || scope.defined.contains(name)
            || scope.imported.contains_key(name)
            || scope.globs.iter().any(|glob| {
                self.resolve(at, glob, hands)
                    .is_some_and(|target| target != at && self.knows(target, name, hands))
            })
    }

    fn child(&self, at: usize, name: &str) -> Option<usize> {
        let children = &self.modules[at].children;
        let found = children.iter().find(|(child, _)| child == name);
        found.map(|(_, child)| *child)
    }
}
