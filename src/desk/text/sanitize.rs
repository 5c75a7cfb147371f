//! Makes text harmless for the terminal and for the eye.

/// Prose as it may be looked at: control characters and those that turn the direction of text are named.
///
/// Joiners stay: Farsi and many other scripts need them.
pub fn harmless(text: &str) -> String {
    named(text, |char| {
        char.is_control() && !matches!(char, '\n' | '\t') || is_bidi(char)
    })
}

/// Returns what a reporter wrote as it may be looked at: as [`harmless`] has it, and no address in it leads anywhere when it is copied.
pub fn unclickable(text: &str) -> String {
    let text = harmless(text);
    let text = text.replace("http://", "hxxp://");
    text.replace("https://", "hxxps://")
}

/// Returns a name as it may be looked at: on one line, and with nothing in it that doesn't show.
pub fn harmless_name(text: &str) -> String {
    named(text, |char| {
        char.is_control()
            || is_bidi(char)
            || matches!(char, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{2028}' | '\u{2029}')
    })
}

pub fn is_bidi(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

pub fn named(text: &str, dangerous: impl Fn(char) -> bool) -> String {
    text.chars()
        .map(|char| {
            if dangerous(char) {
                format!("<U+{:04X}>", u32::from(char))
            } else {
                char.to_string()
            }
        })
        .collect()
}
