//! Runs the commands about the team: its members, its requests and its alerts.

use crate::cli::context::{Context, to_json};
use crate::cli::failure::Failure;
use crate::model::change::Change;
use crate::model::proposal::Proposal;
use crate::remote::{alerts, reseal};
use sotto::roster::Roster;
use sotto::ticket::Ticket;

/// Returns the ids of all handlers, in the order of the roster.
fn handler_ids(roster: &Roster) -> Vec<String> {
    let handlers = roster.handlers.iter();
    handlers.map(|handler| handler.id.clone()).collect()
}

impl Context {
    pub fn team(&self, json: bool) -> Result<(), Failure> {
        let session = self.session()?;
        let alerts = alerts::all(&session).map_err(Failure::Session)?;
        let roster = session.roster();
        let handlers: Vec<_> = roster.map_or_else(Vec::new, handler_ids);
        let asks = reseal::asks(&session);
        let proposals: Vec<_> = session
            .cases
            .proposals
            .all_open()
            .map(|(_, proposal)| proposal)
            .collect();
        if json {
            let roster = session.roster().map(|roster| roster.serial);
            let all = serde_json::json!({"roster": roster, "handlers": handlers, "away": session.away(), "asks": asks, "proposals": proposals, "notices": alerts});
            (self.say)(&to_json(&all)?);
            return Ok(());
        }
        if let Some(roster) = session.roster() {
            let values = [
                ("serial", roster.serial.to_string()),
                ("day", roster.not_after.to_string()),
                ("handlers", handlers.join(", ")),
            ];
            self.tell("cli-team", &values);
        }
        let away = session.away().join(", ");
        if !away.is_empty() {
            self.tell("cli-team-away", &[("handlers", away)]);
        }
        for id in asks {
            self.tell("cli-team-asks", &[("handler", id)]);
        }
        for proposal in proposals {
            self.tell_proposal(proposal);
        }
        self.say_alerts(&session)
    }

    fn tell_proposal(&self, proposal: &Proposal) {
        let values = [
            ("handler", proposal.by.clone()),
            ("act", proposal.act.to_string()),
            ("ticket", proposal.case.to_string()),
        ];
        self.tell("cli-team-proposal", &values);
    }

    pub fn ask_for_cases(&self) -> Result<(), Failure> {
        self.session()?
            .append_for_team(Change::AskForCases)
            .map_err(Failure::Session)?;
        self.tell::<&str>("cli-team-asked", &[]);
        Ok(())
    }

    pub fn share(
        &self,
        handler: String,
        tickets: Vec<Ticket>,
        unasked: bool,
    ) -> Result<(), Failure> {
        let session = self.shared()?;
        let cases = session.at(|session| {
            if !unasked && tickets.is_empty() && !reseal::asks(session).contains(&handler) {
                return Err(Failure::NotAsked(handler.clone()));
            }
            Ok(if tickets.is_empty() {
                reseal::open_cases(session)
            } else {
                tickets
            })
        })?;
        let shared = reseal::share(&session, &cases, std::slice::from_ref(&handler), self.clock)
            .map_err(Failure::Pull)?;
        self.tell_count("cli-shared", shared, &[("handler", handler)]);
        Ok(())
    }

    pub fn dismiss(&self) -> Result<(), Failure> {
        alerts::dismiss(&self.session()?).map_err(Failure::Session)?;
        let what = self.messages.text("done-dismiss");
        self.tell("desk-done", &[("what", what)]);
        Ok(())
    }
}
