//! What a slot can hold.

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Free,
    Report,
    Piece,
    /// Given up, its bytes not yet overwritten for certain.
    Erasing,
    /// A sealed reply, on the board.
    Reply,
    /// Sealed by a stock age program: its length in four bytes, itself, random bytes behind it.
    Letter,
    /// Something that desks tell one another.
    Event,
    /// The signed roster, since one was put in place while the intake ran. Framed like a letter.
    Roster,
    /// A share of a team's counts, sealed to a coordinator.
    Contribution,
}

impl Kind {
    pub const fn number(self) -> i64 {
        match self {
            Self::Free => 2,
            Self::Report => 3,
            Self::Piece => 4,
            Self::Erasing => 5,
            Self::Reply => 6,
            Self::Letter => 7,
            Self::Event => 8,
            Self::Roster => 9,
            Self::Contribution => 10,
        }
    }

    pub fn of(number: i64) -> Option<Self> {
        [
            Self::Free,
            Self::Report,
            Self::Piece,
            Self::Erasing,
            Self::Reply,
            Self::Letter,
            Self::Event,
            Self::Roster,
            Self::Contribution,
        ]
        .into_iter()
        .find(|kind| kind.number() == number)
    }
}
