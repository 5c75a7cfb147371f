//! What is asked to bring cases here, and to see them.

use clap::Subcommand;
use sotto::ticket::Ticket;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum CasesCommand {
    /// Sync: bring new reports here, tell the intake that they are safe, and exchange changes with colleagues.
    Pull {
        /// Also keep each sealed report as it came in this folder, for other age programs.
        #[arg(long)]
        keep_sealed: Option<PathBuf>,
    },
    /// Print the queue, or the cases in which all of the words are found, such as: list state:open "zero click".
    #[command(alias = "search")]
    List {
        query: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Print a report. Into a file or a pipe, byte for byte; on a terminal, with what is dangerous named.
    Show {
        ticket: Ticket,
        #[arg(long)]
        json: bool,
    },
    /// Write an attachment to a new file. It is then in clear on this disk.
    Attachment {
        ticket: Ticket,
        /// Counted from 1, as `show` prints them.
        number: usize,
        #[arg(long)]
        out: PathBuf,
    },
}
