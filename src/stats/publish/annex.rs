//! The end of the report: all numbers in tables, how they were made, and where the files are.

use super::data::decimal;
use super::figure::Figure;
use super::messages::Words;
use super::sheet;
use crate::ledger::tier::rho;
use crate::messages::grouped;
use maud::{Markup, html};
use sotto::plan::Plan;

/// Every table whose cells are shown, in numbers.
pub fn tables(figures: &[Figure], words: &Words) -> Markup {
    html! {
        section.annex {
            h2 { (words.say("chart-data")) }
            @for figure in figures.iter().filter(|figure| !figure.shown().is_empty()) {
                h3 { (figure.heading(words)) }
                (table(figure, words))
            }
        }
    }
}

fn table(figure: &Figure, words: &Words) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                @for side in &figure.table.dimensions { th scope="col" { (words.side(*side)) } }
                @for id in ["column-value", "column-lower", "column-upper"] { th scope="col" { (words.say(id)) } }
            } }
            tbody { @for (row, value) in figure.shown() {
                tr {
                    @for (side, word) in figure.table.dimensions.iter().zip(&row.words) { th scope="row" { (words.name(*side, word)) } }
                    td { (grouped(value.value)) @if value.uncertain { " *" } }
                    td { (grouped(value.lower)) }
                    td { (grouped(value.upper)) }
                }
            } }
        } }
    }
}

/// How the numbers were made, for statisticians.
pub fn methods(plan: &Plan, figures: &[Figure], words: &Words) -> Markup {
    let coordinators = plan.coordinators.len();
    html! {
        section {
            h2 { (words.say("methods-heading")) }
            p { (words.fill("methods-noise", &[("coordinators", coordinators)])) }
            p { (words.fill("methods-guarantee", &[("rho", &rho(plan.rho()))])) }
            p { (words.say("methods-limits")) }
            @if plan.coordinators.len() == 1 { p { (words.say("methods-one")) } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (words.say("methods-table")) }
                    @for head in [words.say("methods-cells"), "ρ".to_owned(), words.say("methods-each"), words.say("methods-all"), "T".to_owned(), "±".to_owned()] { th scope="col" { (head) } }
                } }
                tbody { @for figure in figures {
                    tr {
                        th scope="row" { (figure.heading(words)) }
                        td { (figure.table.cells()) }
                        td { (rho(figure.table.rho)) }
                        td { (decimal(figure.table.deviation_in_hundredths(1))) }
                        td { (decimal(figure.deviation)) }
                        td { (figure.threshold) }
                        td { (figure.margin) }
                    }
                } }
            } }
            p.small { (words.say("methods-plan")) " " code { (plan.digest().map_or_else(|_| String::new(), |digest| digest.to_string())) } }
            p.small dir="auto" { (words.say("methods-sources")) }
        }
    }
}

/// Where the other files of the folder are.
pub fn files(words: &Words) -> Markup {
    html! {
        footer {
            h2 { (words.say("files-heading")) }
            p { (words.say("files-data")) ": " a href="datapackage.json" { "datapackage.json" } ", " @let book = sheet::file(words.language); a href=(book) { (book) } }
            p { (words.say("files-check")) ": " a href="release.json" { "release.json" } ", " a href="manifest.json" { "manifest.json" } }
        }
    }
}
