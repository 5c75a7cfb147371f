//! The master of what is published: CSV files and the Frictionless data package (<https://specs.frictionlessdata.io>) around them.

use super::error::{Files, PublishError};
use super::figure::{Figure, Row, status};
use super::messages::ReportMessages;
use super::series::Series;
use crate::release::document::Release;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sotto::code::Dimension;
use sotto::hex::Hex;
use sotto::plan::Plan;

/// Adds every table, the code lists, and the time series if there is one; and the data package that describes them.
pub fn write(
    release: &Release,
    figures: &[Figure],
    series: &[Series],
    files: &mut Files,
) -> Result<(), PublishError> {
    let plan = release.plan();
    let mut resources = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>, columns: &[&str]| {
        resources.push(resource(name, &bytes, columns));
        files.insert(format!("data/{name}.csv"), bytes);
    };
    for figure in figures {
        let name = figure.table.name();
        let dimensions: Vec<&str> = figure
            .table
            .dimensions
            .iter()
            .map(|dimension| dimension.as_str())
            .collect();
        let columns = [&["from", "to"], &dimensions[..], NUMBERS].concat();
        add(&name, table(plan, figure, &dimensions)?, &columns);
    }
    if !series.is_empty() {
        let columns = [&["from", "to", "list", "code"], NUMBERS].concat();
        add("series", periods(series)?, &columns);
    }
    let (bytes, columns) = codes(plan)?;
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    add("codes", bytes, &columns);
    files.insert("datapackage.json".to_owned(), package(plan, resources)?);
    Ok(())
}

const NUMBERS: &[&str] = &["value", "lower", "upper", "sigma", "threshold", "status"];

fn table(plan: &Plan, figure: &Figure, dimensions: &[&str]) -> Result<Vec<u8>, PublishError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = [&["from", "to"], dimensions, NUMBERS].concat();
    out.write_record(head).map_err(PublishError::Csv)?;
    for row in &figure.rows {
        let period = [plan.from.to_string(), plan.to.to_string()];
        let codes = row.codes.iter().map(|code| (*code).to_owned());
        let record = period
            .into_iter()
            .chain(codes)
            .chain(numbers(figure, row, status(row.value)));
        out.write_record(record).map_err(PublishError::Csv)?;
    }
    out.into_inner()
        .map_err(|error| PublishError::Csv(error.into_error().into()))
}

fn numbers(figure: &Figure, row: &Row, status: &str) -> [String; 6] {
    let shown = |of: fn(super::figure::Value) -> i64| {
        row.value
            .map_or_else(String::new, |value| of(value).to_string())
    };
    [
        shown(|value| value.value),
        shown(|value| value.lower),
        shown(|value| value.upper),
        decimal(figure.deviation),
        figure.threshold.to_string(),
        status.to_owned(),
    ]
}

/// Returns the CSV file of all series: each list, its periods in order of time.
fn periods(series: &[Series]) -> Result<Vec<u8>, PublishError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let head = [&["from", "to", "list", "code"], NUMBERS].concat();
    out.write_record(head).map_err(PublishError::Csv)?;
    for one in series {
        for period in &one.periods {
            for row in &period.figure.rows {
                let code = row.codes.first().copied().unwrap_or_default();
                let key = [
                    period.from.to_string(),
                    period.to.to_string(),
                    one.dimension.as_str().to_owned(),
                    code.to_owned(),
                ];
                // A break in the series: other organisations were counted than before.
                let status = if period.is_break && row.value.is_some() {
                    "B"
                } else {
                    status(row.value)
                };
                let record = key.into_iter().chain(numbers(&period.figure, row, status));
                out.write_record(record).map_err(PublishError::Csv)?;
            }
        }
    }
    out.into_inner()
        .map_err(|error| PublishError::Csv(error.into_error().into()))
}

/// Returns the CSV file of all codes with their names in each language of the report, and its columns.
fn codes(plan: &Plan) -> Result<(Vec<u8>, Vec<String>), PublishError> {
    let languages: Vec<ReportMessages> = plan
        .languages
        .iter()
        .map(|language| ReportMessages::new(*language))
        .collect();
    let mut columns = vec!["list".to_owned(), "code".to_owned()];
    columns.extend(
        plan.languages
            .iter()
            .map(|language| language.as_str().to_owned()),
    );
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&columns).map_err(PublishError::Csv)?;
    let used = |dimension: &&Dimension| {
        plan.tables
            .iter()
            .any(|table| table.dimensions.contains(dimension))
    };
    for dimension in Dimension::ALL.iter().filter(used) {
        for code in dimension.words() {
            let key = [dimension.as_str().to_owned(), code.to_owned()];
            let names = languages
                .iter()
                .map(|messages| messages.name(*dimension, code));
            out.write_record(key.into_iter().chain(names))
                .map_err(PublishError::Csv)?;
        }
    }
    let bytes = out
        .into_inner()
        .map_err(|error| PublishError::Csv(error.into_error().into()))?;
    Ok((bytes, columns))
}

fn resource(name: &str, bytes: &[u8], columns: &[&str]) -> Value {
    json!({
        "name": name,
        "path": format!("data/{name}.csv"),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", Hex::<32>(Sha256::digest(bytes).into())),
        "schema": { "fields": columns.iter().map(|name| field(name)).collect::<Vec<_>>(), "missingValues": [""] },
    })
}

fn field(name: &str) -> Value {
    let (kind, description) = match name {
        "from" | "to" => (
            "date",
            "First or last day on which a counted case was closed",
        ),
        "value" => (
            "integer",
            "Cases, with noise, rounded to 5; empty where below the threshold, which is not zero",
        ),
        "lower" | "upper" => (
            "integer",
            "The true number is within, nineteen times out of twenty",
        ),
        "sigma" => ("number", "Standard deviation of all noise in the value"),
        "threshold" => ("integer", "Values below this are not shown"),
        "status" => (
            "string",
            "SDMX observation status: A normal, U low reliability, Q suppressed, B break in the series",
        ),
        "list" | "code" => ("string", "Code lists; see the resource codes"),
        _ => ("string", "A code, or a name in a language"),
    };
    let constraints = match name {
        "status" => json!({"required": true, "enum": ["A", "B", "Q", "U"]}),
        "value" | "lower" | "upper" => json!({"minimum": 0}),
        _ => json!({"required": true}),
    };
    json!({ "name": name, "type": kind, "description": description, "constraints": constraints })
}

fn package(plan: &Plan, resources: Vec<Value>) -> Result<Vec<u8>, PublishError> {
    let digest = plan.digest().map_err(PublishError::Plan)?;
    let real = if plan.demo {
        "NOT REAL CASES: a demonstration or preview. "
    } else {
        ""
    };
    let package = json!({
        "profile": "tabular-data-package",
        "name": format!("sotto-{}-{}", plan.from, plan.to),
        "id": digest,
        "title": plan.title,
        "description": format!("{real}Counts with noise that protects every case (zero-concentrated differential privacy). Quote a value with its range. Suppressed is not zero."),
        "version": plan.lists,
        "keywords": ["incidents", "civil society", "surveillance", "differential privacy"],
        "resources": resources,
    });
    let mut bytes = serde_json::to_vec_pretty(&package).map_err(PublishError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Returns hundredths as a decimal number.
pub fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
