//! Templates: replies that are written often, a few for each language of the page, and those that a team adds. The handler fills
//! in the placeholders in square brackets; nothing is posted while one is left.

use crate::store::{Store, StoreError};
use serde::{Deserialize, Serialize};

/// A reply that is written often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The name, such as `received`.
    pub name: String,
    /// The code of the language, such as `ar`.
    pub language: String,
    pub text: String,
}

const BUILT_IN: &str = include_str!("../../../../frontend/desk/locales/replies.json");
const OWN: &str = "templates";

/// Returns all templates, the team's own first. A team's own one replaces a built-in one of the same name and language.
pub fn all(store: &Store) -> Result<Vec<Template>, StoreError> {
    let mut all: Vec<Template> = store.recall(OWN)?.unwrap_or_default();
    let built_in: Vec<Template> = serde_json::from_str(BUILT_IN).map_err(StoreError::Event)?;
    for template in built_in {
        let is_same =
            |own: &Template| own.name == template.name && own.language == template.language;
        if !all.iter().any(is_same) {
            all.push(template);
        }
    }
    Ok(all)
}

/// Adds a template, which replaces one of the same name and language.
pub fn add(store: &Store, template: Template) -> Result<(), StoreError> {
    let mut own: Vec<Template> = store.recall(OWN)?.unwrap_or_default();
    own.retain(|had| had.name != template.name || had.language != template.language);
    own.push(template);
    store.remember(OWN, &own)
}

/// Returns the template's text with the organisation's name filled in.
pub fn filled(template: &Template, organisation: &str) -> String {
    template.text.replace("{organisation}", organisation)
}

/// Returns whether the text has a placeholder left.
pub fn has_gap(text: &str) -> bool {
    text.split('[').skip(1).any(|rest| rest.contains(']')) || text.contains("{organisation}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_page_has_every_template_and_each_fits() {
        let all: Vec<Template> = serde_json::from_str(BUILT_IN).unwrap();
        for language in ["en", "es", "pt", "fr", "ru", "ar", "fa", "zh"] {
            let of_language: Vec<_> = all
                .iter()
                .filter(|template| template.language == language)
                .collect();
            let names: Vec<_> = of_language
                .iter()
                .map(|template| template.name.as_str())
                .collect();
            assert_eq!(
                names,
                ["received", "question", "result", "closing"],
                "{language}"
            );
            for template in of_language {
                let text = filled(template, "Helpline");
                assert!(
                    text.len() < crate::remote::reply::address::LONGEST && !text.contains('{'),
                    "{text}"
                );
                assert_eq!(
                    has_gap(&text),
                    template.name == "question" || template.name == "result",
                    "{text}"
                );
            }
        }
        assert!(!has_gap("no [gap"));
    }
}
