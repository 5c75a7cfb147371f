use super::document::{Cell, Release};
use super::error::ReleaseError;
use crate::collect::share::Share;
use crate::collect::sum::Summed;
use crate::ledger::error::LedgerError;
use crate::ledger::half::Half;
use crate::noise::SystemRandom;
use crate::test_support::{Fixture, cases, day};
use sotto::hex::Hex;
use sotto::plan::{SignedPlan, TrueCounts};
use sotto::signed::canonical;

fn half(
    fixture: &Fixture,
    plan: &SignedPlan,
    place: usize,
    cells: Vec<u64>,
    inputs: u8,
) -> Result<Vec<u8>, LedgerError> {
    let summed = Summed {
        share: Share::of(cells),
        inputs: Hex([inputs; 32]),
        contributors: vec!["NGO 1".into()],
    };
    let keys = &fixture.coordinators[place];
    let (day, mut random) = (day("2026-01-10"), SystemRandom::default());
    let half = Half::first(plan, keys, place, &summed, day, &mut random)?;
    Ok(canonical(&half).unwrap())
}

#[test]
fn a_release_is_near_the_truth_and_says_the_same_again() {
    let fixture = Fixture::new(2, 2);
    let codes = cases(400);
    let release = fixture.release(&codes);
    let again = Release::read(&canonical(&release).unwrap()).unwrap();
    assert_eq!(again, release);
    let truth: TrueCounts = fixture.plan.plan.count(codes.iter().chain(&codes));
    let cells: Vec<Cell> = release
        .tables()
        .flat_map(|(_, cells)| cells.to_vec())
        .collect();
    let mut shown = 0;
    for (cell, truth) in cells.iter().zip(truth.for_their_own_team()) {
        // Ten deviations of both noises would be a broken sampler, not bad luck.
        let far = cell
            .value()
            .unwrap_or(0)
            .abs_diff(i64::try_from(*truth).unwrap());
        assert!(
            far <= 64 || (cell.value().is_none() && *truth < 90),
            "{cell:?} {truth}"
        );
        shown += usize::from(cell.value().is_some());
    }
    assert!(shown > 20, "{shown}");
}

#[test]
fn halves_that_do_not_belong_together_release_nothing() {
    let fixture = Fixture::new(1, 2);
    let plan = &fixture.plan.plan;
    let zeros = || vec![0; plan.cells()];
    let named = |bytes: Vec<u8>| ("half".to_owned(), bytes);
    let of =
        |place, cells, inputs| named(half(&fixture, &fixture.plan, place, cells, inputs).unwrap());
    let release = |halves: &[(String, Vec<u8>)]| Release::of(plan, halves).err();
    let (one, other) = (of(0, zeros(), 1), of(1, zeros(), 1));
    assert_eq!(release(&[one.clone(), other.clone()]), None);
    assert_eq!(
        release(&[other.clone(), one.clone()]),
        None,
        "in either order"
    );
    assert_eq!(
        release(std::slice::from_ref(&one)),
        Some(ReleaseError::Incomplete(1, 2))
    );
    assert_eq!(
        release(&[one.clone(), one.clone()]),
        Some(ReleaseError::Incomplete(1, 2))
    );
    assert_eq!(
        release(&[one.clone(), of(1, zeros(), 2)]),
        Some(ReleaseError::DifferentInputs)
    );
    assert_eq!(
        release(&[one.clone(), of(1, vec![u64::MAX / 2; plan.cells()], 1)]),
        Some(ReleaseError::Implausible)
    );
    assert_eq!(
        release(&[
            one.clone(),
            of(1, vec![500u64.wrapping_neg(); plan.cells()], 1)
        ]),
        Some(ReleaseError::Implausible)
    );
    let not = Some(ReleaseError::NotAHalf("half".into()));
    let elsewhere = fixture.with(|plan| plan.title = "another".into());
    let of_another = half(&fixture, &elsewhere, 1, zeros(), 1).unwrap();
    let swapped = String::from_utf8(other.1.clone())
        .unwrap()
        .replacen("\"values\":[", "\"values\":[7,", 1)
        .into_bytes();
    for wrong in [b"{}".to_vec(), of_another, swapped] {
        assert_eq!(release(&[one.clone(), named(wrong)]), not);
    }
    let forged = String::from_utf8(other.1)
        .unwrap()
        .replacen("2026-01-10", "2026-01-11", 1)
        .into_bytes();
    assert_eq!(
        release(&[one, named(forged)]),
        Some(ReleaseError::Ledger("half".into(), 1))
    );
}

#[test]
fn one_coordinator_releases_with_their_noise_alone() {
    let fixture = Fixture::new(1, 1);
    let release = fixture.release(&cases(100));
    assert_eq!(release.ledgers().len(), 1);
    assert_eq!(release.plan().tables[0].threshold(1), 15);
}
