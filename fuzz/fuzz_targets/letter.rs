//! What a form may bring as a letter: kept only if it is sealed to the handlers, and answered in any case.
#![no_main]
#![allow(dead_code)]

include!("../intake.rs");
include!("../doors.rs");

use libfuzzer_sys::fuzz_target;

fuzz_target!(|form: &[u8]| {
    let head = format!("POST /letters/en HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: {}\r\n\r\n", form.len());
    let said = ask(true, &[head.as_bytes(), form].concat());
    whole(&said);
    let said = String::from_utf8_lossy(&said);
    if said.starts_with("HTTP/1.1 201 ") {
        let text = String::from_utf8_lossy(form);
        assert!(text.contains("age-encryption.org/v1") || text.contains("BEGIN AGE ENCRYPTED FILE"));
    } else if !said.is_empty() {
        assert!(["422", "413", "400", "503"].iter().any(|status| said.starts_with(&format!("HTTP/1.1 {status} "))), "{said}");
    }
});
