//! True counts, which leave a team only as shares.

/// The number of cases in each cell. Not to be printed, plotted or sent: it has neither `Display` nor `Serialize`.
pub struct TrueCounts(Vec<u64>);

impl TrueCounts {
    pub(super) fn new(counts: Vec<u64>) -> Self {
        Self(counts)
    }

    /// Returns the counts: for the team whose cases these are, and for nobody else.
    pub fn for_their_own_team(&self) -> &[u64] {
        &self.0
    }

    /// Returns one share for each coordinator, which add up to the counts modulo 2⁶⁴. `masks` are uniformly random, one
    /// vector for each coordinator but the last; so each share alone, too, is uniformly random.
    pub fn split(&self, masks: &[Vec<u64>]) -> Vec<Vec<u64>> {
        let mut last = self.0.clone();
        for mask in masks {
            last.iter_mut()
                .zip(mask)
                .for_each(|(count, mask)| *count = count.wrapping_sub(*mask));
        }
        masks.iter().cloned().chain([last]).collect()
    }
}
