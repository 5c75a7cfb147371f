//! The end of the report: all numbers in tables, how they were made, and where the files are.

use super::data::decimal;
use super::figure::Figure;
use super::messages::ReportMessages;
use super::workbook;
use crate::ledger::tier::rho;
use crate::messages::grouped;
use maud::{Markup, html};
use sotto::plan::Plan;

/// Every table whose cells are shown, in numbers.
pub fn tables(figures: &[Figure], messages: &ReportMessages) -> Markup {
    html! {
        section.annex {
            h2 { (messages.text("chart-data")) }
            @for figure in figures.iter().filter(|figure| !figure.shown().is_empty()) {
                h3 { (figure.heading(messages)) }
                (table(figure, messages))
            }
        }
    }
}

fn table(figure: &Figure, messages: &ReportMessages) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                @for dimension in &figure.table.dimensions { th scope="col" { (messages.dimension(*dimension)) } }
                @for id in ["column-value", "column-lower", "column-upper"] { th scope="col" { (messages.text(id)) } }
            } }
            tbody { @for (row, value) in figure.shown() {
                tr {
                    @for (dimension, code) in figure.table.dimensions.iter().zip(&row.codes) { th scope="row" { (messages.name(*dimension, code)) } }
                    td { (grouped(value.value)) @if value.uncertain { " *" } }
                    td { (grouped(value.lower)) }
                    td { (grouped(value.upper)) }
                }
            } }
        } }
    }
}

/// How the numbers were made, for statisticians.
pub fn methods(plan: &Plan, figures: &[Figure], messages: &ReportMessages) -> Markup {
    let coordinators = plan.coordinators.len();
    html! {
        section {
            h2 { (messages.text("methods-heading")) }
            p { (messages.format("methods-noise", &[("coordinators", coordinators)])) }
            p { (messages.format("methods-guarantee", &[("rho", &rho(plan.rho()))])) }
            p { (messages.text("methods-limits")) }
            @if plan.coordinators.len() == 1 { p { (messages.text("methods-one")) } }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (messages.text("methods-table")) }
                    @for head in [messages.text("methods-cells"), "ρ".to_owned(), messages.text("methods-each"), messages.text("methods-all"), "T".to_owned(), "±".to_owned()] { th scope="col" { (head) } }
                } }
                tbody { @for figure in figures {
                    tr {
                        th scope="row" { (figure.heading(messages)) }
                        td { (figure.table.cells()) }
                        td { (rho(figure.table.rho)) }
                        td { (decimal(figure.table.deviation_in_hundredths(1))) }
                        td { (decimal(figure.deviation)) }
                        td { (figure.threshold) }
                        td { (figure.margin) }
                    }
                } }
            } }
            p.small { (messages.text("methods-plan")) " " code { (plan.digest().map_or_else(|_| String::new(), |digest| digest.to_string())) } }
            p.small dir="auto" { (messages.text("methods-sources")) }
        }
    }
}

/// Where the other files of the folder are.
pub fn files(messages: &ReportMessages) -> Markup {
    html! {
        footer {
            h2 { (messages.text("files-heading")) }
            p { (messages.text("files-data")) ": " a href="datapackage.json" { "datapackage.json" } ", " @let book = workbook::file_name(messages.language); a href=(book) { (book) } }
            p { (messages.text("files-check")) ": " a href="release.json" { "release.json" } ", " a href="manifest.json" { "manifest.json" } }
        }
    }
}
