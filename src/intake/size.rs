//! The five sizes of slots.

/// The size of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    K4,
    K16,
    K64,
    K256,
    M1,
}

impl Size {
    pub const ALL: [Self; 5] = [Self::K4, Self::K16, Self::K64, Self::K256, Self::M1];

    pub const fn bytes(self) -> usize {
        match self {
            Self::K4 => 4 << 10,
            Self::K16 => 16 << 10,
            Self::K64 => 64 << 10,
            Self::K256 => 256 << 10,
            Self::M1 => 1 << 20,
        }
    }

    /// Returns the size that holds exactly `length` bytes.
    pub fn exactly(length: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() == length)
    }

    /// Returns the smallest size that holds `length` bytes.
    pub fn holding(length: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bytes() >= length)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::K4 => "4k",
            Self::K16 => "16k",
            Self::K64 => "64k",
            Self::K256 => "256k",
            Self::M1 => "1m",
        }
    }

    /// Returns the name of the file that holds the slots of this size.
    pub fn file(self) -> String {
        format!("slots-{}", self.name())
    }
}
