//! Which tables a plan has: as many as the number of cases carries.
//!
//! The tier follows the total that was published last, never the true one: that would leak.

use sotto::code::Dimension;
use sotto::plan::Series;
use sotto::table::Table;

/// How many cases a year there are, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Below 1,000.
    Small,
    /// Below 10,000.
    Medium,
    /// From there on.
    Large,
}

/// With so few cases, a quarter has nothing that could be shown.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "with fewer than 1,000 cases a year, releases are annual: a quarter's numbers would drown in noise. Plan the year"
)]
pub struct TooFewForQuarters;

use Dimension::{Asset, Country, Geo, Kind, Outcome, Target, Tool, Vector};

const ONE_WAY: [Dimension; 7] = [Kind, Geo, Target, Tool, Vector, Asset, Outcome];

impl Tier {
    /// The tier for a published total of so many cases in a year.
    pub const fn of(total: u64) -> Self {
        match total {
            0..1_000 => Self::Small,
            1_000..10_000 => Self::Medium,
            _ => Self::Large,
        }
    }

    /// The tables of a release. Those of four quarters and a year spend what a case has, since a case is in one quarter.
    pub fn tables(self, series: Series) -> Result<Vec<Table>, TooFewForQuarters> {
        let one_way = |rho| ONE_WAY.map(|dimension| (vec![dimension], rho)).to_vec();
        let dimensions = match (self, series) {
            (Self::Small, Series::Quarterly) => return Err(TooFewForQuarters),
            (Self::Small, Series::Annual) => [Kind, Geo, Country, Target, Outcome]
                .map(|dimension| (vec![dimension], 25))
                .to_vec(),
            (Self::Medium, Series::Quarterly) => vec![(vec![Kind], 20), (vec![Geo], 20)],
            (Self::Medium, Series::Annual) => [one_way(8), vec![(vec![Geo, Kind], 29)]].concat(),
            (Self::Large, Series::Quarterly) => vec![
                (vec![Kind], 12),
                (vec![Country], 12),
                (vec![Country, Kind], 30),
            ],
            (Self::Large, Series::Annual) => [one_way(6), vec![(vec![Country, Kind], 29)]].concat(),
        };
        let table = |(dimensions, rho)| Table { dimensions, rho };
        Ok(dimensions.into_iter().map(table).collect())
    }
}

/// The same tables for half of the budget: where an organisation publishes its own numbers and joint ones of the same days.
pub fn halved(tables: Vec<Table>) -> Vec<Table> {
    let half = |table: Table| Table {
        rho: table.rho / 2,
        ..table
    };
    tables.into_iter().map(half).collect()
}

/// A budget for people: thousandths as a decimal.
pub fn rho(thousandths: u32) -> String {
    format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotto::plan::LIFETIME_RHO;

    #[test]
    fn a_year_and_its_quarter_spend_exactly_what_a_case_has() {
        for tier in [Tier::Small, Tier::Medium, Tier::Large] {
            let spent: u32 = [Series::Annual, Series::Quarterly]
                .into_iter()
                .filter_map(|series| tier.tables(series).ok())
                .flatten()
                .map(|table| table.rho)
                .sum();
            assert_eq!(spent, LIFETIME_RHO, "{tier:?}");
        }
        assert_eq!(
            Tier::Small.tables(Series::Quarterly),
            Err(TooFewForQuarters)
        );
    }

    #[test]
    fn own_and_joint_releases_of_half_the_budget_fit_beside_each_other() {
        for (tier, series) in [
            (Tier::Small, Series::Annual),
            (Tier::Medium, Series::Quarterly),
            (Tier::Large, Series::Annual),
        ] {
            let whole = tier.tables(series).unwrap();
            let half = halved(whole.clone());
            let rho = |tables: &[Table]| tables.iter().map(|table| table.rho).sum::<u32>();
            assert!(
                2 * rho(&half) <= rho(&whole) && half.iter().all(|table| table.rho > 0),
                "{tier:?}"
            );
            assert!(half[0].margin(2) > whole[0].margin(2));
        }
    }

    #[test]
    fn the_tier_follows_the_published_total() {
        let tiers = [0, 999, 1_000, 9_999, 10_000].map(Tier::of);
        use Tier::{Large, Medium, Small};
        assert_eq!(tiers, [Small, Small, Medium, Medium, Large]);
    }
}
