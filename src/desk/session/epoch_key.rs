//! A handler's key for one epoch: reports and envelopes are sealed to it, and it is destroyed when they have all come.

use crate::keyring::hybrid::HybridIdentity;
use crate::keyring::keys::Keys;
use crate::keyring::locked::Locked;
use crate::keyring::{NoRandomness, random};
use sotto::epoch::Epoch;
use sotto::hex::Hex;
use sotto::roster::{CARD_FORMAT, Card};
use sotto::signed::{Purpose, SignedText, VerifyingKey, canonical};

/// A handler's private key for one epoch.
pub struct EpochKey {
    pub epoch: Epoch,
    identity: Locked<HybridIdentity>,
}

impl EpochKey {
    /// Draws one.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`] if the operating system gives none.
    pub fn draw(epoch: Epoch) -> Result<Self, NoRandomness> {
        Ok(Self::from_seed(epoch, random()?))
    }

    /// Returns the key that follows from 32 random bytes.
    pub fn from_seed(epoch: Epoch, seed: [u8; 32]) -> Self {
        Self {
            epoch,
            identity: Locked::new(HybridIdentity::from_seed(seed)),
        }
    }

    /// Returns the 32 bytes, to be encrypted at once.
    pub fn seed(&self) -> Hex<32> {
        Hex(*self.identity.seed())
    }

    /// Returns the private key.
    pub fn identity(&self) -> &HybridIdentity {
        &self.identity
    }

    /// Returns the card with the public half, signed by its handler. `None` never comes: our own recipient always parses.
    pub fn card(&self, keys: &Keys, root: &VerifyingKey) -> Option<(Card, Vec<u8>)> {
        let card = Card {
            format: CARD_FORMAT.to_owned(),
            root: *root,
            handler: keys.id.clone(),
            epoch: self.epoch,
            recipient: self.identity.recipient().parse().ok()?,
        };
        let text = canonical(&card).ok()?;
        let signature = keys.sign(Purpose::Card, &text);
        let signed = SignedText {
            signature,
            text: &text,
        }
        .to_bytes();
        Some((card, signed))
    }
}

#[cfg(test)]
mod tests {
    use crate::keyring::hybrid::HybridRecipient;
    use crate::keyring::keys::Keys;
    use crate::keyring::open::open;
    use crate::keyring::seal::seal_to;
    use crate::session::team_key::TeamKey;
    use crate::session::unlocked::Session;
    use crate::store::Store;
    use sotto::day::Day;
    use sotto::epoch::Epoch;
    use sotto::secret::Secret;
    use std::path::{Path, PathBuf};

    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn keys() -> Keys {
        Keys::from_bytes(&Secret::new([&[7; 96][..], b"ana"].concat())).unwrap()
    }

    /// Unlocks the desk on this day: keys that are too old are destroyed as it opens.
    fn unlocked(folder: &Path, today: Day) -> Session {
        Session::open(Store::open(folder, keys()).unwrap(), today, None).unwrap()
    }

    fn opens(session: &Session, sealed: &[u8]) -> bool {
        open(sealed, &session.epochs.identities()).is_ok()
    }

    /// Returns everything in the files of a folder.
    fn bytes_in(folder: &Path) -> Vec<u8> {
        let files = std::fs::read_dir(folder).unwrap();
        files
            .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .collect()
    }

    fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    #[test]
    fn what_was_sealed_to_a_past_epoch_opens_for_nobody_who_has_the_desk_and_the_vault() {
        let name = format!("sotto-epochs-{}", std::process::id());
        let folder = Folder(Path::new("/dev/shm").join(name));
        std::fs::create_dir_all(&folder.0).unwrap();
        let first = Epoch::of(Day::FIRST).next();
        let root = keys().verifying_key();
        let mut session = unlocked(&folder.0, first.first());
        let put = session
            .epochs
            .cards_to_put(&session.store, session.today, &root)
            .unwrap();
        assert_eq!(put.len(), 1);
        let card = session.card("ana").unwrap();
        let recipient = HybridRecipient::parse(card.recipient.as_str()).unwrap();
        let recorded = seal_to(&[recipient], b"recorded at the intake", 0, 16 << 10).unwrap();
        session
            .add_team_key(TeamKey::draw(1, first).unwrap())
            .unwrap();
        assert!(opens(&session, &recorded));
        let rests = |name: &str| -> Vec<u8> {
            let sql = "SELECT sealed FROM memory WHERE name = ?";
            session
                .store
                .db
                .query_row(sql, [name], |row| row.get(0))
                .unwrap()
        };
        let at_rest = [rests("epoch keys"), rests("team keys")];
        assert!(
            at_rest
                .iter()
                .all(|sealed| holds(&bytes_in(&folder.0), sealed))
        );
        drop(session);

        let last = first.last();
        let mut session = unlocked(&folder.0, last);
        let put = session
            .epochs
            .cards_to_put(&session.store, last, &root)
            .unwrap();
        assert_eq!(
            put.len(),
            2,
            "this epoch's, and near its end the next one's"
        );
        session.destroy_old_keys(true).unwrap();
        assert!(opens(&session, &recorded));
        drop(session);

        // As long as something may wait at the intake, the key is kept, but not for ever.
        assert!(opens(&unlocked(&folder.0, last.plus(49)), &recorded));
        let mut session = unlocked(&folder.0, last.plus(21));
        session.destroy_old_keys(true).unwrap();
        assert!(opens(&session, &recorded));
        drop(session);
        let mut session = unlocked(&folder.0, last.plus(22));
        assert!(opens(&session, &recorded));
        session.destroy_old_keys(true).unwrap();
        assert!(!opens(&session, &recorded) && session.team_keys.is_empty());
        drop(session);

        let session = unlocked(&folder.0, last.plus(22));
        assert!(
            !opens(&session, &recorded),
            "with the vault's keys and all that rests"
        );
        assert_eq!(session.epochs.identities().len(), 1, "the next epoch's");
        let files = bytes_in(&folder.0);
        assert!(
            at_rest.iter().all(|sealed| !holds(&files, sealed)),
            "not even encrypted"
        );
        let _ = session;
    }
}
