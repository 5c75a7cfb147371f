//! The lists that only plans need.

use crate::code::list;

list! {
    /// The rhythm in which a table is released. A case counts once in each series, ever.
    Series, "series":
    Annual = "annual", Quarterly = "quarterly",
}

list! {
    /// A language that a release is written in.
    Language, "languages":
    English = "en", Spanish = "es", Portuguese = "pt", Arabic = "ar", Russian = "ru", French = "fr",
    Persian = "fa", Chinese = "zh",
}
