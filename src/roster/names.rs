//! The names that organisations, releases and keyholders may have.

/// Checks that `text` may name an organisation or a release: one line of 1 to 200 bytes.
pub fn is_name(text: &str) -> bool {
    (1..=200).contains(&text.len()) && !text.chars().any(char::is_control) && text.trim() == text
}

/// Checks that `id` may name a keyholder: 1 to 32 of a–z, 0–9 and `-`.
pub fn is_id(id: &str) -> bool {
    (1..=32).contains(&id.len())
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}
