//! Runs a command and tells what it cost.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

/// What one run of a process cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of processor, user and system, of all its threads.
    pub cpu: f64,
    /// The most memory that it ever held, in MiB.
    pub peak: f64,
}

/// A command that can be run again and again.
pub struct Job {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// Where it runs.
    pub folder: PathBuf,
    /// What it writes, removed before each run, outside the measured time.
    pub output: Option<PathBuf>,
    /// Exit codes that mean that it did its work.
    pub accepted: &'static [i32],
    /// Where its standard output goes, if anybody is to read it.
    pub told: Option<PathBuf>,
    /// What it talks to.
    pub servers: Option<Servers>,
}

impl Job {
    /// Runs it once.
    ///
    /// The peak is the child's own (`wait4`), but never below this program's: the kernel counts the moment between
    /// fork and exec. This program holds about 3 MiB, far below any bar.
    pub fn run(&self) -> Result<Cost, String> {
        self.output.as_deref().map_or(Ok(()), remove)?;
        let _running = self.servers.as_ref().map(Servers::start).transpose()?;
        let talk = self.folder.join("stderr.txt");
        let stderr = File::create(&talk).map_err(|error| format!("{}: {error}", talk.display()))?;
        let stdout = match &self.told {
            Some(path) => {
                File::create(path).map_err(|error| format!("{}: {error}", path.display()))?.into()
            }
            None => Stdio::null(),
        };
        let started = Instant::now();
        #[allow(clippy::zombie_processes)] // wait4 below reaps it
        let child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .map_err(|error| format!("{}: {error}", self.command[0].display()))?;
        let (status, usage) = wait(child.id())?;
        let wall = started.elapsed().as_secs_f64();
        if !libc::WIFEXITED(status) || !self.accepted.contains(&libc::WEXITSTATUS(status)) {
            return Err(self.failure(status, &talk));
        }
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
        Ok(Cost { wall, cpu, peak: usage.ru_maxrss as f64 / 1024.0 })
    }

    fn failure(&self, status: i32, talk: &Path) -> String {
        let said = std::fs::read_to_string(talk).unwrap_or_default();
        let command: Vec<_> = self.command.iter().map(|word| word.to_string_lossy()).collect();
        let how = if libc::WIFEXITED(status) {
            format!("exit code {}", libc::WEXITSTATUS(status))
        } else {
            format!("signal {}", libc::WTERMSIG(status))
        };
        format!("{} ended with {how}:\n{said}", command.join(" "))
    }
}

/// A process that answers while a job runs: anew for each run, and outside its measured time.
pub struct Servers {
    /// The program and its arguments.
    pub command: Vec<OsString>,
    /// What it keeps, removed before it starts.
    pub state: PathBuf,
    /// Where the job reads how to reach it: the first lines of its output.
    pub addresses: PathBuf,
    /// How many lines these are.
    pub lines: usize,
}

/// Servers that are up; dropping them ends them.
struct Running(Child);

impl Servers {
    fn start(&self) -> Result<Running, String> {
        let said = |problem: String| format!("{}: {problem}", self.command[0].display());
        remove(&self.state)?;
        let child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| said(error.to_string()))?;
        let mut running = Running(child);
        let output = running.0.stdout.take().ok_or_else(|| said("no output".to_owned()))?;
        let lines = BufReader::new(output).lines().take(self.lines);
        let lines: Vec<String> = lines.map_while(Result::ok).collect();
        if lines.len() < self.lines {
            return Err(said("ended before it said where it is".to_owned()));
        }
        std::fs::write(&self.addresses, lines.join("\n"))
            .map_err(|error| format!("{}: {error}", self.addresses.display()))?;
        Ok(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; whatever it did is thrown away.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn remove(path: &Path) -> Result<(), String> {
    let removed = match path {
        path if path.is_dir() => std::fs::remove_dir_all(path),
        path if path.exists() => std::fs::remove_file(path),
        _ => Ok(()),
    };
    removed.map_err(|error| format!("{}: {error}", path.display()))
}

fn wait(child: u32) -> Result<(i32, libc::rusage), String> {
    let mut status = 0;
    // SAFETY: rusage is plain numbers, for which zeros are valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to live locals of the types that wait4 fills.
    let waited = unsafe { libc::wait4(child as libc::pid_t, &mut status, 0, &mut usage) };
    if waited < 0 {
        return Err(format!("wait4: {}", std::io::Error::last_os_error()));
    }
    Ok((status, usage))
}

fn seconds(time: libc::timeval) -> f64 {
    time.tv_sec as f64 + time.tv_usec as f64 / 1e6
}

/// Runs two jobs in turns, so that whatever slows the machine meets both; one run of each beforehand warms the caches.
pub fn pairs(
    ours: &Job,
    other: &Job,
    runs: usize,
    warm_up: bool,
) -> Result<Vec<(Cost, Cost)>, String> {
    if warm_up {
        ours.run()?;
        other.run()?;
    }
    (0..runs).map(|_| Ok((ours.run()?, other.run()?))).collect()
}

/// The middle of some values; of an even number, the mean of the two in the middle.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Job, Servers, median};

    fn shell(script: &str, folder: &std::path::Path) -> Job {
        let command = ["sh", "-c", script].map(Into::into).to_vec();
        Job {
            command,
            folder: folder.to_path_buf(),
            output: None,
            accepted: &[0],
            told: None,
            servers: None,
        }
    }

    #[test]
    fn the_median_ignores_an_outlier() {
        assert_eq!(median([9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([1.0, 2.0, 3.0, 100.0]), 2.5);
    }

    #[test]
    fn a_command_that_fails_says_what_it_said() {
        let folder = tempfile::tempdir().unwrap();
        let error = shell("echo no ledger here >&2; exit 2", folder.path()).run().unwrap_err();
        assert!(error.contains("exit code 2") && error.contains("no ledger here"), "{error}");
    }

    #[test]
    fn the_peak_is_the_childs_own() {
        let folder = tempfile::tempdir().unwrap();
        let large = shell("x=$(head -c 30000000 /dev/zero | tr '\\0' a)", folder.path());
        let small = shell(":", folder.path());
        let (large, small) = (large.run().unwrap(), small.run().unwrap());
        assert!(large.peak > small.peak + 20.0, "{large:?} {small:?}");
    }

    #[test]
    fn servers_are_new_for_each_run_and_end_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let script = format!("mkdir {} && echo $$ && exec sleep 60", state.display());
        let mut job = shell("test -s pid && kill -0 $(cat pid)", folder.path());
        job.servers = Some(Servers {
            command: ["sh", "-c", &script].map(Into::into).to_vec(),
            state,
            addresses: folder.path().join("pid"),
            lines: 1,
        });
        job.run().unwrap();
        job.run().unwrap();
        let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
        assert!(!std::path::Path::new("/proc").join(pid).exists(), "it has ended");
    }

    #[test]
    fn the_output_of_the_last_run_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut job = shell("mkdir out && touch out/file", folder.path());
        job.output = Some(folder.path().join("out"));
        job.run().unwrap();
        job.run().unwrap();
    }
}
