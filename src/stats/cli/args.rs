//! The commands and what each takes.

use clap::{Args, Parser, Subcommand};
use sotto::plan::Language;
use std::path::PathBuf;

/// Sums sealed shares, adds noise, and publishes numbers that point at no one.
#[derive(Parser)]
#[command(name = "sotto-stats", version)]
pub struct Arguments {
    /// Where this coordinator's vault and ledger are.
    #[arg(
        long,
        global = true,
        env = "SOTTO_STATS",
        default_value = "sotto-stats"
    )]
    pub folder: PathBuf,
    /// A file with the passphrase, readable by its owner alone; without, it is asked for.
    #[arg(long, global = true, env = "SOTTO_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// This coordinator's keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// What will be released.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Fetch what teams contributed from an organisation's intake, into a folder. It stays sealed.
    Fetch(FetchArguments),
    /// Look at what came: who contributed, what is wrong with which file, and the words to compare with the other coordinator.
    Collect(CollectArguments),
    /// Sum the shares sealed to this coordinator and add noise, once: one half of the release.
    Sum(SumArguments),
    /// Put the halves together, and write the folder that is published.
    Release(ReleaseArguments),
    /// What the releases so far have spent, and what a plan would.
    Budget {
        /// What would it leave?
        plan: Option<PathBuf>,
    },
    /// Check a published folder, as anybody can: signatures, ledgers, thresholds, budgets, and that all of it shows the same numbers.
    Audit {
        release: PathBuf,
        /// The folder of an earlier release that is drawn beside it.
        #[arg(long)]
        earlier: Vec<PathBuf>,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Draw new keys and put them into a new vault.
    New {
        /// A short name: a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// Where to write the card for the holder of the root key.
        #[arg(long)]
        card: PathBuf,
    },
}

#[derive(Subcommand)]
pub enum PlanCommand {
    /// Write a plan: what will be released for a period. What is not given is asked. Each coordinator signs it.
    New(NewPlan),
    /// What a plan will show, and how large the error will be.
    Show { plan: PathBuf },
    /// Publish made-up cases by a plan, to look at.
    Preview {
        plan: PathBuf,
        /// How many.
        #[arg(long, default_value_t = 400)]
        cases: u64,
        /// The folder to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Sign a plan.
    Sign { plan: PathBuf },
}

#[derive(Args)]
pub struct NewPlan {
    /// What the release is called.
    #[arg(long)]
    pub title: Option<String>,
    /// A year, such as 2026, or a quarter, such as 2026-Q3.
    #[arg(long)]
    pub period: Option<String>,
    /// How many cases the last published release counted in a year; 0 if there is none.
    #[arg(long, conflicts_with = "previous")]
    pub total: Option<u64>,
    /// The folder of the last annual release, instead of the total.
    #[arg(long)]
    pub previous: Option<PathBuf>,
    /// Nothing like it was released before: no earlier cases are counted as late.
    #[arg(long)]
    pub first: bool,
    /// Spend half of the budget: these organisations publish other numbers of the same days, too, their own or joint ones.
    #[arg(long)]
    pub half: bool,
    /// A language of the report: en, es, pt, ar, ru, fr, fa, zh. As often as needed; the first first.
    #[arg(long = "language")]
    pub languages: Vec<Language>,
    /// Whose cases are counted, with the file of its root key: "Helpline=root.pub". As often as needed.
    #[arg(long = "organisation")]
    pub organisations: Vec<String>,
    /// A coordinator's card. Two; one alone would see true counts.
    #[arg(long = "coordinator")]
    pub coordinators: Vec<PathBuf>,
    /// Mark it as a demonstration: it may be contributed to at once.
    #[arg(long)]
    pub demo: bool,
    /// The plan's file.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct FetchArguments {
    /// The handlers' address of the intake: http://NAME.onion, or http://127.0.0.1:8421.
    #[arg(long)]
    pub intake: String,
    /// Tor's: socks5h://127.0.0.1:9050.
    #[arg(long)]
    pub proxy: Option<String>,
    /// The organisation's root key.
    #[arg(long)]
    pub root: PathBuf,
    /// The folder for what came. One for all organisations of a plan.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct CollectArguments {
    pub plan: PathBuf,
    /// What came: files, or folders of them. Contributions and signed rosters, in any order.
    #[arg(required = true)]
    pub came: Vec<PathBuf>,
    /// Leave this organisation out, because it dropped out. The other coordinator must do the same.
    #[arg(long)]
    pub without: Vec<String>,
}

#[derive(Args)]
pub struct SumArguments {
    #[command(flatten)]
    pub what: CollectArguments,
    /// The words that the other coordinator's `collect` showed: they are the same if both have the same contributions.
    #[arg(long)]
    pub words: Option<String>,
    /// Tell everything but the numbers, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Where this half goes, for the other coordinator.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReleaseArguments {
    pub plan: PathBuf,
    /// The other coordinator's half. One's own is in the ledger.
    pub halves: Vec<PathBuf>,
    /// The folder of an earlier release of the same kind, to be shown beside this one. As often as needed.
    #[arg(long)]
    pub earlier: Vec<PathBuf>,
    /// Tell everything but the numbers, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The folder to be published.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
}
