//! Runs the commands about contributions, hand-overs, exports, and checks of the site.

use crate::cases::query::Query;
use crate::cli::args::exchange::HandOverArguments;
use crate::cli::context::{Context, write};
use crate::cli::failure::Failure;
use crate::display::export;
use crate::display::export::Form;
use crate::handover::error::HandoverError;
use crate::handover::give;
use crate::handover::receipt::SignedReceipt;
use crate::handover::take;
use crate::model::change::{Act, Change};
use crate::numbers::contribute;
use crate::remote::reseal;
use crate::remote::watch::site as watch;
use crate::session::shared::SharedSession;
use sotto::signed::canonical;
use sotto::ticket::Ticket;
use std::fs;
use std::path::Path;

impl Context {
    pub fn contribute(
        &self,
        plan: &Path,
        out: Option<&Path>,
        instead_of: Option<&Path>,
        dry_run: bool,
    ) -> Result<(), Failure> {
        let read = |path: &Path| {
            fs::read(path).map_err(|error| Failure::Read(path.display().to_string(), error))
        };
        let plan = read(plan)?;
        let replaced = instead_of.map(read).transpose()?;
        let mut session = self.session()?;
        let said = if dry_run {
            contribute::preview(&session, &self.messages, &plan, replaced.as_deref())
        } else {
            contribute::send(
                &mut session,
                &self.messages,
                &plan,
                replaced.as_deref(),
                out,
            )
        };
        (self.say)(&said.map_err(Failure::Contribute)?);
        Ok(())
    }

    pub fn hand_over(&self, arguments: &HandOverArguments) -> Result<(), Failure> {
        let mut session = self.session()?;
        let HandOverArguments {
            ticket,
            to,
            key,
            parts,
            out,
            ..
        } = arguments;
        let said = match out.as_deref().filter(|_| !arguments.dry_run) {
            None => give::preview(&session, *ticket, parts),
            Some(out) => give::give(&mut session, *ticket, to, key, parts, out),
        };
        (self.say)(&said.map_err(Failure::Handover)?);
        Ok(())
    }

    pub fn import(&self, package: &Path, receipt: &Path) -> Result<(), Failure> {
        let mut session = self.session()?;
        let (ticket, given, signed) =
            take::take_in(&mut session, package).map_err(Failure::Handover)?;
        write(receipt, &canonical(&signed).map_err(Failure::Json)?)?;
        let own = session.store.keys().id.clone();
        let others: Vec<String> = session.roster().map_or_else(Vec::new, |roster| {
            roster
                .handlers
                .iter()
                .map(|handler| handler.id.clone())
                .filter(|id| *id != own)
                .collect()
        });
        let values = [
            ("ticket", ticket.to_string()),
            ("organisation", given.by()),
            ("file", receipt.display().to_string()),
        ];
        self.tell("cli-imported", &values);
        if others.is_empty() {
            return Ok(());
        }
        reseal::share(
            &SharedSession::new(Some(session)),
            &[ticket],
            &others,
            self.clock,
        )
        .map_err(Failure::Pull)?;
        self.tell::<&str>("cli-imported-shared", &[]);
        Ok(())
    }

    pub fn receipt(&self, path: &Path) -> Result<(), Failure> {
        let bytes =
            fs::read(path).map_err(|error| Failure::Read(path.display().to_string(), error))?;
        let signed = SignedReceipt::read(&bytes).map_err(Failure::Handover)?;
        let mut session = self.session()?;
        let package = signed.receipt.package;
        let given = |entry: &crate::cases::entry::CaseView| {
            entry
                .case
                .handed_over
                .iter()
                .any(|given| given.package == package)
        };
        let case = session.cases.entries().find(given).map(|entry| entry.head);
        let case = case.ok_or(Failure::Handover(HandoverError::NoReceipt))?;
        let by = signed.by();
        let (ticket, organisation) = (case.to_string(), by.clone());
        let values = [("ticket", ticket), ("organisation", organisation)];
        self.tell("cli-receipt", &values);
        session
            .change(&[case], &[Change::Receipt { package, by }])
            .map_err(Failure::Session)?;
        Ok(())
    }

    pub fn traces(&self, query: &str, form: Form) -> Result<(), Failure> {
        let session = self.session()?;
        let query = Query::parse(query, &session.store.keys().id).map_err(Failure::Search)?;
        (self.say)(&export::traces(
            query.find(&session.cases),
            form,
            session.today,
        ));
        Ok(())
    }

    pub fn export(&self, ticket: Ticket, narrative: bool, out: &Path) -> Result<(), Failure> {
        let mut session = self.session()?;
        let head = session.entry(ticket).map_err(Failure::Session)?.head;
        let alone = session
            .roster()
            .is_some_and(|roster| roster.handlers.len() == 1);
        let agreed = session
            .cases
            .proposals
            .agreed(Act::Narrative)
            .any(|proposal| proposal.case == head);
        if narrative && !agreed && !alone {
            return Err(Failure::NotAgreed(head));
        }
        let text =
            export::paper(&session, &self.messages, head, narrative).map_err(Failure::Session)?;
        write(out, text.as_bytes())?;
        let what = if narrative {
            "all of it"
        } else {
            "what must be kept"
        };
        session
            .change(&[head], &[Change::Exported(what.to_owned())])
            .map_err(Failure::Session)?;
        self.tell("cli-exported", &[("file", out.display().to_string())]);
        Ok(())
    }

    pub fn watch(&self, evidence: Option<&Path>) -> Result<bool, Failure> {
        let session = self.shared()?;
        if let Some(out) = evidence {
            let kept = session
                .at(|session| watch::kept(session))
                .map_err(Failure::Pull)?;
            write(out, &canonical(&kept).map_err(Failure::Json)?)?;
            let file = out.display().to_string();
            self.tell_count("cli-evidence", kept.len(), &[("file", file)]);
            return Ok(!kept.is_empty());
        }
        let watched = watch::watch(&session, self.clock).map_err(Failure::Pull)?;
        for found in &watched.differ {
            let how = found.differs.join(", ");
            let values = [("path", &found.path), ("how", &how)];
            self.tell("cli-differs", &values);
        }
        let differ = self.messages.count("cli-differ", watched.differ.len());
        self.tell_count("cli-watched", watched.looked_at, &[("differ", differ)]);
        Ok(!watched.differ.is_empty())
    }
}
