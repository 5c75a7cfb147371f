//! Makes text from outside safe to show on a terminal and on the page.

/// Returns the text with control characters, and those that change the direction of text, replaced by their code points, such as
/// `<U+202E>`. Line feeds and tabs stay.
///
/// Joiners stay, too: Farsi and many other scripts need them.
pub fn harmless(text: &str) -> String {
    named(text, |char| {
        char.is_control() && !matches!(char, '\n' | '\t') || is_bidi(char)
    })
}

/// Returns the text as [`harmless`] does, with web addresses changed to `hxxp`, so that nobody opens one by mistake.
pub fn unclickable(text: &str) -> String {
    let text = harmless(text);
    let text = text.replace("http://", "hxxp://");
    text.replace("https://", "hxxps://")
}

/// Returns a name with every control, direction and invisible character replaced by its code point, so that it stays on one line.
pub fn harmless_name(text: &str) -> String {
    named(text, |char| {
        char.is_control()
            || is_bidi(char)
            || matches!(char, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{2028}' | '\u{2029}')
    })
}

/// Returns whether this character changes the direction of text.
pub fn is_bidi(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Returns the text with every dangerous character replaced by its code point, such as `<U+202E>`.
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
