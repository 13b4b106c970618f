//! `$status` and `$events` of a subscription: so that who missed something can tell, and ask for it.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use store::care::subscriptions::{NumberedEvent, SubscriptionRow};

use super::notification::{Notification, Sort, uuid};
use super::wanted::{Content, Wanted};
use crate::access::{Pass, policy};
use crate::fhir::ids;
use crate::fhir::kind::Kind;
use crate::fhir::may;
use crate::fhir::outcome::{JSON, Refusal};
use crate::fhir::scope::Verb;
use crate::fhir::serve::base;
use crate::fhir::upload::form_pairs;
use crate::server::Shared;

type Answer = Result<Response, Refusal>;

/// One answer holds no more events.
const EVENTS_MAX: u32 = 1_000;

/// `GET /fhir/Subscription/{id}/$status`
pub(in crate::fhir) async fn status(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (row, wanted) = find(&shared, &pass, &id).await?;
    Ok(answer(&shared, &headers, Sort::QueryStatus, &row, &wanted, wanted.content, &[]))
}

/// `GET /fhir/Subscription/{id}/$events`
pub(in crate::fhir) async fn events(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let (row, wanted) = find(&shared, &pass, &id).await?;
    // They say what they are about.
    may(&pass, Verb::Read, wanted.topic.kind())?;
    let (mut since, mut until, mut content) = (1, u64::MAX, wanted.content);
    for (name, value) in form_pairs(query.as_deref().unwrap_or_default()) {
        let wrong =
            || Refusal::invalid(format!("`{name}` can't be {value:?}")).at(format!("http.{name}"));
        match name.as_str() {
            "eventsSinceNumber" => since = value.parse().map_err(|_| wrong())?,
            "eventsUntilNumber" => until = value.parse().map_err(|_| wrong())?,
            "content" => content = Content::named(&value).ok_or_else(wrong)?,
            _ => {}
        }
    }
    let care = shared.pipeline.care();
    let events =
        care.events_numbered(&id, u64::saturating_sub(since, 1), until, EVENTS_MAX).await?;
    Ok(answer(&shared, &headers, Sort::QueryEvent, &row, &wanted, content, &events))
}

async fn find(
    shared: &Shared,
    pass: &Pass,
    id: &str,
) -> Result<(SubscriptionRow, Wanted), Refusal> {
    may(pass, Verb::Read, Kind::Subscription)?;
    let missing = || Refusal::not_found(format!("there is no Subscription/{id}"));
    if !policy::sees_all(pass) {
        return Err(missing());
    }
    let care = shared.pipeline.care();
    let document = care.document(Kind::Subscription.name(), id).await?.into_iter().next();
    let document = document.ok_or_else(missing)?;
    let value = serde_json::from_str(&document.body).unwrap_or_default();
    let wanted = Wanted::read(&value, &shared.exchange)?;
    let rows = care.subscriptions().await?;
    let row = rows.into_iter().find(|row| row.id == id);
    let row =
        row.ok_or_else(|| Refusal::new(503, "transient", "the subscription is about to begin"))?;
    Ok((row, wanted))
}

fn answer(
    shared: &Shared,
    headers: &HeaderMap,
    sort: Sort,
    row: &SubscriptionRow,
    wanted: &Wanted,
    content: Content,
    events: &[NumberedEvent],
) -> Response {
    let notification = Notification {
        sort,
        base: &base(shared, headers),
        row,
        status: &row.status,
        topic: wanted.topic,
        content,
        events,
    };
    let now = shared.clock.now_ms();
    // The same question at the same moment is the same answer.
    let id = uuid(&ids::digest(&format!("{}\0{now}", row.id))[..32]);
    let mut response = notification.text(&id, now).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}
