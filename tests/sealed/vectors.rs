//! The published age vectors, against the header parser that the intake believes.

use sotto::sealed::{Header, Sealed};
use std::fs;

/// Refused only by who holds a key, knows the kind of stanza, or reads on behind the header: the header
/// itself is well formed.
const NEED_A_KEY: [&str; 44] = [
    "hybrid_identity",
    "x25519_identity",
    "x25519_long_share",
    "x25519_not_canonical_share",
    "x25519_short_share",
    "stream_no_nonce",
    "stream_short_nonce",
    "hmac_bad",
    "hybrid_bad_tag",
    "hybrid_currupted_enc_mlkem",
    "hybrid_currupted_enc_x25519",
    "hybrid_extra_argument",
    "hybrid_long_file_key",
    "hybrid_long_share",
    "hybrid_low_order",
    "hybrid_not_canonical_enc",
    "hybrid_short_share",
    "hybrid_uppercase",
    "hybrid_x25519_arg",
    "scrypt_and_x25519",
    "scrypt_bad_tag",
    "scrypt_double",
    "scrypt_extra_argument",
    "scrypt_long_file_key",
    "scrypt_not_canonical_salt",
    "scrypt_salt_long",
    "scrypt_salt_missing",
    "scrypt_salt_short",
    "scrypt_uppercase",
    "scrypt_work_factor_23",
    "scrypt_work_factor_hex",
    "scrypt_work_factor_leading_garbage",
    "scrypt_work_factor_leading_plus",
    "scrypt_work_factor_leading_zero_decimal",
    "scrypt_work_factor_leading_zero_octal",
    "scrypt_work_factor_missing",
    "scrypt_work_factor_negative",
    "scrypt_work_factor_overflow",
    "scrypt_work_factor_trailing_garbage",
    "scrypt_work_factor_zero",
    "x25519_bad_tag",
    "x25519_extra_argument",
    "x25519_long_file_key",
    "x25519_low_order",
];

fn vectors() -> Vec<(String, String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/cctv");
    let read = |entry: fs::DirEntry| {
        let bytes = fs::read(entry.path()).unwrap();
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        (
            entry.file_name().into_string().unwrap(),
            head,
            bytes[end + 2..].to_vec(),
        )
    };
    let mut vectors: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| read(entry.unwrap()))
        .collect();
    vectors.sort();
    vectors
}

fn field<'a>(head: &'a str, key: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(key))
}

#[test]
fn headers_are_read_and_refused_as_the_vectors_say() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 143);
    let mut wrong = Vec::new();
    for (name, head, file) in vectors.iter().filter(|(_, head, _)| {
        field(head, "armored: ").is_none() && field(head, "compressed: ").is_none()
    }) {
        let well_formed = field(head, "expect: ") != Some("header failure")
            || NEED_A_KEY.contains(&name.as_str());
        if Header::parse(file).is_some() != well_formed {
            wrong.push(format!("{name}: {}", field(head, "expect: ").unwrap()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn none_of_them_passes_for_a_report() {
    for (name, _, file) in vectors() {
        assert!(
            Sealed::try_from(file).is_err(),
            "{name} is of no agreed size"
        );
    }
}
