//! Charts: XML that fetches nothing and has no number that the tables lack, and pictures.

use super::{Published, values};
use crate::support::files::files_below;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn charts_are_xml_fetch_nothing_and_have_no_number_that_the_tables_lack() {
    let published = Published::start();
    let year = published.publish(
        "2025",
        900,
        &["en", "es", "pt", "ar", "ru", "fr", "fa", "zh"],
    );
    let quarter = published.publish("2025-Q4", 4_000, &["en", "ar"]);
    for folder in [&year, &quarter] {
        let (drawings, pictures) = (ending(folder, "svg"), ending(folder, "png"));
        assert!(drawings.len() >= 6 && pictures.len() >= 6);
        for path in drawings {
            let text = fs::read_to_string(&path).unwrap();
            let drawing = Document::parse(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            fetches_nothing(&drawing, &path);
            has_numbers_of_its_table_alone(&drawing, &path, folder);
        }
        for path in pictures {
            let bytes = fs::read(&path).unwrap();
            assert!(
                bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 4_000,
                "{}",
                path.display()
            );
        }
    }
    let names: BTreeSet<_> = ending(&quarter, "png")
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(
        names.contains("kind-series-ar.png") && names.contains("geo-map-en.png"),
        "{names:?}"
    );
}

fn ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.retain(|path| path.extension().is_some_and(|own| own == ending));
    files
}

fn elements<'a>(drawing: &'a Document) -> impl Iterator<Item = Node<'a, 'a>> {
    drawing.descendants().filter(Node::is_element)
}

fn fetches_nothing(drawing: &Document, path: &Path) {
    assert!(elements(drawing).all(|node| {
        !["script", "image", "a", "use", "foreignObject"].contains(&node.tag_name().name())
    }));
    let fetched = |value: &str| {
        value.contains("://") || value.starts_with("url(") && !value.starts_with("url(#")
    };
    let mut attributes = elements(drawing).flat_map(|node| node.attributes());
    assert!(
        attributes.all(|attribute| !fetched(attribute.value())),
        "{}",
        path.display()
    );
}

/// A series over years has those of other tables.
fn has_numbers_of_its_table_alone(drawing: &Document, path: &Path, folder: &Path) {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let table = name.rsplit_once('-').unwrap().0;
    if table.ends_with("-series") {
        return;
    }
    let table = table.trim_end_matches("-map");
    let master = values(&folder.join(format!("data/{table}.csv")));
    let values: BTreeSet<i64> = master.values().flatten().map(|value| value[0]).collect();
    let shown: BTreeSet<i64> = elements(drawing)
        .filter_map(|node| node.text())
        .filter_map(|text| text.split_once(" ± "))
        .map(|(value, _)| value.replace('\u{202f}', "").parse().unwrap())
        .collect();
    assert!(
        !shown.is_empty() && shown.is_subset(&values),
        "{}: {shown:?} {values:?}",
        path.display()
    );
}
