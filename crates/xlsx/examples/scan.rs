//! Reads all rows of a workbook's first sheet (or the one named) to nowhere, and says what that cost.
//!
//! `scan FILE [SHEET] [--plainly]`

#![expect(clippy::print_stdout, reason = "a program that prints its result")]

#[path = "cost/mod.rs"]
mod cost;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plainly = std::env::args().any(|argument| argument == "--plainly");
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--plainly");
    let path = arguments.next().ok_or("usage: scan FILE [SHEET] [--plainly]")?;
    let cost = cost::Cost::start();
    let workbook = xlsx::Workbook::open(path, xlsx::Limits::default())?;
    let index = match arguments.next() {
        Some(name) => workbook.sheets().iter().position(|sheet| sheet.name == name),
        None => Some(0),
    };
    let index = index.ok_or("no such sheet")?;
    let mut sheet = match plainly {
        true => workbook.read_sheet_plainly(index)?,
        false => workbook.read_sheet(index)?,
    };
    let mut rows = xlsx::Rows::new();
    let (mut count, mut cells, mut text) = (0, 0, 0);
    while sheet.next(&mut rows)? {
        count += rows.len();
        text += rows.text_bytes();
        cells += rows.iter().map(|row| row.width()).sum::<usize>();
    }
    let stats = sheet.stats();
    let hit_rate = stats.hits as f64 / (stats.hits + stats.misses).max(1) as f64;
    println!("rows {count}  cells {cells}  text {text}  hit rate {hit_rate:.4}");
    cost.print();
    Ok(())
}
