//! The two platforms as HTTP servers: sessions, JSON, workbooks, and the door for tests.
//!
//! What a platform does is in `operations`; here it is only asked for and answered.

mod aconsys;
mod answers;
pub(crate) mod bodies;
mod control;
pub(crate) mod door;
mod import_platform;
pub(crate) mod session;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;

use crate::clock::Clock;
use crate::faults::{self, Plan};
use crate::operations::process::{self, Step};
use crate::operations::{Refusal, colleague};
use crate::scenario::Operator;
use crate::store::{Store, System};
use door::Order;
use session::Sessions;

/// One running platform.
pub(crate) struct Shared {
    pub(crate) system: System,
    pub(crate) operator: Operator,
    pub(crate) session_seconds: u32,
    pub(crate) latency: Duration,
    pub(crate) rows_per_second: u32,
    pub(crate) clock: Arc<Clock>,
    pub(crate) store: Mutex<Store>,
    pub(crate) sessions: Mutex<Sessions>,
    pub(crate) faults: Mutex<Plan>,
    pub(crate) orders: UnboundedSender<Order>,
    /// Whether the server plays dead.
    pub(crate) down: AtomicBool,
    /// There may be something to process.
    pub(crate) work: Notify,
}

pub(crate) type App = Arc<Shared>;

impl Shared {
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Plan> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation where it may wait for the disk. Once begun, it ends, whoever waits for it.
    pub(crate) async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        operation: impl FnOnce(&mut Store) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let shared = self.clone();
        let task = tokio::task::spawn_blocking(move || operation(&mut shared.store()));
        task.await.map_err(Refusal::broken)?
    }

    /// Tells the accept loop; without one there is nothing to tell.
    pub(crate) fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }

    pub(crate) fn colleague(
        &self,
        company: &str,
        period: &str,
        does: colleague::Colleague,
    ) -> Result<(), Refusal> {
        colleague::work(&mut self.store(), company, period, does)
    }
}

/// All paths of a platform.
pub(crate) fn router(app: &App) -> Router {
    let of_system = match app.system {
        System::ImportPlatform => import_platform::routes(),
        System::Aconsys => aconsys::routes(),
    };
    let both = Router::new()
        .route("/login", post(session::login))
        .route("/logout", post(session::logout))
        .route("/empresas", get(session::companies))
        .route("/contexto", get(session::context).put(session::choose));
    both.merge(of_system)
        .route_layer(middleware::from_fn_with_state(app.clone(), faults::layer::meet))
        .merge(control::routes())
        .fallback(answers::no_such_path)
        .method_not_allowed_fallback(answers::no_such_method)
        .with_state(app.clone())
}

/// The most rows of one step, so that others get their turn at the database.
const STEP_ROWS: u32 = 50_000;
/// Steps a second, where processing has a speed.
const STEPS_PER_SECOND: u32 = 20;

/// Processes what is to be processed, for ever; also what a server left undone that was killed.
pub(crate) async fn process(app: App) {
    let rate = app.rows_per_second;
    let limit = if rate == 0 { STEP_ROWS } else { (rate / STEPS_PER_SECOND).clamp(1, STEP_ROWS) };
    loop {
        if app.down.load(Ordering::Acquire) {
            app.work.notified().await;
            continue;
        }
        match app.run(move |store| process::step(store, limit)).await {
            Ok(Step::Idle) => app.work.notified().await,
            Ok(Step::Seen(rows)) if rate > 0 => {
                tokio::time::sleep(Duration::from_millis(rows * 1000 / u64::from(rate))).await;
            }
            Ok(Step::Seen(_)) => {}
            // A full disk may have room again.
            Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
}
