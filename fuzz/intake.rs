// The intake's own files, for targets that drive it whole. (Taken in by `include!`, so that `crate::` means the same.)
macro_rules! rooms {
    ($($name:ident $path:literal)*) => { $(#[path = $path] mod $name;)* };
}
rooms! {
    api "../src/intake/api/mod.rs"
    http "../src/intake/http/mod.rs"
    limits "../src/intake/limits/mod.rs"
    log "../src/intake/log.rs"
    metrics "../src/intake/metrics.rs"
    refusal "../src/intake/refusal.rs"
    size "../src/intake/size.rs"
    storage "../src/intake/storage/mod.rs"
}
