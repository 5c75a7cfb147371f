//! Runs the commands about keys, rosters and the site.

use crate::admin::roster as signing;
use crate::admin::site;
use crate::cli::args::setup::{NextArguments, RosterArguments};
use crate::cli::context::{Context, write};
use crate::cli::failure::Failure;
use crate::keyring::file::make_folder;
use crate::keyring::fingerprint::fingerprint;
use crate::keyring::hybrid::identity::identity_text;
use crate::keyring::keys::Keys;
use crate::keyring::{passphrase, recovery, vault};
use crate::remote::connection;
use crate::remote::error::PullError;
use crate::session::membership;
use sotto::roster::{self, Keyholder, Roster};
use sotto::secret::Secret;
use sotto::signed::canonical;
use std::path::{Path, PathBuf};

impl Context {
    pub fn new_key(
        &self,
        id: &str,
        card: Option<&Path>,
        public: Option<&Path>,
    ) -> Result<(), Failure> {
        if !roster::is_id(id) {
            return Err(Failure::Id);
        }
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        let strength = passphrase::in_words(&passphrase);
        self.tell("cli-passphrase", &[("strength", strength)]);
        let keys = Keys::draw(id).map_err(Failure::Random)?;
        vault::make(&self.vault(), &passphrase, &keys).map_err(Failure::Vault)?;
        if let (Some(path), Some(person)) = (card, keys.card()) {
            write(path, &canonical(&person).map_err(Failure::Json)?)?;
        }
        if let Some(path) = public {
            write(path, format!("{}\n", keys.verifying_key()).as_bytes())?;
        }
        let words = in_words(&keys)?;
        let values = [("id", id), ("fingerprint", &words)];
        self.tell("cli-keys-made", &values);
        Ok(())
    }

    pub fn init(&self, id: &str, card: &Path, backup: &Path) -> Result<(), Failure> {
        self.new_key(id, Some(card), None)?;
        self.backup(backup)?;
        self.tell("cli-send-card", &[("file", card.display().to_string())]);
        Ok(())
    }

    pub fn backup(&self, out: &Path) -> Result<(), Failure> {
        let keys = self.keys()?;
        let papers = recovery::back_up(&self.vault(), &keys, out).map_err(Failure::Recovery)?;
        self.tell("cli-backup", &[("file", out.display().to_string())]);
        for (number, paper) in papers.iter().enumerate() {
            (self.say)("\n");
            self.tell("cli-paper", &[("number", (number + 1).to_string())]);
            let words: Vec<_> = paper.expose().split(' ').collect();
            for row in words.chunks(4) {
                (self.say)(&format!("    {}\n", row.join(" ")));
            }
        }
        (self.say)("\n");
        Ok(())
    }

    pub fn recover(&self, backup: &Path, with_passphrase: bool) -> Result<(), Failure> {
        make_folder(&self.folder).map_err(|error| Failure::Write(self.folder.clone(), error))?;
        if with_passphrase {
            recovery::restore(backup, &self.vault()).map_err(Failure::Recovery)?;
            let keys = self.keys()?;
            self.tell("cli-vault-back", &[("id", &keys.id)]);
            return Ok(());
        }
        self.tell::<&str>("cli-type-papers", &[]);
        let typed = Secret::new(self.read_text()?);
        let mut papers = typed
            .expose()
            .lines()
            .filter(|line| !line.trim().is_empty());
        let two = [papers.next(), papers.next()].map(|paper| paper.unwrap_or_default());
        let keys = recovery::recover(backup, two).map_err(Failure::Recovery)?;
        let passphrase =
            passphrase::choose(self.passphrase_file.as_deref()).map_err(Failure::Passphrase)?;
        vault::make(&self.vault(), &passphrase, &keys).map_err(Failure::Vault)?;
        self.tell("cli-recovered", &[("id", &keys.id)]);
        Ok(())
    }

    pub fn card(&self) -> Result<(), Failure> {
        let keys = self.keys()?;
        (self.say)(&String::from_utf8_lossy(
            &canonical(&keys.card()).map_err(Failure::Json)?,
        ));
        (self.say)("\n");
        self.tell("cli-fingerprint", &[("fingerprint", in_words(&keys)?)]);
        Ok(())
    }

    pub fn next_roster(&self, arguments: &NextArguments) -> Result<(), Failure> {
        let root = self.keys()?;
        let mut roster =
            signing::read_roster(&root, &arguments.last).map_err(Failure::Organisation)?;
        for id in &arguments.remove {
            let before = roster.handlers.len() + roster.coordinators.len();
            roster.handlers.retain(|handler| handler.id != *id);
            roster
                .coordinators
                .retain(|coordinator| coordinator.id != *id);
            if roster.handlers.len() + roster.coordinators.len() == before {
                return Err(Failure::UnknownHandler(id.clone()));
            }
        }
        for path in &arguments.add {
            let handler = signing::handler(self.who_joins("cli-handler-joins", path)?);
            roster.handlers.retain(|one| one.id != handler.id);
            roster.handlers.push(handler);
        }
        for path in &arguments.add_coordinator {
            let card = self.who_joins("cli-coordinator-joins", path)?;
            roster.coordinators.retain(|one| one.id != card.id);
            roster.coordinators.push(card);
        }
        signing::set_numbers(&mut roster, arguments.least, arguments.keep_until);
        roster.serial += 1;
        roster.not_before = self.today()?;
        roster.not_after = arguments.to.unwrap_or(roster.not_after);
        signing::sign_roster(&root, &roster, &arguments.out).map_err(Failure::Organisation)?;
        self.say_signed(&roster);
        self.tell::<&str>("cli-roster-next", &[]);
        Ok(())
    }

    /// Reads a card, and shows by the message `said` the words by which it is compared. Returns the card.
    fn who_joins(&self, said: &str, path: &Path) -> Result<Keyholder, Failure> {
        let card = signing::card(path).map_err(Failure::Organisation)?;
        let words = fingerprint(&canonical(&card).map_err(Failure::Json)?);
        self.tell(said, &[("id", &card.id), ("fingerprint", &words)]);
        Ok(card)
    }

    pub fn publish(&self, folder: &Path) -> Result<(), Failure> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|error| Failure::Read(path.display().to_string(), error))
        };
        let (signature, json) = (read("roster.sig")?, read("roster.json")?);
        let signed = [signature.trim_ascii_end(), b"\n", &json].concat();
        let session = self.shared()?;
        let root = session
            .at(|session| membership::joined(&session.store).map_err(PullError::Session))
            .map_err(Failure::Pull)?
            .root;
        let roster =
            connection::verify(&String::from_utf8_lossy(&signed), &root).map_err(Failure::Pull)?;
        let publishing = async {
            let intake = connection::connect(&session, (self.clock)()).await?;
            intake.put_roster(signed).await.map_err(PullError::Client)
        };
        connection::run(publishing, PullError::Start).map_err(Failure::Pull)?;
        let serial = roster.serial.to_string();
        self.tell("cli-roster-in-force", &[("serial", serial)]);
        Ok(())
    }

    pub fn export_key(&self) -> Result<(), Failure> {
        for identity in self.session()?.epochs.identities() {
            (self.say)(identity_text(identity).expose());
            (self.say)("\n");
        }
        Ok(())
    }

    pub fn sign_roster(&self, arguments: RosterArguments) -> Result<(), Failure> {
        let cards = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|path| signing::card(path))
                .collect::<Result<Vec<_>, _>>()
                .map_err(Failure::Organisation)
        };
        let mut roster = Roster {
            format: roster::FORMAT.to_owned(),
            demo: arguments.demo,
            least: 0,
            keep_until: 0,
            handlers: cards(&arguments.handlers)?
                .into_iter()
                .map(signing::handler)
                .collect(),
            coordinators: cards(&arguments.coordinators)?,
            organisation: arguments.organisation,
            serial: arguments.serial,
            not_before: arguments.from,
            not_after: arguments.to,
        };
        signing::set_numbers(&mut roster, arguments.least, arguments.keep_until);
        signing::sign_roster(&self.keys()?, &roster, &arguments.out)
            .map_err(Failure::Organisation)?;
        self.say_signed(&roster);
        Ok(())
    }

    pub fn build_site(
        &self,
        page: &Path,
        roster: &Path,
        exit: &str,
        out: &Path,
    ) -> Result<(), Failure> {
        if !exit.starts_with("https://") && !exit.starts_with("http://") {
            return Err(Failure::Exit);
        }
        let root = self.keys()?;
        let roster = signing::read_roster(&root, roster).map_err(Failure::Organisation)?;
        let files =
            site::build_site(&root, &roster, page, exit, out).map_err(Failure::Organisation)?;
        let organisation = roster.organisation;
        self.tell_count("cli-site-signed", files, &[("organisation", organisation)]);
        Ok(())
    }

    fn say_signed(&self, roster: &Roster) {
        let (serial, day) = (roster.serial.to_string(), roster.not_after.to_string());
        let values = [("serial", serial), ("day", day)];
        self.tell_count("cli-roster-signed", roster.handlers.len(), &values);
    }
}

/// Returns the fingerprint of a card, which two people compare by voice.
fn in_words(keys: &Keys) -> Result<String, Failure> {
    Ok(fingerprint(
        &canonical(&keys.card()).map_err(Failure::Json)?,
    ))
}
