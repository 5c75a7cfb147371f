//! A submission as the intake sends it, sealed; and the same, opened and parsed.

use crate::keyring::hybrid::HybridIdentity;
use crate::keyring::open::open;
use crate::report::content::{Content, Format};
use sotto::sealed::Sealed;
use sotto::secret::Secret;
use sotto::ticket::Ticket;

/// The two kinds of submissions, which the intake lists separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionKind {
    /// Sealed by the reporter's page.
    Report,
    /// Sealed by other means.
    Letter,
}

/// A submission as the intake sent it.
pub struct SealedSubmission {
    pub ticket: Ticket,
    pub kind: SubmissionKind,
    pub bytes: Vec<u8>,
}

/// A submission that opened and was parsed.
pub struct Opened {
    pub plaintext: Secret<Vec<u8>>,
    pub content: Content,
}

impl SealedSubmission {
    /// Opens and parses it. Returns `None` for what opens with none of these keys, holds nothing that a reporter can have
    /// sealed, or came as a report and is not sealed as the page seals.
    pub fn open(&self, identities: &[&HybridIdentity]) -> Option<Opened> {
        if self.kind == SubmissionKind::Report {
            Sealed::try_from(self.bytes.clone()).ok()?;
        }
        let plaintext = open(&self.bytes, identities).ok()?;
        let content = Content::read(self.ticket, plaintext.expose()).ok()?;
        may_come(&content).then_some(Opened { plaintext, content })
    }
}

/// Opens sealed submissions with all processors, in their order.
pub fn open_all(
    identities: &[&HybridIdentity],
    sealed: &[SealedSubmission],
) -> Vec<Option<Opened>> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let share = sealed.len().div_ceil(processors).max(1);
    std::thread::scope(|scope| {
        let open_share = |some: &'_ [SealedSubmission]| {
            some.iter()
                .map(|one| one.open(identities))
                .collect::<Vec<_>>()
        };
        let shares: Vec<_> = sealed
            .chunks(share)
            .map(|some| (some.len(), scope.spawn(move || open_share(some))))
            .collect();
        let joined = shares.into_iter().flat_map(|(length, share)| {
            // A thread that panics opens none of its share.
            share
                .join()
                .unwrap_or_else(|_| std::iter::repeat_with(|| None).take(length).collect())
        });
        joined.collect()
    })
}

/// Returns whether a reporter can have sealed this content: not a case that was handed over, nor a signed report without a reply
/// address.
fn may_come(content: &Content) -> bool {
    match content {
        Content::Report(report) => {
            report.format != Format::HandedOver
                && (report.reporter.is_none() || report.reply_to.is_some())
        }
        Content::Letter(_) | Content::File(_) => true,
    }
}
