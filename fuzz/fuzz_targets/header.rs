//! The header of a sealed file: never panics, and what it accepts it has understood whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sotto::sealed::{Header, Sealed, check_letter};

fuzz_target!(|bytes: &[u8]| {
    if let Some(header) = Header::parse(bytes) {
        assert!(header.length <= bytes.len() && !header.stanzas.is_empty());
        // Not a byte behind the header changes how it is read.
        assert_eq!(Header::parse(&bytes[..header.length]).map(|again| again.length), Some(header.length));
        // And one less is no header.
        assert_eq!(Header::parse(&bytes[..header.length - 1]), None);
    }
    let _ = (Sealed::check(bytes), check_letter(bytes));
});
