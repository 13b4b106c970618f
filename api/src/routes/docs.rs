//! `/api/openapi.json`, and `/docs`: the same for people.

use std::sync::OnceLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use self::page::Page;
use super::problem::Problem;
use super::signin::html;
use crate::access::{Need, Routes, Row};
use crate::openapi::{self, About};

mod page;

/// What the routes of this program are: the same for every server in it.
static DOCUMENT: OnceLock<Value> = OnceLock::new();

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/openapi.json", Need::Nothing, document)
        .says(
            About::of("What is asked here and what is answered: this document.")
                .text("application/json"),
        )
        .get("/docs", Need::Nothing, page)
        .says(About::of("The same as a page.").text("text/html"))
}

/// Describes the routes, once they are all there.
pub(super) fn describe(rows: &[(Row, Option<About>)]) {
    DOCUMENT.get_or_init(|| openapi::document(rows));
}

async fn document() -> Response {
    match DOCUMENT.get() {
        Some(document) => {
            ([(header::CONTENT_TYPE, "application/json")], document.to_string()).into_response()
        }
        None => Problem::stopping().into_response(),
    }
}

async fn page() -> Response {
    match DOCUMENT.get() {
        Some(document) => html(StatusCode::OK, &Page::of(document)),
        None => Problem::stopping().into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::matrix;

    /// Pages say enough by their name; whoever programs needs words.
    fn must_say(path: &str) -> bool {
        ["/api/", "/fhir", "/metrics"].iter().any(|start| path.starts_with(start))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_route_is_in_the_document_and_a_change_of_it_is_seen() {
        let (_folder, server) = matrix::started().await;
        let (_, rows) = super::super::table(server.shared().clone()).into_parts();
        let silent: Vec<&str> = rows
            .iter()
            .filter(|(row, about)| about.is_none() && must_say(row.path))
            .map(|(row, _)| row.path)
            .collect();
        assert!(silent.is_empty(), "`.says(About::of(…))` is missing after {silent:?}");
        let document = openapi::document(&rows);
        for (row, _) in &rows {
            let path = row.path.replace("{*", "{");
            let method = row.method.as_str().to_lowercase();
            assert!(document["paths"][&path][&method].is_object(), "{method} {path} is missing");
        }
        let found = serde_json::to_string_pretty(&document).unwrap() + "\n";
        server.run_until(std::future::ready(())).await.unwrap();
        let kept = include_str!("../../openapi.json");
        if found != kept {
            let at = std::env::temp_dir().join("hearthwatch-openapi.json");
            std::fs::write(&at, &found).unwrap();
            panic!(
                "api/openapi.json is another; if that is meant, put {} in its place",
                at.display()
            );
        }
    }
}
