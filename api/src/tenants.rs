//! Several tenants in one process: one port for everybody's pages, and behind it a whole server for each.
//!
//! They share the port, the threads and the program's code. A request is passed on by the name that it asks
//! for; each server has its own journal, stores, keys, accounts and trail, and knows of no other. One that
//! breaks is started again and again, while the others go on.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service;

use crate::access::without_port;
use crate::clock::ServerClock;
use crate::config::{Config, Tenants};
use crate::routes::{Problem, is_our_name, worded};
use crate::server::{Door, HTTP_END_MAX, Server, listen};

/// Running tenants.
pub struct Front {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    http: JoinHandle<std::io::Result<()>>,
    tenants: JoinSet<()>,
}

/// How a tenant is asked for, and what answers.
struct Behind {
    name: String,
    router: watch::Receiver<Option<Router>>,
}

impl Front {
    /// Opens the port, then starts all tenants, without waiting for any of them.
    pub async fn start(tenants: Tenants) -> Result<Self> {
        let (listener, address) = listen(tenants.listen).await?;
        let (stop, stopping) = watch::channel(false);
        let (mut running, mut behind) = (JoinSet::new(), Vec::new());
        for config in tenants.each {
            let (door, router) = watch::channel(None);
            let name = config.access.public_name().unwrap_or_default().to_lowercase();
            behind.push(Behind { name, router });
            running.spawn(keep_running(config, address, Arc::new(door), stopping.clone()));
        }
        let app = Router::new().fallback(pass_on).layer(middleware::from_fn(worded));
        let app = app.with_state::<()>(behind.into());
        let app = app.into_make_service_with_connect_info::<SocketAddr>();
        let http = tokio::spawn(async move {
            axum::serve(listener, app).with_graceful_shutdown(until_true(stopping)).await
        });
        Ok(Self { address, stop, http, tenants: running })
    }

    /// Where pages are served.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Runs until `stop` completes, then finishes what came in.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        stop.await;
        // Nobody listens only if all of them have ended already.
        let _ = self.stop.send(true);
        self.tenants.join_all().await;
        // A client that sends half a request must not keep the process from stopping.
        let ended = tokio::time::timeout(HTTP_END_MAX, self.http).await;
        match ended {
            Ok(served) => served?.context("the pages' port failed"),
            Err(_) => Ok(()),
        }
    }
}

/// Runs one tenant's server until all are stopped; again, a little later each time, when it breaks.
async fn keep_running(
    config: Config,
    address: SocketAddr,
    door: Door,
    stopping: watch::Receiver<bool>,
) {
    let tenant = config.tenant.clone();
    let mut pause = PAUSE_MIN;
    loop {
        let began = Instant::now();
        let clock = ServerClock::start(1.0, None);
        let ended = match Server::start_behind(config.clone(), clock, address, &door).await {
            Ok(server) => {
                tracing::info!(tenant, "serves");
                server.run_until(until_true(stopping.clone())).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            if began.elapsed() > PAUSE_MAX {
                pause = PAUSE_MIN;
            }
            let (error, again_in_s) = (format!("{error:#}"), pause.as_secs());
            tracing::error!(tenant, error, again_in_s, "does not serve");
        }
        let stopped = tokio::time::timeout(pause, until_true(stopping.clone())).await;
        if stopped.is_ok() {
            return;
        }
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// A tenant that broke is started again after so long, …
const PAUSE_MIN: Duration = Duration::from_secs(1);
/// … and after twice as long each time, up to this.
const PAUSE_MAX: Duration = Duration::from_secs(60);

async fn until_true(mut flag: watch::Receiver<bool>) {
    // An error means that whoever would set it is gone: as good.
    let _ = flag.wait_for(|is_set| *is_set).await;
}

async fn pass_on(State(tenants): State<Arc<[Behind]>>, request: Request) -> Response {
    let asked = match asked(&request) {
        Ok(asked) => asked,
        Err(problem) => return problem.into_response(),
    };
    let Some(tenant) = tenants.iter().find(|tenant| tenant.name == asked) else {
        // Whoever watches over the process asks by its address.
        if request.uri().path() == "/healthz" && is_our_name(&asked) {
            return health(&tenants);
        }
        return Problem::misdirected().into_response();
    };
    let router = tenant.router.borrow().clone();
    match router {
        Some(mut router) => router.call(request).await.unwrap_or_else(|never| match never {}),
        None => Problem::resting().into_response(),
    }
}

/// The name that is asked for, small and without a port.
fn asked(request: &Request) -> Result<String, Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Problem::unreadable("say for whom this is by one `Host`"));
    };
    let host = host.to_str().map_err(|_| Problem::misdirected())?;
    // Whoever asks a proxy names the host twice; two different ones are a trick.
    if request.uri().authority().is_some_and(|other| other.as_str() != host) {
        return Err(Problem::unreadable("`Host` and the address name different hosts"));
    }
    Ok(without_port(host).to_lowercase())
}

fn health(tenants: &[Behind]) -> Response {
    let resting = tenants.iter().filter(|tenant| tenant.router.borrow().is_none()).count();
    if resting == 0 { "ok".into_response() } else { Problem::resting().into_response() }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;

    use super::*;

    fn behind(name: &str, answer: Option<&'static str>) -> Behind {
        let router = answer.map(|answer| Router::new().fallback(move || async move { answer }));
        let (_, router) = watch::channel(router);
        Behind { name: name.into(), router }
    }

    async fn check(hosts: &[&str], address: &str, expected: Result<&str, StatusCode>) {
        let tenants = [
            behind("north.example", Some("north")),
            behind("south.example", Some("south")),
            behind("east.example", None),
        ];
        let mut request = Request::get(address);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = pass_on(State(tenants.into()), request).await;
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        match expected {
            Ok(text) => assert_eq!((status, &*body), (StatusCode::OK, text.as_bytes())),
            Err(expected) => assert_eq!(status, expected, "{hosts:?} {address}"),
        }
    }

    #[tokio::test]
    async fn a_request_is_passed_on_by_the_one_name_that_it_asks_for() {
        check(&["north.example"], "/", Ok("north")).await;
        check(&["South.Example:8443"], "/", Ok("south")).await;
        check(&["east.example"], "/", Err(StatusCode::SERVICE_UNAVAILABLE)).await;
        check(&["north.example."], "/", Err(StatusCode::MISDIRECTED_REQUEST)).await;
        check(&["example"], "/", Err(StatusCode::MISDIRECTED_REQUEST)).await;
        check(&["127.0.0.1:8080"], "/", Err(StatusCode::MISDIRECTED_REQUEST)).await;
        check(&["127.0.0.1:8080"], "/healthz", Err(StatusCode::SERVICE_UNAVAILABLE)).await;
        check(&["west.example"], "/healthz", Err(StatusCode::MISDIRECTED_REQUEST)).await;
    }

    #[tokio::test]
    async fn who_names_none_or_two_is_told_so() {
        check(&[], "/", Err(StatusCode::BAD_REQUEST)).await;
        check(&["north.example", "south.example"], "/", Err(StatusCode::BAD_REQUEST)).await;
        let other = "http://south.example/api/worklist";
        check(&["north.example"], other, Err(StatusCode::BAD_REQUEST)).await;
        check(&["south.example"], other, Ok("south")).await;
    }
}
