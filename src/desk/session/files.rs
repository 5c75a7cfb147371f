//! Writes attachments, decrypted, out of the desk.

use crate::keyring::file::create_new;
use crate::report::attachment;
use crate::report::attachment::AttachmentError;
use crate::report::content::Content;
use crate::session::error::SessionError;
use crate::session::unlocked::Session;
use sotto::ticket::Ticket;
use std::io::{BufWriter, Write};
use std::path::Path;

impl Session {
    /// Decrypts attachment `number` of this submission, counted from 1, into `out`. A letter that is a file counts as attachment 1.
    ///
    /// # Errors
    /// [`SessionError::NoAttachment`] if there is none of this number; [`SessionError::Attachment`] if a piece is missing or altered.
    /// Then a part may have been written already.
    pub fn copy_attachment(
        &self,
        ticket: Ticket,
        number: usize,
        out: &mut impl Write,
    ) -> Result<(), SessionError> {
        let content = self.content(ticket)?;
        let place = number.checked_sub(1).ok_or(SessionError::NoAttachment(0))?;
        let copied = match (content, content.attachments().get(place)) {
            (_, Some(attachment)) => {
                let piece = |index: usize| {
                    let piece = attachment.pieces.get(index)?;
                    self.store.piece(*piece).ok().flatten()
                };
                attachment::write(attachment, piece, out)
            }
            (Content::File(bytes), None) if place == 0 => {
                out.write_all(bytes).map_err(AttachmentError::Write)
            }
            _ => return Err(SessionError::NoAttachment(number)),
        };
        copied.map_err(|error| SessionError::Attachment(number, error))
    }

    /// Decrypts attachment `number`, counted from 1, into a new file that only its owner can read.
    ///
    /// # Errors
    /// Those of [`Session::copy_attachment`], and [`SessionError::Write`]. Then no file is left.
    pub fn write_attachment(
        &self,
        ticket: Ticket,
        number: usize,
        out: &Path,
    ) -> Result<(), SessionError> {
        let content = self.content(ticket)?;
        let is_file = matches!(content, Content::File(_)) && number == 1;
        if number == 0 || number > content.attachments().len() && !is_file {
            return Err(SessionError::NoAttachment(number));
        }
        let failed = |error| SessionError::Write(out.to_owned(), error);
        let file = create_new(out).map_err(failed)?;
        let mut file = BufWriter::new(file);
        let copied = self.copy_attachment(ticket, number, &mut file);
        let copied = copied.and_then(|()| file.flush().map_err(failed));
        copied.inspect_err(|_| {
            // The file must not be taken for the whole attachment.
            let _ = std::fs::remove_file(out);
        })
    }
}
