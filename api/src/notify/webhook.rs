//! A webhook: one signed POST.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::Uri;
use tokio_rustls::rustls::ClientConfig;

use super::failure::Failure;
use super::post::Post;
use super::sign::{SigningKey, signatures};

/// Where to post, and how.
#[derive(Clone)]
pub struct Webhook {
    url: Uri,
    keys: Vec<SigningKey>,
    timeout: Duration,
    tls: Arc<ClientConfig>,
}

impl Webhook {
    /// A webhook. The address was looked at by [`address`].
    pub fn new(url: Uri, keys: Vec<SigningKey>, timeout: Duration, tls: Arc<ClientConfig>) -> Self {
        Self { url, keys, timeout, tls }
    }

    /// Posts an event. Whoever answers with 2xx has taken it.
    pub(super) async fn send(&self, id: &str, now_s: i64, body: Vec<u8>) -> Result<(), Failure> {
        let signature = signatures(&self.keys, id, now_s, &body);
        let headers = vec![
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", now_s.to_string()),
            ("webhook-signature", signature),
        ];
        let post = Post {
            url: &self.url,
            timeout: self.timeout,
            tls: &self.tls,
            headers,
            media: "application/cloudevents+json; charset=utf-8",
            // The operator wrote this very address.
            may_lead_to: &|_| true,
        };
        post.send(body).await
    }
}

/// An address that something may be posted to, or what is wrong with it.
pub(crate) fn address(text: &str) -> Result<Uri, &'static str> {
    let url: Uri =
        text.parse().map_err(|_| "is not an address such as https://pager.example/in")?;
    let authority = url.authority().ok_or("has no host: write https://pager.example/in")?;
    if authority.as_str().contains('@') {
        return Err("has a name or password in it: the signature says who we are");
    }
    match url.scheme_str() {
        Some("https") => Ok(url),
        Some("http") if is_this_machine(host(&url)) => Ok(url),
        Some("http") => Err("is not encrypted: write https, http only for this machine"),
        _ => Err("must begin with https://"),
    }
}

/// The host of an address, an IPv6 one without its brackets.
pub(super) fn host(url: &Uri) -> &str {
    url.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
}

pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encrypted_or_on_this_machine() {
        for (text, right) in [
            ("https://pager.example/in?x=1", true),
            ("https://pager.example:8443", true),
            ("http://127.0.0.1:9000/in", true),
            ("http://[::1]:9000/in", true),
            ("http://localhost/in", true),
            ("http://pager.example/in", false),
            ("https://user:secret@pager.example/in", false),
            ("ftp://pager.example/in", false),
            ("pager.example", false),
            ("/in", false),
            ("https://", false),
        ] {
            assert_eq!(address(text).is_ok(), right, "{text}");
        }
    }
}
