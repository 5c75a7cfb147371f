//! How two coordinators publish one folder, and what is in it.

use crate::support::numbers::Numbers;
use crate::support::says;
use std::fs;
use std::process::Command;

/// Publishes `released`, which both signed.
pub fn both_publish_the_same(numbers: &Numbers, plan: &str) {
    let alone = numbers.refused("cy", &format!("release {plan} --out released"));
    says(alone, ["1 of this plan's 2 are here"]);
    let dry = numbers.stats("cy", &format!("release {plan} out-half-di --dry-run"));
    says(dry, ["report-ar.html", "Nothing was written"]);
    assert!(!numbers.at("released").exists());

    // The other coordinator's run is the same folder, and signs it.
    for (who, other) in [("cy", "di"), ("di", "cy")] {
        numbers.stats(
            who,
            &format!("release {plan} out-half-{other} --out released"),
        );
    }
    // Once more, without the file: what is kept gives the same, to the byte.
    for who in ["cy", "di"] {
        numbers.stats(who, &format!("release {plan} --out released-again"));
    }
    let [released, again] = ["released", "released-again"].map(|name| numbers.at(name));
    let mut diff = Command::new("diff");
    let same = diff.arg("-r").args([released, again]).output().unwrap();
    assert!(same.status.success(), "{same:?}");

    let later = numbers.stats("cy", &format!("collect {plan} out-cy"));
    says(
        later,
        ["from contributions of Helpline. What came later is late"],
    );
    let audit = numbers.stats("cy", "audit released");
    says(audit, ["which cy and di signed", "to the byte"]);
}

/// Reads the table of kinds of `released`, of whose cases 25 were phishing.
pub fn what_is_published_is_near_the_truth(numbers: &Numbers) {
    let kinds = fs::read_to_string(numbers.at("released/data/kind.csv")).unwrap();
    assert_eq!(kinds.lines().count(), 15);
    for line in kinds.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        // Noise of both has σ 6.3; ten of them would be a broken sampler, not bad luck.
        let truth = if cells[2] == "phishing" { 25 } else { 0 };
        match cells[3].parse::<i64>() {
            Ok(value) => assert!(
                value >= 20 && value % 5 == 0 && (value - truth).abs() < 64,
                "{line}"
            ),
            // Nothing of it is told: no value, no bounds, only that it is below its threshold.
            Err(_) => assert_eq!(cells[3..], ["", "", "", "6.32", "20", "Q"], "{line}"),
        }
    }
}
