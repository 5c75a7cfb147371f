//! A drawing as SVG: within a page, or alone with what it is of; and that as PNG, with fonts of our own, so that the same
//! release gives the same bytes on every machine.

use super::error::PublishError;
use super::page::{INK, Page, wrapped};
use maud::{Markup, html};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use std::sync::Arc;

/// What was drawn, and how large it is.
pub struct Picture {
    pub width: i64,
    pub height: i64,
    pub title: String,
    pub inside: Markup,
}

/// What stands beside a picture that may travel alone.
pub struct Caption {
    pub heading: String,
    /// The period; whether it is of real cases.
    pub above: Vec<String>,
    /// How to read it.
    pub below: String,
}

const HEAD: i64 = 40;
const LINE: i64 = 18;
/// Letters of a line below.
const LETTERS: usize = 84;

impl Picture {
    /// Within a page, which says what it is.
    pub fn inline(&self) -> Markup {
        svg(self.width, self.height, &self.title, &self.inside)
    }

    /// Alone.
    pub fn standalone(&self, caption: &Caption, page: Page) -> String {
        let below = wrapped(&caption.below, LETTERS);
        let lines = |count: usize| LINE * i64::try_from(count).unwrap_or(0);
        let top = HEAD + lines(caption.above.len());
        let height = top + self.height + lines(below.len()) + 8;
        let inside = html! {
            (line(page, 26, 18, &caption.heading))
            @for (text, place) in caption.above.iter().zip(1..) { (line(page, 28 + LINE * place, 12, text)) }
            svg y=(top) width=(self.width) height=(self.height) { (self.inside) }
            @for (text, place) in below.iter().zip(1..) { (line(page, top + self.height + LINE * place - 6, 12, text)) }
        };
        svg(self.width, height, &self.title, &inside).into_string()
    }
}

fn line(page: Page, y: i64, size: i64, text: &str) -> Markup {
    html! { text x=(page.x(12)) y=(y) text-anchor=(page.anchor(true)) font-size=(size) { (page.text(text)) } }
}

fn svg(width: i64, height: i64, title: &str, inside: &Markup) -> Markup {
    let view = format!("0 0 {width} {height}");
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(view) width=(width) height=(height) role="img" aria-label=(title)
            direction="ltr" font-family="Noto Sans, Noto Sans Arabic, Noto Sans CJK SC, sans-serif" font-size="13" fill=(INK) {
            title { (title) }
            rect width=(width) height=(height) fill="#ffffff" {}
            (inside)
        }
    }
}

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
    use super::super::messages::{ReportMessages, source};
    use super::*;
    use sotto::code::Dimension;
    use sotto::plan::Language;

    /// Every letter that a picture may have stands in one of the fonts.
    #[test]
    fn the_fonts_have_every_letter_of_every_message_and_name() {
        let faces: Vec<_> = FONTS
            .iter()
            .map(|font| ttf_parser::Face::parse(font, 0).unwrap())
            .collect();
        for language in Language::ALL {
            let messages = ReportMessages::new(*language);
            let countries = Dimension::Country.words().into_iter();
            let names: String = countries
                .map(|code| messages.name(Dimension::Country, code))
                .collect();
            let text = source(*language).replace('\n', "") + &names + "0123456789± <*·–\u{202f}";
            for letter in text.chars() {
                let has = |face: &ttf_parser::Face| face.glyph_index(letter).is_some();
                assert!(faces.iter().any(has), "{language}: {letter:?}");
            }
        }
    }
}
