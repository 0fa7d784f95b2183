//! The reader: fills batches with rows, and follows the text where it changes.

use super::careful::{Field, Outcome, Reading, Shape, read_row, unescape};
use super::choose::{Choice, Chooser, Expected, WRONG_WIDTH, Way};
use super::fast::{Bounds, Marked, Signs, Stop};
use super::input::{Input, read_prefix};
use super::{Change, Error, Irregular, Options};
use crate::ingest::encoding::{Encoding, cut_sequence};
use crate::ingest::sniff::{
    Dialect, Escape, Evidence, Overrides, SAMPLE_BYTES, Sniffed, detect_with, sniff, sniff_text,
};
use std::io::Read;
use xlsx::{CellKind, Rows};

/// How much text is looked at to see whether it is written otherwise from a row on.
const LOOK_BYTES: usize = 16 * 1024;

/// Rows in a row that must be written otherwise before the dialect is taken to have changed.
const ROWS_TO_CHANGE: u32 = 3;

/// Rows of another width than the others after which that width is known, if nothing else explains it.
const ROWS_TO_KNOW: u8 = 16;

/// Reads a delimited text in batches of rows.
pub struct Reader {
    input: Input,
    options: Options,
    sniffed: Sniffed,
    expected: Expected,
    reading: Reading,
    signs: Signs,
    fast: bool,
    marked: Marked,
    chooser: Chooser,
    irregular: Irregular,
    /// Text that is read and not yet handed over.
    carry: Vec<u8>,
    /// The beginning of a character at the end of what was read.
    cut: Vec<u8>,
    foreign: Vec<usize>,
    line: u64,
    /// Rows in a row that were read in the same other way, and the first one's line.
    turn: Option<(Reading, u32, u64)>,
    /// Other widths that rows are known to have, and how often each was seen before.
    known: u64,
    learning: [u8; 64],
    /// No look ahead before this line, and for how many lines after the next one.
    no_look_before: u64,
    look_pause: u64,
    complete: bool,
    finished: bool,
}

impl Reader {
    /// Opens a source at its beginning: reads its first bytes and finds out how it is written.
    pub fn open(source: impl Read + Send + 'static, options: Options) -> Result<Reader, Error> {
        let mut source: Box<dyn Read + Send> = Box::new(source);
        let (prefix, ended) = read_prefix(&mut source, SAMPLE_BYTES)?;
        let sniffed = sniff(&prefix, ended, &options.overrides);
        let detected = detect_with(&prefix, ended, &options.overrides);
        let encoding = sniffed.dialect.encoding;
        let input = Input::new(source, prefix, ended, detected.bom, encoding, options.length)
            .unwrapping(sniffed.evidence.wrapped);
        let expected = expect(&sniffed, &options.overrides);
        let reading = Reading::plain(&sniffed.dialect);
        let (signs, fast) = Signs::of(&reading);
        Ok(Reader {
            input,
            options,
            sniffed,
            expected,
            reading,
            signs,
            fast,
            marked: Marked::default(),
            chooser: Chooser::default(),
            irregular: Irregular::default(),
            carry: Vec::new(),
            cut: Vec::new(),
            foreign: Vec::new(),
            line: 1,
            turn: None,
            known: 0,
            learning: [0; 64],
            no_look_before: 0,
            look_pause: 32,
            complete: false,
            finished: false,
        })
    }

    /// The dialect at the text's beginning.
    pub fn dialect(&self) -> &Dialect {
        &self.sniffed.dialect
    }

    /// Why that dialect.
    pub fn evidence(&self) -> &Evidence {
        &self.sniffed.evidence
    }

    /// What was sniffed at the text's beginning.
    pub fn sniffed(&self) -> &Sniffed {
        &self.sniffed
    }

    /// How much of the text was read so far, in thousandths; `None` where its length is unknown.
    pub fn share(&self) -> Option<u64> {
        self.input.share()
    }

    /// What was out of the ordinary so far; complete when [`Reader::next`] has returned `false`.
    pub fn irregular(&self) -> &Irregular {
        &self.irregular
    }

    /// Replaces `rows` by the next rows of the text; `false` when there are no more.
    ///
    /// A row begins on the line that is said with it: lines end with LF, CRLF or CR, inside quotes too.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self, rows: &mut Rows) -> Result<bool, Error> {
        let mut wanted = self.options.batch_bytes;
        while !self.finished {
            rows.clear();
            rows.arena().append(&mut self.carry);
            self.fill(rows.arena(), wanted)?;
            let len = rows.arena().len();
            let consumed = self.split(rows, len)?;
            self.carry.extend_from_slice(&rows.arena()[consumed..len]);
            self.carry.append(&mut self.cut);
            self.chooser.advance(consumed);
            self.finished = self.complete && consumed == len;
            if !rows.is_empty() {
                return Ok(true);
            }
            let limit = self.options.limits.row_bytes;
            if self.carry.len() > limit {
                return Err(Error::RowTooLong { line: self.line, limit });
            }
            wanted = wanted.saturating_mul(2).min(4 << 20);
        }
        rows.clear();
        Ok(false)
    }

    /// Appends further text to the arena, and marks it; bytes of a sequence that is cut wait in `cut`.
    fn fill(&mut self, arena: &mut Vec<u8>, wanted: usize) -> Result<(), Error> {
        self.foreign.clear();
        self.complete = self.input.fill(arena, wanted, &mut self.foreign, self.line)?;
        if self.sniffed.dialect.encoding == Encoding::Utf8 {
            let cut = if self.complete { 0 } else { cut_sequence(arena) };
            self.cut = arena.split_off(arena.len() - cut);
            self.marked.forget();
            self.marked.mark(arena, self.signs);
            if !self.marked.is_utf8(arena) {
                self.input.repair(arena, &mut self.foreign);
            }
        }
        self.marked.forget();
        self.note_foreign(arena);
        Ok(())
    }

    /// Notes the lines of the characters that were in another encoding.
    fn note_foreign(&mut self, arena: &[u8]) {
        let (mut from, mut line, mut last) = (0, self.line, 0);
        for place in &self.foreign {
            line += count_lines(&arena[from..*place]);
            from = *place;
            if line != last {
                self.irregular.other_encoding.add(line);
                last = line;
            }
        }
    }

    /// Hands over the rows of the text, and says how far they reach.
    fn split(&mut self, rows: &mut Rows, len: usize) -> Result<usize, Error> {
        let mut at = 0;
        while at < len {
            if self.fast {
                self.marked.mark(&rows.arena()[..len], self.signs);
                let bounds = Bounds {
                    width: self.expected.width,
                    row_bytes: self.options.limits.field_bytes,
                    other_quote: self.expected.other_quote(),
                    known: self.known,
                };
                let stop = self.marked.run(rows, at, self.line, bounds);
                self.count_fast(&stop);
                (at, self.line) = (stop.at, stop.line);
                if stop.ragged.is_some() {
                    continue;
                }
            }
            if at >= len {
                break;
            }
            match self.careful(rows, at, len)? {
                Some(next) => at = next,
                None => break,
            }
        }
        Ok(at)
    }

    fn count_fast(&mut self, stop: &Stop) {
        if stop.rows == 0 {
            return;
        }
        let found = &mut self.irregular;
        found.rows += stop.rows;
        found.blank += stop.blank;
        let mut regular = stop.rows - stop.blank;
        if let Some((width, line)) = stop.ragged {
            regular -= 1;
            *found.widths.entry(width).or_default() += 1;
            found.ragged.add(line);
            self.turn = None;
        }
        if regular > 0 {
            *found.widths.entry(self.expected.width).or_default() += regular;
            self.turn = None;
        }
    }

    /// Reads the row at `at` with care and hands it over; `None` if more text must come first.
    fn careful(&mut self, rows: &mut Rows, at: usize, len: usize) -> Result<Option<usize>, Error> {
        let limit = self.options.limits.field_bytes;
        let mut text = &rows.arena()[..len];
        let Some(mut choice) = self.chooser.choose(text, at, self.complete, &self.expected, limit)
        else {
            return Ok(None);
        };
        if choice.cost >= WRONG_WIDTH && !self.chooser.shape.fields.is_empty() {
            if self.may_look() && !self.complete && len - at < LOOK_BYTES {
                return Ok(None);
            }
            if self.look_ahead(text, at) {
                text = &rows.arena()[..len];
                match self.chooser.choose(text, at, self.complete, &self.expected, limit) {
                    Some(other) => choice = other,
                    None => return Ok(None),
                }
            }
        }
        let next = self.chooser.shape.next;
        let lines = count_lines(&text[at..next]);
        self.hand_over(rows, &choice)?;
        self.note(&choice);
        self.line += lines.max(1);
        Ok(Some(next))
    }

    /// Hands over the row that was chosen.
    fn hand_over(&mut self, rows: &mut Rows, choice: &Choice) -> Result<(), Error> {
        let (line, limits) = (self.line, self.options.limits);
        let fields = &self.chooser.shape.fields;
        if fields.len() > limits.columns {
            let columns = fields.len();
            return Err(Error::TooManyColumns { line, columns, limit: limits.columns });
        }
        rows.begin_row(line);
        for (column, field) in fields.iter().enumerate() {
            let length = field.end - field.start;
            if length > limits.field_bytes {
                let (column, limit) = (column + 1, limits.field_bytes);
                return Err(Error::FieldTooLong { line, column, limit });
            }
            if field.escaped {
                push_unescaped(rows, *field, &choice.reading);
            } else {
                let kind = if length == 0 { CellKind::Empty } else { CellKind::Text };
                rows.push_span(kind, field.start, length);
            }
        }
        Ok(())
    }

    /// Counts what was odd about the row that was chosen, and follows a dialect that has changed.
    fn note(&mut self, choice: &Choice) {
        let (line, shape, found) = (self.line, &self.chooser.shape, &mut self.irregular);
        found.rows += 1;
        if shape.fields.is_empty() {
            found.blank += 1;
            return;
        }
        *found.widths.entry(shape.fields.len()).or_default() += 1;
        if shape.fields.len() != self.expected.width {
            found.ragged.add(line);
            self.known = learn(&mut self.learning, shape, self.expected.width, self.known);
        }
        if shape.strays > 0 && choice.reading.escape != Escape::None {
            found.stray_quotes.add(line);
        }
        if shape.unclosed > 0 {
            found.unclosed_quotes.add(line);
        }
        match choice.way {
            Way::OtherEscape => found.other_escape.add(line),
            Way::NoQuotes => found.unclosed_quotes.add(line),
            Way::JoinedLines => found.stray_breaks.add(line),
            Way::OtherQuote => found.other_quote.add(line),
            Way::OtherDelimiter => found.other_delimiter.add(line),
            Way::Plain | Way::Requoted | Way::PaddedQuote => {}
        }
        self.take_turn(choice);
    }

    /// After some rows that are all written in the same other way, that way is the dialect.
    fn take_turn(&mut self, choice: &Choice) {
        let lasting = matches!(choice.way, Way::OtherDelimiter | Way::OtherQuote);
        if !lasting || choice.cost >= WRONG_WIDTH {
            self.turn = None;
            return;
        }
        let (count, line) = match self.turn {
            Some((reading, count, line)) if reading == choice.reading => (count + 1, line),
            _ => (1, self.line),
        };
        self.turn = Some((choice.reading, count, line));
        if count >= ROWS_TO_CHANGE {
            self.turn = None;
            let mut dialect = self.expected.dialect;
            dialect.delimiter = choice.reading.delimiter;
            dialect.quote = choice.reading.quote;
            self.change(dialect, self.expected.width, line);
        }
    }

    fn change(&mut self, dialect: Dialect, width: usize, line: u64) {
        self.expected.dialect = dialect;
        self.expected.width = width;
        self.reading = Reading::plain(&dialect);
        (self.signs, self.fast) = Signs::of(&self.reading);
        (self.known, self.learning) = (0, [0; 64]);
        self.irregular.changes.push(Change { line, dialect, width });
    }

    fn may_look(&self) -> bool {
        self.line >= self.no_look_before
    }

    /// Looks at the text from a row on that fits in no way: is it written otherwise, or another table?
    fn look_ahead(&mut self, text: &[u8], at: usize) -> bool {
        if !self.may_look() {
            return false;
        }
        let window = &text[at..text.len().min(at + LOOK_BYTES)];
        let complete = self.complete && at + LOOK_BYTES >= text.len();
        if self.next_rows_fit(window, complete) {
            return false;
        }
        let sniffed = sniff_text(window, complete, &self.options.overrides);
        let ours = self.expected.dialect;
        let mut theirs = sniffed.dialect;
        (theirs.encoding, theirs.line_end) = (ours.encoding, ours.line_end);
        let steady = sniffed.evidence.agreeing >= 3 && sniffed.evidence.chosen.share >= 0.6;
        let new_width = sniffed.width != self.expected.width && sniffed.width >= 2;
        let better = steady && theirs != ours && self.is_better(&sniffed, window, complete);
        if better || (steady && new_width && theirs.delimiter == ours.delimiter) {
            let dialect = if better { theirs } else { ours };
            self.expected.columns = sniffed.columns;
            self.change(dialect, sniffed.width, self.line);
            (self.no_look_before, self.look_pause) = (self.line + 8, 32);
            return true;
        }
        self.no_look_before = self.line + self.look_pause;
        self.look_pause = (self.look_pause * 2).min(4096);
        false
    }

    /// Whether two of the next four rows are as expected, so that the row before them is a lone one.
    fn next_rows_fit(&mut self, window: &[u8], complete: bool) -> bool {
        let one_line = Reading { breaks: false, ..self.reading };
        let mut shape = Shape::default();
        let (mut at, mut seen, mut fitting) = (0, 0, 0);
        while at < window.len() && seen < 5 {
            if read_row(window, at, &one_line, complete, &mut shape) != Outcome::Whole {
                break;
            }
            at = shape.next;
            if !shape.fields.is_empty() {
                fitting += usize::from(seen > 0 && shape.fields.len() == self.expected.width);
                seen += 1;
            }
        }
        fitting >= 2
    }

    /// Whether what was sniffed reads the window better than the dialect so far does.
    fn is_better(&self, sniffed: &Sniffed, window: &[u8], complete: bool) -> bool {
        let ours = Overrides {
            delimiter: Some(self.expected.dialect.delimiter),
            quote: Some(self.expected.dialect.quote),
            escape: Some(self.expected.dialect.escape),
            ..self.options.overrides
        };
        let so_far = sniff_text(window, complete, &ours).evidence.chosen.score;
        sniffed.dialect.delimiter.is_some() && sniffed.evidence.chosen.score > so_far * 1.25 + 0.02
    }
}

/// Adds a width to the `known` ones after some rows without quotes that have it and could be read in no other way.
fn learn(learning: &mut [u8; 64], shape: &Shape, expected: usize, known: u64) -> u64 {
    let width = shape.fields.len();
    let clean = shape.quoted + shape.literal + shape.unclosed == 0;
    if !clean || !(2..64).contains(&width) || width * 2 < expected {
        return known;
    }
    learning[width] = learning[width].saturating_add(1);
    if learning[width] >= ROWS_TO_KNOW { known | 1 << width } else { known }
}

fn expect(sniffed: &Sniffed, overrides: &Overrides) -> Expected {
    Expected {
        dialect: sniffed.dialect,
        width: sniffed.width.max(1),
        columns: sniffed.columns.clone(),
        free_delimiter: overrides.delimiter.is_none(),
        free_quote: overrides.quote.is_none(),
        free_escape: overrides.escape.is_none(),
    }
}

/// Hands over a field without its escapes: its text goes to the arena's tail.
fn push_unescaped(rows: &mut Rows, field: Field, reading: &Reading) {
    let arena = rows.arena();
    let tail = arena.len();
    unescape(arena, field, reading);
    let length = arena.len() - tail;
    let kind = if length == 0 { CellKind::Empty } else { CellKind::Text };
    rows.push_span(kind, tail, length);
}

/// Line ends in `text`: LF, CRLF or CR.
fn count_lines(text: &[u8]) -> u64 {
    let pair = |at: usize| text[at] == b'\n' && at > 0 && text[at - 1] == b'\r';
    memchr::memchr2_iter(b'\n', b'\r', text).filter(|at| !pair(*at)).count() as u64
}
