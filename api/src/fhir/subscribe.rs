//! Topic subscriptions (R4 backport): other systems are told of alerts and vital signs as they happen.
//!
//! What there is to tell is numbered out of the journal, entry by entry, and kept; what was numbered is sent
//! until it is taken. So a server that is killed numbers nothing twice and leaves nothing out.

mod endpoint;
mod notification;
mod number;
mod send;
mod serve;
mod wanted;

pub(crate) use self::endpoint::Endpoint;
pub(crate) use self::send::run;
pub(super) use self::serve::{events, status};
use self::wanted::Wanted;
use super::kind::Kind;
use super::may;
use super::outcome::Refusal;
use super::resource::Resource;
use super::scope::Verb;
use crate::access::Pass;
use crate::server::Shared;

/// What others can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Each change of an alert, as a Task.
    Alerts,
    /// Each vital sign, as an Observation.
    VitalSigns,
}

impl Topic {
    pub(super) const ALL: [Self; 2] = [Self::Alerts, Self::VitalSigns];

    /// Its canonical address.
    pub(super) fn canonical(self) -> &'static str {
        match self {
            Self::Alerts => "urn:hearthwatch:topic:alerts",
            Self::VitalSigns => "urn:hearthwatch:topic:vital-signs",
        }
    }

    /// What its events are about.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Alerts => Kind::Task,
            Self::VitalSigns => Kind::Observation,
        }
    }
}

/// A subscription's statuses.
const REQUESTED: &str = "requested";
const ACTIVE: &str = "active";
const ERROR: &str = "error";
const OFF: &str = "off";

/// There are no more of them.
pub(super) const SUBSCRIPTIONS_MAX: u32 = 200;

/// Whether this subscription may be kept: its endpoint is one that the configuration lists, and whoever sends it
/// may read what it is about.
pub(super) async fn check(
    shared: &Shared,
    pass: &Pass,
    sent: &serde_json::Value,
    id: Option<&str>,
) -> Result<(), Refusal> {
    let wanted = Wanted::read(sent, &shared.exchange)?;
    may(pass, Verb::Read, wanted.topic.kind())?;
    may(pass, Verb::Search, wanted.topic.kind())?;
    let care = shared.pipeline.care();
    let there = care.documents(Kind::Subscription.name(), "", SUBSCRIPTIONS_MAX).await?;
    let is_new = !there.iter().any(|row| Some(row.id.as_str()) == id);
    if is_new && there.len() >= SUBSCRIPTIONS_MAX as usize {
        let what = format!("there are {SUBSCRIPTIONS_MAX} subscriptions: send one of them anew");
        return Err(Refusal::wrong(what));
    }
    Ok(())
}

/// A subscription as others see it: with how it stands, and without what its endpoint knows us by.
pub(super) fn shown(mut one: Resource, status: &str, failure: Option<&str>) -> Resource {
    one.value["status"] = status.into();
    if let Some(channel) = one.value["channel"].as_object_mut() {
        channel.remove("header");
    }
    if let Some(failure) = failure {
        one.value["error"] = failure.into();
    }
    one.text = one.value.to_string();
    one
}
