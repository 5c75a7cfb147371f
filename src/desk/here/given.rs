//! What leaves the desk: counts for the statistics.

use super::{Failure, Here, write};
use crate::{contribute, pull};
use sotto::plan::SignedPlan;
use sotto::signed::canonical;
use std::fs;
use std::path::Path;

impl Here {
    pub fn contribute(&self, plan: &Path, out: &Path) -> Result<(), Failure> {
        let bytes =
            fs::read(plan).map_err(|error| Failure::Read(plan.display().to_string(), error))?;
        let plan = SignedPlan::verify(&bytes).map_err(Failure::Plan)?;
        let mut desk = self.desk()?;
        let roster = pull::roster(&desk).map_err(Failure::Pull)?;
        let counted = contribute::count(&desk, &plan).map_err(Failure::Contribute)?;
        let shares =
            contribute::seal(&desk, &plan, roster, &counted).map_err(Failure::Contribute)?;
        for (number, share) in shares.iter().enumerate() {
            write(
                &out.join(format!("contribution-{}.json", number + 1)),
                &canonical(share).map_err(Failure::Json)?,
            )?;
        }
        contribute::mark(&mut desk, &plan, &counted).map_err(Failure::Contribute)?;
        (self.say)(&counted.in_words(&plan));
        Ok(())
    }
}
