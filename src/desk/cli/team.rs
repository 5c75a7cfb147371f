//! What concerns the team: who belongs, who came later, what should not be.

use crate::cli::context::{Here, to_json};
use crate::cli::failure::Failure;
use crate::model::change::Change;
use crate::remote::{notices as notice, reseal as share};
use sotto::ticket::Ticket;

impl Here {
    pub fn team(&self, json: bool) -> Result<(), Failure> {
        let desk = self.desk()?;
        let notices = notice::all(&desk).map_err(Failure::Desk)?;
        let handlers: Vec<_> = desk.roster().map_or_else(Vec::new, |roster| {
            roster
                .handlers
                .iter()
                .map(|handler| handler.id.clone())
                .collect()
        });
        let asks = share::asks(&desk);
        let proposals: Vec<_> = desk
            .book
            .proposals
            .all_open()
            .map(|(_, proposal)| proposal)
            .collect();
        if json {
            let roster = desk.roster().map(|roster| roster.serial);
            let all = serde_json::json!({"roster": roster, "handlers": handlers, "asks": asks, "proposals": proposals, "notices": notices});
            (self.say)(&to_json(&all)?);
            return Ok(());
        }
        if let Some(roster) = desk.roster() {
            (self.say)(&format!(
                "Roster {}, until {}: {}\n",
                roster.serial,
                roster.not_after,
                handlers.join(", ")
            ));
        }
        for id in asks {
            (self.say)(&format!(
                "{id} asks for the open cases: sotto-desk team share {id}\n"
            ));
        }
        for proposal in proposals {
            (self.say)(&format!(
                "{} proposes: {} {}\n",
                proposal.by, proposal.act, proposal.case
            ));
        }
        self.say_notices(&desk)
    }

    pub fn ask_for_cases(&self) -> Result<(), Failure> {
        self.desk()?
            .say(Change::AskForCases)
            .map_err(Failure::Desk)?;
        (self.say)("Colleagues hear it when you and they have pulled.\n");
        Ok(())
    }

    pub fn share(
        &self,
        handler: String,
        tickets: Vec<Ticket>,
        unasked: bool,
    ) -> Result<(), Failure> {
        let desk = self.shared()?;
        let cases = desk.at(|desk| {
            if !unasked && tickets.is_empty() && !share::asks(desk).contains(&handler) {
                return Err(Failure::NotAsked(handler.clone()));
            }
            Ok(if tickets.is_empty() {
                share::open_cases(desk)
            } else {
                tickets
            })
        })?;
        let shared = share::share(&desk, &cases, std::slice::from_ref(&handler), self.clock)
            .map_err(Failure::Pull)?;
        (self.say)(&format!(
            "{shared} cases are sealed to {handler}, and each says so.\n"
        ));
        Ok(())
    }

    pub fn dismiss(&self) -> Result<(), Failure> {
        notice::dismiss(&self.desk()?).map_err(Failure::Desk)
    }
}
