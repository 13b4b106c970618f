//! The workload through a broker: a message is acknowledged once it is durable.

use anyhow::Result;

/// Not there yet.
pub fn unavailable() -> Result<()> {
    anyhow::bail!("the broker's mode is not there yet")
}
