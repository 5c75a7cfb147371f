// The intake's own files, for targets that drive it whole. (Taken in by `include!`, so that `crate::` means the same.)
macro_rules! rooms {
    ($($name:ident $path:literal)*) => { $(#[path = $path] mod $name;)* };
}
rooms! {
    access "../src/intake/access.rs"
    armor "../src/intake/armor.rs"
    board "../src/intake/board.rs"
    circuit "../src/intake/circuit.rs"
    collect "../src/intake/collect.rs"
    crowd "../src/intake/crowd.rs"
    door "../src/intake/door.rs"
    drops "../src/intake/drops.rs"
    contributions "../src/intake/contributions.rs"
    events "../src/intake/events.rs"
    gate "../src/intake/gate.rs"
    head "../src/intake/head.rs"
    keeper "../src/intake/keeper.rs"
    letters "../src/intake/letters.rs"
    log "../src/intake/log.rs"
    public "../src/intake/public.rs"
    refusal "../src/intake/refusal.rs"
    room "../src/intake/room.rs"
    share "../src/intake/share.rs"
    shelf "../src/intake/shelf.rs"
    site "../src/intake/site.rs"
    slots "../src/intake/slots.rs"
    staff "../src/intake/staff.rs"
    standing "../src/intake/standing.rs"
    store "../src/intake/store.rs"
    strict "../src/intake/strict.rs"
    tally "../src/intake/tally.rs"
}
