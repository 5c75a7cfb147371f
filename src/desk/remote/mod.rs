//! Everything that talks to the intake: reports, events, replies, shares, and checks of the site.
//!
//! Order: round > alerts, cards > post_shares, reply, reseal, watch > pull > sync > connection > judged, progress > error

pub mod alerts;
pub mod cards;
pub mod connection;
pub mod error;
pub mod judged;
pub mod post_shares;
pub mod progress;
pub mod pull;
pub mod reply;
pub mod reseal;
pub mod round;
pub mod sync;
pub mod watch;
