//! The text of a page: every character with its place, read off the instructions that draw it.
//!
//! Places are in points from the page's upper left corner, turned as the page is shown. Text that is not upright, and
//! text that is not visible (as programs put it under a scanned picture), is counted and left out: what nobody sees on
//! the page, nobody can check.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Page;

use super::Fault;
use super::font::Font;
use super::limits::{DEPTH_MAX, Used};
use crate::model::Sentence;

const DEPTH: Sentence = Sentence::new("dibujos dentro de dibujos", "drawings within drawings");

const CONTENT: Sentence = Sentence::new(
    "a una de sus páginas le falta parte de su contenido",
    "one of its pages lacks a part of its content",
);

/// Put after the instructions of a page: reading that stops before it has not seen everything.
const END: &[u8] = b"\nCuadreEnd ";
const END_WORD: &[u8] = b"CuadreEnd";

/// Graphics states that are kept for later.
const STATES_MAX: usize = 512;

/// A character and where it stands: from `x0` to `x1` on a baseline `y`, which grows downwards.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

/// What a page has.
#[derive(Default)]
pub(super) struct PageText {
    pub(super) glyphs: Vec<Glyph>,
    /// Characters that nobody sees.
    pub(super) hidden: u64,
    /// Whether it has a picture.
    pub(super) pictures: bool,
}

/// A matrix of a PDF: `[a b c d e f]`.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
fn joined(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    let [oa, ob, oc, od, oe, of] = outer;
    [
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    ]
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    invisible: bool,
}

/// Fonts that were read already, by the object that each is.
pub(super) type Fonts = BTreeMap<(u32, i32), Rc<Font>>;

/// Reads the text of a page.
pub(super) fn read(page: &Page<'_>, fonts: &mut Fonts, used: &mut Used) -> Result<PageText, Fault> {
    let state = State {
        page: page.initial_transform(true).as_coeffs(),
        font: None,
        size: 0.0,
        character_spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        invisible: false,
    };
    let mut reader =
        Reader { fonts, used, found: PageText::default(), line: IDENTITY, text: IDENTITY };
    let mut content = Vec::new();
    for stream in contents(page)? {
        content.extend_from_slice(&reader.used.unpack(&stream)?);
        content.push(b' ');
    }
    let resources = page.resources();
    reader.draw(content, &resources.fonts, &resources.x_objects, state, 0)?;
    Ok(reader.found)
}

/// The streams that draw a page; a blank page may have none, but one that is named must be there.
fn contents<'a>(page: &Page<'a>) -> Result<Vec<Stream<'a>>, Fault> {
    let dict = page.raw();
    let (streams, named) = match dict.get::<Array<'_>>("Contents") {
        Some(all) => (all.iter::<Stream<'_>>().collect(), all.raw_iter().count()),
        None => {
            let one = dict.get::<Stream<'_>>("Contents");
            (Vec::from_iter(one), usize::from(dict.contains_key("Contents")))
        }
    };
    if streams.len() < named { Err(Fault::Damaged(CONTENT)) } else { Ok(streams) }
}

struct Reader<'u> {
    fonts: &'u mut Fonts,
    used: &'u mut Used,
    found: PageText,
    line: Matrix,
    text: Matrix,
}

impl Reader<'_> {
    fn draw(
        &mut self,
        mut content: Vec<u8>,
        fonts: &Dict<'_>,
        drawings: &Dict<'_>,
        mut state: State,
        depth: usize,
    ) -> Result<(), Fault> {
        let mut kept: Vec<State> = Vec::new();
        let mut named: BTreeMap<String, Rc<Font>> = BTreeMap::new();
        content.extend_from_slice(END);
        let mut instructions = UntypedIter::new(&content);
        let mut ended = false;
        while let Some(instruction) = instructions.next() {
            self.used.instruction()?;
            let operands: Vec<&Object<'_>> = instruction.operands().collect();
            match (&**instruction.operator, &operands[..]) {
                (END_WORD, _) => ended = true,
                (b"q", _) if kept.len() < STATES_MAX => kept.push(state.clone()),
                (b"Q", _) => state = kept.pop().unwrap_or(state),
                (b"Tf", [Object::Name(name), Object::Number(size)]) => {
                    state.size = size.as_f64();
                    let key = name.as_str().to_owned();
                    if !named.contains_key(&key) {
                        named.insert(key.clone(), self.font(fonts, name)?);
                    }
                    state.font = named.get(&key).cloned();
                }
                (b"Do", [Object::Name(name)]) => {
                    let drawing = drawings.get::<Stream<'_>>(name);
                    let drawing = drawing.ok_or(Fault::Damaged(CONTENT))?;
                    self.drawing(&drawing, fonts, drawings, &state, depth)?;
                }
                (b"BI", _) => self.found.pictures = true,
                (operator, operands) => self.show(operator, operands, &mut state)?,
            }
        }
        if ended { Ok(()) } else { Err(Fault::Damaged(CONTENT)) }
    }

    fn font(&mut self, fonts: &Dict<'_>, name: &Name<'_>) -> Result<Rc<Font>, Fault> {
        let dict = fonts.get::<Dict<'_>>(name).ok_or(Fault::Damaged(CONTENT))?;
        let id = dict
            .obj_id()
            .map(|ObjectIdentifier { obj_number, gen_number }| (obj_number, gen_number));
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Rc::clone(known));
        }
        let font = Rc::new(Font::read(&dict, self.used)?);
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(font)
    }

    /// A picture, or a drawing that is kept apart and may hold text.
    fn drawing(
        &mut self,
        drawing: &Stream<'_>,
        fonts: &Dict<'_>,
        drawings: &Dict<'_>,
        state: &State,
        depth: usize,
    ) -> Result<(), Fault> {
        let dict = drawing.dict();
        let kind = dict.get::<Name<'_>>("Subtype");
        if kind.as_ref().is_none_or(|kind| kind.as_str() != "Form") {
            self.found.pictures |= kind.is_some_and(|kind| kind.as_str() == "Image");
            return Ok(());
        }
        if depth >= DEPTH_MAX {
            return Err(Fault::Limit { what: DEPTH, limit: DEPTH_MAX as u64 });
        }
        let mut state = state.clone();
        if let Some(matrix) = dict.get::<Array<'_>>("Matrix") {
            let numbers: Vec<f64> = matrix.iter::<f32>().map(f64::from).collect();
            if let Ok(matrix) = Matrix::try_from(numbers) {
                state.page = joined(matrix, state.page);
            }
        }
        let own = dict.get::<Dict<'_>>("Resources");
        let part = |key: &str| own.as_ref().and_then(|own| own.get::<Dict<'_>>(key));
        let own_fonts = part("Font").unwrap_or_else(|| fonts.clone());
        let own_drawings = part("XObject").unwrap_or_else(|| drawings.clone());
        let content = self.used.unpack(drawing)?.into_owned();
        let (line, text) = (self.line, self.text);
        self.draw(content, &own_fonts, &own_drawings, state, depth + 1)?;
        (self.line, self.text) = (line, text);
        Ok(())
    }

    fn show(
        &mut self,
        operator: &[u8],
        operands: &[&Object<'_>],
        state: &mut State,
    ) -> Result<(), Fault> {
        let numbers: Vec<f64> = operands.iter().filter_map(|operand| number(operand)).collect();
        match (operator, &numbers[..], operands) {
            (b"cm", [a, b, c, d, e, f], _) => {
                state.page = joined([*a, *b, *c, *d, *e, *f], state.page);
            }
            (b"BT", ..) => self.begin_at(IDENTITY),
            (b"Tm", [a, b, c, d, e, f], _) => self.begin_at([*a, *b, *c, *d, *e, *f]),
            (b"Td", [x, y], _) => self.next_line(*x, *y),
            (b"TD", [x, y], _) => {
                state.leading = -y;
                self.next_line(*x, *y);
            }
            (b"T*", ..) => self.next_line(0.0, -state.leading),
            (b"Tc", [spacing], _) => state.character_spacing = *spacing,
            (b"Tw", [spacing], _) => state.word_spacing = *spacing,
            (b"Tz", [percent], _) => state.stretch = percent / 100.0,
            (b"TL", [leading], _) => state.leading = *leading,
            (b"Ts", [rise], _) => state.rise = *rise,
            (b"Tr", [mode], _) => state.invisible = matches!(*mode as i64, 3 | 7),
            (b"Tj", _, [Object::String(text)]) => self.string(text.as_bytes(), state)?,
            (b"'", _, [Object::String(text)]) => {
                self.next_line(0.0, -state.leading);
                self.string(text.as_bytes(), state)?;
            }
            (b"\"", [word, character], [_, _, Object::String(text)]) => {
                (state.word_spacing, state.character_spacing) = (*word, *character);
                self.next_line(0.0, -state.leading);
                self.string(text.as_bytes(), state)?;
            }
            (b"TJ", _, [Object::Array(parts)]) => {
                for part in parts.iter::<Object<'_>>() {
                    match &part {
                        Object::String(text) => self.string(text.as_bytes(), state)?,
                        other => {
                            let back = number(other).unwrap_or(0.0) / 1000.0 * state.size;
                            self.advance(-back * state.stretch);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_at(&mut self, matrix: Matrix) {
        (self.line, self.text) = (matrix, matrix);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.begin_at(joined([1.0, 0.0, 0.0, 1.0, x, y], self.line));
    }

    fn advance(&mut self, x: f64) {
        self.text = joined([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    fn string(&mut self, bytes: &[u8], state: &State) -> Result<(), Fault> {
        let Some(font) = &state.font else { return Ok(()) };
        for shown in font.shown(bytes) {
            self.used.character()?;
            let mut advance = shown.advance * state.size + state.character_spacing;
            if shown.is_space_code {
                advance += state.word_spacing;
            }
            let scale = [state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise];
            let place = joined(joined(scale, self.text), state.page);
            let [a, b, _, d, x, y] = place;
            let along = a.hypot(b);
            // Letters that are spaced out are still of one word.
            let spaced = state.character_spacing.max(0.0) / state.size.abs().max(0.01);
            let ends = x + (shown.advance + spaced) * a;
            let upright = a > 0.0 && b.abs() <= 0.05 * along && d < 0.0;
            let finite = [x, y, ends, along, d].iter().all(|value| value.is_finite());
            if state.invisible {
                self.found.hidden += 1;
            } else if upright && finite {
                self.found.glyphs.push(Glyph { x0: x, x1: ends, y, size: -d, text: shown.text });
            }
            self.advance(advance * state.stretch);
        }
        Ok(())
    }
}

fn number(object: &Object<'_>) -> Option<f64> {
    match object {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    }
}
