//! Why something at the unlocked desk failed, and what to do.

use crate::keyring::NoRandomness;
use crate::report::attachment::AttachmentError;
use crate::store::StoreError;
use sotto::ticket::Ticket;
use std::io;
use std::path::PathBuf;

/// Why something at the unlocked desk failed, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("{0}")]
    Store(StoreError),
    #[error(
        "report {0} does not open with this desk's keys: it was sealed to others, or changed on its way"
    )]
    DoesNotOpen(Ticket),
    #[error("this desk has not joined an organisation; run `sotto-desk join`")]
    NotJoined,
    #[error("case {0} was purged at every desk")]
    Gone(Ticket),
    #[error("this report has no attachment {0}; `sotto-desk show` numbers them from 1")]
    NoAttachment(usize),
    #[error("cannot write {path}: {1}", path = .0.display())]
    Write(PathBuf, io::Error),
    #[error("attachment {0} cannot be opened: {1}; nothing was written")]
    Attachment(usize, AttachmentError),
    #[error("case {0} is not closed; run `sotto-desk state closed {0}` first")]
    NotClosed(Ticket),
    #[error("this country is not in this region; choose its region, or exile-transnational")]
    OtherRegion,
    #[error("this is too long for one note; write it as several")]
    TooLong,
    #[error("there is no text to write")]
    Empty,
    #[error("this desk cannot write its epoch card; restore its keys from the backup")]
    NoCard,
    #[error("{0}")]
    Random(NoRandomness),
    #[error("the roster has no handler {0}")]
    NoHandler(String),
    #[error(
        "{0} is away: their desk has put down no card for these weeks. Try again when it has pulled"
    )]
    Away(String),
    #[error("this case has no indicator {0}; `sotto-desk show` prints those it has")]
    NoIndicator(String),
    #[error("a case cannot be linked with itself")]
    Itself,
    #[error("no such proposal waits for case {0}")]
    NotProposed(Ticket),
    #[error("another handler must agree; nobody can agree to their own proposal")]
    OwnProposal,
}
