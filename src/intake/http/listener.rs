//! What all connections of one listener share.

use crate::limits::connections::Connections;
use crate::limits::memory::MemoryBudgets;
use crate::metrics::Metrics;
use axum::Router;
use axum::http::HeaderValue;
use std::sync::Arc;

/// What all connections of one listener share.
pub struct Listener {
    pub router: Router,
    pub host: Arc<str>,
    pub csp: HeaderValue,
    /// Whether tor names the circuit before each connection. Then nobody comes in without.
    pub circuits: bool,
    pub connections: Arc<Connections>,
    pub memory: MemoryBudgets,
    pub metrics: Arc<Metrics>,
}
