//! The commands and what each takes.

use clap::{Args, Parser, Subcommand};
use sotto::plan::Language;
use std::path::PathBuf;

/// Sums sealed shares, adds noise, and publishes statistics that identify nobody.
#[derive(Parser)]
#[command(name = "sotto-stats", version)]
pub struct Arguments {
    /// The folder of this coordinator's vault and ledger.
    #[arg(
        long,
        global = true,
        env = "SOTTO_STATS",
        default_value = "sotto-stats"
    )]
    pub folder: PathBuf,
    /// A file with the passphrase, readable by its owner alone. Without it the passphrase is asked for.
    #[arg(long, global = true, env = "SOTTO_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Manage this coordinator's keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Make, show, preview and sign plans: what will be released.
    #[command(subcommand)]
    Plan(PlanCommand),
    /// Fetch the contributions to this coordinator from an organisation's intake into a folder. They stay sealed.
    Fetch(FetchArguments),
    /// Check the contributions: who contributed, what is wrong with which file, and the words to compare with the other coordinator.
    Collect(CollectArguments),
    /// Sum the shares sealed to this coordinator and add noise, once: one half of the release.
    Sum(SumArguments),
    /// Put the halves together, and write the folder that is published.
    Release(ReleaseArguments),
    /// Show what the releases so far have spent, and what a plan would spend.
    Budget {
        /// A plan whose budget is to be shown.
        plan: Option<PathBuf>,
    },
    /// Check a published folder, as anybody can: signatures, ledgers, thresholds, budgets, and that every file shows the same numbers.
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
    /// Show what a plan will publish, and how large the error will be.
    Show { plan: PathBuf },
    /// Publish made-up cases by a plan, to see what it will look like.
    Preview {
        plan: PathBuf,
        /// The number of made-up cases.
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
    /// The title of the release.
    #[arg(long)]
    pub title: Option<String>,
    /// A year, such as 2026, or a quarter, such as 2026-Q3.
    #[arg(long)]
    pub period: Option<String>,
    /// The number of cases that the last published release counted in a year; 0 if there is none.
    #[arg(long, conflicts_with = "previous")]
    pub total: Option<u64>,
    /// The folder of the last annual release, instead of the total.
    #[arg(long)]
    pub previous: Option<PathBuf>,
    /// This is the first release of its kind: no earlier cases are counted as late.
    #[arg(long)]
    pub first: bool,
    /// Spend half of the budget, because these organisations also publish other numbers of the same days, their own or joint ones.
    #[arg(long)]
    pub half: bool,
    /// A language of the report: en, es, pt, ar, ru, fr, fa, zh. Repeat it for more; the first one is the main one.
    #[arg(long = "language")]
    pub languages: Vec<Language>,
    /// An organisation whose cases are counted, with the file of its root key: "Helpline=root.pub". Repeat it for more.
    #[arg(long = "organisation")]
    pub organisations: Vec<String>,
    /// A coordinator's card. Give two; one coordinator alone would see the true counts.
    #[arg(long = "coordinator")]
    pub coordinators: Vec<PathBuf>,
    /// Mark the plan as a demonstration, to which desks may contribute at once.
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
    /// The proxy, such as Tor's: socks5h://127.0.0.1:9050.
    #[arg(long)]
    pub proxy: Option<String>,
    /// The file of the organisation's root key.
    #[arg(long)]
    pub root: PathBuf,
    /// The folder for contributions; one for all organisations of a plan.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Args)]
pub struct CollectArguments {
    pub plan: PathBuf,
    /// Contributions and signed rosters, in any order: files, or folders of them.
    #[arg(required = true)]
    pub came: Vec<PathBuf>,
    /// Leave out an organisation that dropped out. The other coordinator must do the same.
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
    /// Show everything but the numbers, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The file to write this half to, for the other coordinator.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
}

#[derive(Args)]
pub struct ReleaseArguments {
    pub plan: PathBuf,
    /// The other coordinator's half. Your own is in the ledger.
    pub halves: Vec<PathBuf>,
    /// The folder of an earlier release of the same kind, to be shown beside this one. Repeat it for more.
    #[arg(long)]
    pub earlier: Vec<PathBuf>,
    /// Show everything but the numbers, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The folder to write, which is then published.
    #[arg(long, required_unless_present = "dry_run")]
    pub out: Option<PathBuf>,
}
