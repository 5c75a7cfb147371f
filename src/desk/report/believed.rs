//! What a desk believes of a report: nothing but what it tells, unless its reporter signed it for its ticket.

use crate::report::content::{Content, MAGIC};
use crate::report::fixture::Reporter;
use proptest::prelude::*;
use serde_json::{Value, json};
use sotto::frame::frame;
use sotto::hex::Hex;
use sotto::ticket::Ticket;

fn reporter() -> Reporter {
    Reporter::new(1)
}

fn ticket() -> Ticket {
    [1; 16].into()
}

fn told() -> Value {
    reporter().told("report", &json!({"story": "A link came."}))
}

fn framed(part: &[u8]) -> Vec<u8> {
    frame(MAGIC, &[part]).unwrap()
}

fn content(plaintext: &[u8]) -> Content {
    Content::read(ticket(), plaintext).unwrap()
}

/// Returns what is believed of a plaintext: nothing but what it tells, if its reporter did not sign it.
fn is_believed(plaintext: &[u8]) -> bool {
    let content = content(plaintext);
    let Content::Report(report) = &content else {
        panic!("no report");
    };
    let believed = [
        content.reporter().is_some(),
        report.reply_to.is_some(),
        report.reporter.is_some(),
        content.claims().is_none(),
    ];
    assert!(believed.iter().all(|each| *each == believed[0]));
    believed[0]
}

#[test]
fn nothing_but_the_reporters_own_signature_for_this_ticket_is_believed() {
    let own = reporter().sign(ticket(), &told());
    assert!(is_believed(&own));
    let mut another = told();
    another["reporter"] = json!(Reporter::new(2).key());
    for (case, plaintext) in [
        ("another ticket", reporter().sign([2; 16].into(), &told())),
        ("another's key", Reporter::new(2).sign(ticket(), &told())),
        (
            "another's key, named; the tag key of this reporter",
            Reporter::new(2).sign(ticket(), &another),
        ),
        ("no signature", framed(told().to_string().as_bytes())),
        (
            "a signature of zeros",
            framed(format!("{}\n{}", Hex([0; 64]), told()).as_bytes()),
        ),
    ] {
        assert!(!is_believed(&plaintext), "{case}");
    }
    let mut nameless = told();
    nameless.as_object_mut().unwrap().remove("reporter");
    assert!(!is_believed(&reporter().sign(ticket(), &nameless)));
}

#[test]
fn a_signature_for_one_kind_of_report_is_none_for_another() {
    for format in ["report", "follow-up", "withdrawal"] {
        let own = reporter().sign(ticket(), &reporter().told(format, &json!({})));
        assert!(is_believed(&own), "{format}");
        let text = String::from_utf8(own[MAGIC.len() + 4..].to_vec()).unwrap();
        for other in ["report", "follow-up", "withdrawal"]
            .iter()
            .filter(|other| **other != format)
        {
            let changed = text.replace(&format!("sotto/1 {format}"), &format!("sotto/1 {other}"));
            assert!(
                !is_believed(&framed(changed.as_bytes())),
                "{format} as {other}"
            );
        }
    }
}

#[test]
fn a_withdrawal_counts_only_with_its_reporters_signature() {
    let wish = reporter().told("withdrawal", &json!({}));
    assert!(content(&reporter().sign(ticket(), &wish)).is_withdrawal());
    let forged = content(&framed(wish.to_string().as_bytes()));
    assert!(!forged.is_withdrawal());
    assert_eq!(forged.opening(), "(a withdrawal that no reporter signed)");
}

proptest! {
    #[test]
    fn no_changed_bit_is_believed(at in 0usize..10_000, bit in 0u8..8) {
        let mut changed = reporter().sign(ticket(), &told());
        let at = MAGIC.len() + 4 + at % (changed.len() - MAGIC.len() - 4);
        changed[at] ^= 1 << bit;
        let believed = Content::read(ticket(), &changed).is_ok_and(|content| content.reporter().is_some());
        prop_assert!(!believed);
    }
}
