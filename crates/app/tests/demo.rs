//! The demonstration, as a person who has nothing runs it: what waits, what he decides, and that it ends.

use std::path::Path;
use std::process::{Command, Output};

fn demo(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cuadre"))
        .args(["demo", "--rows", "3000", "--dir"])
        .arg(folder)
        .args(more)
        .output()
        .expect("the demonstration")
}

fn told(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    assert!(!text.contains(&0x1b), "a pipe gets plain lines");
    String::from_utf8(text).expect("text")
}

#[test]
fn the_demonstration_waits_for_a_decision_ends_with_it_and_then_has_nothing_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let waits = demo(folder.path(), &["--lang", "es"]);
    let text = told(&waits);
    assert_eq!(waits.status.code(), Some(5), "{text}");
    assert!(text.contains("TM MALL DEL VALLE 2") && text.contains("--decide"), "{text}");
    let ended = demo(folder.path(), &["--lang", "es", "--decide"]);
    assert_eq!(ended.status.code(), Some(1), "{}", told(&ended));
    assert!(told(&ended).contains("Coinciden"), "{}", told(&ended));
    let idle = demo(folder.path(), &["--lang", "en"]);
    assert_eq!(idle.status.code(), Some(1), "{}", told(&idle));
    assert!(told(&idle).contains("nothing to do"), "{}", told(&idle));
}
