//! Small rooms with a planted fault each: what the finder of imports is there for.

use super::{Room, Sources};

/// A room of Rust, or of TypeScript, made up of so many files.
fn planted(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Sources = files
        .iter()
        .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
        .collect();
    if files[0].0.ends_with(".ts") {
        Room::typescript("page", &sources).findings()
    } else {
        Room::rust("room/main.rs", &sources).findings()
    }
}

const MAIN: &str = "//! A room.\n//!\n//! Order: main > top > left, right > store\n//! > model\n//!\n//! More.\nmod top; mod left; mod right; mod store; mod model;\nfn main() { top::run(); }\n";
const STORE: &str =
    "//! Order: mod > rows > keys\nmod rows; mod keys;\npub use rows::Row;\npub struct Store;\n";

/// A room without a fault, in which the files named have another text.
fn room_with(changed: &[(&'static str, &'static str)]) -> Vec<String> {
    let clean = [
        ("room/main.rs", MAIN),
        (
            "room/top.rs",
            "use super::left::go;\npub fn run() { go(); super::right::go() }\n",
        ),
        (
            "room/left.rs",
            "use crate::store::{Row, Store};\npub fn go() {}\n#[cfg(test)]\nmod tests { use super::super::right::go; }\n",
        ),
        (
            "room/right.rs",
            "// use super::left::go;\npub fn go() -> &'static str { \"crate::left::go\" }\n",
        ),
        ("room/store/mod.rs", STORE),
        (
            "room/store/rows.rs",
            "use super::keys::Key;\nuse super::super::model::Day;\npub struct Row(Key, Day);\n",
        ),
        ("room/store/keys.rs", "pub struct Key;\n"),
        ("room/model.rs", "pub struct Day;\n"),
    ];
    let files = clean.map(|(file, text)| {
        let other = changed.iter().find(|(changed, _)| *changed == file);
        (file, other.map_or(text, |(_, text)| *text))
    });
    planted(&files)
}

#[test]
fn a_room_without_a_fault_passes() {
    assert_eq!(room_with(&[]), [""; 0]);
}

#[test]
fn a_planted_circle_is_caught_with_its_files_and_names() {
    let found = room_with(&[("room/model.rs", "use crate::store::Row;\npub struct Day;\n")]);
    let circle = "circle of 2 files: room/model.rs imports room/store/rows.rs (crate::store::Row); room/store/rows.rs imports room/model.rs (super::super::model::Day)";
    let upward = "upward: room/model.rs imports room/store/rows.rs (crate::store::Row)";
    assert_eq!(found, [circle, upward]);
}

#[test]
fn a_planted_import_upward_is_caught_however_it_is_written() {
    for line in [
        "use super::super::right::go;",
        "use super::super::{model::Day, right::{self, go as come}};",
        "use crate::right::*;",
        "fn f() { crate::right::go(); }",
        "fn f() { use crate::right as other; other::go(); }",
        "fn f() { println!(\"{}\", super::super::right::go()); }",
        "const RANGE: std::ops::Range<u8> = 0..super::super::right::END;",
        "#[serde(with = \"super::super::right\")] pub struct A;",
    ] {
        let text = format!("{line}\npub struct Key;\n").leak();
        let found = room_with(&[("room/store/keys.rs", text)]);
        let upward = "upward: room/store/keys.rs imports room/right.rs (";
        assert!(
            found.len() == 1 && found[0].starts_with(upward),
            "{line}: {found:?}"
        );
    }
}

#[test]
fn a_child_that_needs_what_its_own_folder_defines_is_caught() {
    let found = room_with(&[("room/store/keys.rs", "use super::Store;\npub struct Key;\n")]);
    assert_eq!(
        found[1..],
        ["upward: room/store/keys.rs imports room/store/mod.rs (super::Store)"]
    );
    assert!(found[0].starts_with("circle of 3 files: "), "{found:?}");
}

#[test]
fn a_planted_import_sideways_is_caught() {
    let found = room_with(&[(
        "room/right.rs",
        "use super::left::go as come;\npub fn go() {}\n",
    )]);
    assert_eq!(
        found,
        ["sideways: room/right.rs imports room/left.rs (super::left::go)"]
    );
}

#[test]
fn an_order_that_is_missing_short_or_too_long_is_caught() {
    let main = "//! Order: top > left, right, left > store > modle\nmod top; mod left; mod right; mod store; mod model;\n";
    let found = room_with(&[("room/main.rs", main)]);
    let line = "room/main.rs: its Order line";
    assert_eq!(
        found,
        [
            format!("{line} names left twice"),
            format!("{line} names modle, which is not there"),
            format!("{line} lacks model"),
        ]
    );
    let found = room_with(&[(
        "room/store/mod.rs",
        "mod rows; mod keys;\npub use rows::*; pub struct Store;\n",
    )]);
    assert_eq!(found, ["room/store/mod.rs: no Order line for its folder"]);
}

#[test]
fn scripts_are_held_to_the_same_order() {
    let clean = [
        (
            "page/form.ts",
            "// Order: form > files > metadata\n//   > bytes\nimport { a, type B } from \"./files.ts\"\n",
        ),
        (
            "page/files.ts",
            "import {\n  c,\n} from \"./metadata/inspect.ts\"\nimport words from \"./words.json\"\n",
        ),
        (
            "page/metadata/inspect.ts",
            "/* import { a } from \"../form.ts\" */\n// Order: inspect > exif\nimport * as exif from \"./exif.ts\"\n",
        ),
        (
            "page/metadata/exif.ts",
            "import { d } from \"../bytes.ts\"\n",
        ),
        ("page/bytes.ts", "import { hex } from \"@scure/base\"\n"),
    ];
    assert_eq!(planted(&clean), [""; 0]);
    for (line, caught) in [
        (
            "import type { B } from \"./files.ts\"",
            "upward: page/bytes.ts imports page/files.ts (B)",
        ),
        (
            "export { a } from \"./files.ts\"",
            "upward: page/bytes.ts imports page/files.ts (a)",
        ),
        (
            "  await import(\"./form.ts\")",
            "upward: page/bytes.ts imports page/form.ts (import())",
        ),
        (
            "import \"../desk/main.ts\"",
            "outside: page/bytes.ts imports desk/main.ts, which is not in page",
        ),
    ] {
        let mut files = clean;
        files[4].1 = line;
        let found = planted(&files);
        assert_eq!(found.last().map(String::as_str), Some(caught), "{found:?}");
        assert_eq!(
            found.len() == 2,
            found[0].starts_with("circle of "),
            "{found:?}"
        );
    }
}
