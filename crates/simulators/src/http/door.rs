//! The accept loop of one server, which can close connections without an answer and stop to listen.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::App;

/// On a response: close the connection instead of sending it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut;

/// What the accept loop is told.
pub(crate) enum Order {
    /// Close every connection and refuse new ones.
    Down {
        /// Whether what is in memory only is lost too.
        forget: bool,
        /// When to listen again; without it, when told.
        up_after: Option<Duration>,
        /// Told when it is done.
        done: Option<Sender<()>>,
    },
    /// Listen again.
    Up {
        /// Told when it is done.
        done: Option<Sender<()>>,
    },
}

const BACKLOG: u32 = 1024;

/// A socket that has the port and does not listen: whoever connects is refused.
fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere this would let another program have the same port.
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    Ok(socket)
}

/// Opens a server's port; 0 is any.
pub(crate) fn listen(port: u16) -> io::Result<TcpListener> {
    bound(SocketAddr::from(([127, 0, 0, 1], port)))?.listen(BACKLOG)
}

/// Answers until the runtime ends.
pub(crate) async fn serve(
    app: App,
    router: Router,
    mut listener: TcpListener,
    mut orders: UnboundedReceiver<Order>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(answer(stream, router.clone()));
                }
                // Too many open files, perhaps: others will close theirs.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            order = orders.recv() => match order {
                None => return Ok(()),
                Some(Order::Up { done }) => tell(done),
                Some(Order::Down { forget, up_after, done }) => {
                    app.down.store(true, Ordering::Release);
                    drop(listener);
                    connections.shutdown().await;
                    let held = bound(address)?;
                    if forget {
                        app.sessions().forget();
                        let shared = app.clone();
                        let _ = tokio::task::spawn_blocking(move || shared.store().forget()).await;
                    }
                    tell(done);
                    wait_for_up(up_after, &mut orders).await;
                    listener = held.listen(BACKLOG)?;
                    app.down.store(false, Ordering::Release);
                    app.work.notify_one();
                }
            },
        }
    }
}

fn tell(done: Option<Sender<()>>) {
    if let Some(done) = done {
        let _ = done.send(());
    }
}

/// Waits until the time is over or somebody says so.
async fn wait_for_up(after: Option<Duration>, orders: &mut UnboundedReceiver<Order>) {
    let deadline = after.map(|after| Instant::now() + after);
    loop {
        let over = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = over => return,
            order = orders.recv() => match order {
                Some(Order::Down { done, .. }) => tell(done),
                Some(Order::Up { done }) => {
                    tell(done);
                    return;
                }
                None => return,
            },
        }
    }
}

/// One connection, until it closes.
async fn answer(stream: TcpStream, router: Router) {
    let _ = stream.set_nodelay(true);
    let inner = TowerToHyperService::new(router);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let response = inner.call(request);
        async move {
            let response = match response.await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            match response.extensions().get::<Cut>() {
                Some(Cut) => Err(io::Error::other("cut")),
                None => Ok(response),
            }
        }
    });
    // A connection that breaks is the client's business.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
