use super::sum::{CollectError, collect};
use crate::test_support::{Fixture, cases, keys, problems, roster};

#[test]
fn both_coordinators_sum_the_same_and_neither_sees_it() {
    let fixture = Fixture::new(3, 2);
    let plan = &fixture.plan.plan;
    let all = [cases(30), cases(5), vec![]];
    let files: Vec<_> = fixture
        .ngos
        .iter()
        .zip(&all)
        .flat_map(|(ngo, codes)| fixture.contribution(ngo, plan, codes))
        .collect();
    let [one, other] = [0, 1].map(|place| fixture.collect(plan, place, &files));
    assert_eq!((problems(&one), problems(&other)), (vec![], vec![]));
    assert_eq!(one.words(&[]), other.words(&[]));
    let [one, other] = [one, other].map(|collected| collected.sum(plan, &[]).unwrap());
    let sum: Vec<u64> = one
        .share
        .words()
        .iter()
        .zip(other.share.words())
        .map(|(a, b)| a.wrapping_add(*b))
        .collect();
    assert_eq!(sum, plan.count(&all.concat()).for_their_own_team());
    assert!(
        one.share
            .words()
            .iter()
            .filter(|cell| **cell > 1 << 40)
            .count()
            > 290,
        "a sum of shares is no count"
    );
    assert_eq!(one.contributors, ["NGO 1", "NGO 2", "NGO 3"]);
}

#[test]
fn who_drops_out_is_left_out_by_both_or_nothing_is_summed() {
    let fixture = Fixture::new(3, 2);
    let plan = &fixture.plan.plan;
    let mut files = fixture.contributions(plan, &cases(3));
    files.retain(|(name, _)| name != "NGO 2 to 1");
    let [one, other] = [0, 1].map(|place| fixture.collect(plan, place, &files));
    assert_ne!(
        one.words(&[]),
        other.words(&[]),
        "they notice before noise is drawn"
    );
    assert_eq!(
        other.sum(plan, &[]).err(),
        Some(CollectError::Missing("NGO 2".into()))
    );
    assert_eq!(other.missing(), ["NGO 2"]);
    let without = ["NGO 2".to_owned()];
    assert_eq!(one.words(&without), other.words(&without));
    let [one, other] = [one, other].map(|collected| collected.sum(plan, &without).unwrap());
    assert_eq!(one.inputs, other.inputs);
    let unknown = ["NGO 9".to_owned()];
    assert_eq!(
        fixture.collect(plan, 0, &files).sum(plan, &unknown).err(),
        Some(CollectError::NoSuch("NGO 9".into()))
    );
    let all: Vec<String> = fixture.ngos.iter().map(|ngo| ngo.name.clone()).collect();
    assert_eq!(
        fixture.collect(plan, 0, &files).sum(plan, &all).err(),
        Some(CollectError::None)
    );
}

#[test]
fn a_second_contribution_is_in_doubt_and_the_same_file_twice_is_not() {
    let fixture = Fixture::new(2, 2);
    let plan = &fixture.plan.plan;
    let files = fixture.contributions(plan, &cases(3));
    let same = [
        files.clone(),
        vec![("again.age".to_owned(), files[0].1.clone())],
    ]
    .concat();
    assert!(fixture.collect(plan, 0, &same).sum(plan, &[]).is_ok());
    let second = fixture.contribution(&fixture.ngos[0], plan, &cases(4))[0]
        .1
        .clone();
    let doubled = [files, vec![("second.age".to_owned(), second)]].concat();
    let collected = fixture.collect(plan, 0, &doubled);
    assert_eq!(
        collected.sum(plan, &[]).err(),
        Some(CollectError::Doubled("NGO 1".into()))
    );
    assert!(problems(&collected)[0].starts_with("second.age is a second contribution of NGO 1"));
    assert!(collected.sum(plan, &["NGO 1".to_owned()]).is_ok());
}

#[test]
fn one_coordinator_alone_is_told_of_twenty_cases_or_of_none() {
    let fixture = Fixture::new(2, 1);
    let plan = &fixture.plan.plan;
    let files = |first: usize| -> Vec<_> {
        let counts = [first, 20];
        fixture
            .ngos
            .iter()
            .zip(counts)
            .flat_map(|(ngo, count)| fixture.contribution(ngo, plan, &cases(count)))
            .collect()
    };
    let collected = collect(plan, &fixture.coordinators[0], &files(19)).unwrap();
    assert!(problems(&collected)[0].contains("holds fewer than 20 cases of NGO 1"));
    assert!(
        collect(plan, &fixture.coordinators[0], &files(20))
            .unwrap()
            .sum(plan, &[])
            .is_ok()
    );
}

#[test]
fn the_newest_roster_counts_and_an_older_one_does_no_harm() {
    let mut fixture = Fixture::new(1, 2);
    let old = fixture.contribution(&fixture.ngos[0], &fixture.plan.plan, &cases(2));
    fixture.ngos[0].serial = 2;
    // As an intake serves it: with epoch cards behind it.
    let cards = format!("\n{}\n{{}}", "0".repeat(128));
    let served = |roster: Vec<u8>| [roster, cards.clone().into_bytes()].concat();
    let newer = served(roster(&fixture.ngos[0]));
    let files = [old.clone(), vec![("newer".to_owned(), newer)]].concat();
    assert!(
        fixture
            .collect(&fixture.plan.plan, 0, &files)
            .sum(&fixture.plan.plan, &[])
            .is_ok(),
        "still in the roster"
    );
    fixture.ngos[0].handler = keys("bo");
    fixture.ngos[0].serial = 3;
    let without = [
        files,
        vec![("newest".to_owned(), served(roster(&fixture.ngos[0])))],
    ]
    .concat();
    let collected = fixture.collect(&fixture.plan.plan, 0, &without);
    assert!(problems(&collected)[0].contains("is not signed by a handler of the newest roster"));
}

#[test]
fn who_is_no_coordinator_of_the_plan_collects_nothing() {
    let fixture = Fixture::new(1, 2);
    assert_eq!(
        collect(&fixture.plan.plan, &keys("cy"), &[]).err(),
        Some(CollectError::Stranger)
    );
}
