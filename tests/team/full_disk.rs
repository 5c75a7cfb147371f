//! A handler's disk that is full.

use crate::support::command::{ended, program};
use crate::support::organisation::Organisation;
use crate::support::{says, says_nothing_of};
use serde_json::json;
use std::fs;
use std::process::Command;

#[test]
fn a_disk_that_is_full_while_pulling_loses_nothing_and_confirms_nothing() {
    let organisation = Organisation::start(&[]).run();
    let file = organisation.at("big.bin");
    fs::write(&file, vec![1; 5_000_000]).unwrap();
    organisation.report(&json!([{"answers": {"story": "much"}, "files": [file]}]));
    // No file may become longer than 2 MB.
    let full = Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$@\"", "bash"])
        .args([program("desk"), "--folder", &organisation.at("ana")])
        .args(["--passphrase-file", &organisation.at("passphrase"), "pull"])
        .output()
        .unwrap();
    says(
        ended(full, 1),
        [
            "cannot write to the desk's database",
            "nothing was confirmed",
        ],
    );
    let said = organisation.desk("ana", "pull");
    assert!(
        said.starts_with("0 new reports."),
        "the report was safe: {said}"
    );
    says_nothing_of(organisation.desk("ana", "list"), ["not all here"]);
}
