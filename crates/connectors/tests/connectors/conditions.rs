//! The host's four conditions, one misbehaviour at a time.

use std::net::TcpListener;
use std::time::Duration;

use engine::ports::{Failure, FailureKind, ImportPlatform, Sighting};
use tempfile::tempdir;

use crate::canned::{Canned, Reply, answer, company, january, platform, unopened};

const JSON: &str = "Content-Type: application/json\r\n";

/// How `begin_batch` of a script ends before a server.
fn begins(own: &str, says: impl Fn(usize, &str) -> Reply + Send + 'static) -> Result<(), Failure> {
    let folder = tempdir().expect("a folder");
    let server = Canned::start(says);
    platform(folder.path(), &server, own).begin_batch()
}

fn kind(result: Result<(), Failure>) -> FailureKind {
    result.expect_err("it fails").kind
}

#[test]
fn an_answer_lost_after_the_request_is_doubt_and_evidence_shows_it() {
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|_, _| Reply::Bytes(Vec::new()));
    let failure = platform(folder.path(), &server, "").begin_batch().expect_err("it fails");
    assert_eq!(failure.kind, FailureKind::InDoubt, "{failure}");
    assert!(failure.place.starts_with("own.rhai, línea "), "{failure}");
    let evidence = failure.evidence.expect("evidence");
    assert!(evidence.ends_with("evidence/01-begin_batch.txt"), "{}", evidence.display());
    let text = std::fs::read_to_string(evidence).expect("a file");
    assert!(text.contains("InDoubt") && text.contains("POST /iniciar"), "{text}");
}

#[test]
fn half_an_answer_is_doubt() {
    for half in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nConte",
        "garbage\r\n\r\n",
    ] {
        let result = begins("", move |_, _| Reply::Bytes(half.as_bytes().to_vec()));
        assert_eq!(kind(result), FailureKind::InDoubt, "{half}");
    }
}

#[test]
fn a_silent_platform_is_doubt_after_a_write_and_unreachable_after_a_look() {
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|_, _| Reply::Silence);
    let own = "fn staging() { http::get(\"/lote\"); }";
    let mut platform = unopened(folder.path(), &server.url, own, |settings| {
        settings.silence = Duration::from_millis(200);
    })
    .expect("a connector");
    platform.open(&company(), january()).expect("it opens");
    assert_eq!(kind(platform.begin_batch()), FailureKind::InDoubt);
    let failure = platform.staging().expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Unreachable, "{failure}");
    assert!(failure.message.contains("no dijo nada durante"), "{failure}");
}

#[test]
fn nobody_listening_is_unreachable_even_for_a_write() {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr());
    let url = format!("http://{}", address.expect("a port"));
    let folder = tempdir().expect("a folder");
    let mut platform = unopened(folder.path(), &url, "", |_| {}).expect("a connector");
    platform.open(&company(), january()).expect("it opens without a call");
    assert_eq!(kind(platform.begin_batch()), FailureKind::Unreachable);
}

#[test]
fn a_broken_server_leaves_doubt_and_a_no_does_not() {
    for (status, expected) in [
        ("500 X", FailureKind::InDoubt),
        ("503 X", FailureKind::InDoubt),
        ("302 X", FailureKind::InDoubt),
        ("400 X", FailureKind::Refused),
        ("409 X", FailureKind::Refused),
        ("422 X", FailureKind::Refused),
    ] {
        let result = begins("", move |_, _| answer(status, "", "{}"));
        assert_eq!(kind(result), expected, "{status}");
    }
}

#[test]
fn what_the_script_says_cannot_undo_doubt() {
    for own in [
        "fn begin_batch() { try { http::post(\"/iniciar\"); } catch {} }",
        "fn begin_batch() { try { http::post(\"/iniciar\"); } catch { refused(\"no\"); } }",
        "fn begin_batch() { http::post(\"/iniciar\", #{ accept: [500] }); refused(\"no\"); }",
        "fn begin_batch() { http::post(\"/iniciar\", #{ accept: [500] }); }",
        "fn begin_batch() { http::post(\"/iniciar\", #{ accept: [500] }); unneeded(\"x\"); }",
    ] {
        assert_eq!(
            kind(begins(own, |_, _| answer("500 X", "", ""))),
            FailureKind::InDoubt,
            "{own}"
        );
    }
}

#[test]
fn a_script_that_fails_after_a_complete_yes_leaves_doubt_and_after_a_no_does_not() {
    let own = "fn begin_batch() { http::post(\"/iniciar\", #{ accept: [422] }).json(); }";
    let page = |status: &'static str| move |_: usize, _: &str| answer(status, "", "<html>");
    assert_eq!(kind(begins(own, page("200 OK"))), FailureKind::InDoubt);
    assert_eq!(kind(begins(own, page("422 X"))), FailureKind::Unrecognized);
}

#[test]
fn an_answer_that_is_no_json_is_told_in_the_operators_words() {
    let own = "fn begin_batch() { http::post(\"/iniciar\").json(); }";
    for (text, why) in [
        ("<html>", "la respuesta no es JSON: deja de serlo en la línea 1, columna 1"),
        ("{\"filas\": ", "se corta en la línea 1"),
        ("", "está vacía"),
    ] {
        let failure = begins(own, move |_, _| answer("200 OK", "", text)).expect_err("no JSON");
        assert!(failure.message.contains(why), "{failure}");
    }
}

#[test]
fn a_no_that_comes_with_200_is_believed_when_it_is_the_last_word() {
    let own = "fn begin_batch() { if http::post(\"/iniciar\").text == \"no\" { refused(\"dice que no\"); } }";
    let failure = begins(own, |_, _| answer("200 OK", "", "no")).expect_err("refused");
    assert_eq!((failure.kind, &*failure.message), (FailureKind::Refused, "dice que no"));
    begins(own, |_, _| answer("200 OK", "", "si")).expect("done");
    let own = "fn begin_batch() { http::post(\"/a\"); http::post(\"/b\"); refused(\"no\"); }";
    assert_eq!(kind(begins(own, |_, _| answer("200 OK", "", ""))), FailureKind::InDoubt);
}

#[test]
fn before_a_write_a_script_error_and_a_success_without_a_call_are_unrecognized() {
    for own in [
        "fn begin_batch() { let x = #{}; x.missing }",
        "fn begin_batch() { nobody(); }",
        "fn begin_batch() { loop {} }",
        "fn begin_batch() { begin_batch(); }",
        "fn begin_batch() { let s = \"x\"; loop { s += s; } }",
        "fn begin_batch() { }",
        "fn begin_batch() { false }",
    ] {
        let server_is_not_asked = |_: usize, _: &str| answer("200 OK", "", "");
        let failure = begins(own, server_is_not_asked).expect_err("it fails");
        assert_eq!(failure.kind, FailureKind::Unrecognized, "{own}: {failure}");
    }
    begins("fn begin_batch() { unneeded(\"no hay Iniciar\"); }", |_, _| Reply::Silence)
        .expect("nothing to do");
}

#[test]
fn a_look_up_cannot_write_and_nothing_leaves() {
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|_, _| answer("200 OK", "", ""));
    for call in [
        "http::post(\"/x\")",
        "http::put(\"/x\")",
        "http::delete(\"/x\")",
        "http::send(\"GET\", \"/x\", #{})",
        "try { http::post(\"/x\"); } catch {} absent()",
    ] {
        let own = format!("fn find_upload(part) {{ {call} }}");
        let mut platform = platform(folder.path(), &server, &own);
        let failure = platform.find_upload(&crate::world::part(folder.path(), "x.csv", &[]));
        let failure = failure.expect_err("it fails");
        assert_eq!(failure.kind, FailureKind::Unrecognized, "{call}: {failure}");
        assert!(failure.message.contains("http::ask"), "{failure}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_missing_or_misspelled_key_names_function_and_key() {
    for (returns, key) in [
        ("#{ files: (), rows: 1 }", "total"),
        ("#{ files: (), rows: \"1\", total: () }", "rows"),
        ("#{ files: (), rows: -1, total: () }", "rows"),
        ("#{ files: (), rows: 1, total: 5 }", "total"),
        ("#{ files: (), rows: 1, total: (), filas: 1 }", "filas"),
        (
            "#{ files: [#{ name: \"a\", rows: 1, total: () }], rows: 1, total: () }",
            "files[0].sha256",
        ),
        ("5", "staging"),
    ] {
        let folder = tempdir().expect("a folder");
        let server = Canned::start(|_, _| Reply::Silence);
        let own = format!("fn staging() {{ {returns} }}");
        let failure = platform(folder.path(), &server, &own).staging().expect_err("it fails");
        assert_eq!(failure.kind, FailureKind::Unrecognized);
        let names = failure.message.contains(&format!("`{key}`")) || key == "staging";
        assert!(names && failure.message.contains("`staging`"), "{returns}: {failure}");
        assert!(failure.place.contains("own.rhai"), "{failure}");
    }
}

#[test]
fn a_session_that_ended_is_renewed_once_and_only_the_refused_call_is_repeated() {
    let own = "fn login() { http::ask(\"POST\", \"/login\", #{}); http::always(\"X-Token\", secret(\"token-1\")); }
        fn open(company, period) { http::ask(\"PUT\", \"/contexto\", #{}); }";
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|number, _| match number {
        2 => answer("401 X", "", ""),
        _ => answer("200 OK", JSON, "{}"),
    });
    let mut opened = platform(folder.path(), &server, own);
    opened.begin_batch().expect("done");
    let expected = [
        "POST /login",
        "PUT /contexto",
        "POST /iniciar",
        "POST /login",
        "PUT /contexto",
        "POST /iniciar",
    ];
    assert_eq!(server.lines(), expected);

    let server = Canned::start(|_, asked| match asked {
        asked if asked.contains("/iniciar") => answer("401 X", "", ""),
        _ => answer("200 OK", "", ""),
    });
    let mut opened = platform(folder.path(), &server, own);
    assert_eq!(kind(opened.begin_batch()), FailureKind::Refused);
    assert_eq!(server.lines().iter().filter(|line| line.contains("iniciar")).count(), 2);
}

#[test]
fn a_session_that_ends_in_silence_is_not_repeated() {
    let own = "fn login() { http::ask(\"POST\", \"/login\", #{}); }";
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|_, asked| match asked {
        asked if asked.contains("/iniciar") => {
            Reply::Bytes(b"HTTP/1.1 401 X\r\nContent-Length: 9\r\n\r\n".to_vec())
        }
        _ => answer("200 OK", "", ""),
    });
    let mut opened = platform(folder.path(), &server, own);
    assert_eq!(kind(opened.begin_batch()), FailureKind::InDoubt);
    assert_eq!(server.lines().iter().filter(|line| line.contains("iniciar")).count(), 1);
}

#[test]
fn retry_after_is_told() {
    for (header, expected) in [
        ("Retry-After: 7\r\n", Some(7)),
        ("Retry-After: Thu, 01 Jan 1970 00:00:09 GMT\r\n", Some(9)),
        ("Retry-After: soon\r\n", None),
        ("", None),
    ] {
        let failure = begins("", move |_, _| answer("429 X", header, "")).expect_err("it fails");
        assert_eq!(failure.kind, FailureKind::Refused);
        assert_eq!(failure.retry_after, expected.map(Duration::from_secs), "{header}");
    }
}

#[test]
fn a_redirect_is_followed_on_the_same_host_only_and_never_for_a_write() {
    let own = "fn login() { http::always(\"Authorization\", basic(user(), password())); }
        fn staging() { let n = http::get(\"/lote\").json(); #{ files: (), rows: n.filas, total: () } }";
    let folder = tempdir().expect("a folder");
    let elsewhere = Canned::start(|_, _| answer("200 OK", "", "{\"filas\": 9}"));
    let there = format!("Location: {}/lote\r\n", elsewhere.url);
    let server = Canned::start(move |_, _| answer("302 X", &there, ""));
    let failure = platform(folder.path(), &server, own).staging().expect_err("another host");
    assert_eq!(failure.kind, FailureKind::Unrecognized, "{failure}");
    assert_eq!(elsewhere.asked(), Vec::<String>::new(), "nothing went there");

    let server = Canned::start(|number, _| match number {
        0 => answer("307 X", "Location: /otro\r\n", ""),
        _ => answer("200 OK", "", "{\"filas\": 4}"),
    });
    let staging = platform(folder.path(), &server, own).staging().expect("an answer");
    assert_eq!((staging.rows, server.lines().len()), (Some(4), 2));
    let own = format!("fn staging() {{ http::get(\"{}/x\") }}", elsewhere.url);
    let failure = platform(folder.path(), &server, &own).staging().expect_err("another host");
    assert_eq!(failure.kind, FailureKind::Unrecognized, "{failure}");
}

#[test]
fn another_company_on_the_screen_stops_a_write_before_it_leaves() {
    let own = "fn context() { let c = http::get(\"/contexto\").json(); #{ ruc: c.ruc, period: \"202601\" } }";
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|number, _| match number {
        0 => answer("200 OK", "", "{\"ruc\": \"20998877017\"}"),
        _ => answer("200 OK", "", "{\"ruc\": \"20111111111\"}"),
    });
    let mut opened = platform(folder.path(), &server, own);
    let failure = opened.begin_batch().expect_err("another company");
    assert_eq!(failure.kind, FailureKind::Unrecognized);
    assert!(failure.message.contains("no se escribe nada"), "{failure}");
    assert_eq!(server.lines(), ["GET /contexto", "GET /contexto"]);
}

#[test]
fn another_company_after_a_new_login_stops_the_write_that_would_be_repeated() {
    let own = "fn login() { http::ask(\"POST\", \"/login\", #{}); http::always(\"X\", secret(\"token-1\")); }
        fn context() { let c = http::get(\"/contexto\").json(); #{ ruc: c.ruc, period: \"202601\" } }";
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|number, asked| match number {
        _ if asked.contains("/iniciar") => answer("401 X", "", ""),
        0..=3 => answer("200 OK", "", "{\"ruc\": \"20998877017\"}"),
        _ => answer("200 OK", "", "{\"ruc\": \"20111111111\"}"),
    });
    let mut opened = platform(folder.path(), &server, own);
    assert_eq!(kind(opened.begin_batch()), FailureKind::Unrecognized);
    assert_eq!(server.lines().iter().filter(|line| line.contains("iniciar")).count(), 1);
}

#[test]
fn waiting_ends_with_an_answer_a_silence_or_a_stop() {
    let waits = |look: &str| format!("fn staging() {{ wait_until(\"10m\", || {look}) }}");
    let folder = tempdir().expect("a folder");
    let server =
        Canned::start(|number, _| answer("200 OK", "", &format!("{{\"n\": {}}}", number.min(3))));
    let look = "{ let n = http::get(\"/n\").json().n; if n < 3 { return waiting(n); } #{ files: (), rows: n, total: () } }";
    let staging = platform(folder.path(), &server, &waits(look)).staging().expect("it comes");
    assert_eq!(staging.rows, Some(3));
    let failure = platform(folder.path(), &server, &waits("waiting(1)")).staging();
    let failure = failure.expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.message.contains("10 min"), "{failure}");
}

#[test]
fn a_script_reaches_no_file_no_import_and_no_eval() {
    let folder = tempdir().expect("a folder");
    std::fs::write(folder.path().join("other.rhai"), "fn x() {}").expect("a file");
    let open = |own: &str| unopened(folder.path(), "http://127.0.0.1:1", own, |_| {});
    for own in
        ["import \"other\" as other;", "let x = eval(\"1\");", "http::get(\"/x\");", "let x = ;"]
    {
        let error = open(own).err().unwrap_or_else(|| panic!("{own} loads"));
        assert!(error.place.starts_with("own.rhai"), "{error}");
    }
    let server = Canned::start(|_, _| answer("200 OK", "", "PK"));
    for name in ["../out.csv", "/tmp/out.csv", "a/b.csv", ".env"] {
        let own = format!("fn fetch_catalog() {{ http::download(\"/x\", \"{name}\") }}");
        let failure = platform(folder.path(), &server, &own).fetch_catalog(folder.path());
        assert_eq!(failure.expect_err("a path").kind, FailureKind::Unrecognized, "{name}");
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn a_download_is_whole_or_is_not_there() {
    let folder = tempdir().expect("a folder");
    let own = "fn fetch_catalog() { http::download(\"/x\", \"series.xlsx\") }";
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nPK\u{3}\u{4}";
    for (says, expected) in [
        (half.to_string(), FailureKind::Unreachable),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nPK\u{3}\u{4}".to_string(),
            FailureKind::Unrecognized,
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".to_string(),
            FailureKind::Unrecognized,
        ),
    ] {
        let bytes = says.clone().into_bytes();
        let server = Canned::start(move |_, _| Reply::Bytes(bytes.clone()));
        let failure = platform(folder.path(), &server, own).fetch_catalog(folder.path());
        assert_eq!(failure.expect_err("not whole").kind, expected, "{says}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    let names = left.into_iter().map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["evidence", "own.rhai"]);
}

#[test]
fn forms_and_files_are_sent_as_they_stand() {
    let folder = tempdir().expect("a folder");
    let server = Canned::start(|_, _| answer("200 OK", "Set-Cookie: SID=abcd; Path=/\r\n", ""));
    let own = "fn upload(part) {
        http::post(\"/a\", #{ form: #{ nombre: \"Ñ & Cía\", n: 2 } });
        http::post(\"/b\", #{ query: #{ nombre: part.name }, file: part.file, type: \"text/csv\" });
        http::post(\"/c\", #{ multipart: [#{ name: \"archivo\", file: part.file, type: \"text/csv\" }] });
        #{ rows: (), total: () }
    }";
    let part = crate::world::part(folder.path(), "0001.csv", &["B001"]);
    platform(folder.path(), &server, own).upload(&part).expect("sent");
    let asked = server.asked();
    assert!(asked[0].ends_with("n=2&nombre=%C3%91%20%26%20C%C3%ADa"), "{}", asked[0]);
    let text = std::fs::read_to_string(&part.path).expect("a part");
    assert!(asked[1].starts_with("POST /b?nombre=0001.csv ") && asked[1].ends_with(&text));
    assert!(asked[1].to_lowercase().contains("cookie: sid=abcd"), "{}", asked[1]);
    assert!(asked[2].contains("filename=\"0001.csv\"") && asked[2].contains(&text));
}

#[test]
fn what_is_not_declared_is_unknown_and_a_misspelling_is_told() {
    let folder = tempdir().expect("a folder");
    let open = |own: &str| unopened(folder.path(), "http://127.0.0.1:1", own, |_| {});
    let mut none = open("const CAPABILITIES = #{};").expect("a connector");
    assert_eq!(none.capabilities(), Default::default());
    let part = crate::world::part(folder.path(), "0001.csv", &[]);
    assert_eq!(none.find_upload(&part), Ok(Sighting::CannotTell));
    for own in
        ["begins: \"clears\"", "begin: \"clear\"", "find_upload: \"yes\"", "settling_time: \"5\""]
    {
        let error = open(&format!("const CAPABILITIES = #{{ {own} }};")).err().expect("an error");
        let key = own.split(':').next().expect("a key");
        assert!(error.message.contains(&format!("`{key}`")), "{error}");
    }
    let error = unopened(folder.path(), "http://ana:clave@127.0.0.1:1", "", |_| {}).err();
    assert_eq!(error.expect("an error").place, "url");
}
