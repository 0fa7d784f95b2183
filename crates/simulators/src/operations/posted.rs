//! Which document numbers a company has posted, kept in memory to be asked a hundred thousand times a second.
//!
//! It can be forgotten at any time and is read from the database again.

use std::collections::{BTreeMap, HashMap};

use super::Refusal;
use super::sales_file::number;
use crate::store::Store;

/// Who posted a document: the batch and the number of its processing.
pub(crate) type By = (i64, i64);

/// Ranges of numbers of one kind and series: from the first to the last, and who posted them.
type Ranges = BTreeMap<u128, (u128, By)>;

/// The posted documents of each company that was asked for.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    companies: BTreeMap<String, Numbers>,
}

/// The posted documents of one company.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    series: HashMap<String, Ranges>,
    key: String,
}

/// What identifies a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'d> {
    pub(crate) kind: &'d str,
    pub(crate) series: &'d str,
    pub(crate) first: &'d str,
    pub(crate) last: &'d str,
}

impl Numbers {
    /// Posts a document, unless a number of it is posted already: then by whom.
    pub(crate) fn post(&mut self, name: Name<'_>, by: By) -> Result<(), By> {
        let (first, last) = self.locate(name);
        if !self.series.contains_key(&self.key) {
            self.series.insert(self.key.clone(), Ranges::new());
        }
        let Some(ranges) = self.series.get_mut(&self.key) else { return Ok(()) };
        if let Some((_, (end, other))) = ranges.range(..=last).next_back()
            && *end >= first
        {
            return Err(*other);
        }
        ranges.insert(first, (last, by));
        Ok(())
    }

    /// Leaves in `key` what has a range of numbers of its own. A number that is a text is a series by itself.
    fn locate(&mut self, name: Name<'_>) -> (u128, u128) {
        self.key.clear();
        self.key.push_str(name.kind);
        self.key.push('\0');
        self.key.push_str(name.series);
        let Some(first) = number(name.first) else {
            self.key.push('\0');
            self.key.push_str(name.first);
            return (0, 0);
        };
        (first, number(name.last).filter(|last| *last >= first).unwrap_or(first))
    }
}

/// Takes the numbers of a company out of the store; whoever does puts them back, or they are read again.
pub(crate) fn take(store: &mut Store, company: &str) -> Result<Numbers, Refusal> {
    if let Some(numbers) = store.posted.companies.remove(company) {
        return Ok(numbers);
    }
    let mut numbers = Numbers::default();
    let sql = "SELECT document.kind, document.series, document.first, document.last, batch.id, document.posted \
               FROM batch JOIN file ON file.batch = batch.id \
               JOIN document ON document.id BETWEEN (file.id << 27) AND ((file.id + 1) << 27) - 1 \
               WHERE batch.company = ?1 AND document.posted > 0 ORDER BY document.id";
    let mut select = store.db.prepare_cached(sql)?;
    let mut rows = select.query([company])?;
    while let Some(row) = rows.next()? {
        let text = |index| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
        let name = Name { kind: text(0)?, series: text(1)?, first: text(2)?, last: text(3)? };
        // A repeat cannot be there: it was never posted.
        let _ = numbers.post(name, (row.get(4)?, row.get(5)?));
    }
    drop(rows);
    drop(select);
    Ok(numbers)
}

/// Keeps the numbers of a company for the next time.
pub(crate) fn put_back(store: &mut Store, company: &str, numbers: Numbers) {
    store.posted.companies.insert(company.to_string(), numbers);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name<'d>(series: &'d str, first: &'d str, last: &'d str) -> Name<'d> {
        Name { kind: "03", series, first, last }
    }

    #[test]
    fn a_number_is_posted_once_whatever_range_it_comes_in() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.post(name("B001", "00000010", "20"), (1, 1)), Ok(()));
        assert_eq!(numbers.post(name("B001", "21", ""), (1, 2)), Ok(()));
        for (first, last) in
            [("10", ""), ("20", "25"), ("5", "10"), ("5", "99"), ("15", "16"), ("000000021", "21")]
        {
            assert!(numbers.post(name("B001", first, last), (2, 1)).is_err(), "{first}-{last}");
        }
        assert_eq!(numbers.post(name("B001", "12", ""), (2, 1)), Err((1, 1)));
        assert_eq!(numbers.post(name("B002", "12", ""), (2, 1)), Ok(()), "another series");
        assert_eq!(numbers.post(name("B001", "9", ""), (2, 1)), Ok(()));
    }

    #[test]
    fn a_number_with_letters_is_posted_once_too() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.post(name("M1", "A-7", ""), (1, 1)), Ok(()));
        assert_eq!(numbers.post(name("M1", "A-7", ""), (1, 1)), Err((1, 1)));
        assert_eq!(numbers.post(name("M1", "7", ""), (1, 1)), Ok(()));
    }
}
