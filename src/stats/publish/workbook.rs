//! The same tables as a workbook, for those who open nothing else.

use super::error::PublishError;
use super::figure::{Figure, status};
use super::messages::ReportMessages;
use crate::release::document::Release;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use sotto::day::Day;

/// The file of the workbook in this language.
pub fn file_name(language: sotto::plan::Language) -> String {
    format!("tables-{language}.xlsx")
}

/// One sheet about the release, and one a table.
pub fn write(
    release: &Release,
    figures: &[Figure],
    messages: &ReportMessages,
) -> Result<Vec<u8>, PublishError> {
    build(release, figures, messages).map_err(PublishError::Sheet)
}

fn build(
    release: &Release,
    figures: &[Figure],
    messages: &ReportMessages,
) -> Result<Vec<u8>, XlsxError> {
    let plan = release.plan();
    let mut book = Workbook::new();
    // The day the period ended: the time of writing would differ from run to run.
    let properties = DocProperties::new()
        .set_title(&plan.title)
        .set_creation_datetime(&date(plan.to)?);
    book.set_properties(&properties);
    about(book.add_worksheet(), release, messages)?;
    for figure in figures {
        table(book.add_worksheet(), figure, messages)?;
    }
    book.save_to_buffer()
}

fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

fn about(
    sheet: &mut Worksheet,
    release: &Release,
    messages: &ReportMessages,
) -> Result<(), XlsxError> {
    let plan = release.plan();
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    sheet
        .set_name(messages.text("short-heading"))?
        .set_right_to_left(messages.is_rtl())
        .set_column_width(0, 110)?;
    sheet.write_string_with_format(0, 0, &plan.title, &bold)?;
    for (line, row) in lines(release, messages).iter().zip(1..) {
        sheet.write_string_with_format(row, 0, line, &wrapped)?;
    }
    Ok(())
}

/// What the numbers are of, and how to read them, line by line.
fn lines(release: &Release, messages: &ReportMessages) -> Vec<String> {
    let plan = release.plan();
    let (from, to) = (plan.from.to_string(), plan.to.to_string());
    let mut lines = vec![
        messages.format("report-period", &[("from", &from), ("to", &to)]),
        messages.format(
            "report-by",
            &[("names", &messages.list(release.contributors()))],
        ),
    ];
    if plan.demo {
        lines.push(messages.text("report-demo"));
    }
    let threshold = plan
        .tables
        .first()
        .map_or(0, |table| table.threshold(plan.coordinators.len()))
        .to_string();
    lines.push(String::new());
    lines.push(messages.text("read-heading"));
    lines.push(messages.text("read-wrong"));
    lines.push(messages.format("read-few", &[("threshold", &threshold)]));
    for id in [
        "read-sums",
        "read-case",
        "read-world",
        "read-late",
        "chart-uncertain",
    ] {
        lines.push(messages.text(id));
    }
    lines
}

fn table(
    sheet: &mut Worksheet,
    figure: &Figure,
    messages: &ReportMessages,
) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_border_bottom(rust_xlsxwriter::FormatBorder::Thin);
    sheet
        .set_name(figure.table.name())?
        .set_right_to_left(messages.is_rtl())
        .set_freeze_panes(1, 0)?;
    let mut heads: Vec<String> = figure
        .table
        .dimensions
        .iter()
        .map(|dimension| messages.dimension(*dimension))
        .collect();
    heads.extend(["column-value", "column-lower", "column-upper"].map(|id| messages.text(id)));
    heads.extend(["sigma", "threshold", "status"].map(str::to_owned));
    for (head, column) in heads.iter().zip(0..) {
        sheet.write_string_with_format(0, column, head, &bold)?;
    }
    cells(sheet, figure, messages)
}

fn cells(
    sheet: &mut Worksheet,
    figure: &Figure,
    messages: &ReportMessages,
) -> Result<(), XlsxError> {
    let dimensions = figure.table.dimensions.len();
    let numbers = u16::try_from(dimensions).unwrap_or(u16::MAX);
    sheet.set_column_range_width(0, numbers - 1, 34)?;
    for (row, line) in figure.rows.iter().zip(1..) {
        for ((dimension, code), column) in figure.table.dimensions.iter().zip(&row.codes).zip(0..) {
            sheet.write_string(line, column, messages.name(*dimension, code))?;
        }
        if let Some(value) = row.value {
            for (number, column) in [value.value, value.lower, value.upper]
                .into_iter()
                .zip(numbers..)
            {
                sheet.write(line, column, number)?;
            }
        } else {
            sheet.write_string(line, numbers, format!("< {}", figure.threshold))?;
        }
        sheet.write(line, numbers + 3, figure.deviation as f64 / 100.0)?;
        sheet.write(line, numbers + 4, figure.threshold)?;
        sheet.write_string(line, numbers + 5, status(row.value))?;
    }
    Ok(())
}
