//! Defines the commands that fetch cases and show them.

use clap::Subcommand;
use sotto::ticket::Ticket;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum CasesCommand {
    /// Sync: bring new reports here, tell the intake that they are safe, and exchange changes with colleagues.
    Pull {
        /// Also store each new report in this folder, still sealed, for other age programs.
        #[arg(long)]
        keep_sealed: Option<PathBuf>,
    },
    /// Print the queue, or the cases that match all words of a search, such as: list state:open "zero click".
    #[command(alias = "search")]
    List {
        query: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Print a report: on a terminal with dangerous characters made visible, into a file or a pipe exactly as it was written.
    Show {
        ticket: Ticket,
        #[arg(long)]
        json: bool,
    },
    /// Write an attachment to a new file. The file is not encrypted.
    Attachment {
        ticket: Ticket,
        /// The number of the attachment, as `show` prints it.
        number: usize,
        #[arg(long)]
        out: PathBuf,
    },
}
