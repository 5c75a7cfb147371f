//! Fingerprints in words: two people compare them by voice, to know that they have the same key or file.
//!
//! The words are those of BIP-39 in English, <https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki>.

use bip39::Language;
use sha2::{Digest, Sha256};

/// The number of words that are compared: 88 bits, for which nobody finds a second key.
const COMPARED: usize = 8;

/// Returns eight words that stand for the SHA-256 digest of `bytes`.
pub fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let bit = |at: usize| {
        digest
            .get(at / 8)
            .map_or(0, |byte| byte >> (7 - at % 8) & 1)
    };
    let word = |number: usize| {
        let index = (0..11).fold(0, |index, at| {
            index << 1 | usize::from(bit(number * 11 + at))
        });
        Language::English
            .word_list()
            .get(index)
            .copied()
            .unwrap_or_default()
    };
    (0..COMPARED).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_have_the_same_words_and_others_have_others() {
        // SHA-256 of nothing begins with e3b0c442…: 11100011101 is word 1821.
        assert!(fingerprint(b"").starts_with(Language::English.word_list()[0b111_0001_1101]));
        assert_eq!(fingerprint(b"x").split(' ').count(), 8);
        assert_ne!(fingerprint(b"x"), fingerprint(b"y"));
    }
}
