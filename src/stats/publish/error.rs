//! Files of a published folder, and why they are not made.

use super::series::NoSeries;
use sotto::plan::PlanError;
use std::collections::BTreeMap;

/// Files by their paths in the folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why a release is not written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("{0}")]
    Plan(PlanError),
    #[error("{0}")]
    Series(NoSeries),
    #[error("cannot write CSV: {0}")]
    Csv(csv::Error),
    #[error("cannot write the workbook: {0}")]
    Sheet(rust_xlsxwriter::XlsxError),
    #[error("cannot draw a picture")]
    Picture,
    #[error("cannot write JSON: {0}")]
    Json(serde_json::Error),
}
