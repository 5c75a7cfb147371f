//! Calls the method of [`Context`] for each command, in one function for each group of commands.

pub use crate::cli::args::arguments::Arguments;
use crate::cli::args::arguments::CommandGroup;
use crate::cli::args::cases::CasesCommand;
use crate::cli::args::exchange::ExchangeCommand;
use crate::cli::args::setup::{KeyCommand, RosterCommand, SetupCommand, SiteCommand};
use crate::cli::args::triage::{OneCaseCommand, TriageCommand};
use crate::cli::args::upkeep::{IndicatorsCommand, TeamCommand, UpkeepCommand};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::text::messages::DeskMessages;
use crate::triage::command::{self, Command};
use clap::CommandFactory;

/// Runs a command. Returns whether a report did not open, or the site differs from what was signed.
pub fn run(arguments: Arguments, clock: fn() -> u64, say: fn(&str)) -> Result<bool, Failure> {
    let here = Context {
        folder: arguments.folder,
        passphrase_file: arguments.passphrase_file,
        clock,
        say,
        messages: DeskMessages::new(),
    };
    match arguments.command {
        CommandGroup::Setup(command) => set_up(&here, command).map(|()| false),
        CommandGroup::Cases(command) => look(&here, command),
        CommandGroup::Triage(command) => triage(&here, command).map(|()| false),
        CommandGroup::OneCase(command) => triage_one(&here, command).map(|()| false),
        CommandGroup::Exchange(command) => exchange(&here, command).map(|()| false),
        CommandGroup::Upkeep(command) => keep_up(&here, command),
    }
}

fn set_up(here: &Context, command: SetupCommand) -> Result<(), Failure> {
    match command {
        SetupCommand::Init { id, card, backup } => here.init(&id, &card, &backup),
        SetupCommand::Backup { out } => here.backup(&out),
        SetupCommand::Recover { backup, passphrase } => here.recover(&backup, passphrase),
        SetupCommand::Key(KeyCommand::New { id, card, public }) => {
            here.new_key(&id, card.as_deref(), public.as_deref())
        }
        SetupCommand::Key(KeyCommand::Card) => here.card(),
        SetupCommand::Key(KeyCommand::Export) => here.export_key(),
        SetupCommand::Roster(RosterCommand::Sign(arguments)) => here.sign_roster(arguments),
        SetupCommand::Roster(RosterCommand::Next(arguments)) => here.next_roster(&arguments),
        SetupCommand::Roster(RosterCommand::Publish { roster }) => here.publish(&roster),
        SetupCommand::Site(SiteCommand::Build {
            page,
            roster,
            exit,
            out,
        }) => here.build_site(&page, &roster, &exit, &out),
        SetupCommand::Join {
            root,
            intake,
            proxy,
            site,
        } => here.join(&root, intake, proxy, site),
    }
}

/// Runs a command about reports. Returns whether a report did not open.
fn look(here: &Context, command: CasesCommand) -> Result<bool, Failure> {
    match command {
        CasesCommand::Pull { keep_sealed } => here.pull(keep_sealed.as_deref()),
        CasesCommand::List { query, json } => here.list(&query.join(" "), json),
        CasesCommand::Show { ticket, json } => here.show(ticket, json).map(|()| false),
        CasesCommand::Attachment {
            ticket,
            number,
            out,
        } => here.attachment(ticket, number, &out).map(|()| false),
    }
}

fn triage(here: &Context, command: TriageCommand) -> Result<(), Failure> {
    here.apply(match command {
        TriageCommand::Label {
            ticket,
            labels,
            remove,
        } => Command::Label {
            tickets: vec![ticket],
            labels,
            remove,
        },
        TriageCommand::State { state, tickets } => Command::SetState { tickets, state },
        TriageCommand::Outcome { outcome, tickets } => Command::SetOutcome {
            tickets,
            outcome: Some(outcome),
        },
        TriageCommand::Vetting { vetting, tickets } => Command::SetVetting { tickets, vetting },
        TriageCommand::Priority { priority, tickets } => Command::SetPriority {
            tickets,
            priority: command::priority(&priority).map_err(Failure::Word)?,
        },
        TriageCommand::Assign { owner, tickets } => Command::Assign {
            tickets,
            assignee: command::assignee(&owner),
        },
        TriageCommand::Code(arguments) => Command::Code {
            code: arguments.code(),
            tickets: arguments.tickets,
        },
    })
}

fn triage_one(here: &Context, command: OneCaseCommand) -> Result<(), Failure> {
    match command {
        OneCaseCommand::Link {
            ticket,
            other,
            remove,
        } => here.apply(Command::Link {
            ticket,
            other,
            remove,
        }),
        OneCaseCommand::Mark {
            ticket,
            indicators,
            remove,
        } => here.apply(Command::Mark {
            ticket,
            indicators,
            remove,
        }),
        OneCaseCommand::Note { ticket } => {
            let text = here.read_text()?;
            here.apply(Command::Note { ticket, text })
        }
        OneCaseCommand::Consent { ticket } => {
            let text = here.read_text()?;
            here.apply(Command::Consent { ticket, text })
        }
        OneCaseCommand::Propose { act, ticket } => here.propose(ticket, act),
        OneCaseCommand::Agree { act, ticket } => here.answer_proposal(ticket, act, true),
        OneCaseCommand::Refuse { act, ticket } => here.answer_proposal(ticket, act, false),
    }
}

fn exchange(here: &Context, command: ExchangeCommand) -> Result<(), Failure> {
    match command {
        ExchangeCommand::Reply { ticket, take_down } => here.reply(ticket, take_down),
        ExchangeCommand::Contribute {
            plan,
            out,
            instead_of,
            dry_run,
        } => here.contribute(&plan, out.as_deref(), instead_of.as_deref(), dry_run),
        ExchangeCommand::HandOver(arguments) => here.hand_over(&arguments),
        ExchangeCommand::Import { package, receipt } => here.import(&package, &receipt),
        ExchangeCommand::Receipt { receipt } => here.receipt(&receipt),
        ExchangeCommand::Traces { form, query } => here.traces(&query.join(" "), form),
        ExchangeCommand::Export {
            ticket,
            narrative,
            out,
        } => here.export(ticket, narrative, &out),
    }
}

/// Runs a command about the desk itself. Returns whether the site differs from what was signed.
fn keep_up(here: &Context, command: UpkeepCommand) -> Result<bool, Failure> {
    match command {
        UpkeepCommand::Due => here.due(),
        UpkeepCommand::Indicators(IndicatorsCommand::Load { file, name }) => {
            here.load_list(&file, &name)
        }
        UpkeepCommand::Indicators(IndicatorsCommand::List) => here.lists(),
        UpkeepCommand::Indicators(IndicatorsCommand::Remove { name }) => here.remove_list(&name),
        UpkeepCommand::Templates { add, language } => here.templates(add, language),
        UpkeepCommand::Team(TeamCommand::Show { json }) => here.team(json),
        UpkeepCommand::Team(TeamCommand::Ask) => here.ask_for_cases(),
        UpkeepCommand::Team(TeamCommand::Share {
            handler,
            tickets,
            unasked,
        }) => here.share(handler, tickets, unasked),
        UpkeepCommand::Team(TeamCommand::Dismiss) => here.dismiss(),
        UpkeepCommand::Watch { evidence } => return here.watch(evidence.as_deref()),
        UpkeepCommand::Completion { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "sotto-desk", &mut text);
            (here.say)(&String::from_utf8_lossy(&text));
            Ok(())
        }
        UpkeepCommand::Serve { port, lock_after } => here.serve(port, lock_after),
    }?;
    Ok(false)
}
