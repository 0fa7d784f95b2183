//! Lines to the rows of a table: what is below the titles is read, what is around it is not.
//!
//! The table of a page begins below its titles and ends with its last code and the lines close under it. A line without
//! a code belongs to the description above it, if it begins where that begins and stands a line below; any other line
//! within the table is a row of its own, as it stands, so that whoever reads the table sees that it is no entry.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Columns;
use super::lines::{Line, joined};
use super::notes::{Notes, is_page_number, total_of};
use crate::model::fold;

/// A line this many pitches below the last one is no longer of the table.
const END_PITCHES: f64 = 1.6;
/// A line this many pitches below a description does not go on with it.
const WRAP_PITCHES: f64 = 1.45;
/// How far a line may begin beside the description that it goes on with, in parts of the size.
const WRAP_ASIDE: f64 = 0.7;
/// Texts at the foot of pages that are compared.
const FEET_MAX: usize = 100;
/// How far the feet of two pages may stand apart in height to be one.
const SAME_HEIGHT: f64 = 3.0;

/// A row of the table: the line of the document that it begins on, and its cells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableRow {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

/// A line below titles, by column.
struct Cut<'l> {
    /// Its number in the document.
    number: u64,
    line: &'l Line,
    cells: Vec<String>,
    /// Where the description begins.
    begins: f64,
}

/// What is below one line of titles, or a page without titles.
struct Section<'l> {
    page: usize,
    /// Where its titles stand.
    titles_at: Option<f64>,
    columns: Columns,
    cuts: Vec<Cut<'l>>,
}

/// An entry in the making: the lines of its description, from top to bottom.
struct Entry {
    row: TableRow,
    parts: Vec<String>,
}

/// The rows of all pages, and what is to be said of them; none where no page has titles that are known.
pub(super) fn rows(pages: &[Vec<Line>], notes: &mut Notes) -> Option<Vec<TableRow>> {
    let sections = sections(pages, notes);
    let first = sections.first()?;
    let titles: Vec<String> = first.columns.titles.iter().map(|title| title.text.clone()).collect();
    let before: usize = pages[..first.page].iter().map(Vec::len).sum();
    let above = pages[first.page].len() - first.cuts.len();
    let line = (before + above) as u64;
    let mut rows = vec![TableRow { line, cells: titles }];
    let reading = Reading::of(&sections);
    for section in &sections {
        reading.section(section, &mut rows, notes);
    }
    notes.entries = rows.len() - 1 - notes.no_entries;
    Some(rows)
}

/// Cuts the pages at their titles. A page without titles goes on with the columns of the one before.
fn sections<'l>(pages: &'l [Vec<Line>], notes: &mut Notes) -> Vec<Section<'l>> {
    let mut sections: Vec<Section<'l>> = Vec::new();
    let mut number = 0;
    for (page, lines) in pages.iter().enumerate() {
        let is_titles: Vec<bool> =
            lines.iter().map(|line| Columns::under(line, &[]).is_some()).collect();
        let mut at = 0;
        let mut current: Option<(Columns, f64)> = None;
        let last = sections.last().map(|section| section.columns.clone());
        while at < lines.len() {
            let ends = (at + 1..lines.len()).find(|next| is_titles[*next]).unwrap_or(lines.len());
            if is_titles[at] {
                let columns = Columns::under(&lines[at], &lines[at + 1..ends]);
                current = columns.map(|columns| (columns, lines[at].y));
                at += 1;
            }
            let titles_at = current.as_ref().map(|(_, y)| *y);
            let before = last.clone().filter(|_| !is_titles.contains(&true));
            let columns = current.as_ref().map(|(columns, _)| columns.clone()).or(before);
            let Some(columns) = columns else {
                notes.outside += (ends - at) as u64;
                at = ends;
                continue;
            };
            let numbered = lines[at..ends].iter().zip(number + at as u64 + 1..);
            let cuts = numbered.map(|(line, number)| cut(line, number, &columns)).collect();
            sections.push(Section { page, titles_at, columns, cuts });
            at = ends;
        }
        number += lines.len() as u64;
    }
    sections
}

fn cut<'l>(line: &'l Line, number: u64, columns: &Columns) -> Cut<'l> {
    let cells = columns.cells(line);
    let begins = cells[columns.description].first().map_or(f64::NAN, |word| word.x0);
    Cut { number, line, cells: cells.iter().map(|words| joined(words)).collect(), begins }
}

/// What is known of the whole document before its rows are made.
struct Reading {
    /// Digits of a code.
    digits: usize,
    /// From one line to the next.
    pitch: f64,
    /// How unevenly lines follow each other: gaps that differ by less do not tell anything.
    uneven: f64,
    /// Whether codes stand beside the middle of their descriptions.
    centered: bool,
    /// Texts that stand at one height at the foot of every page.
    feet: Vec<(String, f64)>,
}

impl Reading {
    fn of(sections: &[Section<'_>]) -> Reading {
        let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
        for section in sections {
            for cut in &section.cuts {
                let code = &cut.cells[section.columns.code];
                if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()) {
                    *lengths.entry(code.len()).or_default() += 1;
                }
            }
        }
        let usual = lengths.into_iter().max_by_key(|(length, count)| (*count, *length));
        let digits = usual.map_or(4, |(length, _)| length);
        let mut reading =
            Reading { digits, pitch: 0.0, uneven: 0.0, centered: false, feet: Vec::new() };
        let (mut gaps, mut of_codes): (Vec<f64>, Vec<f64>) = Default::default();
        for section in sections {
            let last = reading.last(section).unwrap_or(0);
            let region = section.cuts.get(..=last).unwrap_or_default();
            for two in region.windows(2) {
                let gap = two[1].line.y - two[0].line.y;
                gaps.push(gap);
                if two.iter().all(|cut| reading.is_coded(section, cut)) {
                    of_codes.push(gap);
                }
            }
        }
        gaps.sort_by(f64::total_cmp);
        of_codes.sort_by(f64::total_cmp);
        let sizes = sections.iter().flat_map(|section| &section.cuts).map(|cut| cut.line.size);
        let size = sizes.fold(0.0, f64::max);
        reading.pitch = gaps.get(gaps.len() / 2).copied().unwrap_or(1.6 * size);
        reading.uneven = unevenness(sections, &of_codes, size);
        reading.centered = sections.iter().any(|section| reading.has_centered(section));
        reading.feet = reading.feet_of(sections);
        reading
    }

    fn is_coded(&self, section: &Section<'_>, cut: &Cut<'_>) -> bool {
        let code = &cut.cells[section.columns.code];
        code.len() == self.digits && code.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The last line with a code.
    fn last(&self, section: &Section<'_>) -> Option<usize> {
        section.cuts.iter().rposition(|cut| self.is_coded(section, cut))
    }

    /// Whether nothing but a description stands in a line.
    fn is_text(section: &Section<'_>, cut: &Cut<'_>) -> bool {
        let others =
            cut.cells.iter().enumerate().filter(|(at, _)| *at != section.columns.description);
        !cut.cells[section.columns.description].is_empty()
            && others.into_iter().all(|(_, cell)| cell.is_empty())
    }

    /// Whether a line without a code stands clearly nearer to the code below it than to the line above; or a code has its
    /// description only above and below.
    fn has_centered(&self, section: &Section<'_>) -> bool {
        section.cuts.windows(3).any(|three| {
            let [above, cut, below] = three else { return false };
            let (up, down) = (cut.line.y - above.line.y, below.line.y - cut.line.y);
            let is_text = |cut: &Cut<'_>| Reading::is_text(section, cut);
            let near = 0.8 * self.pitch.max(cut.line.size);
            let split = is_text(above) && is_text(below) && up < near && down < near;
            let bare = cut.cells[section.columns.description].is_empty();
            let within = up <= END_PITCHES * self.pitch && down <= WRAP_PITCHES * self.pitch;
            let nearer = within && up - down > self.uneven;
            (self.is_coded(section, cut) && bare && split)
                || (is_text(cut) && self.is_coded(section, below) && nearer)
        })
    }

    /// Lines after the last code that stand on each page at one height, with one text but for its digits.
    fn feet_of(&self, sections: &[Section<'_>]) -> Vec<(String, f64)> {
        let mut feet: Vec<(String, f64, BTreeSet<usize>)> = Vec::new();
        let pages: BTreeSet<usize> = sections.iter().map(|section| section.page).collect();
        for section in sections {
            let after = self.last(section).map_or(0, |last| last + 1);
            for cut in &section.cuts[after..] {
                let (text, y) = (without_digits(cut.line), cut.line.y);
                let same = |(known, height, _): &(String, f64, _)| {
                    *known == text && (y - height).abs() <= SAME_HEIGHT
                };
                match feet.iter().position(same) {
                    Some(known) => drop(feet[known].2.insert(section.page)),
                    None if feet.len() < FEET_MAX => {
                        feet.push((text, y, BTreeSet::from([section.page])));
                    }
                    None => {}
                }
            }
        }
        let everywhere =
            feet.into_iter().filter(|(_, _, on)| on.len() > 1 && on.len() == pages.len());
        everywhere.map(|(text, y, _)| (text, y)).collect()
    }

    fn is_foot(&self, line: &Line) -> bool {
        let text = without_digits(line);
        is_page_number(&line.text())
            || self
                .feet
                .iter()
                .any(|(known, y)| *known == text && (line.y - y).abs() <= SAME_HEIGHT)
    }

    /// The lines of a section that are of the table: up to its last code, and those close under it.
    fn region<'s, 'l>(&self, section: &'s Section<'l>, notes: &mut Notes) -> Vec<&'s Cut<'l>> {
        let last = self.last(section);
        let first_code = section.cuts.iter().position(|cut| self.is_coded(section, cut));
        let first = match section.titles_at {
            Some(_) => 0,
            None => first_code.unwrap_or(section.cuts.len()),
        };
        if section.titles_at.is_none() && last.is_some() {
            notes.untitled.insert(section.page + 1);
        }
        notes.outside += first as u64;
        let mut region: Vec<&Cut<'l>> = Vec::new();
        let mut above = section.titles_at;
        let mut ended = false;
        for (at, cut) in section.cuts.iter().enumerate().skip(first) {
            if last.is_some_and(|last| at <= last) {
                above = Some(cut.line.y);
                region.push(cut);
                continue;
            }
            // Titles stand a little apart from what is below them.
            let pitches = if region.is_empty() { 2.0 * END_PITCHES } else { END_PITCHES };
            let gap = above.map_or(0.0, |above| cut.line.y - above);
            ended |= gap > pitches * self.pitch.max(cut.line.size);
            let total = total_of(&cut.line.text());
            notes.total = total.or(notes.total);
            let is_foot = total.is_some() || self.is_foot(cut.line);
            if !ended && !is_foot {
                above = Some(cut.line.y);
                region.push(cut);
                continue;
            }
            notes.outside += 1;
            if !is_foot {
                notes.left_out(&cut.line.text());
            }
        }
        region
    }

    fn section(&self, section: &Section<'_>, rows: &mut Vec<TableRow>, notes: &mut Notes) {
        let region = self.region(section, notes);
        let owners = self.owners(section, &region);
        let (code, description) = (section.columns.code, section.columns.description);
        let mut entries: BTreeMap<usize, Entry> = BTreeMap::new();
        for (at, (cut, owner)) in region.iter().zip(&owners).enumerate() {
            let own = || cut.cells[description].clone();
            match owner {
                Some(owner) if *owner != at => {
                    notes.wrapped += 1;
                    let of = &region[*owner];
                    let entry = entries.entry(*owner).or_insert_with(|| Entry::of(of));
                    entry.parts.push(own());
                }
                _ => {
                    let entry = entries.entry(at).or_insert_with(|| Entry::of(cut));
                    entry.parts.extend((!own().is_empty()).then(own));
                }
            }
        }
        for (_, mut entry) in entries {
            entry.row.cells[description] = entry.parts.join(" ");
            let is_entry =
                !entry.row.cells[code].is_empty() && !entry.row.cells[description].is_empty();
            notes.no_entries += usize::from(!is_entry);
            rows.push(entry.row);
        }
    }

    /// The line whose entry each line belongs to; none for a line that is nobody's.
    fn owners(&self, section: &Section<'_>, region: &[&Cut<'_>]) -> Vec<Option<usize>> {
        let mut owners: Vec<Option<usize>> = region
            .iter()
            .enumerate()
            .map(|(at, cut)| self.is_coded(section, cut).then_some(at))
            .collect();
        let mut at = 0;
        while at < region.len() {
            let is_text =
                |at: &usize| owners[*at].is_none() && Reading::is_text(section, region[*at]);
            let block = (at..region.len()).take_while(is_text).count();
            if block == 0 {
                at += 1;
                continue;
            }
            let ends = at + block;
            let above = at.checked_sub(1).filter(|above| owners[*above].is_some());
            let below = Some(ends).filter(|below| owners.get(*below).is_some_and(Option::is_some));
            let cut = match self.centered {
                true => self.widest(region, at, ends, above, below),
                false => Some(ends),
            };
            if let Some(cut) = cut {
                for index in at..cut {
                    owners[index] = above
                        .filter(|_| self.goes_on(region, index))
                        .filter(|_| index == at || owners[index - 1].is_some());
                }
                for index in (cut..ends).rev() {
                    let near = region[index + 1..].first().is_some_and(|next| {
                        next.line.y - region[index].line.y <= WRAP_PITCHES * self.pitch
                    });
                    owners[index] =
                        owners.get(index + 1).copied().flatten().and(below).filter(|_| near);
                }
            }
            at = ends;
        }
        owners
    }

    /// Whether a line goes on with the description of the line before: right below, and beginning where it begins.
    fn goes_on(&self, region: &[&Cut<'_>], at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| region[before]) else { return false };
        let cut = region[at];
        let size = cut.line.size;
        let near = cut.line.y - before.line.y <= WRAP_PITCHES * self.pitch.max(size);
        // Beside a code in the middle of its description nothing may stand that a place could be told by.
        let aside = (cut.begins - before.begins).abs();
        near && (aside <= WRAP_ASIDE * size || (self.centered && aside.is_nan()))
    }

    /// Where codes stand beside the middle of their descriptions, a run of lines is parted at its widest gap; none where
    /// no gap is wider than the others.
    fn widest(
        &self,
        region: &[&Cut<'_>],
        from: usize,
        to: usize,
        above: Option<usize>,
        below: Option<usize>,
    ) -> Option<usize> {
        if below.is_none() {
            return Some(to);
        }
        if above.is_none() {
            return Some(from);
        }
        let gap = |at: usize| region[at].line.y - region[at - 1].line.y;
        let widest = (from..=to).max_by(|one, other| gap(*one).total_cmp(&gap(*other)))?;
        let others = (from..=to).filter(|at| *at != widest).map(gap).fold(0.0, f64::max);
        (gap(widest) - others > self.uneven).then_some(widest)
    }
}

impl Entry {
    fn of(cut: &Cut<'_>) -> Entry {
        let row = TableRow { line: cut.number, cells: cut.cells.clone() };
        Entry { row, parts: Vec::new() }
    }
}

/// How much the gaps between lines may differ by accident: by what they differ where codes follow each other, and by how
/// unevenly the characters of a line stand.
fn unevenness(sections: &[Section<'_>], of_codes: &[f64], size: f64) -> f64 {
    let tenth = of_codes.len() / 10;
    let of_gaps = match of_codes.len() {
        0..4 => 0.3 * size,
        count => 2.0 * (of_codes[count - 1 - tenth] - of_codes[tenth]),
    };
    let lines = sections.iter().flat_map(|section| &section.cuts);
    let mut of_lines: Vec<f64> = lines.map(|cut| cut.line.uneven).collect();
    of_lines.sort_by(f64::total_cmp);
    let usual = of_lines.get(of_lines.len() * 3 / 4).copied().unwrap_or(0.0);
    of_gaps.max(4.0 * usual).max(0.08 * size)
}

/// A line as it repeats from page to page, whatever its numbers.
fn without_digits(line: &Line) -> String {
    let mut words = fold::words(&line.text());
    words.retain(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    words.join(" ")
}
