//! The interface for other systems: FHIR R4. Its names appear in this folder only.

mod about;
mod alert;
mod capability;
mod care;
mod circle;
mod codes;
mod device;
mod export;
mod ids;
mod kind;
mod matching;
mod moment;
mod observation;
mod outcome;
mod person;
mod resource;
mod scope;
mod score;
mod search;
mod serve;
mod source;
mod subscribe;
#[cfg(test)]
mod tests;
mod trail;
mod upload;

pub(crate) use self::about::refused;
pub(crate) use self::export::Exports;
use self::kind::Kind;
use self::outcome::Refusal;
pub(crate) use self::outcome::{is_ours, speak};
pub(crate) use self::scope::{SystemScope, Verb};
pub(crate) use self::subscribe::{Endpoint, run as run_subscriptions};
pub(crate) use self::upload::Locks;
use self::upload::Way;
use crate::access::{Need, Pass, Right, Routes, Scope};

/// A Bundle is no longer.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Every route of this interface.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.with(BODY_BYTES_MAX, |routes| {
        routes
            .get("/fhir/metadata", Need::Nothing, capability::get)
            .says(about::capability())
            .get("/fhir/$export", Right::Export, export::of_everybody)
            .says(about::export())
            .get("/fhir/Patient/$export", Right::Export, export::of_patients)
            .says(about::export())
            .get("/fhir/$export/{id}", Right::Export, export::status)
            .says(about::export_status())
            .delete("/fhir/$export/{id}", Right::Export, export::delete)
            .says(about::export_delete())
            .get("/fhir/$export/{id}/{name}", Right::Export, export::file)
            .says(about::export_file())
            .get("/fhir/Subscription/{id}/$status", Right::Exchange, subscribe::status)
            .says(about::subscription_status())
            .get("/fhir/Subscription/{id}/$events", Right::Exchange, subscribe::events)
            .says(about::subscription_events())
            .post("/fhir", Right::Upload, serve::bundle)
            .says(about::bundle())
            .get("/fhir/{kind}", Right::Exchange, serve::search)
            .says(about::search())
            .post("/fhir/{kind}/_search", Right::Exchange, serve::search_by_form)
            .says(about::search_by_form())
            .post("/fhir/{kind}", Right::Upload, serve::create)
            .says(about::create())
            .put("/fhir/{kind}", Right::Upload, serve::update_named)
            .says(about::update_named())
            .get("/fhir/{kind}/{id}", Right::Exchange, serve::read)
            .says(about::read())
            .put("/fhir/{kind}/{id}", Right::Upload, serve::update)
            .says(about::update())
            .get("/fhir/{kind}/{id}/_history", Right::Exchange, serve::history)
            .says(about::history())
            .get("/fhir/{kind}/{id}/_history/{version}", Right::Exchange, serve::version)
            .says(about::version())
    })
}

/// Whether somebody may do this with this kind: a token by its scopes, staff by what they are.
fn may(pass: &Pass, verb: Verb, kind: Kind) -> Result<(), Refusal> {
    use crate::access::Way;
    let actor = pass.actor();
    let may = match &actor.way {
        Way::Token(_, scopes) => {
            let mut systems = scopes.iter().copied().filter_map(Scope::system);
            systems.any(|scope| scope.lets(verb, kind))
        }
        Way::Session(_) if kind == Kind::AuditEvent => actor.may(Right::Audit).is_some(),
        Way::Session(_) => matches!(verb, Verb::Read | Verb::Search),
    };
    let what = || {
        format!("this is not allowed with {kind}: a token needs system/{kind}.{}", verb.letter())
    };
    if may { Ok(()) } else { Err(Refusal::forbidden(what())) }
}

/// Whether somebody may send this.
fn may_send(pass: &Pass, kind: Kind, way: &Way) -> Result<(), Refusal> {
    match way {
        Way::Create(_) => may(pass, Verb::Create, kind),
        Way::Update(_) => may(pass, Verb::Update, kind),
        Way::UpdateNamed(_) => may(pass, Verb::Update, kind).and(may(pass, Verb::Create, kind)),
    }
}
