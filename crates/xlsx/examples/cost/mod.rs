//! What a run cost: wall and processor seconds, and the largest memory where the system tells it.

use std::time::Instant;

pub(crate) struct Cost {
    begun: Instant,
}

impl Cost {
    pub(crate) fn start() -> Cost {
        Cost { begun: Instant::now() }
    }

    pub(crate) fn print(&self) {
        let wall = self.begun.elapsed().as_secs_f64();
        let processor =
            processor_seconds().map_or("?".to_owned(), |seconds| format!("{seconds:.2}"));
        let memory = peak_memory().unwrap_or_else(|| "?".to_owned());
        println!("wall {wall:.3} s  cpu {processor} s  peak {memory}");
    }
}

/// User and system time of this process, from Linux's `/proc` (in hundredths of a second).
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
