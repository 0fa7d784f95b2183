//! What a stopped server still knows when it starts again, and what it goes on with.

use serde_json::json;
use simulators::{Ports, Simulators, StartError};

use crate::client::World;
use crate::client::{Client, NORTE, PERIOD, RUC, sales, scenario, world};

#[test]
fn everything_committed_is_there_again_and_a_scenario_does_not_fill_twice() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("B077", 1, NORTE)])).ok();
    client.process();
    let World { running, folder } = world;
    let states = [running.import_platform.state(true), running.aconsys.state(true)];
    let ports = Ports {
        import_platform: running.import_platform.address().port(),
        aconsys: running.aconsys.address().port(),
    };
    drop(running);
    let running = Simulators::start_on(&scenario(|_| {}), folder.path(), ports).expect("again");
    assert_eq!(running.import_platform.address().port(), ports.import_platform);
    assert_eq!([running.import_platform.state(true), running.aconsys.state(true)], states);
    assert_eq!(client.get("/lote").refusal().1, "sesion_ausente", "sessions are not kept");
    let world = World { running, folder };
    let client = world.importer();
    client.load("0002.csv", &sales(&[("B001", 1, NORTE)])).ok();
    client.process();
    let reasons = client.details();
    assert_eq!(reasons[1], "B001 @ TM PLAZA NORTE: Documento ya registrado");
}

#[test]
fn a_processing_that_was_cut_off_goes_on() {
    let World { running, folder } = world(|scenario| scenario.rows_per_second = 1);
    let mut client = Client::new(&running.import_platform);
    client.enter("importador");
    client.post("/lote/iniciar", b"").ok();
    let rows: Vec<_> = (1..=500).map(|number| ("B001", number, NORTE)).collect();
    client.load("0001.csv", &sales(&rows)).ok();
    client.load("0002.csv", &sales(&[("B001", 500, NORTE), ("B077", 1, NORTE)])).ok();
    assert_eq!(client.post("/lote/procesar", b"").status, 202);
    while client.get("/lote/proceso").ok()["vistas"] == 0 {}
    drop(running);
    let running = Simulators::start(&scenario(|_| {}), folder.path()).expect("again");
    let mut client = Client::new(&running.import_platform);
    client.login("importador").ok();
    client.choose(RUC, PERIOD).ok();
    let progress = client.processed();
    let counts = ["numero", "filas", "vistas", "registradas", "observadas"];
    assert_eq!(counts.map(|name| progress[name].clone()), [1, 502, 502, 500, 2].map(|n| json!(n)));
    assert_eq!(
        client.details(),
        [
            "B001 @ TM PLAZA NORTE: Documento repetido en el lote",
            "B077 @ TM PLAZA NORTE: Serie no registrada para la sucursal",
        ]
    );
}

#[test]
fn two_servers_cannot_have_one_folder_and_one_port_has_one_server() {
    let world = world(|_| {});
    let again = Simulators::start(&scenario(|_| {}), world.folder.path());
    assert!(matches!(again, Err(StartError::Database(..))));
    let other = tempfile::tempdir().expect("a folder");
    let ports =
        Ports { import_platform: world.running.import_platform.address().port(), aconsys: 0 };
    let taken = Simulators::start_on(&scenario(|_| {}), other.path(), ports);
    assert!(matches!(taken, Err(StartError::Port(..))));
    let broken = scenario(|scenario| {
        let twice = scenario.companies[0].clone();
        scenario.companies.push(twice);
    });
    assert!(matches!(Simulators::start(&broken, other.path()), Err(StartError::Scenario(_))));
}
