//! Keeps the certificate fresh: a new one after two thirds of its life, or when somebody asks.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio::time::sleep;
use tracing::{info, warn};

use super::{EnrolError, renew};
use crate::clock::Clock;
use crate::error::chain;
use crate::identity::{Folder, Identity, Life};
use crate::uplink::jittered;

/// What renewals need.
#[derive(Debug, Clone)]
pub struct Renewals {
    /// Whom to ask: the server's enrolment port.
    pub server: (String, u16),
    /// The site's authority, in PEM.
    pub authority: Vec<u8>,
    /// The gateway's certificate and key.
    pub identity: Identity,
    /// Where they are kept.
    pub folder: Folder,
}

/// Somebody who wants a new certificate now, and to know what came of it.
pub type Wish = oneshot::Sender<Result<(), EnrolError>>;

/// Renews whenever it is due or wished for, until nobody can wish any more.
pub async fn keep(renewals: Renewals, clock: Clock, mut wishes: mpsc::Receiver<Wish>) {
    let mut delay = RETRY_DELAY_MIN;
    loop {
        let life = renewals.identity.certificate().map(|own| own.life(clock.now().unix_ms()));
        // One whose life is over is refused by the server: only a new code helps, which doctor says.
        let due = life == Some(Life::Due);
        let pause = if due { delay } else { LOOK_EVERY };
        let wish = tokio::select! {
            wish = wishes.recv() => match wish {
                Some(wish) => Some(wish),
                None => return,
            },
            () = sleep(jittered(pause)) => None,
        };
        if wish.is_none() && !due {
            continue;
        }
        let Renewals { server, authority, identity, folder } = &renewals;
        let renewed = renew(server, authority, identity, folder).await;
        match &renewed {
            Ok(()) => {
                delay = RETRY_DELAY_MIN;
                info!("this gateway has a new certificate");
            }
            Err(error) => {
                delay = (delay * 2).min(RETRY_DELAY_MAX);
                warn!(error = %chain(error), "no new certificate yet");
            }
        }
        if let Some(wish) = wish {
            // Whoever asked may be gone.
            let _ = wish.send(renewed);
        }
    }
}

/// The last third of 90 days is a month: an hour is nothing.
const LOOK_EVERY: Duration = Duration::from_secs(3600);
const RETRY_DELAY_MIN: Duration = Duration::from_secs(2);
const RETRY_DELAY_MAX: Duration = Duration::from_secs(3600);
