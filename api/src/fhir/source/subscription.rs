//! Subscriptions of other systems: as they were sent, with how they stand.

use super::super::kind::Kind;
use super::super::resource::Resource;
use super::super::subscribe::{SUBSCRIPTIONS_MAX, shown};
use super::{Found, Source};
use crate::access::policy;

impl Source<'_> {
    /// All versions of one, newest first; or all of them as they are now.
    pub(super) async fn subscriptions(&self, id: Option<&str>) -> Found<Vec<Resource>> {
        if !policy::sees_all(self.pass) {
            return Ok(Vec::new());
        }
        let (care, kind) = (self.shared.pipeline.care(), Kind::Subscription);
        let sent = match id {
            Some(id) => care.document(kind.name(), id).await?,
            None => care.documents(kind.name(), "", SUBSCRIPTIONS_MAX).await?,
        };
        let rows = care.subscriptions().await?;
        let one = |document: &store::care::DocumentRow| {
            let row =
                rows.iter().find(|row| row.id == document.id && row.version == document.version);
            let one = Resource::sent(kind, document)?;
            let own = one.value["status"].as_str().unwrap_or_default().to_owned();
            let (status, failure) = match row {
                Some(row) => (row.status.clone(), row.failure.as_deref()),
                None => (own, None),
            };
            Some(shown(one, &status, failure))
        };
        Ok(sent.iter().filter_map(one).collect())
    }
}
