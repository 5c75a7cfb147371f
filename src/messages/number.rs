//! How a number is written for people: with digits 0 to 9 in every language, so that it can be quoted across languages.

/// Returns a number in digits, in groups of three from 10,000 on. A narrow space that breaks no line separates the groups.
pub fn grouped(value: i64) -> String {
    grouped_digits(&value.to_string())
}

/// Groups decimal digits as [`grouped`] does. Returns any other text as it is.
pub fn grouped_digits(digits: &str) -> String {
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_read_in_groups() {
        assert_eq!(
            [5, 9_995, 10_000, 1_234_565].map(grouped),
            ["5", "9995", "10\u{202f}000", "1\u{202f}234\u{202f}565"]
        );
        assert_eq!(grouped_digits("0.125"), "0.125");
    }
}
