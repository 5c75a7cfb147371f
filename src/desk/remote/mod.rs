//! What is done with the intake: reports, events, replies, and a look at the site.

pub mod notices;
pub mod pull;
pub mod reply;
pub mod reseal;
pub mod sync;
pub mod watch;
