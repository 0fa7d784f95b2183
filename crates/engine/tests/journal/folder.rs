//! The lock file in the output folder: two PCs whose clocks differ, on a drive without locks.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use engine::journal::{FolderLock, JournalError, JournalErrorKind, LOCK_FILE, Owner, Patience};
use engine::ports::Clock;

const PATIENCE: Patience =
    Patience { still: Duration::from_secs(90), look: Duration::from_secs(10) };

/// A clock during whose pauses something happens.
struct Meanwhile<'a> {
    waited: RefCell<Duration>,
    happens: RefCell<Box<dyn FnMut() + 'a>>,
}

impl<'a> Meanwhile<'a> {
    fn new(happens: impl FnMut() + 'a) -> Meanwhile<'a> {
        Meanwhile { waited: RefCell::default(), happens: RefCell::new(Box::new(happens)) }
    }
}

impl Clock for Meanwhile<'_> {
    fn now(&self) -> u64 {
        0
    }

    fn pause(&self, time: Duration) -> bool {
        *self.waited.borrow_mut() += time;
        (self.happens.borrow_mut())();
        true
    }
}

fn take(folder: &Path, owner: &Owner, clock: &dyn Clock) -> Result<FolderLock, JournalError> {
    FolderLock::take(folder, owner, clock, PATIENCE, &|_| false)
}

fn owners() -> (Owner, Owner) {
    (Owner::new("PC-ANA", 11, 1), Owner::new("PC-LUIS", 22, 2))
}

#[test]
fn a_second_pc_is_told_who_works_as_soon_as_he_gives_a_sign() {
    let folder = tempfile::tempdir().unwrap();
    let (ana, luis) = owners();
    let lock = RefCell::new(take(folder.path(), &ana, &Meanwhile::new(|| ())).unwrap());
    let clock = Meanwhile::new(|| lock.borrow_mut().beat().unwrap());
    let refused = take(folder.path(), &luis, &clock).unwrap_err();
    assert_eq!(refused.kind(), JournalErrorKind::FolderHeld);
    assert_eq!(refused.value("owner"), Some("PC-ANA, PID 11"));
    assert_eq!(*clock.waited.borrow(), PATIENCE.look);
    lock.borrow().check().unwrap();
    drop(clock);
    drop(lock);
    assert!(!folder.path().join(LOCK_FILE).exists());
    take(folder.path(), &luis, &Meanwhile::new(|| ())).unwrap();
}

#[test]
fn a_lock_that_stands_still_is_taken_and_its_owner_finds_out() {
    let folder = tempfile::tempdir().unwrap();
    let (ana, luis) = owners();
    let mut slept = take(folder.path(), &ana, &Meanwhile::new(|| ())).unwrap();
    let clock = Meanwhile::new(|| ());
    let mut taken = take(folder.path(), &luis, &clock).unwrap();
    assert_eq!(*clock.waited.borrow(), PATIENCE.still);
    let late = slept.beat().unwrap_err();
    assert_eq!(late.kind(), JournalErrorKind::FolderLost);
    assert_eq!(late.value("owner"), Some("PC-LUIS, PID 22"));
    drop(slept);
    taken.beat().unwrap();
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the lock is left: {left:?}");
}

#[test]
fn a_dead_owner_on_this_pc_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let (ana, luis) = owners();
    std::mem::forget(take(folder.path(), &ana, &Meanwhile::new(|| ())).unwrap());
    let again = Owner::new("PC-ANA", 12, 3);
    let clock = Meanwhile::new(|| ());
    let lock =
        FolderLock::take(folder.path(), &again, &clock, PATIENCE, &|owner| *owner == ana).unwrap();
    assert_eq!(*clock.waited.borrow(), Duration::ZERO);
    std::mem::forget(lock);
    // Nobody here can know that of another PC's owner.
    let clock = Meanwhile::new(|| ());
    FolderLock::take(folder.path(), &luis, &clock, PATIENCE, &|_| true).unwrap();
    assert_eq!(*clock.waited.borrow(), PATIENCE.still);
}

/// Two have watched the same dead lock; the first takes it, and the second must not take it from him.
#[test]
fn the_second_of_two_who_watched_the_same_dead_lock_leaves_the_first_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (ana, luis) = owners();
    std::mem::forget(take(folder.path(), &ana, &Meanwhile::new(|| ())).unwrap());
    let first = RefCell::new(None);
    let looks = RefCell::new(0);
    let clock = Meanwhile::new(|| {
        *looks.borrow_mut() += 1;
        if *looks.borrow() == 9 {
            let path = folder.path();
            let eva = Owner::new("PC-EVA", 33, 3);
            *first.borrow_mut() = Some(take(path, &eva, &Meanwhile::new(|| ())).unwrap());
        } else if let Some(lock) = first.borrow_mut().as_mut() {
            lock.beat().unwrap();
        }
    });
    let refused = take(folder.path(), &luis, &clock).unwrap_err();
    assert_eq!(refused.kind(), JournalErrorKind::FolderHeld);
    drop(clock);
    first.borrow().as_ref().unwrap().check().unwrap();
}

#[test]
fn a_half_written_lock_is_somebodys_until_it_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(LOCK_FILE), "{\"host\":\"PC-").unwrap();
    let clock = Meanwhile::new(|| ());
    take(folder.path(), &owners().1, &clock).unwrap();
    assert_eq!(*clock.waited.borrow(), PATIENCE.still);
    let nowhere = take(&folder.path().join("gone"), &owners().1, &Meanwhile::new(|| ()));
    assert_eq!(nowhere.unwrap_err().kind(), JournalErrorKind::FolderUnwritten);
}
