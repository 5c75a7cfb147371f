//! The line in which tor names a circuit: whatever is read as one is exactly what tor writes.
#![no_main]
#![allow(dead_code)]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/intake/limits/circuit.rs"]
mod circuit;

fuzz_target!(|line: &[u8]| {
    if let Some(circuit) = circuit::read(line) {
        assert!(line.len() <= circuit::LONGEST && line.ends_with(b"\r\n") && line.starts_with(b"PROXY TCP6 "));
        assert!(matches!(circuit, circuit::Circuit::Tor(_)));
        assert_eq!(circuit::read(&line[..line.len() - 1]), None);
    }
});
