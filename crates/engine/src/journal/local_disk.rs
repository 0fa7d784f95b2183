//! Whether a path is on a disk of this machine, as far as the system tells.
//!
//! SQLite's write-ahead log needs shared memory and honest flushes, which network file systems do not give. What
//! cannot be told counts as local: `doctor` says the same, and refusing an honest disk would stop the work.

use std::path::{Path, PathBuf};

/// File systems that another machine serves.
const REMOTE: [&str; 18] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "glusterfs",
    "lustre",
    "davfs",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.davfs2",
    "fuse.rclone",
    "vboxsf",
    "fuse.vmhgfs-fuse",
    "fuse.s3fs",
];

/// What the network drive is called that holds this path, if it is on one.
pub fn network_drive(path: &Path) -> Option<String> {
    let folder = nearest_folder(path);
    if cfg!(windows) {
        // A drive letter that stands for a share is resolved to the share's own name.
        return is_unc(&folder.to_string_lossy()).then(|| folder.display().to_string());
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    remote_mount(&mounts, &folder)
}

/// The deepest folder on the way to a path that exists, without links.
fn nearest_folder(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
    found.unwrap_or(absolute)
}

/// `\\server\share`, and the verbatim `\\?\UNC\server\share`; not `\\?\C:\` nor `\\.\`.
fn is_unc(path: &str) -> bool {
    let Some(rest) = path.strip_prefix(r"\\") else { return false };
    match rest.strip_prefix(r"?\") {
        Some(verbatim) => {
            verbatim.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(r"UNC\"))
        }
        None => !rest.starts_with(r".\") && !rest.is_empty(),
    }
}

/// The kind of the file system that holds `path`, where it is one of [`REMOTE`].
///
/// A line of mountinfo: `36 35 98:0 /root /mount/point options - kind source options`; the last mount of a point wins.
fn remote_mount(mounts: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else {
            continue;
        };
        let point = unescape(point);
        let depth = Path::new(&point).components().count();
        if path.starts_with(&point) && best.is_none_or(|(known, _)| depth >= known) {
            best = Some((depth, kind));
        }
    }
    best.map(|(_, kind)| kind).filter(|kind| REMOTE.contains(kind)).map(str::to_owned)
}

/// Blanks in mount points are written `\040`.
fn unescape(point: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")]
        .into_iter()
        .fold(point.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/contabilidad rw - cifs //server/contabilidad rw
41 40 8:2 / /mnt/contabilidad/local rw - ext4 /dev/sdb1 rw
42 22 0:41 / /mnt/con\\040blancos rw shared:3 - nfs4 server:/x rw
";

    #[test]
    fn the_deepest_mount_decides() {
        let kind = |path| remote_mount(MOUNTS, Path::new(path));
        assert_eq!(kind("/srv/cuadre"), None);
        assert_eq!(kind("/mnt/contabilidad/2026").as_deref(), Some("cifs"));
        assert_eq!(kind("/mnt/contabilidad2"), None, "a name that only begins alike");
        assert_eq!(kind("/mnt/contabilidad/local/x"), None);
        assert_eq!(kind("/mnt/con blancos/x").as_deref(), Some("nfs4"));
        assert_eq!(remote_mount("nonsense\n - \n", Path::new("/")), None);
    }

    #[test]
    fn a_share_is_told_from_a_drive() {
        for share in [r"\\server\share\x", r"\\?\UNC\server\share", r"\\?\unc\server"] {
            assert!(is_unc(share), "{share}");
        }
        for drive in [r"C:\x", r"\\?\C:\x", r"\\.\pipe\x", "/srv", r"\x", r"\\"] {
            assert!(!is_unc(drive), "{drive}");
        }
    }
}
