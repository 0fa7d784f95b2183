//! The figures: what each compares, and the bar that it must clear.

use crate::inputs::{Bench, Ledger};
use crate::measure::{Cost, Job, median, pairs};

/// How a pair of runs becomes one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Our CPU seconds divided by the other's: small is good.
    Ratio,
    /// The other's CPU seconds divided by ours: large is good.
    TimesFaster,
    /// CPU seconds per row of the first divided by those of the second.
    PerRow,
    /// CPU seconds that the first needs above the second.
    SecondsAdded,
    /// The larger peak of the two, in MiB.
    Peak,
    /// Seconds of the first alone.
    Seconds,
    /// Our peak divided by the other's.
    PeakRatio,
}

impl Measure {
    /// Whether `value` is on the good side of `limit`.
    pub fn clears(self, value: f64, limit: f64) -> bool {
        match self {
            Measure::TimesFaster => value >= limit,
            Measure::Ratio
            | Measure::PerRow
            | Measure::SecondsAdded
            | Measure::Peak
            | Measure::Seconds
            | Measure::PeakRatio => value <= limit,
        }
    }

    /// The number of one pair, by the seconds that `time` picks; `rows` are those of the two ledgers.
    fn of(self, (ours, other): (Cost, Cost), rows: (u32, u32), time: fn(Cost) -> f64) -> f64 {
        match self {
            Measure::Ratio => time(ours) / time(other),
            Measure::TimesFaster => time(other) / time(ours),
            Measure::PerRow => (time(ours) / f64::from(rows.0)) / (time(other) / f64::from(rows.1)),
            Measure::SecondsAdded => time(ours) - time(other),
            Measure::Peak => ours.peak.max(other.peak),
            Measure::Seconds => time(ours),
            Measure::PeakRatio => ours.peak / other.peak,
        }
    }

    /// Whether it is about memory, for which there is no clock.
    pub fn is_memory(self) -> bool {
        matches!(self, Measure::Peak | Measure::PeakRatio)
    }
}

/// Two jobs that run in turns.
type Pair = fn(&Bench) -> Result<(Job, Job), String>;

/// One line of the table.
pub struct Figure {
    /// What `--only` looks for.
    pub name: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    measure: Measure,
    bar: f64,
    goal: Option<f64>,
    rows: (Ledger, Ledger),
    /// How many pairs, where nobody says; a slow peer is run less often, and then without a warm-up.
    runs: usize,
    jobs: Pair,
}

/// What was measured for a figure.
pub struct Measured {
    /// The figure's title.
    pub title: &'static str,
    /// How its number is to be read.
    pub measure: Measure,
    /// The number that is held against bar and goal: the median over the pairs.
    pub value: f64,
    /// The same by the other clock; for memory there is none.
    pub other: Option<f64>,
    /// The clock of the bar: `wall` or `CPU`.
    pub clock: &'static str,
    /// What it must reach.
    pub bar: f64,
    /// What we would like, where anybody has said so.
    pub goal: Option<f64>,
    /// Medians of ours and of the other.
    pub costs: (Cost, Cost),
    /// How many pairs were run.
    pub runs: usize,
}

impl Measured {
    /// Whether the bar holds.
    pub fn holds(&self) -> bool {
        self.measure.clears(self.value, self.bar)
    }
}

impl Figure {
    /// Runs the pairs.
    pub fn measure(&self, bench: &Bench, runs: Option<usize>) -> Result<Measured, String> {
        let runs = runs.unwrap_or(self.runs);
        let (ours, other) = (self.jobs)(bench)?;
        let pairs = pairs(&ours, &other, runs, self.runs >= 5)?;
        let rows = (self.rows.0.rows(), self.rows.1.rows());
        let number = |time: fn(Cost) -> f64| {
            median(pairs.iter().map(|pair| self.measure.of(*pair, rows, time)))
        };
        let middle = |of: fn(&(Cost, Cost)) -> Cost| Cost {
            wall: median(pairs.iter().map(|pair| of(pair).wall)),
            cpu: median(pairs.iter().map(|pair| of(pair).cpu)),
            peak: median(pairs.iter().map(|pair| of(pair).peak)),
        };
        let by_wall = BY_WALL.contains(&self.name);
        Ok(Measured {
            title: self.title,
            measure: self.measure,
            value: if by_wall { number(|cost| cost.wall) } else { number(|cost| cost.cpu) },
            other: (!self.measure.is_memory())
                .then(|| if by_wall { number(|cost| cost.cpu) } else { number(|cost| cost.wall) }),
            clock: if by_wall { "wall" } else { "CPU" },
            bar: self.bar,
            goal: self.goal,
            costs: (middle(|pair| pair.0), middle(|pair| pair.1)),
            runs,
        })
    }
}

/// Figures whose bars are of wall seconds: what a person waits for. The others are of CPU seconds, which a busy
/// machine changes less.
const BY_WALL: [&str; 7] = [
    "xlsx-inflate",
    "xlsx-predecessor",
    "xlsx-polars",
    "xlsx-parse",
    "job-wall",
    "reconcile",
    "compare",
];

const SAME: (Ledger, Ledger) = (Ledger::Shared300k, Ledger::Shared300k);

/// The table, in the order in which it is printed.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "xlsx-inflate",
        title: "300,000 rows XLSX to parts, all rules on, against inflating the same entries",
        measure: Measure::Ratio,
        bar: 1.6,
        goal: Some(1.2),
        rows: SAME,
        runs: 9,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::Shared300k, &[]);
            Ok((ours, bench.floor("inflate", Ledger::Shared300k)?))
        },
    },
    Figure {
        name: "xlsx-predecessor",
        title: "the same against the predecessor's way (fastexcel, blocks, pandas)",
        measure: Measure::TimesFaster,
        bar: 60.0,
        goal: Some(100.0),
        rows: SAME,
        runs: 3,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::Shared300k, &[]);
            Ok((ours, bench.peer_job("base_fastexcel_chunked.py", Ledger::Shared300k)))
        },
    },
    Figure {
        name: "xlsx-polars",
        title: "the same against Polars",
        measure: Measure::TimesFaster,
        bar: 10.0,
        goal: Some(20.0),
        rows: SAME,
        runs: 5,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::Shared300k, &[]);
            Ok((ours, bench.peer_job("base_polars_xlsx.py", Ledger::Shared300k)))
        },
    },
    Figure {
        name: "xlsx-parse",
        title: "300,000 rows XLSX, parse only, against inflating the same entries",
        measure: Measure::Ratio,
        bar: 1.3,
        goal: Some(1.0),
        rows: SAME,
        runs: 9,
        jobs: |bench| {
            let ours = bench.parse(Ledger::Shared300k);
            Ok((ours, bench.floor("inflate", Ledger::Shared300k)?))
        },
    },
    Figure {
        name: "xlsx-growth",
        title: "1,048,575 rows XLSX: CPU per row against 300,000",
        measure: Measure::PerRow,
        bar: 1.1,
        goal: Some(1.0),
        rows: (Ledger::SharedFull, Ledger::Shared300k),
        runs: 5,
        jobs: |bench| {
            let full = bench.normalize(Ledger::SharedFull, &[]);
            Ok((full, bench.normalize(Ledger::Shared300k, &[])))
        },
    },
    Figure {
        name: "dirty",
        title: "a dirty ledger (10 % defective, workbook written) against a clean one",
        measure: Measure::Ratio,
        bar: 2.0,
        goal: Some(1.3),
        rows: (Ledger::SampleDirty, Ledger::SampleClean),
        runs: 7,
        jobs: |bench| {
            let dirty = bench.normalize(Ledger::SampleDirty, &[]);
            Ok((dirty, bench.normalize(Ledger::SampleClean, &[])))
        },
    },
    Figure {
        name: "memory-300k",
        title: "peak memory, 300,000 rows XLSX, shared strings",
        measure: Measure::Peak,
        bar: 48.0,
        goal: Some(32.0),
        rows: SAME,
        runs: 5,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::Shared300k, &[]);
            Ok((ours, bench.parse(Ledger::Shared300k)))
        },
    },
    Figure {
        name: "memory-full",
        title: "peak memory, 1,048,575 rows XLSX, shared strings",
        measure: Measure::Peak,
        bar: 96.0,
        goal: Some(64.0),
        rows: (Ledger::SharedFull, Ledger::SharedFull),
        runs: 5,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::SharedFull, &[]);
            Ok((ours, bench.parse(Ledger::SharedFull)))
        },
    },
    Figure {
        name: "memory-flat",
        title: "peak memory, inline strings (1,048,575 rows) or CSV (1,000,000 rows)",
        measure: Measure::Peak,
        bar: 32.0,
        goal: Some(16.0),
        rows: (Ledger::InlineFull, Ledger::Csv1M),
        runs: 5,
        jobs: |bench| {
            let inline = bench.normalize(Ledger::InlineFull, &[]);
            Ok((inline, bench.normalize(Ledger::Csv1M, &[])))
        },
    },
    Figure {
        name: "csv",
        title: "CSV of 1,000,000 rows to parts against parsing it with simd-csv alone",
        measure: Measure::Ratio,
        bar: 4.0,
        goal: Some(2.5),
        rows: (Ledger::Csv1M, Ledger::Csv1M),
        runs: 7,
        jobs: |bench| {
            let ours = bench.normalize(Ledger::Csv1M, &[]);
            Ok((ours, bench.floor("parse-csv", Ledger::Csv1M)?))
        },
    },
    Figure {
        name: "import-xlsx",
        title: "import.xlsx of 300,000 rows added",
        measure: Measure::SecondsAdded,
        bar: 4.0,
        goal: Some(0.6),
        rows: SAME,
        runs: 5,
        jobs: |bench| {
            let with = bench.normalize(Ledger::Shared300k, &["--import-xlsx"]);
            Ok((with, bench.normalize(Ledger::Shared300k, &[])))
        },
    },
    Figure {
        name: "job-wall",
        title: "300,000 rows XLSX, scenario A against both simulators, from start to outcome; beside it, to parts only",
        measure: Measure::Seconds,
        bar: 3.0,
        goal: None,
        rows: SAME,
        runs: 5,
        jobs: job_beside_its_parts,
    },
    Figure {
        name: "job-cpu",
        title: "the same, the bot's own processor",
        measure: Measure::Seconds,
        bar: 1.2,
        goal: None,
        rows: SAME,
        runs: 5,
        jobs: job_beside_its_parts,
    },
    Figure {
        name: "job-memory",
        title: "the same, the bot's peak memory at 1,048,575 rows and at 300,000",
        measure: Measure::Peak,
        bar: 96.0,
        goal: None,
        rows: (Ledger::SharedFull, Ledger::Shared300k),
        runs: 3,
        jobs: |bench| {
            let full = bench.main_job(Ledger::SharedFull, &[]);
            Ok((full, bench.main_job(Ledger::Shared300k, &[])))
        },
    },
    Figure {
        name: "reconcile",
        title: "100,000 details with 500 unknown branches against 100,000 series and 5,000 cost centers, in memory",
        measure: Measure::Seconds,
        bar: 1.0,
        goal: None,
        rows: SAME,
        runs: 7,
        jobs: |bench| Ok((bench.reconciliation(), bench.reconciliation())),
    },
    Figure {
        name: "compare",
        title: "compare of 1,000,000 rows with 1,000,000, lists written, against DuckDB on two threads",
        measure: Measure::Ratio,
        bar: 1.0,
        goal: None,
        rows: (Ledger::Csv1M, Ledger::Csv1M),
        runs: 5,
        jobs: compared,
    },
    Figure {
        name: "compare-memory",
        title: "the same, peak memory",
        measure: Measure::PeakRatio,
        bar: 0.5,
        goal: None,
        rows: (Ledger::Csv1M, Ledger::Csv1M),
        runs: 3,
        jobs: compared,
    },
];

fn compared(bench: &Bench) -> Result<(Job, Job), String> {
    bench.perturb(Ledger::Csv1M)?;
    Ok((bench.compare(Ledger::Csv1M), bench.peer_compare(Ledger::Csv1M)))
}

fn job_beside_its_parts(bench: &Bench) -> Result<(Job, Job), String> {
    let ours = bench.main_job(Ledger::Shared300k, &[]);
    Ok((ours, bench.normalize(Ledger::Shared300k, &[])))
}

#[cfg(test)]
mod tests {
    use super::{FIGURES, Measure};
    use crate::measure::Cost;

    fn cost(wall: f64, cpu: f64, peak: f64) -> Cost {
        Cost { wall, cpu, peak }
    }

    #[test]
    fn each_goal_is_at_least_as_hard_as_its_bar() {
        for figure in FIGURES {
            let goal = figure.goal.unwrap_or(figure.bar);
            assert!(figure.measure.clears(goal, figure.bar), "{}", figure.name);
        }
    }

    #[test]
    fn a_slower_run_fails_where_small_is_good_and_where_large_is_good() {
        let pair = (cost(1.0, 2.0, 10.0), cost(4.0, 4.0, 20.0));
        let number = |measure: Measure| measure.of(pair, (200, 100), |cost| cost.cpu);
        assert_eq!(number(Measure::Ratio), 0.5);
        assert_eq!(number(Measure::TimesFaster), 2.0);
        assert_eq!(number(Measure::PerRow), 0.25);
        assert_eq!(number(Measure::SecondsAdded), -2.0);
        assert_eq!(number(Measure::Peak), 20.0);
        assert_eq!(number(Measure::Seconds), 2.0);
        assert_eq!(number(Measure::PeakRatio), 0.5);
        assert!(
            Measure::TimesFaster.clears(60.0, 60.0) && !Measure::TimesFaster.clears(59.9, 60.0)
        );
        assert!(Measure::Ratio.clears(1.6, 1.6) && !Measure::Ratio.clears(1.7, 1.6));
    }
}
