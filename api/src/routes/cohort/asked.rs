//! What is asked of a cohort: the filter is the address.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use cohort::filter::Filter;
use cohort::list::{LISTS, List};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::problem::Problem;
use crate::language::say;

/// The filter.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Only people with this condition, in the rule set's words.
    condition: Option<String>,
    /// Only people whom this team looks after.
    team: Option<String>,
    /// Only people of this site.
    site: Option<String>,
    /// Over so many days, today among them.
    #[serde(default = "usual")]
    pub(super) days: u16,
    /// Which list the rows are.
    list: Option<String>,
    /// How many rows.
    #[serde(default = "rows")]
    pub(super) limit: usize,
}

/// A claim's month.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfMonth {
    /// Such as `2026-10`.
    pub(super) month: String,
    /// Only people with this condition.
    condition: Option<String>,
    /// Only people whom this team looks after.
    team: Option<String>,
    /// Only people of this site.
    site: Option<String>,
}

/// A year with its leap day.
pub(in crate::routes) const DAYS_MAX: u16 = 366;
/// No page shows more rows; an export has all.
const ROWS_MAX: usize = 1000;

fn usual() -> u16 {
    30
}

fn rows() -> usize {
    100
}

/// A filter that can be answered.
pub(super) fn asked(query: Result<Query<Asked>, QueryRejection>) -> Result<Asked, Problem> {
    let Query(mut asked) = query.map_err(|error| Problem::unreadable(error.body_text()))?;
    if !(1..=DAYS_MAX).contains(&asked.days) {
        return Err(Problem::bad_request(say("problem-days").with("max", DAYS_MAX)));
    }
    if asked.list.as_deref().is_some_and(|list| List::named(list).is_none()) {
        let known: Vec<&str> = LISTS.iter().map(|(name, _)| *name).collect();
        return Err(Problem::unreadable(format!("`list` is none of {}", known.join(", "))));
    }
    asked.limit = asked.limit.min(ROWS_MAX);
    Ok(asked)
}

impl Asked {
    /// Whom it means.
    pub(super) fn filter(&self) -> Filter {
        filter(&self.condition, &self.team, &self.site)
    }

    /// The list asked for.
    pub(super) fn list(&self) -> List {
        self.list.as_deref().and_then(List::named).unwrap_or(List::All)
    }

    /// Its name.
    pub(super) fn list_name(&self) -> &'static str {
        LISTS.iter().find(|(_, list)| *list == self.list()).map_or("all", |(name, _)| *name)
    }
}

impl OfMonth {
    /// Whom it means.
    pub(super) fn filter(&self) -> Filter {
        filter(&self.condition, &self.team, &self.site)
    }
}

/// What is empty is not asked for.
fn filter(condition: &Option<String>, team: &Option<String>, site: &Option<String>) -> Filter {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    Filter { condition: said(condition), team: said(team), site: said(site) }
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::*;

    #[track_caller]
    fn check(query: &str, given: Option<(u16, &str, Option<&str>)>) {
        let uri: Uri = format!("/api/cohort{query}").parse().unwrap();
        let found = asked(Query::try_from_uri(&uri)).ok();
        let filter = found.as_ref().map(Asked::filter).unwrap_or_default();
        let condition = filter.condition.as_deref();
        let found = found.as_ref().map(|asked| (asked.days, asked.list_name(), condition));
        assert_eq!(found, given, "{query}");
    }

    #[test]
    fn a_filter_is_what_the_address_says_or_is_refused() {
        check("", Some((30, "all", None)));
        check("?days=7&condition=copd&list=quiet", Some((7, "quiet", Some("copd"))));
        check("?condition=", Some((30, "all", None)));
        check("?days=366", Some((366, "all", None)));
        check("?days=0", None);
        check("?days=367", None);
        check("?days=many", None);
        check("?list=everybody", None);
        check("?ward=a", None);
    }

    #[test]
    fn a_team_and_a_site_are_asked_for_by_name() {
        let uri: Uri = "/api/cohort?team=North%20%26%20co&site=".parse().unwrap();
        let filter = asked(Query::try_from_uri(&uri)).unwrap().filter();
        assert_eq!((filter.team.as_deref(), filter.site), (Some("North & co"), None));
    }
}
