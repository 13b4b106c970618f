//! The table of routes: each with what it needs. There is no other way to make one, so none can be
//! without a right.

use std::panic::resume_unwind;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};

use super::gate;
use super::right::Right;
use crate::openapi::About;
use crate::routes::Problem;
use crate::server::Shared;

/// What a route needs of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: sign-in itself, and whether the server is there.
    Nothing,
    /// No sign-in: it comes from another server, and brings that server's signed word.
    Word,
    /// A sign-in, whichever.
    SignedIn,
    /// A right.
    Has(Right),
}

/// One route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) need: Need,
}

/// Routes in the making, and the table of them.
pub(crate) struct Routes {
    shared: Shared,
    router: Router<Shared>,
    rows: Vec<(Row, Option<About>)>,
}

impl Routes {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared, router: Router::new(), rows: Vec::new() }
    }

    /// What is to stand in the table, and its handler behind the gate.
    fn gated<H, T>(
        self,
        method: Method,
        path: &'static str,
        need: impl Into<Need>,
        handler: H,
    ) -> (Self, Row, MethodRouter<Shared>)
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let row = Row { method: method.clone(), path, need: need.into() };
        let gate = middleware::from_fn_with_state((self.shared.clone(), row.clone()), gate::gate);
        // The methods used here all are ones that axum knows.
        let filter = MethodFilter::try_from(method).unwrap_or(MethodFilter::GET);
        (self, row, on(filter, handler).route_layer(gate))
    }

    fn add(mut self, row: Row, route: MethodRouter<Shared>) -> Self {
        self.router = self.router.route(row.path, route);
        self.rows.push((row, None));
        self
    }

    /// A route that changes something: what was begun is carried out, with its line in the trail.
    fn changes<H, T>(
        self,
        method: Method,
        path: &'static str,
        need: impl Into<Need>,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let (routes, row, route) = self.gated(method, path, need, handler);
        routes.add(row, route.route_layer(middleware::from_fn(to_its_end)))
    }

    pub(crate) fn get<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let (routes, row, route) = self.gated(Method::GET, path, need, handler);
        routes.add(row, route)
    }

    pub(crate) fn post<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.changes(Method::POST, path, need, handler)
    }

    /// A `POST` that changes nothing and may take long: it ends when whoever asked has gone.
    pub(crate) fn post_while_awaited<H, T>(
        self,
        path: &'static str,
        need: impl Into<Need>,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let (routes, row, route) = self.gated(Method::POST, path, need, handler);
        routes.add(row, route)
    }

    pub(crate) fn put<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.changes(Method::PUT, path, need, handler)
    }

    pub(crate) fn delete<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.changes(Method::DELETE, path, need, handler)
    }

    /// What the route that was made last says of itself.
    pub(crate) fn says(mut self, about: About) -> Self {
        if let Some((_, said)) = self.rows.last_mut() {
            *said = Some(about);
        }
        self
    }

    /// More routes, which take bodies of so many bytes.
    pub(crate) fn with(self, bytes_max: usize, more: impl FnOnce(Self) -> Self) -> Self {
        let more = more(Self::new(self.shared.clone()));
        let router = more.router.layer(DefaultBodyLimit::max(bytes_max));
        let rows = [self.rows, more.rows].concat();
        Self { router: self.router.merge(router), rows, shared: self.shared }
    }

    /// The router, and what it was made of.
    pub(crate) fn into_parts(self) -> (Router<Shared>, Vec<(Row, Option<About>)>) {
        (self.router, self.rows)
    }
}

/// Carries a request out to its end, also when whoever sent it has gone: else their going would come between a
/// look at how things stand and what follows from it, and a lock be free while its command is on the way.
async fn to_its_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(response) => response,
        Err(Ok(panic)) => resume_unwind(panic),
        // It was stopped, and so is the server.
        Err(Err(_)) => Problem::stopping().into_response(),
    }
}

impl From<Right> for Need {
    fn from(right: Right) -> Self {
        Self::Has(right)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use axum::body::Body;
    use axum::routing::post;
    use tokio::sync::Notify;
    use tower_service::Service;

    use super::*;

    #[tokio::test]
    async fn what_was_begun_is_carried_out_also_when_whoever_asked_has_gone() {
        let moments: [Arc<Notify>; 3] = Default::default();
        let [begun, goes_on, done] = moments.clone();
        let handler = move || async move {
            begun.notify_one();
            goes_on.notified().await;
            done.notify_one();
        };
        let layer = middleware::from_fn(to_its_end);
        let mut router: Router = Router::new().route("/", post(handler)).layer(layer);
        let asked = router.call(Request::post("/").body(Body::empty()).unwrap());
        let [begun, goes_on, done] = moments;
        tokio::select! {
            answer = asked => panic!("nothing has been done yet: {answer:?}"),
            () = begun.notified() => {}
        }
        goes_on.notify_one();
        tokio::time::timeout(Duration::from_secs(10), done.notified()).await.unwrap();
    }
}
