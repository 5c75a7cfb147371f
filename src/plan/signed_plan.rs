//! A plan with the signatures of its coordinators.

use super::document::Plan;
use super::error::PlanError;
use crate::signed::{Purpose, Signature, canonical, from_canonical};
use serde::{Deserialize, Serialize};

/// A plan and its coordinators' signatures over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedPlan {
    /// The plan.
    pub plan: Plan,
    /// One signature a coordinator, in their order; `None` while it is missing.
    pub signatures: Vec<Option<Signature>>,
}

impl SignedPlan {
    /// Reads a plan that keeps to the rules, though perhaps not everybody has signed it yet.
    ///
    /// # Errors
    ///
    /// Every [`PlanError`] but `Unsigned`.
    pub fn read(bytes: &[u8]) -> Result<Self, PlanError> {
        let signed: Self = from_canonical(bytes.strip_suffix(b"\n").unwrap_or(bytes))
            .ok_or(PlanError::Malformed)?;
        if signed.signatures.len() != signed.plan.coordinators.len() {
            return Err(PlanError::Malformed);
        }
        signed.plan.check()?;
        Ok(signed)
    }

    /// Reads a plan that all its coordinators have signed.
    pub fn verify(bytes: &[u8]) -> Result<Plan, PlanError> {
        let signed = Self::read(bytes)?;
        let message = canonical(&signed.plan).map_err(|_| PlanError::Malformed)?;
        for (coordinator, signature) in signed.plan.coordinators.iter().zip(&signed.signatures) {
            let signature = signature.ok_or(PlanError::Unsigned)?;
            let key = coordinator.verifying_key;
            key.verify(Purpose::Plan, &message, &signature)
                .map_err(|_| PlanError::Unsigned)?;
        }
        Ok(signed.plan)
    }
}
