//! The table of routes: each with what it needs. There is no other way to make one, so none can be
//! without a right.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware;
use axum::routing::{MethodFilter, on};

use super::gate;
use super::right::Right;
use crate::openapi::About;
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

    /// A route, behind the gate.
    pub(crate) fn on<H, T>(
        mut self,
        method: Method,
        path: &'static str,
        need: Need,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let row = Row { method: method.clone(), path, need };
        let gate = middleware::from_fn_with_state((self.shared.clone(), row.clone()), gate::gate);
        // The methods used here all are ones that axum knows.
        let filter = MethodFilter::try_from(method).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(path, on(filter, handler).route_layer(gate));
        self.rows.push((row, None));
        self
    }

    pub(crate) fn get<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::GET, path, need.into(), handler)
    }

    pub(crate) fn post<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::POST, path, need.into(), handler)
    }

    pub(crate) fn put<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::PUT, path, need.into(), handler)
    }

    pub(crate) fn delete<H, T>(self, path: &'static str, need: impl Into<Need>, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.on(Method::DELETE, path, need.into(), handler)
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

impl From<Right> for Need {
    fn from(right: Right) -> Self {
        Self::Has(right)
    }
}
