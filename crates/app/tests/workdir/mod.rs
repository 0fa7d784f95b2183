//! A folder of its own for each test, and the real binary run in it.
//!
//! It knows nothing of ledgers. A run that does not end in time is killed and fails the test: nothing here waits for
//! ever, and nothing sleeps.

#![allow(dead_code)] // every test file uses its own part

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The longest that a run may take; a test machine that is busy elsewhere stays far below it.
const RUN_SECONDS_MAX: u64 = 300;

/// How a run ended, and what it said.
pub(crate) struct Told {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Told {
    /// The document of `--json`.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}\n{}", self.out, self.err))
    }

    /// Fails unless the run ended with this exit code, and without a panic.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Told {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }
}

/// A folder that is gone when the test is over.
pub(crate) struct WorkDir {
    folder: tempfile::TempDir,
}

impl WorkDir {
    /// An empty one.
    pub(crate) fn new() -> WorkDir {
        WorkDir { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The path of a name in it.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    /// Reads a text.
    #[track_caller]
    pub(crate) fn read(&self, name: impl AsRef<Path>) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The binary, to be run in this folder with nothing of the tester's own settings.
    pub(crate) fn cuadre<W: AsRef<OsStr>>(&self, words: &[W]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuadre"));
        command.args(words).current_dir(self.folder.path());
        for name in ["CHUNK_SIZE", "INPUT_DIR", "OUTPUT_DIR", "LC_ALL", "LC_MESSAGES", "LANGUAGE"] {
            command.env_remove(name);
        }
        command.env("LANG", "es_PE.UTF-8").env("NO_COLOR", "1");
        command
    }

    /// Runs the binary by a line of the shell, in which `cuadre` is the binary.
    #[cfg(unix)]
    pub(crate) fn shell(&self, line: &str) -> Told {
        let inner = self.cuadre::<&str>(&[]);
        let mut command = Command::new("bash");
        command.arg("-c").arg(format!("cuadre() {{ \"$CUADRE\" \"$@\"; }}; {line}"));
        command.env("CUADRE", inner.get_program()).current_dir(self.path(""));
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        finish(&mut command)
    }

    /// Runs the binary to its end.
    pub(crate) fn run<W: AsRef<OsStr>>(&self, words: &[W]) -> Told {
        finish(&mut self.cuadre(words))
    }

    /// Every file below a name with its content's hash, every folder with none; empty where there is nothing.
    pub(crate) fn listing(&self, name: impl AsRef<Path>) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        list(&self.path(name), "", &mut found);
        found
    }
}

fn list(folder: &Path, below: &str, found: &mut BTreeMap<String, u64>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().expect("a type").is_dir() {
            list(&entry.path(), &format!("{name}/"), found);
            found.insert(name + "/", 0);
        } else {
            found.insert(name, hash(&std::fs::read(entry.path()).expect("a file")));
        }
    }
}

/// FNV-1a: only to tell whether a file is as it was.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Runs a command to its end, or kills it when it takes too long.
pub(crate) fn finish(command: &mut Command) -> Told {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{shown}: {error}"));
    let (ended, end) = mpsc::channel();
    let out = drain(child.stdout.take().expect("a pipe"), ended.clone());
    let err = drain(child.stderr.take().expect("a pipe"), ended);
    for _ in 0..2 {
        if end.recv_timeout(Duration::from_secs(RUN_SECONDS_MAX)).is_err() {
            child.kill().expect("killed");
            panic!("{shown} did not end in {RUN_SECONDS_MAX} s");
        }
    }
    let code = exit_code(&mut child);
    Told { code, out: out.join().expect("stdout"), err: err.join().expect("stderr") }
}

/// The exit code; a signal counts as its number below zero.
fn exit_code(child: &mut Child) -> i32 {
    let status = child.wait().expect("an end");
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        status.code().or(status.signal().map(|signal| -signal)).unwrap_or(i32::MIN)
    }
    #[cfg(not(unix))]
    {
        status.code().unwrap_or(i32::MIN)
    }
}

fn drain(
    mut pipe: impl Read + Send + 'static,
    ended: mpsc::Sender<()>,
) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = ended.send(());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The records of standard CSV.
pub(crate) fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            _ => field.push(c),
        }
    }
    assert!(!quoted && field.is_empty() && record.is_empty(), "the text ends within a record");
    records
}

/// The values of one column of a CSV text with a header.
#[track_caller]
pub(crate) fn column(text: &str, name: &str) -> Vec<String> {
    let mut records = records(text).into_iter();
    let header = records.next().expect("a header");
    let at = header.iter().position(|title| title == name);
    let at = at.unwrap_or_else(|| panic!("no column {name} in {header:?}"));
    records.map(|record| record[at].clone()).collect()
}
