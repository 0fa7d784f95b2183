//! Progress: a bar with rate and time left on a terminal, plain lines now and then in a pipe, nothing when quiet.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::memory;
use crate::terminal::{rounded, thousands};
use crate::text::{Say, s};

/// How often a pipe is told.
const EVERY: Duration = Duration::from_secs(5);
/// How often anything is done at all.
const OFTEN: Duration = Duration::from_millis(50);
/// How long a job must take before anything is shown: a flash of a bar is noise.
const PATIENCE: Duration = Duration::from_millis(300);

/// Shows how far a job is.
pub(crate) struct Progress {
    say: Say,
    started: Instant,
    shown: Instant,
    told: Instant,
    kind: Kind,
}

enum Kind {
    Quiet,
    Bar(Option<ProgressBar>),
    Lines,
}

impl Progress {
    /// Progress as it suits standard error.
    pub(crate) fn new(say: Say, quiet: bool) -> Progress {
        let terminal = std::io::stderr().is_terminal()
            && std::env::var("TERM").is_ok_and(|term| term != "dumb");
        let kind = match (quiet, terminal) {
            (true, _) => Kind::Quiet,
            (false, true) => Kind::Bar(None),
            (false, false) => Kind::Lines,
        };
        Progress { say, started: Instant::now(), shown: Instant::now(), told: Instant::now(), kind }
    }

    /// Tells that `rows` were judged, `share` of the whole (0 to 1000, if known).
    pub(crate) fn tell(&mut self, rows: u64, share: Option<u64>) {
        let now = Instant::now();
        if now - self.told < OFTEN {
            return;
        }
        self.told = now;
        memory::look();
        let elapsed = now - self.started;
        let rate = rows * 1000 / (elapsed.as_millis() as u64).max(1);
        let words = self.words(rows, rate);
        match &mut self.kind {
            Kind::Quiet => {}
            Kind::Bar(_) if elapsed < PATIENCE => {}
            Kind::Bar(bar) => {
                let known = self.say.text(s(
                    "{spinner} {bar:20} {percent:>3} %  {msg}  faltan {eta}",
                    "{spinner} {bar:20} {percent:>3} %  {msg}  {eta} left",
                ));
                let template = if share.is_some() { known } else { "{spinner} {msg}" };
                let bar = bar.get_or_insert_with(|| {
                    let bar = ProgressBar::new(1000).with_elapsed(elapsed);
                    bar.set_style(
                        ProgressStyle::with_template(template)
                            .unwrap_or_else(|_| ProgressStyle::default_bar()),
                    );
                    bar
                });
                bar.set_message(words);
                match share {
                    Some(share) => bar.set_position(share),
                    None => bar.tick(),
                }
            }
            Kind::Lines => {
                if now - self.shown >= EVERY {
                    self.shown = now;
                    let _ = writeln!(std::io::stderr(), "{words}");
                }
            }
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&mut self) {
        if let Kind::Bar(Some(bar)) = &self.kind {
            bar.finish_and_clear();
        }
    }

    fn words(&self, rows: u64, rate: u64) -> String {
        let words = s(
            "{rows} {rows?fila|filas}, {rate} por segundo",
            "{rows} {rows?row|rows}, {rate} a second",
        );
        self.say.fill(words, &[("rows", &thousands(rows)), ("rate", &thousands(rounded(rate)))])
    }
}
