//! The options of `serve`.

use crate::http::address::Address;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Serve {
    /// The folder that `init` made.
    #[arg(long)]
    pub folder: PathBuf,
    /// The organisation's root key: a file of 64 hexadecimal digits.
    #[arg(long)]
    pub root: PathBuf,
    /// The folder of the signed site.
    #[arg(long)]
    pub site: PathBuf,
    /// The folder of roster.json and roster.sig.
    #[arg(long)]
    pub roster: PathBuf,
    /// Where reporters connect: 127.0.0.1:PORT, or unix:PATH.
    #[arg(long, default_value = "127.0.0.1:8420")]
    pub public: Address,
    /// Tor names the circuit before each connection of reporters (HiddenServiceExportCircuitID haproxy). Fairness needs
    /// it; connections without it are refused.
    #[arg(long)]
    pub circuits: bool,
    /// Where handlers connect.
    #[arg(long, default_value = "127.0.0.1:8421")]
    pub staff: Address,
    /// The Host that reporters must ask for: the onion's name. Needed with unix:.
    #[arg(long)]
    pub public_host: Option<String>,
    /// The Host that handlers must ask for.
    #[arg(long)]
    pub staff_host: Option<String>,
    /// Days after which reports that nobody has confirmed are erased.
    #[arg(long, default_value_t = 60)]
    pub retention: u16,
    /// Hours of the day (UTC) at which new reports become visible to desks, such as 6,14,22. Default: at once.
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(..24))]
    pub release_hours: Vec<u8>,
    /// Milliseconds from one write to the next, whether anything came or not.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(10..=10_000))]
    pub tick: u64,
}
