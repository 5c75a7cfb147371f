//! Defines the commands that change cases.

use crate::model::change::{Act, Outcome, State, Vetting};
use crate::model::label::Label;
use clap::{Args, Subcommand};
use sotto::code;
use sotto::code::country::Country;
use sotto::code::{
    Actor, Asset, Attribution, Code, Finding, Geo, Kind, Response, Target, Tool, Vector,
};
use sotto::ticket::Ticket;

#[derive(Subcommand)]
pub enum TriageCommand {
    /// Add a label to a case, or several, such as threat:phishing or campaign:blue.
    Label {
        ticket: Ticket,
        #[arg(required = true)]
        labels: Vec<Label>,
        /// Remove each label instead.
        #[arg(long)]
        remove: bool,
    },
    /// Set the status of cases: new, open, waiting-reporter, waiting-partner, resolved, closed.
    State {
        state: State,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Set the resolution of cases: confirmed-spyware, confirmed-phishing, inconclusive, and so on.
    Outcome {
        outcome: Outcome,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Set the vetting of cases, whether the team knows whom it deals with: not-started, in-progress, vouched, declined, not-needed.
    Vetting {
        vetting: Vetting,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Set the severity of cases: p1, p2, p3, p4; or `suggested` again.
    Priority {
        priority: String,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Set the assignee of cases: a handler of the roster, or `nobody`.
    Assign {
        owner: String,
        #[arg(required = true)]
        tickets: Vec<Ticket>,
    },
    /// Save the classification of closed cases for the statistics, from fixed lists.
    Code(CodeArguments),
}

#[derive(Subcommand)]
pub enum OneCaseCommand {
    /// Link a case with another.
    Link {
        ticket: Ticket,
        other: Ticket,
        /// Unlink them instead.
        #[arg(long)]
        remove: bool,
    },
    /// Mark telephone numbers, mail addresses or links as the attacker's. Without a mark, they do not leave the team.
    Mark {
        ticket: Ticket,
        /// The indicators, as `show` prints them.
        #[arg(required = true)]
        indicators: Vec<String>,
        /// They are not the attacker's: take the mark back.
        #[arg(long)]
        remove: bool,
    },
    /// Add a note to a case. Its text is read from standard input.
    Note { ticket: Ticket },
    /// Record the consent that the reporter gave outside the form; in words, from standard input.
    Consent { ticket: Ticket },
    /// Propose what a second handler must approve, to be done then: purge, or narrative (to let what was told leave the team).
    Propose { act: Act, ticket: Ticket },
    /// Approve what another handler proposed.
    Agree { act: Act, ticket: Ticket },
    /// Reject what was proposed.
    Refuse { act: Act, ticket: Ticket },
}

#[derive(Args)]
pub struct CodeArguments {
    #[arg(required = true)]
    pub tickets: Vec<Ticket>,
    /// The region, such as western-asia; without it, the country's. For a word that is not in a list, the desk prints the list.
    #[arg(long)]
    pub geo: Option<Geo>,
    /// The country, as two letters, such as EG.
    #[arg(long, default_value = "unknown")]
    pub country: Country,
    /// The type of incident, such as phishing.
    #[arg(long)]
    pub kind: Kind,
    /// How sure the team is of its finding, such as probable.
    #[arg(long)]
    pub finding: Finding,
    /// The person who was targeted, such as journalist.
    #[arg(long)]
    pub target: Target,
    /// The tool or vendor, such as nso.
    #[arg(long, default_value = "unknown")]
    pub tool: Tool,
    /// How firmly the incident can be attributed.
    #[arg(long, default_value = "none")]
    pub attribution: Attribution,
    /// The kind of attacker, such as domestic-state.
    #[arg(long, default_value = "unknown")]
    pub actor: Actor,
    /// The device or account that was attacked, such as android.
    #[arg(long, default_value = "unknown")]
    pub asset: Asset,
    /// The way in which the attack came, such as link.
    #[arg(long, default_value = "unknown")]
    pub vector: Vector,
    /// The time until the first answer, such as under-24-hours.
    #[arg(long, default_value = "not-applicable")]
    pub response: Response,
    /// The outcome for the person, such as secured.
    #[arg(long)]
    pub outcome: code::Outcome,
}

impl CodeArguments {
    /// Returns the code without the cases that it is for.
    pub fn code(&self) -> Code {
        Code {
            geo: self.geo.unwrap_or_else(|| self.country.region()),
            country: self.country,
            kind: self.kind,
            finding: self.finding,
            tool: self.tool,
            attribution: self.attribution,
            actor: self.actor,
            target: self.target,
            asset: self.asset,
            vector: self.vector,
            outcome: self.outcome,
            response: self.response,
        }
    }
}
