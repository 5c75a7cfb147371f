//! Normalises text for searching: without case, accents, vowel signs and joiners, in any script.

use crate::indicators::extract::refang;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text normalised for searching.
#[derive(Default)]
pub struct SearchText {
    /// The text as [`folded`] returns it.
    pub text: String,
    /// The digits of each number in the text, as [`numbers`] returns them.
    pub numbers: String,
}

impl SearchText {
    /// Normalises `text`.
    pub fn of(text: &str) -> Self {
        Self {
            numbers: numbers(text),
            text: folded(&refang(text)),
        }
    }
}

/// Returns the text in lower case, without accents, vowel signs and joiners, with one form of each letter and digit.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.nfkd().filter(|char| !is_combining_mark(*char)) {
        match char {
            // Joiners, marks of direction, and the Arabic tatweel, which only lengthens a word.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{61c}'
            | '\u{feff}'
            | '\u{ad}'
            | 'ـ' => {}
            'ى' | 'ی' | 'ې' => folded.push('ي'),
            'ک' => folded.push('ك'),
            'ة' | 'ۀ' | 'ە' => folded.push('ه'),
            'ß' => folded.push_str("ss"),
            char if char.is_whitespace() => folded.push(' '),
            char => match digit(char) {
                Some(digit) => folded.push(digit),
                None => folded.extend(char.to_lowercase()),
            },
        }
    }
    folded
}

/// Returns an Arabic, Farsi, Devanagari or full-width digit as 0 to 9; `None` for any other character.
pub fn digit(char: char) -> Option<char> {
    let zeros = ['٠', '۰', '०', '０'];
    let value = zeros
        .iter()
        .filter_map(|zero| u32::from(char).checked_sub(u32::from(*zero)))
        .find(|value| *value < 10)?;
    char::from_digit(value, 10)
}

/// Returns the digits of each number in the text, without the signs between them.
pub fn numbers(text: &str) -> String {
    let (mut numbers, mut run) = (String::new(), 0);
    for char in text.chars() {
        let value = digit(char).or(Some(char).filter(char::is_ascii_digit));
        match value {
            Some(value) => {
                numbers.push(value);
                run += 1;
            }
            None if " -.()/\u{a0}\u{2011}".contains(char) => {}
            None => {
                if run > 0 {
                    numbers.push(' ');
                }
                run = 0;
            }
        }
    }
    numbers
}
