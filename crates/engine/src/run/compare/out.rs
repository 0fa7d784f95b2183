//! Hears what a comparison finds: shows the first of it, and writes all of it where lists are wanted.

use std::path::Path;

use super::fields::Chosen;
use super::list::Writer;
use super::report::{PlaceReport, Shown, ShownField, name_of};
use super::row::ANNULLED;
use super::unreadable::Unreadable;
use crate::compare::{Class, Key, Queue, Row, Side, Sink, TOTAL, Value};
use crate::model::{Field, Language, RowPlace, Sentence};
use crate::run::job::{RunError, Watch};
use crate::run::source::Source;

/// How many differences a person is shown, and how many cells that cannot be read.
const SHOWN_MAX: usize = 20;

/// What lists and sentences call things.
pub(super) struct Names {
    /// File and sheet of each file of each side.
    files: [Vec<(String, String)>; 2],
    pub(super) fields: Vec<Field>,
    pub(super) language: Language,
}

impl Names {
    pub(super) fn of(chosen: &Chosen, sources: [&[Source]; 2], language: Language) -> Names {
        let of = |sources: &[Source]| {
            sources.iter().map(|source| (source.name.clone(), source.sheet.clone())).collect()
        };
        Names {
            files: sources.map(of),
            fields: chosen.spec.fields().iter().map(|field| field.field).collect(),
            language,
        }
    }

    /// File and sheet of a place.
    pub(super) fn file(&self, side: Side, place: RowPlace) -> (&str, &str) {
        let file = self.files[side as usize].get(usize::from(place.file));
        file.map_or(("", ""), |(file, sheet)| (file, sheet))
    }

    fn place(&self, side: Side, place: RowPlace) -> Option<PlaceReport> {
        let (file, sheet) = self.file(side, place);
        Some(PlaceReport { file: file.to_owned(), sheet: sheet.to_owned(), row: place.line })
    }
}

/// Kind, series and number as text.
pub(super) fn key_texts(key: Key<'_>) -> [String; 3] {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let kind = key.kind().map(|kind| kind.to_string()).unwrap_or_default();
    [kind, text(key.series()), text(&key.number())]
}

const IS_ANNULLED: Sentence = Sentence::new("anulado", "annulled");
const IS_NOT_ANNULLED: Sentence = Sentence::new("vigente", "in force");

/// What a field says, as text; the state in a person's words where there is a person's language.
pub(super) fn text_of(value: Value<'_>, field: Field, language: Option<Language>) -> String {
    match (value, language) {
        (Value::Text(text), Some(language)) if field == Field::State => {
            let words = if text == ANNULLED { IS_ANNULLED } else { IS_NOT_ANNULLED };
            words.text(language).to_owned()
        }
        (Value::Text(text), _) => String::from_utf8_lossy(text).into_owned(),
        (Value::Amount(cents), _) => cents.to_string(),
        (Value::Date(date), _) => {
            let day = date.map(|date| String::from_utf8_lossy(&date.norm()).into_owned());
            day.unwrap_or_default()
        }
    }
}

/// Takes what is found.
pub(super) struct Out<'w, 's> {
    names: Names,
    writer: Option<Writer>,
    first: Vec<Shown>,
    unreadable: Vec<Shown>,
    watch: &'w mut Watch<'s>,
}

impl<'w, 's> Out<'w, 's> {
    /// Writes into `folder` where there is one.
    pub(super) fn create(
        names: Names,
        folder: Option<&Path>,
        temporary: &Path,
        watch: &'w mut Watch<'s>,
    ) -> Result<Out<'w, 's>, RunError> {
        let writer = folder.map(|folder| Writer::create(folder, temporary)).transpose()?;
        Ok(Out { names, writer, first: Vec::new(), unreadable: Vec::new(), watch })
    }

    /// Takes the cells of a side that cannot be read.
    pub(super) fn unreadable(&mut self, side: Side, queue: &mut Queue) -> Result<(), RunError> {
        let mut reader = queue.read()?;
        while let Some(bytes) = reader.next()? {
            let Some(cell) = Unreadable::from_bytes(bytes) else { continue };
            if self.unreadable.len() < SHOWN_MAX {
                self.unreadable.push(self.shown_cell(side, &cell));
            }
            if let Some(writer) = &mut self.writer {
                writer.unreadable(&self.names, side, &cell)?;
            }
        }
        Ok(())
    }

    fn shown_cell(&self, side: Side, cell: &Unreadable) -> Shown {
        let [kind, series, number, value] = cell.texts.clone();
        let place = self.names.place(side, cell.place);
        let (left, right) = match side {
            Side::Left => (place, None),
            Side::Right => (None, place),
        };
        let fields = vec![of_side(side, cell.field, value)];
        Shown { class: "unreadable", kind, series, number, fields, left, right }
    }

    /// The first of what was found, and the lists, to be finished.
    #[allow(clippy::type_complexity)] // two lists of one kind, and the writer
    pub(super) fn end(self) -> ((Vec<Shown>, Vec<Shown>), Option<Writer>) {
        ((self.first, self.unreadable), self.writer)
    }

    fn show(
        &mut self,
        class: Class,
        key: Key<'_>,
        places: [Option<RowPlace>; 2],
        fields: Vec<ShownField>,
    ) {
        let [kind, series, number] = key_texts(key);
        let [left, right] = [Side::Left, Side::Right]
            .map(|side| places[side as usize].and_then(|place| self.names.place(side, place)));
        self.first.push(Shown { class: class.name(), kind, series, number, fields, left, right });
    }
}

fn of_side(side: Side, field: Field, value: String) -> ShownField {
    let (left, right) = match side {
        Side::Left => (Some(value), None),
        Side::Right => (None, Some(value)),
    };
    ShownField { field: field.name(), left, right }
}

impl Sink for Out<'_, '_> {
    type Error = RunError;

    fn differs(&mut self, left: &Row<'_>, right: &Row<'_>, fields: u32) -> Result<(), RunError> {
        if self.first.len() < SHOWN_MAX {
            let language = Some(self.names.language);
            let each = self.names.fields.iter().enumerate();
            let shown = each.filter(|(index, _)| fields >> index & 1 == 1).map(|(index, field)| {
                let text = |row: &Row<'_>| Some(text_of(row.value(index), *field, language));
                ShownField { field: field.name(), left: text(left), right: text(right) }
            });
            let shown = shown.collect();
            let places = [Some(left.place), Some(right.place)];
            self.show(Class::Differs, left.key, places, shown);
        }
        match &mut self.writer {
            Some(writer) => writer.differs(&self.names, left, right, fields),
            None => Ok(()),
        }
    }

    fn only(&mut self, side: Side, row: &Row<'_>) -> Result<(), RunError> {
        if self.first.len() < SHOWN_MAX {
            let (class, places) = match side {
                Side::Left => (Class::OnlyLeft, [Some(row.place), None]),
                Side::Right => (Class::OnlyRight, [None, Some(row.place)]),
            };
            let total = text_of(row.value(TOTAL), Field::Total, None);
            self.show(class, row.key, places, vec![of_side(side, Field::Total, total)]);
        }
        match &mut self.writer {
            Some(writer) => writer.only(&self.names, side, row),
            None => Ok(()),
        }
    }

    fn repeated(
        &mut self,
        side: Side,
        key: Key<'_>,
        times: u64,
        places: &[RowPlace],
    ) -> Result<(), RunError> {
        match &mut self.writer {
            Some(writer) => writer.repeated(&self.names, side, key, times, places),
            None => Ok(()),
        }
    }

    fn tick(&mut self, rows: u64) -> Result<(), RunError> {
        (self.watch.tell)(rows, None);
        self.watch.stopped()
    }
}

/// The words by which lists for people name a side.
pub(super) fn side_words(side: Side) -> Sentence {
    match side {
        Side::Left => Sentence::new("izquierda", "left"),
        Side::Right => Sentence::new("derecha", "right"),
    }
}

/// The class of a document that only this side has, in lists for programs.
pub(super) fn only_class(side: Side) -> &'static str {
    match name_of(side) {
        "left" => Class::OnlyLeft.name(),
        _ => Class::OnlyRight.name(),
    }
}
