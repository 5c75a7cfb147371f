//! Age files as text, for those who copy and paste. The format: <https://c2sp.org/age>.

use data_encoding::BASE64;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const COLUMNS: usize = 64;

/// Returns the length in bytes of [`armor`]'s text for `length` bytes.
const fn armored_length(length: usize) -> usize {
    let base64 = length.div_ceil(3) * 4;
    BEGIN.len() + 1 + base64 + base64.div_ceil(COLUMNS) + END.len() + 1
}

/// Writes an age file as text: lines of 64 columns between two marks.
pub fn armor(file: &[u8]) -> String {
    let base64 = BASE64.encode(file).into_bytes();
    let mut text = String::with_capacity(armored_length(file.len()));
    text.push_str(BEGIN);
    for line in base64.chunks(COLUMNS) {
        text.push('\n');
        text.extend(line.iter().copied().map(char::from));
    }
    text.push('\n');
    text.push_str(END);
    text.push('\n');
    text
}

/// Reads what [`armor`] writes, with either line ending and with white space around it. `None` if it is not
/// exactly that.
pub fn dearmor(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let body = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let mut base64 = String::with_capacity(body.len());
    let mut lines = body.trim().lines().map(str::trim_end).peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() || line.len() > COLUMNS || line.len() < COLUMNS && lines.peek().is_some()
        {
            return None;
        }
        base64.push_str(line);
    }
    BASE64.decode(base64.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_armor_is_not_read() {
        let good = armor(&[7; 100]);
        assert_eq!(dearmor(good.as_bytes()), Some(vec![7; 100]));
        for wrong in [
            "",
            "hello",
            BEGIN,
            &good.replace("Bw", "B"),
            &good.replacen('\n', "\n\n\n=", 1),
            &good.replace("END", "BEGIN"),
            &good.replace("BwcH", "*wcH"),
            &format!("{good}and more"),
        ] {
            assert_eq!(dearmor(wrong.as_bytes()), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_file_reads_back_however_a_browser_ends_its_lines(file: Vec<u8>) {
            let text = armor(&file);
            prop_assert_eq!(text.len(), armored_length(file.len()));
            if !file.is_empty() {
                let pasted = format!("  \r\n{}  ", text.replace('\n', "\r\n"));
                prop_assert_eq!(dearmor(pasted.as_bytes()), Some(file));
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = dearmor(&bytes);
        }
    }
}
