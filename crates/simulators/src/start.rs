//! Starts both servers in a thread of their own, and holds them.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use crate::clock::Clock;
use crate::faults::{Fault, Plan};
use crate::http::door::{self, Order};
use crate::http::session::Sessions;
use crate::http::{self, App, Shared};
use crate::operations::colleague::Colleague;
use crate::operations::state;
use crate::scenario::{Contradiction, Scenario};
use crate::store::{Store, System};

/// Which ports to listen on; 0 is any that is free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ports {
    /// The Import Platform's.
    pub import_platform: u16,
    /// Aconsys's.
    pub aconsys: u16,
}

/// Why the servers do not start.
#[derive(Debug)]
pub enum StartError {
    /// The scenario contradicts itself.
    Scenario(Contradiction),
    /// The folder for the databases cannot be made.
    Folder(PathBuf, io::Error),
    /// A database cannot be opened: perhaps another process has it.
    Database(System, String),
    /// A port cannot be had.
    Port(u16, io::Error),
    /// The machine gives no thread.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Scenario(why) => write!(f, "the scenario: {why}"),
            StartError::Folder(path, error) => write!(f, "{}: {error}", path.display()),
            StartError::Database(system, why) => {
                write!(f, "the database of {}: {why}", system.name())
            }
            StartError::Port(port, error) => write!(f, "port {port}: {error}"),
            StartError::Thread(error) => write!(f, "a thread: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// Both servers, running until this is dropped.
pub struct Simulators {
    /// The Import Platform.
    pub import_platform: Server,
    /// The accounting system.
    pub aconsys: Server,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// One running server; a copy is another hand at the same one.
#[derive(Clone)]
pub struct Server {
    address: SocketAddr,
    app: App,
}

impl Simulators {
    /// Starts both on any free ports of the loopback, with their databases in `folder`.
    ///
    /// A folder that has databases already is taken up where it was left: processing goes on.
    pub fn start(scenario: &Scenario, folder: &Path) -> Result<Simulators, StartError> {
        Simulators::start_on(scenario, folder, Ports::default())
    }

    /// The same, on these ports.
    pub fn start_on(
        scenario: &Scenario,
        folder: &Path,
        ports: Ports,
    ) -> Result<Simulators, StartError> {
        scenario.check().map_err(StartError::Scenario)?;
        std::fs::create_dir_all(folder)
            .map_err(|error| StartError::Folder(folder.to_path_buf(), error))?;
        let import_platform = prepare(System::ImportPlatform, scenario, folder)?;
        let aconsys = prepare(System::Aconsys, scenario, folder)?;
        let apps = [import_platform.app.clone(), aconsys.app.clone()];
        let doors = [(import_platform, ports.import_platform), (aconsys, ports.aconsys)];
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("simulators".to_string())
            .spawn(move || live(doors, &tell, stopped))
            .map_err(StartError::Thread)?;
        let heard = told.recv().unwrap_or_else(|_| {
            Err(StartError::Thread(io::Error::other("it ended before it began")))
        });
        let [first, second] = heard?;
        let [import_platform, aconsys] = apps;
        Ok(Simulators {
            import_platform: Server { address: first, app: import_platform },
            aconsys: Server { address: second, app: aconsys },
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Simulators {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A platform before it listens.
struct Prepared {
    app: App,
    orders: tokio::sync::mpsc::UnboundedReceiver<Order>,
}

fn prepare(system: System, scenario: &Scenario, folder: &Path) -> Result<Prepared, StartError> {
    let clock = Arc::new(Clock::default());
    let store = Store::open(system, scenario, folder, clock.clone())
        .map_err(|error| StartError::Database(system, error.to_string()))?;
    let mut faults = Plan::default();
    for fault in scenario.faults.iter().filter(|fault| fault.system == Some(system)) {
        faults.add(fault.clone());
    }
    let (sender, orders) = tokio::sync::mpsc::unbounded_channel();
    let operator = match system {
        System::ImportPlatform => scenario.import_platform.clone(),
        System::Aconsys => scenario.aconsys.clone(),
    };
    let app = Arc::new(Shared {
        system,
        operator,
        session_seconds: scenario.session_seconds,
        latency: Duration::from_millis(scenario.latency_ms),
        rows_per_second: scenario.rows_per_second,
        clock,
        store: Mutex::new(store),
        sessions: Mutex::new(Sessions::default()),
        faults: Mutex::new(faults),
        orders: sender,
        down: AtomicBool::new(false),
        work: Notify::new(),
    });
    Ok(Prepared { app, orders })
}

/// How long a commit that has begun may take to end.
const LAST_COMMIT: Duration = Duration::from_secs(30);

/// The servers' thread.
fn live(
    doors: [(Prepared, u16); 2],
    tell: &mpsc::Sender<Result<[SocketAddr; 2], StartError>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("simulators-io")
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = tell.send(Err(StartError::Thread(error)));
            return;
        }
    };
    runtime.block_on(async {
        match open(doors) {
            Ok(addresses) => {
                let _ = tell.send(Ok(addresses));
                let _ = stopped.await;
            }
            Err(error) => {
                let _ = tell.send(Err(error));
            }
        }
    });
    runtime.shutdown_timeout(LAST_COMMIT);
}

fn open(doors: [(Prepared, u16); 2]) -> Result<[SocketAddr; 2], StartError> {
    let mut addresses = Vec::new();
    for (prepared, port) in doors {
        let wrong = |error| StartError::Port(port, error);
        let listener = door::listen(port).map_err(wrong)?;
        addresses.push(listener.local_addr().map_err(wrong)?);
        let router = http::router(&prepared.app);
        if prepared.app.system == System::ImportPlatform {
            tokio::spawn(http::process(prepared.app.clone()));
        }
        tokio::spawn(door::serve(prepared.app, router, listener, prepared.orders));
    }
    let gone = || StartError::Thread(io::Error::other("a server is missing"));
    addresses.try_into().map_err(|_| gone())
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:…`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything in its database, in a stable order and without times; single documents if asked for.
    pub fn state(&self, documents: bool) -> Value {
        state::of(&self.app.store(), documents)
            .unwrap_or_else(|refusal| Value::from(refusal.message))
    }

    /// Arms a fault of this server; the error says why it cannot happen.
    pub fn add_fault(&self, fault: Fault) -> Result<(), String> {
        fault.check().map_err(|error| error.to_string())?;
        if fault.system != Some(self.app.system) {
            return Err(format!("the fault is not of {}", self.app.system.name()));
        }
        self.app.faults().add(fault);
        Ok(())
    }

    /// Forgets all faults.
    pub fn clear_faults(&self) {
        self.app.faults().armed.clear();
    }

    /// How many calls were hit by faults that are still armed.
    pub fn faults_hit(&self) -> u32 {
        self.app.faults().armed.iter().map(|armed| armed.hits).sum()
    }

    /// Expires every session.
    pub fn expire_sessions(&self) {
        self.app.sessions().expire();
    }

    /// Moves the clock by which sessions expire.
    pub fn advance_clock(&self, seconds: i64) {
        self.app.clock.advance(seconds);
    }

    /// A colleague works in a batch; the error is the platform's.
    pub fn colleague(&self, ruc: &str, period: &str, does: Colleague) -> Result<(), String> {
        self.app.colleague(ruc, period, does).map_err(|refusal| refusal.message)
    }

    /// Refuses connections, or accepts them again; true when this returns.
    pub fn set_reachable(&self, reachable: bool) {
        let (done, told) = mpsc::channel();
        self.app.order(match reachable {
            true => Order::Up { done: Some(done) },
            false => Order::Down { forget: false, up_after: None, done: Some(done) },
        });
        let _ = told.recv();
    }
}
