//! Checks the head of a request before anything else reads it: byte by byte, and narrower than HTTP allows. Whatever
//! two parsers could understand in two ways is refused.

use crate::refusal::Refusal;

/// The longest head in bytes; browsers send a quarter of it.
pub const LONGEST: usize = 16 << 10;
/// The end of a head.
pub const END: &[u8] = b"\r\n\r\n";

/// A field of a head: its name and its value.
type Field<'a> = (&'a str, &'a str);

const LINES: usize = 64;
const PATH: usize = 256;

/// Returns whether `part` can be the beginning of a valid head; lets us refuse early.
pub fn may_stand_in_one(part: &[u8]) -> bool {
    part.iter().enumerate().all(|(at, byte)| match byte {
        b'\n' => at.checked_sub(1).and_then(|before| part.get(before)) == Some(&b'\r'),
        b'\r' => part.get(at + 1).is_none_or(|next| *next == b'\n'),
        other => (b' '..=b'~').contains(other),
    })
}

/// Checks a whole head, with the empty line at its end. Returns the length in bytes of the body after it.
///
/// # Errors
///
/// Returns the refusal that the request gets.
pub fn check(head: &[u8], host: &str) -> Result<usize, Refusal> {
    let (method, fields) = parse(head)?;
    let all = |name: &str| {
        fields
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
            .collect::<Vec<_>>()
    };
    if all("host") != [host] {
        return Err(Refusal::Misdirected);
    }
    if !["GET", "PUT", "POST", "DELETE"].contains(&method) {
        return Err(Refusal::Method);
    }
    if !all("transfer-encoding").is_empty() {
        return Err(Refusal::NoLength);
    }
    if ["content-encoding", "expect", "upgrade"]
        .iter()
        .any(|name| !all(name).is_empty())
    {
        return Err(Refusal::Encoded);
    }
    let bodiless = ["GET", "DELETE"].contains(&method);
    match all("content-length")[..] {
        [] if bodiless => Ok(0),
        [] => Err(Refusal::NoLength),
        [length] => length_of(length)
            .filter(|length| !bodiless || *length == 0)
            .ok_or(Refusal::Wrong),
        _ => Err(Refusal::Wrong),
    }
}

/// Returns the method and the fields of a head that has only lines of printable characters.
fn parse(head: &[u8]) -> Result<(&str, Vec<Field<'_>>), Refusal> {
    let text = std::str::from_utf8(head).map_err(|_| Refusal::Wrong)?;
    let text = text.strip_suffix("\r\n\r\n").ok_or(Refusal::Wrong)?;
    if !text
        .split("\r\n")
        .all(|line| !line.is_empty() && line.bytes().all(|byte| (b' '..=b'~').contains(&byte)))
    {
        return Err(Refusal::Wrong);
    }
    let mut lines = text.split("\r\n");
    let method = request_line(lines.next().ok_or(Refusal::Wrong)?)?;
    let fields = lines
        .map(field)
        .collect::<Option<Vec<_>>>()
        .filter(|fields| fields.len() <= LINES)
        .ok_or(Refusal::Wrong)?;
    Ok((method, fields))
}

/// Returns the method of a request line whose path could be one of ours.
fn request_line(line: &str) -> Result<&str, Refusal> {
    let [method, path, "HTTP/1.1"] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(Refusal::Wrong);
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let ours = path.starts_with('/')
        && path.len() <= PATH
        && path.bytes().all(plain)
        && !path.contains("..")
        && !path.contains("//");
    let named = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    if ours && named {
        Ok(method)
    } else {
        Err(Refusal::Wrong)
    }
}

fn field(line: &str) -> Option<Field<'_>> {
    let (name, value) = line.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!name.is_empty() && name.bytes().all(plain)).then_some((name, value.trim_matches(' ')))
}

/// Parses a length, of which there is one spelling: digits alone, no leading zero.
fn length_of(text: &str) -> Option<usize> {
    let length: usize = text.parse().ok()?;
    (length.to_string() == text).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOST: &str = "name.onion";

    fn asked(first: &str, fields: &str) -> Result<usize, Refusal> {
        check(
            format!("{first}\r\nHost: {HOST}\r\n{fields}\r\n").as_bytes(),
            HOST,
        )
    }

    #[test]
    fn what_browsers_send_passes() {
        let fields = "User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0\r\nAccept: */*\r\n\
            Accept-Encoding: gzip, deflate\r\nSec-Fetch-Mode: cors\r\nPriority: u=4, i\r\n";
        assert_eq!(asked("GET /en/ HTTP/1.1", fields), Ok(0));
        assert_eq!(asked("GET / HTTP/1.1", "Content-Length: 0\r\n"), Ok(0));
        assert_eq!(
            asked("PUT /pieces/aa HTTP/1.1", "content-length: 1048576\r\n"),
            Ok(1_048_576)
        );
        assert_eq!(
            asked("POST /withdrawals HTTP/1.1", "Content-Length:32\r\n"),
            Ok(32)
        );
    }

    /// Request lines, and what each is refused with.
    const LINES_REFUSED: &[(&str, Refusal)] = &[
        ("GET  / HTTP/1.1", Refusal::Wrong),
        ("GET / HTTP/1.0", Refusal::Wrong),
        ("GET / HTTP/2", Refusal::Wrong),
        ("GET /", Refusal::Wrong),
        (" GET / HTTP/1.1", Refusal::Wrong),
        ("get / HTTP/1.1", Refusal::Wrong),
        ("GET /?a HTTP/1.1", Refusal::Wrong),
        ("GET /#a HTTP/1.1", Refusal::Wrong),
        ("GET /%2e HTTP/1.1", Refusal::Wrong),
        ("GET /a/../b HTTP/1.1", Refusal::Wrong),
        ("GET //a HTTP/1.1", Refusal::Wrong),
        ("GET /\u{0} HTTP/1.1", Refusal::Wrong),
        ("GET /é HTTP/1.1", Refusal::Wrong),
        ("GET http://name.onion/ HTTP/1.1", Refusal::Wrong),
        ("CONNECT name.onion:80 HTTP/1.1", Refusal::Wrong),
        ("OPTIONS * HTTP/1.1", Refusal::Wrong),
        ("HEAD / HTTP/1.1", Refusal::Method),
        ("TRACE / HTTP/1.1", Refusal::Method),
    ];

    /// Fields of a head, and what each is refused with.
    const FIELDS_REFUSED: &[(&str, Refusal)] = &[
        ("Host: name.onion\r\n", Refusal::Misdirected),
        ("Transfer-Encoding: chunked\r\n", Refusal::NoLength),
        (
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            Refusal::NoLength,
        ),
        (
            "transfer-encoding: identity\r\nContent-Length: 1\r\n",
            Refusal::NoLength,
        ),
        ("", Refusal::NoLength),
        ("Content-Length: 1\r\nContent-Length: 1\r\n", Refusal::Wrong),
        ("Content-Length: 1, 1\r\n", Refusal::Wrong),
        ("Content-Length: +1\r\n", Refusal::Wrong),
        ("Content-Length: 01\r\n", Refusal::Wrong),
        ("Content-Length: 0x1\r\n", Refusal::Wrong),
        ("Content-Length: -1\r\n", Refusal::Wrong),
        ("Content-Length: 99999999999999999999\r\n", Refusal::Wrong),
        ("Content-Length : 1\r\n", Refusal::Wrong),
        ("Content-Length: 1\r\n folded: 1\r\n", Refusal::Wrong),
        ("Content-Length: 1\nX: 1\r\n", Refusal::Wrong),
        ("Content-Length: 1\rX: 1\r\n", Refusal::Wrong),
        ("Content-Length: 1\r\nX: \u{0}\r\n", Refusal::Wrong),
        ("Content-Length: 1\r\nX: \u{e9}\r\n", Refusal::Wrong),
        ("Content-Length: 1\r\n: 1\r\n", Refusal::Wrong),
        ("Content-Length: 1\r\nX\r\n", Refusal::Wrong),
        (
            "Content-Length: 1\r\nContent-Encoding: gzip\r\n",
            Refusal::Encoded,
        ),
        (
            "Content-Length: 1\r\nExpect: 100-continue\r\n",
            Refusal::Encoded,
        ),
        ("Content-Length: 1\r\nUpgrade: h2c\r\n", Refusal::Encoded),
    ];

    #[test]
    fn what_two_readers_could_take_in_two_ways_is_refused() {
        for (line, refusal) in LINES_REFUSED {
            assert_eq!(asked(line, ""), Err(*refusal), "{line:?}");
        }
        for (fields, refusal) in FIELDS_REFUSED {
            assert_eq!(
                asked("PUT /a HTTP/1.1", fields),
                Err(*refusal),
                "{fields:?}"
            );
        }
        assert_eq!(
            asked("GET / HTTP/1.1", "Content-Length: 1\r\n"),
            Err(Refusal::Wrong)
        );
        for host in [
            "",
            "Host: other.onion\r\n",
            "Host: name.onion:80\r\n",
            "Host: NAME.onion\r\n",
            "Host: name.onion.\r\n",
        ] {
            assert_eq!(
                check(format!("GET / HTTP/1.1\r\n{host}\r\n").as_bytes(), HOST),
                Err(Refusal::Misdirected),
                "{host:?}"
            );
        }
        assert_eq!(
            asked("GET / HTTP/1.1", &"X: 1\r\n".repeat(64)),
            Err(Refusal::Wrong)
        );
    }

    #[test]
    fn what_cannot_become_a_head_is_known_early() {
        for begun in [
            "",
            "G",
            "GET / HTTP/1.1\r",
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r",
        ] {
            assert!(may_stand_in_one(begun.as_bytes()), "{begun:?}");
        }
        for begun in [
            "\n",
            "GET / HTTP/1.1\n",
            "GET\u{0}",
            "\u{16}\u{3}\u{1}",
            "GET / \rHTTP/1.1",
        ] {
            assert!(!may_stand_in_one(begun.as_bytes()), "{begun:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_at_all_make_it_panic(bytes: Vec<u8>) {
            let _ = (check(&bytes, HOST), may_stand_in_one(&bytes));
        }

        #[test]
        fn a_head_that_passes_was_never_given_up_on_the_way(fields in "[ -~\r\n]{0,80}") {
            let head = format!("PUT /a HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 5\r\n{fields}\r\n\r\n");
            if check(head.as_bytes(), HOST).is_ok() {
                prop_assert!((0..head.len()).all(|end| may_stand_in_one(&head.as_bytes()[..end])));
            }
        }
    }
}
