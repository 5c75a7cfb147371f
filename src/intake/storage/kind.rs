//! What a slot can hold.

/// What a slot holds. What is kept is found by its kind and its ticket; each kind has tickets of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotKind {
    Free,
    Report,
    Piece,
    /// Given up, its bytes not yet overwritten for certain.
    Erasing,
    /// A sealed reply. Its ticket is its tag on the board.
    Reply,
    /// Sealed by a stock age program: its length in four bytes, itself, random bytes behind it.
    Letter,
    /// Something that desks tell one another. Its ticket is its digest.
    Event,
    /// The signed roster, since one was put in place while the intake ran. Framed like a letter. There is one at
    /// most; its ticket is random.
    Roster,
    /// A share of a team's counts, sealed to a coordinator. Its ticket is its digest.
    Contribution,
    /// A handler's signed epoch card. Framed like a letter; its ticket is its digest, its day the last of its epoch.
    Card,
}

impl SlotKind {
    const ALL: [Self; 10] = [
        Self::Free,
        Self::Report,
        Self::Piece,
        Self::Erasing,
        Self::Reply,
        Self::Letter,
        Self::Event,
        Self::Roster,
        Self::Contribution,
        Self::Card,
    ];

    /// Returns the number by which the index on the disk knows it.
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
            Self::Card => 11,
        }
    }

    /// Returns the kind of this number.
    pub fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Returns whether something is kept there, under a ticket.
    pub const fn is_kept(self) -> bool {
        !matches!(self, Self::Free | Self::Erasing)
    }
}
