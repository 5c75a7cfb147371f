//! Both listeners, byte by byte, over a real writer and real slots: whatever comes, every answer is one of ours, carries the
//! headers of every answer, and the connection ends.
#![no_main]
#![allow(dead_code)]

include!("../intake.rs");
include!("../doors.rs");

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (public, bytes) = match bytes.split_first() {
        Some((first, rest)) => (first & 1 == 0, rest),
        None => return,
    };
    let said = ask(public, bytes);
    whole(&said);
});
