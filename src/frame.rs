//! Frames: a magic, then parts, each with its length before it in four big-endian bytes; perhaps zeros behind.
//!
//! Reports, replies, events, envelopes and handed-over cases are framed before they are sealed, and letters where they
//! rest, so that their sizes say nothing. A frame without a magic has an empty one.

/// The bytes that a length takes.
pub const LENGTH: usize = 4;

/// A part is 4 GiB or longer, or the parts do not fit in the wanted size.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("too long to be framed")]
pub struct TooLong;

/// Returns the frame of `parts`, in exactly the bytes that it needs.
///
/// # Errors
///
/// [`TooLong`] if a part is 4 GiB or longer.
pub fn frame(magic: &[u8], parts: &[&[u8]]) -> Result<Vec<u8>, TooLong> {
    padded(magic, parts, size(magic, parts))
}

/// Returns the frame of `parts` with zeros behind it, `size` bytes long. It is allocated once, so that no copy of what
/// it holds is left behind.
///
/// # Errors
///
/// [`TooLong`] if the frame is longer than `size`, or a part is 4 GiB or longer.
pub fn padded(magic: &[u8], parts: &[&[u8]], size: usize) -> Result<Vec<u8>, TooLong> {
    if self::size(magic, parts) > size {
        return Err(TooLong);
    }
    let mut frame = Vec::with_capacity(size);
    frame.extend_from_slice(magic);
    for part in parts {
        let length = u32::try_from(part.len()).map_err(|_| TooLong)?;
        frame.extend_from_slice(&length.to_be_bytes());
        frame.extend_from_slice(part);
    }
    frame.resize(size, 0);
    Ok(frame)
}

/// Returns the first part of a frame, and everything behind it. Further parts are split off with an empty magic.
pub fn split<'a>(magic: &[u8], bytes: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let (length, rest) = bytes.strip_prefix(magic)?.split_first_chunk::<LENGTH>()?;
    rest.split_at_checked(to_usize(*length)?)
}

/// Returns the only part of a frame; `None` if anything but zeros stands behind it.
pub fn unframe<'a>(magic: &[u8], bytes: &'a [u8]) -> Option<&'a [u8]> {
    let (part, rest) = split(magic, bytes)?;
    rest.iter().all(|byte| *byte == 0).then_some(part)
}

/// Returns the length, in bytes, of the part that follows `header`: a magic and a length, and nothing else. For frames
/// that are too long to be held in memory.
pub fn length(magic: &[u8], header: &[u8]) -> Option<usize> {
    to_usize(header.strip_prefix(magic)?.try_into().ok()?)
}

fn size(magic: &[u8], parts: &[&[u8]]) -> usize {
    let lengths = parts.iter().map(|part| LENGTH + part.len());
    magic.len() + lengths.sum::<usize>()
}

fn to_usize(length: [u8; LENGTH]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(length)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MAGIC: &[u8] = b"sotto/1 test\n";

    #[test]
    fn a_frame_is_a_magic_a_length_and_what_it_holds() {
        let framed = frame(MAGIC, &[b"{}"]).unwrap();
        assert_eq!(framed, b"sotto/1 test\n\0\0\0\x02{}");
        assert_eq!(padded(b"", &[b"{}"], 8).unwrap(), b"\0\0\0\x02{}\0\0");
        let two = frame(MAGIC, &[b"a", b""]).unwrap();
        assert_eq!(two, b"sotto/1 test\n\0\0\0\x01a\0\0\0\0");
        assert_eq!(padded(MAGIC, &[b"{}"], framed.len() - 1), Err(TooLong));
    }

    #[test]
    fn what_stands_behind_the_only_part_is_zeros() {
        let mut framed = padded(MAGIC, &[b"{}"], 40).unwrap();
        assert_eq!(unframe(MAGIC, &framed), Some(&b"{}"[..]));
        *framed.last_mut().unwrap() = 1;
        assert_eq!(unframe(MAGIC, &framed), None);
        assert_eq!(
            split(MAGIC, &framed).map(|(part, _)| part),
            Some(&b"{}"[..])
        );
    }

    #[test]
    fn a_length_beyond_the_end_and_another_magic_are_refused() {
        let framed = frame(MAGIC, &[b"{}"]).unwrap();
        for end in 0..framed.len() {
            assert_eq!(split(MAGIC, &framed[..end]), None, "{end}");
        }
        assert_eq!(split(b"sotto/2 test\n", &framed), None);
        assert_eq!(split(b"", &[255; 4096]), None);
    }

    #[test]
    fn a_header_is_a_magic_and_a_length_and_nothing_else() {
        let framed = frame(MAGIC, &[&[1; 258]]).unwrap();
        let header = MAGIC.len() + LENGTH;
        assert_eq!(length(MAGIC, &framed[..header]), Some(258));
        assert_eq!(length(MAGIC, &framed[..header + 1]), None);
        assert_eq!(length(MAGIC, &framed[..header - 1]), None);
        assert_eq!(length(b"sotto/2 test\n", &framed[..header]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(magic: Vec<u8>, bytes: Vec<u8>) {
            let _ = (split(&magic, &bytes), unframe(&magic, &bytes), length(&magic, &bytes));
            let bytes = [magic.as_slice(), &bytes].concat();
            let _ = (split(&magic, &bytes), unframe(&magic, &bytes), length(&magic, &bytes));
        }

        #[test]
        fn what_is_framed_is_read_back(magic: Vec<u8>, one: Vec<u8>, other: Vec<u8>, more in 0usize..64) {
            let framed = frame(&magic, &[&one, &other]).unwrap();
            let (first, behind) = split(&magic, &framed).unwrap();
            prop_assert_eq!((first, split(b"", behind)), (&one[..], Some((&other[..], &b""[..]))));
            let framed = frame(&magic, &[&one]).unwrap();
            let longer = padded(&magic, &[&one], framed.len() + more).unwrap();
            prop_assert_eq!(longer.len(), framed.len() + more);
            prop_assert_eq!(unframe(&magic, &longer), Some(&one[..]));
        }
    }
}
