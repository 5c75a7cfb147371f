//! The one parser that meets strangers' bytes, against files that others published and files that were bent.

mod bent;
mod vectors;
