//! The commands: what may be asked of the desk. The verbs that answer are in [`super::here`].

pub use crate::cli::args::Arguments;
use crate::cli::args::Command;
use crate::cli::args::IndicatorsCommand;
use crate::cli::args::KeyCommand;
use crate::cli::args::RosterCommand;
use crate::cli::args::SiteCommand;
use crate::cli::args::TeamCommand;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::model::change::{Change, Priority};
use clap::CommandFactory;

/// Runs a command. Answers whether something did not open.
pub fn run(arguments: Arguments, clock: fn() -> u64, say: fn(&str)) -> Result<bool, Failure> {
    let Arguments {
        folder,
        passphrase_file,
        command,
    } = arguments;
    let here = Context {
        folder,
        passphrase_file,
        clock,
        say,
    };
    match command {
        Command::Key(KeyCommand::New { id, card, public }) => {
            here.new_key(&id, card.as_deref(), public.as_deref())
        }
        Command::Init { id, card, backup } => here.init(&id, &card, &backup),
        Command::Backup { out } => here.backup(&out),
        Command::Recover { backup, passphrase } => here.recover(&backup, passphrase),
        Command::Key(KeyCommand::Card) => here.card(),
        Command::Key(KeyCommand::Export) => here.export_key(),
        Command::Roster(RosterCommand::Next(arguments)) => here.next_roster(&arguments),
        Command::Roster(RosterCommand::Publish { roster }) => here.publish(&roster),
        Command::Roster(RosterCommand::Sign(arguments)) => here.sign_roster(arguments),
        Command::Site(SiteCommand::Build {
            page,
            roster,
            exit,
            out,
        }) => here.build_site(&page, &roster, &exit, &out),
        Command::Join {
            root,
            intake,
            proxy,
            site,
        } => here.join(&root, intake, proxy, site),
        Command::Pull { keep_sealed } => return here.pull(keep_sealed.as_deref()),
        Command::List { query, json } => return here.list(&query.join(" "), json),
        Command::Show { ticket, json } => here.show(ticket, json),
        Command::Attachment {
            ticket,
            number,
            out,
        } => here.attachment(ticket, number, &out),
        Command::Label {
            ticket,
            labels,
            remove,
        } => here.label(ticket, labels, remove),
        Command::State { state, tickets } => here.set_state(state, &tickets),
        Command::Outcome { outcome, tickets } => here.set_outcome(outcome, &tickets),
        Command::Vetting { vetting, tickets } => here.set_vetting(vetting, &tickets),
        Command::Priority { priority, tickets } => {
            let priority = match priority.as_str() {
                "suggested" => None,
                word => Some(word.parse::<Priority>().map_err(Failure::Word)?),
            };
            here.set_priority(priority, &tickets)
        }
        Command::Assign { owner, tickets } => {
            here.assign(Some(owner).filter(|owner| owner != "nobody"), &tickets)
        }
        Command::Link {
            ticket,
            other,
            remove,
        } => here.link(ticket, other, remove),
        Command::Mark {
            ticket,
            indicators,
            remove,
        } => here.mark(ticket, &indicators, remove),
        Command::Note { ticket } => here.note(ticket, Change::Note),
        Command::Consent { ticket } => here.note(ticket, Change::Consent),
        Command::Propose { act, ticket } => here.propose(act, ticket),
        Command::Agree { act, ticket } => here.answer_proposal(act, ticket, true),
        Command::Refuse { act, ticket } => here.answer_proposal(act, ticket, false),
        Command::Code(arguments) => here.code(&arguments),
        Command::Reply { ticket, take_down } => here.reply(ticket, take_down),
        Command::Contribute {
            plan,
            out,
            instead_of,
            dry_run,
        } => here.contribute(&plan, out.as_deref(), instead_of.as_deref(), dry_run),
        Command::HandOver(arguments) => here.hand_over(&arguments),
        Command::Import { package, receipt } => here.import(&package, &receipt),
        Command::Receipt { receipt } => here.receipt(&receipt),
        Command::Traces { form, query } => here.traces(&query.join(" "), form),
        Command::Export {
            ticket,
            narrative,
            out,
        } => here.export(ticket, narrative, &out),
        Command::Due => here.due(),
        Command::Indicators(IndicatorsCommand::Load { file, name }) => here.load_feed(&file, &name),
        Command::Indicators(IndicatorsCommand::List) => here.lists(),
        Command::Indicators(IndicatorsCommand::Remove { name }) => here.remove_feed(&name),
        Command::Templates { add, language } => here.templates(add, language),
        Command::Team(TeamCommand::Show { json }) => here.team(json),
        Command::Team(TeamCommand::Ask) => here.ask_for_cases(),
        Command::Team(TeamCommand::Share {
            handler,
            tickets,
            unasked,
        }) => here.share(handler, tickets, unasked),
        Command::Team(TeamCommand::Dismiss) => here.dismiss(),
        Command::Watch { evidence } => return here.watch(evidence.as_deref()),
        Command::Completion { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "sotto-desk", &mut text);
            say(&String::from_utf8_lossy(&text));
            Ok(())
        }
        Command::Serve { port, lock_after } => here.serve(port, lock_after),
    }?;
    Ok(false)
}
