//! What all pictures share: their ink, the direction in which they are read, and names on two lines.

use super::messages::ReportMessages;

/// The colour of lines and letters.
pub const INK: &str = "#1b1b2f";

/// How wide a picture is, and in which direction it is read: from right to left all is mirrored.
#[derive(Clone, Copy)]
pub struct Page {
    width: i64,
    rtl: bool,
}

impl Page {
    pub fn new(width: i64, messages: &ReportMessages) -> Self {
        Self {
            width,
            rtl: messages.is_rtl(),
        }
    }

    /// Where a point lies that is so far from the side on which lines begin.
    pub fn x(self, from_start: i64) -> i64 {
        if self.rtl {
            self.width - from_start
        } else {
            from_start
        }
    }

    /// The left edge of what begins there and is so wide.
    pub fn left(self, from_start: i64, width: i64) -> i64 {
        if self.rtl {
            self.width - from_start - width
        } else {
            from_start
        }
    }

    /// The anchor of text that begins at its point, or ends there.
    pub fn anchor(self, begins: bool) -> &'static str {
        if begins == self.rtl { "end" } else { "start" }
    }

    /// Text, held together in its own direction.
    pub fn text(self, text: &str) -> String {
        if self.rtl {
            format!("\u{2067}{text}\u{2069}")
        } else {
            text.to_owned()
        }
    }
}

/// Two lines at most, broken at the space that is nearest to the middle. Chinese letters are twice as wide.
pub fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let width = |text: &str| {
        text.chars()
            .map(|letter| if letter > '\u{2e80}' { 2 } else { 1 })
            .sum::<usize>()
    };
    let whole = width(text);
    if whole <= letters {
        return vec![text.to_owned()];
    }
    let halves = text
        .match_indices(' ')
        .filter_map(|(place, _)| text.split_at_checked(place));
    let Some((first, second)) = halves.min_by_key(|(first, _)| width(first).abs_diff(whole / 2))
    else {
        return vec![text.to_owned()];
    };
    vec![first.to_owned(), second.trim_start().to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_breaks_near_its_middle() {
        assert_eq!(wrapped("Phishing", 34), ["Phishing"]);
        assert_eq!(
            wrapped("Defensoras de derechos de las mujeres", 34),
            ["Defensoras de derechos", "de las mujeres"]
        );
        assert_eq!(wrapped(&"语".repeat(40), 34), ["语".repeat(40)]);
    }
}
