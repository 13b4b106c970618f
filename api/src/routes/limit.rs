//! `?limit=`: how many of a list are wanted.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;

/// How many are wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    #[serde(default = "usual")]
    limit: u32,
}

/// No list is longer.
const ITEMS_MAX: u32 = 1000;

fn usual() -> u32 {
    200
}

/// How many to give: as many as were asked for, and never more than a list may have.
pub(super) fn limit(asked: Result<Query<Limit>, QueryRejection>) -> Result<u32, Problem> {
    let Query(asked) = asked.map_err(|error| Problem::unreadable(error.body_text()))?;
    Ok(asked.limit.min(ITEMS_MAX))
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::*;

    #[track_caller]
    fn check(query: &str, given: Option<u32>) {
        let uri: Uri = format!("/api/quarantine{query}").parse().unwrap();
        assert_eq!(limit(Query::try_from_uri(&uri)).ok(), given, "{query}");
    }

    #[test]
    fn a_list_is_as_long_as_asked_for_and_no_longer_than_a_thousand() {
        check("", Some(200));
        check("?limit=5", Some(5));
        check("?limit=5000", Some(1000));
        check("?limit=-1", None);
        check("?first=5", None);
    }
}
