//! The rules on pages: links lead somewhere, the map is true, each dependency has its reason.

use super::manifests::manifest;
use super::{Breach, hold, read, relative, root, scanner, source};

#[test]
fn each_dependency_has_its_reason_in_the_architecture() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let manifest = manifest("Cargo.toml");
    let linked = manifest["workspace"]["dependencies"].as_table().expect("the dependencies");
    let breaches = linked.keys().filter(|name| !page.contains(&format!("`{name}`"))).map(|name| {
        let says = format!("`{name}` has no line in ARCHITECTURE.md's table of dependencies");
        Breach { path: "Cargo.toml".to_string(), line: 1, says }
    });
    hold(breaches.collect(), &[]);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut breaches = Vec::new();
    for file in source::files(&root(), &[".md"]) {
        let text = read(&file);
        for (line, target) in scanner::links(&text) {
            let path = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with("mailto:");
            let there = file.parent().expect("a folder").join(path.replace("%20", " "));
            if !outside && !path.is_empty() && !there.exists() {
                let says = format!("the link to {target} leads nowhere");
                breaches.push(Breach { path: relative(&file), line, says });
            }
        }
    }
    hold(breaches, &[]);
}

#[test]
fn no_machine_is_named() {
    // Taken apart, so that this file passes its own rule.
    let homes = [["/", "home/"], ["/", "root/"], ["/", "Users/"], ["C:", "\\Users"]]
        .map(|part| part.concat());
    let endings = [".rs", ".md", ".toml", ".sh", ".py", ".txt", "Makefile", "run"];
    let mut breaches = Vec::new();
    for file in source::files(&root(), &endings) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        for (index, line) in text.lines().enumerate() {
            if let Some(home) = homes.iter().find(|home| line.contains(home.as_str())) {
                let says = format!("`{home}` is somebody's machine");
                breaches.push(Breach { path: relative(&file), line: index + 1, says });
            }
        }
    }
    hold(breaches, &[]);
}

/// Whoever adds a folder of code says in the map what it is for.
#[test]
fn the_map_is_true() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let map = page.split("## Code map").nth(1).and_then(|rest| rest.split("\n## ").next());
    let map = map.expect("ARCHITECTURE.md has a code map");
    let named: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|path| path.ends_with('/'))
        .collect();
    let mut breaches: Vec<String> = named
        .iter()
        .filter(|path| !root().join(path).is_dir())
        .map(|path| format!("ARCHITECTURE.md's map names {path}, which is not there"))
        .collect();
    let below = |folder: &str| -> Vec<String> {
        let listing = std::fs::read_dir(root().join(folder)).expect("a folder");
        let entries = listing.map(|entry| entry.expect("an entry"));
        let folders = entries.filter(|entry| entry.path().is_dir());
        folders.map(|entry| format!("{folder}{}/", entry.file_name().to_string_lossy())).collect()
    };
    let folders = [below("crates/"), below("crates/engine/src/")].concat();
    let missing = folders.iter().filter(|folder| !named.contains(&folder.as_str()));
    breaches.extend(missing.map(|folder| format!("ARCHITECTURE.md's map does not name {folder}")));
    assert!(named.len() > 5 && breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn each_test_that_keeps_an_invariant_exists() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let table = page.split("## Invariants").nth(1).and_then(|rest| rest.split("\n## ").next());
    let table = table.expect("ARCHITECTURE.md has its invariants");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1));
    let named: Vec<&str> = rows
        .flat_map(|keeper| keeper.split('`').skip(1).step_by(2))
        .filter(|name| name.contains('_') && !name.contains(['/', ' ', '.']))
        .collect();
    let tests: Vec<String> = super::sources("crates")
        .iter()
        .flat_map(|source| source.functions().into_iter().map(|(name, _, _)| name))
        .collect();
    let gone: Vec<_> =
        named.iter().filter(|name| !tests.iter().any(|test| test == **name)).collect();
    assert!(named.len() > 10 && gone.is_empty(), "ARCHITECTURE.md names no such test: {gone:?}");
}
