//! Age files of every kind, written by hand.

use super::age_file::{CHUNK, is_payload};
use super::header::{HYBRID_BODY, HYBRID_SHARE};
use super::*;
use data_encoding::BASE64_NOPAD;
use proptest::prelude::*;

fn hybrid_stanza() -> String {
    format!(
        "-> {HYBRID} {}\n{}\n",
        BASE64_NOPAD.encode(&[9; HYBRID_SHARE]),
        BASE64_NOPAD.encode(&[8; HYBRID_BODY])
    )
}

fn file(stanzas: &str, size: usize) -> Vec<u8> {
    let mac = BASE64_NOPAD.encode(&[1; 32]);
    let mut bytes = format!("age-encryption.org/v1\n{stanzas}--- {mac}\n").into_bytes();
    bytes.resize(size, 0x55);
    bytes
}

#[test]
fn every_agreed_size_is_taken_and_no_other() {
    for size in SIZES {
        let sealed = Sealed::try_from(file(&hybrid_stanza().repeat(2), size)).unwrap();
        assert_eq!((sealed.recipients(), sealed.as_ref().len()), (2, size));
        for wrong in [size - 1, size + 1] {
            assert_eq!(
                Sealed::try_from(file(&hybrid_stanza(), wrong)).err(),
                Some(NotSealed::UnagreedSize)
            );
        }
    }
    assert_eq!(
        Sealed::try_from(Vec::new()).err(),
        Some(NotSealed::UnagreedSize)
    );
}

#[test]
fn a_header_takes_70_bytes_and_1557_for_each_recipient() {
    for recipients in 1..=10 {
        let bytes = file(&hybrid_stanza().repeat(recipients), SIZES[0]);
        assert_eq!(
            Header::parse(&bytes).map(|header| header.length),
            Some(70 + 1557 * recipients)
        );
    }
}

#[test]
fn a_classical_or_unknown_recipient_is_never_let_in() {
    let x25519 = format!(
        "-> X25519 {}\n{}\n",
        BASE64_NOPAD.encode(&[9; 32]),
        BASE64_NOPAD.encode(&[8; 32])
    );
    let grease = "-> grease\n\n";
    for others in [&x25519, grease, "-> scrypt AAAA 18\nAAAA\n"] {
        for stanzas in [
            format!("{}{others}", hybrid_stanza()),
            format!("{others}{}", hybrid_stanza()),
            others.to_string(),
        ] {
            assert_eq!(
                Sealed::try_from(file(&stanzas, SIZES[0])).err(),
                Some(NotSealed::NotHybrid)
            );
        }
    }
    let crowd = hybrid_stanza().repeat(MOST_RECIPIENTS + 1);
    assert_eq!(
        Sealed::try_from(file(&crowd, SIZES[2])).err(),
        Some(NotSealed::NotHybrid)
    );
}

#[test]
fn what_is_not_an_age_file_is_called_that() {
    let short_share = hybrid_stanza().replacen("CQkJ", "", 1);
    assert_eq!(
        Sealed::try_from(file(&short_share, SIZES[0])).err(),
        Some(NotSealed::NotHybrid)
    );
    let armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n".to_vec();
    let mut crlf = file(&hybrid_stanza(), SIZES[0]);
    crlf[21] = b'\r';
    for mut wrong in [
        armored,
        b"My name is".to_vec(),
        crlf,
        file("", SIZES[0]),
        file("->  x\n\n", SIZES[0]),
        file("-> \n\n", SIZES[0]),
        vec![0; 9],
    ] {
        wrong.resize(SIZES[0], b'a');
        assert_eq!(Sealed::try_from(wrong).err(), Some(NotSealed::NotAge));
    }
}

#[test]
fn a_letter_has_any_size_and_is_sealed_to_hybrid_keys_which_are_counted() {
    let letter = |stanzas: usize, size| {
        let bytes = file(&hybrid_stanza().repeat(stanzas), size);
        check_letter(&bytes)
    };
    for size in [70 + 2 * 1557 + 32, 4_000, 65_000, LONGEST_LETTER] {
        assert_eq!(letter(2, size), Ok(2));
    }
    for recipients in [1, 3] {
        assert_eq!(letter(recipients, 5_000), Ok(recipients));
    }
    assert!(letter(0, 5_000).is_err());
    assert_eq!(letter(2, 70 + 2 * 1557 + 31), Err(NotSealed::NotAge));
    assert_eq!(letter(2, LONGEST_LETTER + 1), Err(NotSealed::UnagreedSize));
    let text = check_letter(b"They are watching me.");
    assert!(matches!(text, Err(NotSealed::NotAge)));
}

#[test]
fn a_payload_has_a_nonce_and_whole_chunks() {
    for length in [32, 33, 16 + CHUNK, 16 + CHUNK + 17, 16 + 2 * CHUNK] {
        assert!(is_payload(length), "{length}");
    }
    for length in [0, 15, 16, 31, 16 + CHUNK + 1, 16 + CHUNK + 16] {
        assert!(!is_payload(length), "{length}");
    }
}

proptest! {
    #[test]
    fn no_bytes_at_all_make_it_panic(bytes: Vec<u8>) {
        let _ = Header::parse(&bytes);
        let _ = Sealed::try_from(bytes);
    }

    #[test]
    fn a_changed_header_never_counts_more_recipients(at in 0usize..3184, byte: u8) {
        let mut bytes = file(&hybrid_stanza().repeat(2), SIZES[0]);
        bytes[at] = byte;
        if let Ok(sealed) = Sealed::try_from(bytes) {
            prop_assert_eq!(sealed.recipients(), 2);
        }
    }
}
