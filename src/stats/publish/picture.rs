//! SVG to PNG with fonts of our own, so that the same release gives the same bytes on every machine.

use super::PublishError;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use std::sync::Arc;

/// Noto, cut to the letters of the report (`ops/fonts`): Latin and Cyrillic, Arabic, Chinese.
const FONTS: [&[u8]; 3] = [
    include_bytes!("../assets/NotoSans.ttf"),
    include_bytes!("../assets/NotoSansArabic.ttf"),
    include_bytes!("../assets/NotoSansCJKsc.otf"),
];

/// Twice the size in pixels: sharp in print and on small screens.
const SCALE: f32 = 2.0;

/// The fonts, read once.
pub struct Painter(Options<'static>);

impl Painter {
    pub fn new() -> Self {
        let mut fonts = Database::new();
        FONTS
            .iter()
            .for_each(|font| fonts.load_font_data(font.to_vec()));
        fonts.set_sans_serif_family("Noto Sans");
        Self(Options {
            fontdb: Arc::new(fonts),
            font_family: "Noto Sans".to_owned(),
            ..Options::default()
        })
    }

    /// Draws a picture.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, PublishError> {
        let tree = Tree::from_str(svg, &self.0).map_err(|_| PublishError::Picture)?;
        let size = tree
            .size()
            .to_int_size()
            .scale_by(SCALE)
            .ok_or(PublishError::Picture)?;
        let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(PublishError::Picture)?;
        resvg::render(
            &tree,
            Transform::from_scale(SCALE, SCALE),
            &mut pixels.as_mut(),
        );
        pixels.encode_png().map_err(|_| PublishError::Picture)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::language::{Words, own_name};
    use super::*;
    use sotto::code::Dimension;
    use sotto::plan::Language;

    /// Every letter that a chart may have stands in one of the fonts.
    #[test]
    fn the_fonts_have_every_letter_of_every_name() {
        let faces: Vec<_> = FONTS
            .iter()
            .map(|font| ttf_parser::Face::parse(font, 0).unwrap())
            .collect();
        for language in Language::ALL {
            let words = Words::of(*language);
            assert!(!own_name(*language).is_empty());
            let names = Dimension::ALL
                .iter()
                .flat_map(|side| side.words().into_iter().map(|word| words.name(*side, word)));
            for letter in names
                .collect::<String>()
                .chars()
                .chain("0123456789± <*·–\u{202f}".chars())
            {
                assert!(
                    faces.iter().any(|face| face.glyph_index(letter).is_some()),
                    "{language}: {letter:?}"
                );
            }
        }
    }
}
