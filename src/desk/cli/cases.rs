//! Runs the commands about cases.

use crate::cases::query::Query;
use crate::cli::context::{Context, to_json};
use crate::cli::failure::Failure;
use crate::display::queue;
use crate::display::report;
use crate::display::text;
use crate::model::change::{Act, Outcome};
use crate::model::retention;
use crate::remote::reply::board;
use crate::remote::reply::template;
use crate::remote::reply::template::Template;
use crate::session::lists;
use crate::triage::command::Command;
use sotto::ticket::Ticket;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

impl Context {
    pub fn list(&self, query: &str, json: bool) -> Result<bool, Failure> {
        let session = self.session()?;
        let (messages, now) = (&self.messages, (self.clock)());
        let query = Query::parse(query, &session.store.keys().id).map_err(Failure::Search)?;
        let rows = if query.is_empty() {
            queue::queue(&session.cases, messages, now)
        } else {
            queue::rows(
                messages,
                now,
                &queue::in_order(now, query.find(&session.cases)),
            )
        };
        if json {
            (self.say)(&to_json(&rows)?);
        } else {
            self.say_alerts(&session)?;
            (self.say)(&text::queue_as_text(&rows));
        }
        Ok(!session.cases.unopened.is_empty())
    }

    pub fn show(&self, ticket: Ticket, json: bool) -> Result<(), Failure> {
        let exact = json || !io::stdout().is_terminal();
        let mut session = self.session()?;
        let shown =
            report::report(&session, &self.messages, ticket, exact).map_err(Failure::Session)?;
        let text = if json {
            to_json(&shown)?
        } else {
            text::as_text(&shown)
        };
        (self.say)(&text);
        // A program that reads the case does not mark it as read.
        if json {
            return Ok(());
        }
        session.mark_read(ticket).map_err(Failure::Session)
    }

    pub fn attachment(&self, ticket: Ticket, number: usize, out: &Path) -> Result<(), Failure> {
        self.session()?
            .write_attachment(ticket, number, out)
            .map_err(Failure::Session)?;
        self.tell("cli-attachment", &[("file", out.display().to_string())]);
        Ok(())
    }

    /// Carries out a command on cases.
    pub fn apply(&self, command: Command) -> Result<(), Failure> {
        let (what, tickets) = (command.done(&self.messages), command.tickets().to_vec());
        command
            .apply(&mut self.session()?)
            .map_err(Failure::Session)?;
        match tickets.as_slice() {
            [one] => self.tell("desk-done", &[("what", format!("{what} ({one})"))]),
            several => self.tell_count("desk-done-many", several.len(), &[("what", what)]),
        }
        Ok(())
    }

    pub fn propose(&self, ticket: Ticket, act: Act) -> Result<(), Failure> {
        self.apply(Command::Propose { ticket, act })?;
        self.tell::<&str>("cli-proposed", &[]);
        Ok(())
    }

    pub fn answer_proposal(&self, ticket: Ticket, act: Act, agree: bool) -> Result<(), Failure> {
        self.apply(Command::Answer { ticket, act, agree })?;
        if agree && act == Act::Purge {
            self.tell::<&str>("cli-purge-agreed", &[]);
        }
        Ok(())
    }

    pub fn reply(&self, ticket: Ticket, take_down: Option<u32>) -> Result<(), Failure> {
        if let Some(n) = take_down {
            board::take_down(&self.shared()?, ticket, n, (self.clock)()).map_err(Failure::Reply)?;
            self.tell("done-take-down", &[("n", n.to_string())]);
            return Ok(());
        }
        let text = self.read_text()?;
        let n =
            board::post(&self.shared()?, ticket, &text, (self.clock)()).map_err(Failure::Reply)?;
        self.tell("done-reply", &[("n", n.to_string())]);
        Ok(())
    }

    pub fn due(&self) -> Result<(), Failure> {
        let session = self.session()?;
        let due = session
            .cases
            .entries()
            .filter(|entry| retention::is_due(entry.case, session.today));
        for entry in due {
            let outcome = entry.case.outcome.map_or("none", Outcome::as_str);
            let ticket = entry.head.to_string();
            let values = [("ticket", ticket.as_str()), ("outcome", outcome)];
            self.tell("cli-due", &values);
        }
        Ok(())
    }

    pub fn load_list(&self, file: &Path, name: &str) -> Result<(), Failure> {
        let bytes =
            fs::read(file).map_err(|error| Failure::Read(file.display().to_string(), error))?;
        let count =
            lists::load(&mut self.session()?, name, &bytes).map_err(Failure::IndicatorList)?;
        self.tell_count("done-load", count, &[("name", name.to_owned())]);
        Ok(())
    }

    pub fn lists(&self) -> Result<(), Failure> {
        for list in &self.session()?.cases.lists.lists {
            let (name, day) = (list.name.clone(), list.day.to_string());
            self.tell_count(
                "cli-list",
                list.values.len(),
                &[("name", name), ("day", day)],
            );
        }
        Ok(())
    }

    pub fn remove_list(&self, name: &str) -> Result<(), Failure> {
        lists::remove(&mut self.session()?, name).map_err(Failure::IndicatorList)
    }

    pub fn templates(&self, add: Option<String>, language: Option<String>) -> Result<(), Failure> {
        let session = self.session()?;
        if let (Some(name), Some(language)) = (add, language) {
            let text = self.read_text()?.trim().to_owned();
            let template = Template {
                name,
                language,
                text,
            };
            return template::add(&session.store, template).map_err(Failure::Store);
        }
        for Template {
            name,
            language,
            text,
        } in template::all(&session.store).map_err(Failure::Store)?
        {
            (self.say)(&format!("[{language}] {name}\n{text}\n\n"));
        }
        Ok(())
    }
}
