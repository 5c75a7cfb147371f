//! Keys, rosters and the site: who belongs, and what is signed.

use super::{Failure, Here, write};
use crate::commands::RosterArguments;
use crate::keyring::hybrid::identity_text;
use crate::keyring::keys::Keys;
use crate::keyring::{passphrase, vault};
use crate::organisation;
use sotto::roster::{self, Roster};
use sotto::signed::canonical;
use std::path::{Path, PathBuf};

impl Here {
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
        let keys = Keys::draw(id).map_err(Failure::Random)?;
        vault::make(&self.vault(), &passphrase, &keys).map_err(Failure::Vault)?;
        if let (Some(path), Some(person)) = (card, keys.card()) {
            write(path, &canonical(&person).map_err(Failure::Json)?)?;
        }
        if let Some(path) = public {
            write(path, format!("{}\n", keys.verifying_key()).as_bytes())?;
        }
        (self.say)(&format!(
            "Keys of {id} made. Compare aloud with whoever gets them: {}\n",
            keys.verifying_key()
        ));
        Ok(())
    }

    pub fn export_key(&self) -> Result<(), Failure> {
        let keys = self.keys()?;
        (self.say)(identity_text(&keys.identity).expose());
        (self.say)("\n");
        Ok(())
    }

    pub fn sign_roster(&self, arguments: RosterArguments) -> Result<(), Failure> {
        let cards = |paths: &[PathBuf]| {
            paths
                .iter()
                .map(|path| organisation::card(path))
                .collect::<Result<Vec<_>, _>>()
                .map_err(Failure::Organisation)
        };
        let roster = Roster {
            format: roster::FORMAT.to_owned(),
            demo: arguments.demo,
            handlers: cards(&arguments.handlers)?,
            coordinators: cards(&arguments.coordinators)?,
            organisation: arguments.organisation,
            serial: arguments.serial,
            not_before: arguments.from,
            not_after: arguments.to,
        };
        organisation::sign_roster(&self.keys()?, &roster, &arguments.out)
            .map_err(Failure::Organisation)?;
        (self.say)(&format!(
            "Roster {} signed: {} handlers, until {}.\n",
            roster.serial,
            roster.handlers.len(),
            roster.not_after
        ));
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
        let roster = organisation::read_roster(&root, roster).map_err(Failure::Organisation)?;
        let files = organisation::build_site(&root, &roster, page, exit, out)
            .map_err(Failure::Organisation)?;
        (self.say)(&format!(
            "Site of {} signed: {files} files.\n",
            roster.organisation
        ));
        Ok(())
    }
}
