//! How much memory the process has taken at most.
//!
//! Linux keeps the figure itself. Elsewhere only the present use is to be had without `unsafe`, so the largest that
//! was seen stands for it; it is looked at with each step of progress.

use std::sync::atomic::{AtomicU64, Ordering};

static LARGEST_SEEN: AtomicU64 = AtomicU64::new(0);

/// Looks at the present use, where the kernel does not keep the peak.
pub(crate) fn look() {
    if cfg!(target_os = "linux") {
        return;
    }
    if let Some(now) = memory_stats::memory_stats() {
        LARGEST_SEEN.fetch_max(now.physical_mem as u64, Ordering::Relaxed);
    }
}

/// The peak of the resident set, in bytes.
pub(crate) fn peak() -> u64 {
    look();
    kernel_peak().unwrap_or_else(|| LARGEST_SEEN.load(Ordering::Relaxed))
}

/// `VmHWM` of `/proc/self/status`, where there is one.
fn kernel_peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_process_takes_some_memory_and_not_all_of_it() {
        let peak = super::peak();
        assert!(peak > 1 << 18 && peak < 1 << 40, "{peak}");
    }
}
