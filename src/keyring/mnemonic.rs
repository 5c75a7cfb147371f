//! Random words: twelve for a recovery paper, six as an example of a passphrase.
//!
//! The English list of BIP-39, <https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki>: 2,048 words of which no two
//! begin with the same four letters.

use super::random::{NoRandomness, random};
use bip39::{Language, Mnemonic};
use sotto::secret::Secret;

/// Draws the twelve words of a recovery paper: 128 random bits and a checksum.
///
/// # Errors
///
/// [`NoRandomness`] if the operating system gives none.
pub fn paper() -> Result<Secret<String>, NoRandomness> {
    let entropy = random::<16>()?;
    let words = Mnemonic::from_entropy(&entropy).map_err(|_| NoRandomness)?;
    Ok(Secret::new(words.to_string()))
}

/// An error in words that were typed from a paper.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPaper {
    #[error("a paper has twelve words, and these are {0}")]
    Count(usize),
    #[error("word {0} is not in the list; look at the paper again")]
    Word(usize),
    #[error(
        "each word is in the list, but together they are not a paper: one word was mistaken for another"
    )]
    Checksum,
}

/// Reads the words of a paper, however they are spaced, and returns them as [`paper`] wrote them.
///
/// # Errors
///
/// [`NoPaper`] names the first word that is wrong, counted from 1.
pub fn read_paper(typed: &str) -> Result<Secret<String>, NoPaper> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    if words.len() != 12 {
        return Err(NoPaper::Count(words.len()));
    }
    let known = |word: &String| Language::English.find_word(word).is_some();
    if let Some(index) = words.iter().position(|word| !known(word)) {
        return Err(NoPaper::Word(index + 1));
    }
    let text = words.join(" ");
    Mnemonic::parse_in(Language::English, &text).map_err(|_| NoPaper::Checksum)?;
    Ok(Secret::new(text))
}

/// Returns six random words, as an example of a passphrase that nobody guesses.
pub fn suggest() -> String {
    let words = Language::English.word_list();
    let draw = || {
        let number = random::<2>().map_or(0, u16::from_be_bytes);
        words
            .get(usize::from(number) % words.len())
            .copied()
            .unwrap_or_default()
    };
    (0..6).map(|_| draw()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_reads_back_and_an_error_in_it_is_named() {
        let paper = paper().unwrap();
        let typed = format!("  {}\n", paper.expose().to_uppercase().replace(' ', "  "));
        assert_eq!(read_paper(&typed).unwrap().expose(), paper.expose());
        let mut words: Vec<_> = paper.expose().split(' ').collect();
        words[4] = "sotto";
        assert_eq!(read_paper(&words.join(" ")).err(), Some(NoPaper::Word(5)));
        assert_eq!(read_paper("abandon").err(), Some(NoPaper::Count(1)));
        assert_eq!(
            read_paper(&["abandon"; 12].join(" ")).err(),
            Some(NoPaper::Checksum)
        );
    }

    #[test]
    fn an_example_has_six_words() {
        assert_eq!(suggest().split(' ').count(), 6);
    }
}
