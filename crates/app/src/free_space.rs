//! How much space is left on the disk that a path is on, for whoever must make some.

use std::path::Path;

/// Bytes that this user may still write on the disk of a folder, or of the nearest one above it that exists.
#[cfg(unix)]
pub(crate) fn below(path: &Path) -> Option<u64> {
    let absolute = std::path::absolute(path).ok()?;
    let there = absolute.ancestors().find(|above| above.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// Windows tells it only to unsafe code, which lives elsewhere: nothing is said.
#[cfg(not(unix))]
pub(crate) fn below(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(unix)]
    fn a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above_it() {
        let above = std::env::temp_dir();
        let there = super::below(&above).expect("a disk");
        let below = super::below(&above.join("no such/folder")).expect("a disk");
        assert!(there > 0 && below > 0);
    }
}
