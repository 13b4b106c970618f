//! `[[notify.webhook]]` as it may be written.

use std::sync::Arc;

use serde::Deserialize;
use tokio_rustls::rustls::ClientConfig;
use vitals::Private;

use super::super::channel::EVENTS;
use super::super::webhook::address;
use super::super::{Channel, SigningKey, Way, Webhook};
use super::Part;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    url: String,
    keys: Vec<String>,
}

const KEYS: [&str; 2] = ["url", "keys"];

/// A channel, unless something is wrong with it, which was told then.
pub(super) fn read(part: &mut Part<'_>, tls: Option<&Arc<ClientConfig>>) -> Option<Channel> {
    let told = part.mistakes.len();
    part.only_keys(&KEYS);
    // Whoever mirrors alerts wants to know all of their lives; that nothing is new would be noise.
    let is_news = |event: &&str| !["joined", "put_off", "reminder"].contains(event);
    let usual: Vec<&str> = EVENTS.into_iter().filter(is_news).collect();
    let (name, filter, include_reason, timeout) = part.channel(&usual);
    let written: Written = part.read(&KEYS);
    let url = address(&written.url).map_err(|what| part.wrong("url", what)).ok();
    let keys = keys(part, written.keys.into_iter().map(Private::hide));
    if part.mistakes.len() > told {
        return None;
    }
    let webhook = Webhook::new(url?, keys, timeout, tls?.clone());
    Some(Channel { name, filter, include_reason, way: Way::Webhook(webhook) })
}

fn keys(part: &mut Part<'_>, written: impl Iterator<Item = Private<String>>) -> Vec<SigningKey> {
    let mut keys = Vec::new();
    let mut given = 0;
    for (text, number) in written.zip(1..) {
        given = number;
        match SigningKey::parse(text.reveal()) {
            Some(key) => keys.push(key),
            None => {
                let what = "is not whsec_ and the base64 of 24 to 64 bytes: \
                            echo whsec_$(head -c 32 /dev/urandom | base64)";
                part.wrong("keys", format!("number {number} {what}"));
            }
        }
    }
    if given == 0 {
        part.wrong("keys", "names none: whoever receives could not know that it is ours");
    }
    keys
}
