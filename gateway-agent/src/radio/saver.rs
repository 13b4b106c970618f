//! Takes what a monitor sent to the spool, in order, and doesn't give up while the disk is full.
//!
//! BlueZ has told the monitor already that it arrived, so what waits here exists nowhere else. It
//! outlives the link, and bluetoothd.

use std::sync::Arc;
use std::time::Duration;

use gatt::Characteristic;
use tokio::sync::mpsc;
use tracing::{error, trace, warn};
use vitals::DeviceId;

use crate::error::chain;
use crate::gateway::{Gateway, NotSaved};
use crate::hear::{MonitorClock, NotHeard};

/// One value to save.
pub(super) struct Job {
    pub(super) key: u32,
    pub(super) characteristic: Characteristic,
    pub(super) bytes: Vec<u8>,
    pub(super) clock: MonitorClock,
}

/// Saves what comes until nothing more can come; gives back the key of each when it is done with.
pub(super) async fn run(
    gateway: Arc<Gateway>,
    device: DeviceId,
    mut jobs: mpsc::Receiver<Job>,
    saved: mpsc::UnboundedSender<u32>,
) {
    while let Some(job) = jobs.recv().await {
        if save(&gateway, &device, &job).await.is_err() {
            return;
        }
        // Nobody listens any more when the link is gone.
        let _ = saved.send(job.key);
    }
}

/// Saves one value, however long it takes. An error means that the gateway has stopped.
async fn save(gateway: &Gateway, device: &DeviceId, job: &Job) -> Result<(), ()> {
    let mut pause = PAUSE_MIN;
    loop {
        match gateway.heard(device, job.characteristic, &job.bytes, job.clock, false).await {
            Ok(saved) => {
                trace!(%device, first_seq = saved.first_seq, "reading saved");
                return Ok(());
            }
            Err(NotSaved::NotHeard(NotHeard::NotAReading(reason))) => {
                trace!(%device, reason, "no reading");
                return Ok(());
            }
            Err(NotSaved::NotHeard(reason)) => {
                let uuid = format_args!("{:04x}", job.characteristic.uuid16()).to_string();
                warn!(%device, characteristic = uuid, %reason, "value refused");
                return Ok(());
            }
            Err(NotSaved::Stopped) => return Err(()),
            Err(error @ NotSaved::Spool(_)) => {
                error!(%device, reason = chain(&error), "a reading waits for the disk");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

/// Values that may wait for the disk.
pub(super) const QUEUE: usize = 1024;
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(30);
