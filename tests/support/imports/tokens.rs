//! What one Rust file says of modules: those it declares, what it imports and defines, the paths in its code.

use proc_macro2::{Delimiter, LexError, Punct, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// The names of a path, from left to right; `*` at the end stands for all that is there.
pub type Path = Vec<String>;

/// The contents of a module.
#[derive(Clone, Default)]
pub struct Scope {
    /// Modules in files of their own, with the path that an attribute gives.
    pub files: Vec<(String, Option<String>)>,
    /// Modules in this file.
    pub inline: Vec<(String, Self)>,
    /// Names of items.
    pub defined: BTreeSet<String>,
    /// Imported names, and whence.
    pub imported: BTreeMap<String, Path>,
    /// Modules from which everything is imported.
    pub globs: Vec<Path>,
    /// Every import, and every path of more than one name in code.
    pub paths: BTreeSet<Path>,
}

/// Reads a file. Comments and strings are no code, and what only tests have is left out.
pub fn scan(text: &str) -> Result<Scope, LexError> {
    let mut scope = Scope::default();
    Scanner::new(text.parse()?).read(&mut scope, true);
    Ok(scope)
}

enum Attribute {
    /// What follows is there in tests alone.
    Test,
    /// The file of the module that follows.
    File(String),
    Other,
}

struct Scanner {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Scanner {
    fn new(tokens: TokenStream) -> Self {
        let tokens = tokens.into_iter().collect();
        Self { tokens, at: 0 }
    }

    /// Reads to the end. `top`: what is defined here belongs to the module.
    fn read(&mut self, scope: &mut Scope, top: bool) {
        let mut file = None;
        while let Some(token) = self.next() {
            match token {
                TokenTree::Group(group) => Self::new(group.stream()).read(scope, false),
                TokenTree::Punct(mark) if mark.as_char() == '#' => match self.attribute(scope) {
                    Attribute::Test => self.skip_item(),
                    Attribute::File(path) => file = Some(path),
                    Attribute::Other => {}
                },
                // A method, or the rest of a path that begins with a type or names a crate.
                TokenTree::Punct(mark) if self.is_between(&mark) => drop(self.path()),
                TokenTree::Ident(word) => {
                    self.word(&word.to_string(), scope, top, &mut file);
                }
                _ => {}
            }
        }
    }

    /// Whether `mark` is a dot, but not of a range, or the first of two colons.
    fn is_between(&mut self, mark: &Punct) -> bool {
        match mark.as_char() {
            '.' => !self.take('.'),
            ':' => mark.spacing() == Spacing::Joint && self.take(':'),
            _ => false,
        }
    }

    fn word(&mut self, word: &str, scope: &mut Scope, top: bool, file: &mut Option<String>) {
        match word {
            "use" => self.tree(&[], scope),
            "mod" if top => {
                let Some(name) = self.ident() else { return };
                match self.braces() {
                    Some(mut body) => {
                        let mut inner = Scope::default();
                        body.read(&mut inner, true);
                        scope.inline.push((name, inner));
                    }
                    None => scope.files.push((name, file.take())),
                }
            }
            _ if top && DEFINE.contains(&word) => {
                let _ = self.take('!');
                // Of `const fn name`, the second word defines it.
                if !self.is_word(&["fn", "unsafe", "extern"]) {
                    scope.defined.extend(self.ident());
                }
            }
            _ => {
                self.at -= 1;
                let path = self.path();
                if path.len() > 1 {
                    scope.paths.insert(path);
                }
            }
        }
    }

    /// Reads what follows `use`, up to a comma or a semicolon.
    fn tree(&mut self, prefix: &[String], scope: &mut Scope) {
        let mut path = prefix.to_vec();
        if self.colons() {
            // A crate, whatever modules there are: no module has this name.
            path.push(String::new());
        }
        loop {
            if let Some(mut inner) = self.braces() {
                while inner.at < inner.tokens.len() {
                    inner.tree(&path, scope);
                    inner.at += 1;
                }
                return;
            }
            if self.take('*') {
                scope.globs.push(path.clone());
                path.push("*".to_owned());
                scope.paths.insert(path);
                return;
            }
            let Some(name) = self.ident() else { return };
            if name != "self" || path.is_empty() {
                path.push(name);
            }
            if self.colons() {
                continue;
            }
            let alias = if self.is_word(&["as"]) {
                self.at += 1;
                self.ident()
            } else {
                path.last().cloned()
            };
            scope
                .imported
                .extend(alias.map(|alias| (alias, path.clone())));
            scope.paths.insert(path);
            return;
        }
    }

    /// Reads the rest of an attribute, and the paths in it: `with = "super::hex"` is one.
    fn attribute(&mut self, scope: &mut Scope) -> Attribute {
        self.take('!');
        let Some(TokenTree::Group(group)) = self.next() else {
            return Attribute::Other;
        };
        let mut inner = Self::new(group.stream());
        let text = group.stream().to_string().replace(char::is_whitespace, "");
        if text == "cfg(test)" || text.starts_with("cfg(all(test,") {
            return Attribute::Test;
        }
        if let Some(path) = text.strip_prefix("path=") {
            return Attribute::File(path.trim_matches('"').to_owned());
        }
        if !text.starts_with("doc") {
            inner.read(scope, false);
            scope.paths.extend(quoted_paths(&text));
        }
        Attribute::Other
    }

    fn skip_item(&mut self) {
        let (mut import, mut item) = (false, false);
        while let Some(token) = self.next() {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ';' => return,
                TokenTree::Punct(mark) if mark.as_char() == ',' && !item => return,
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !import => {
                    return;
                }
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    import |= word == "use";
                    item |= DEFINE.contains(&word.as_str())
                        || ["use", "impl", "let"].contains(&word.as_str());
                }
                _ => {}
            }
        }
    }

    /// Reads `a::b::c`, as far as it goes.
    fn path(&mut self) -> Path {
        let mut path = Path::new();
        while let Some(name) = self.ident() {
            path.push(name);
            if !self.colons() {
                break;
            }
        }
        path
    }

    fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn take(&mut self, mark: char) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(TokenTree::Punct(found)) if found.as_char() == mark);
        self.at += usize::from(found);
        found
    }

    fn colons(&mut self) -> bool {
        let joint = matches!(self.tokens.get(self.at), Some(TokenTree::Punct(mark)) if mark.spacing() == Spacing::Joint);
        joint && self.take(':') && self.take(':')
    }

    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self.tokens.get(self.at), Some(TokenTree::Ident(found)) if words.contains(&found.to_string().as_str()))
    }

    fn ident(&mut self) -> Option<String> {
        let Some(TokenTree::Ident(name)) = self.tokens.get(self.at) else {
            return None;
        };
        self.at += 1;
        Some(name.to_string().trim_start_matches("r#").to_owned())
    }

    fn braces(&mut self) -> Option<Self> {
        match self.tokens.get(self.at) {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                self.at += 1;
                Some(Self::new(group.stream()))
            }
            _ => None,
        }
    }
}

/// Words before the name of an item.
const DEFINE: [&str; 10] = [
    "fn",
    "struct",
    "enum",
    "union",
    "trait",
    "type",
    "const",
    "static",
    "mod",
    "macro_rules",
];

/// Returns the strings of an attribute that are paths.
fn quoted_paths(attribute: &str) -> impl Iterator<Item = Path> {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || one == '_')
    };
    attribute
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|text| text.split("::").map(str::to_owned).collect::<Path>())
        .filter(move |path| path.len() > 1 && path.iter().all(|name| is_name(name)))
}
