//! The rules on manifests: who may link whom, and that nothing needs more than mingw to build.

use super::{Breach, Exceptions, hold, read, root};

/// A manifest, or the lock file, as a table.
pub(crate) fn manifest(path: &str) -> toml::Table {
    read(&root().join(path)).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The crates that a crate links, those of single platforms included.
fn dependencies(name: &str) -> Option<Vec<String>> {
    let path = format!("crates/{name}/Cargo.toml");
    root().join(&path).exists().then(|| {
        let manifest = manifest(&path);
        let platforms =
            manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        let tables = platforms.filter_map(|(_, value)| value.as_table()).chain([&manifest]);
        let of = |table: &toml::Table, kind: &str| -> Vec<String> {
            let linked = table.get(kind).and_then(toml::Value::as_table);
            linked.into_iter().flat_map(|linked| linked.keys().cloned()).collect()
        };
        tables
            .flat_map(|table| [of(table, "dependencies"), of(table, "build-dependencies")].concat())
            .collect()
    })
}

#[test]
fn walls_between_crates_stand() {
    const NETWORK: [&str; 12] = [
        "tokio",
        "async-std",
        "smol",
        "hyper",
        "reqwest",
        "ureq",
        "axum",
        "http",
        "thirtyfour",
        "fantoccini",
        "tungstenite",
        "rhai",
    ];
    const SCREEN: [&str; 7] =
        ["windows", "windows-sys", "winapi", "uiautomation", "clap", "indicatif", "console"];
    let engine = [NETWORK.as_slice(), &SCREEN, &["cuadre", "connectors", "simulators"]].concat();
    let xlsx =
        [NETWORK.as_slice(), &SCREEN, &["cuadre", "engine", "connectors", "simulators"]].concat();
    let walls: [(&str, Vec<&str>); 5] = [
        ("engine", engine),
        ("xlsx", xlsx),
        ("simulators", vec!["engine", "connectors", "cuadre"]),
        ("connectors", vec!["tokio", "simulators", "cuadre"]),
        ("app", vec!["reqwest", "ureq", "hyper", "rusqlite", "thirtyfour", "fantoccini"]),
    ];
    let mut breaches = Vec::new();
    for (name, forbidden) in walls {
        for linked in dependencies(name).unwrap_or_default() {
            if forbidden.contains(&linked.as_str()) {
                let says = format!("{name} must not be able to link `{linked}`");
                breaches.push(Breach { path: format!("crates/{name}/Cargo.toml"), line: 1, says });
            }
        }
    }
    hold(breaches, &[]);
    assert!(dependencies("engine").is_some_and(|linked| linked.contains(&"xlsx".to_string())));
}

/// Crates that name a C compiler, and why they build all the same: with `cc` alone, which mingw has, and without cmake.
const C_COMPILERS: Exceptions = &[
    (
        "blake3",
        "its feature `pure`, which Cargo.toml asks for, keeps its build script from compiling anything",
    ),
    (
        "ring",
        "the arithmetic of TLS: C without cmake, and for Windows its assembly comes assembled",
    ),
    ("libsqlite3-sys", "SQLite, `bundled`: one file of C without a dependency"),
];

#[test]
fn nothing_is_linked_that_needs_cmake_or_that_mingw_cannot_build() {
    let lock = manifest("Cargo.lock");
    let packages = lock["package"].as_array().expect("the packages");
    let compilers = ["cc", "cmake", "bindgen", "pkg-config", "vcpkg", "autotools"];
    let mut breaches = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        let needs = package.get("dependencies").and_then(toml::Value::as_array);
        for needed in needs.into_iter().flatten().filter_map(toml::Value::as_str) {
            if compilers.contains(&needed) {
                let says = format!("builds with `{needed}`: say here that mingw can build it");
                breaches.push(Breach { path: name.to_string(), line: 1, says });
            }
        }
    }
    hold(breaches, C_COMPILERS);
    let linked = &manifest("Cargo.toml")["workspace"]["dependencies"];
    let asks = |name: &str, feature: &str| linked[name].to_string().contains(feature);
    assert!(asks("blake3", "\"pure\""), "blake3 without its feature `pure` compiles C");
    assert!(asks("rusqlite", "\"bundled\""), "without `bundled` the machine's SQLite is linked");
}

/// Who may link an async runtime: servers only.
#[test]
fn tokio_stays_with_the_servers() {
    let linking: Vec<_> = ["xlsx", "engine", "connectors", "simulators", "app"]
        .into_iter()
        .filter(|name| {
            let linked = dependencies(name).unwrap_or_default();
            linked.iter().any(|one| ["tokio", "axum", "hyper"].contains(&one.as_str()))
        })
        .collect();
    assert_eq!(linking, ["simulators"]);
}
