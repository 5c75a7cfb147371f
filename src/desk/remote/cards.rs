//! Puts this handler's epoch cards down at the intake, so that reports are sealed to them.

use crate::remote::connection::Remote;
use crate::remote::error::PullError;

impl Remote {
    /// Puts down the card of this epoch, if the intake does not serve it, and near the epoch's end the next one's.
    pub async fn put_cards(&self) -> Result<(), PullError> {
        let cards = self.session.at(|session| {
            let (epochs, store) = (&mut session.epochs, &session.store);
            let cards = epochs.cards_to_put(store, session.today, &self.root);
            cards.map_err(PullError::Session)
        })?;
        for signed in cards {
            let put = self.intake.put_card(signed).await;
            put.map_err(PullError::Client)?;
        }
        Ok(())
    }
}
