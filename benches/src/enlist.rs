//! Puts a large roster into a pipeline, many entries to a commit.

use std::sync::Arc;

use anyhow::{Context, Result};
use ingest::entry::Entry;
use ingest::pipeline::Pipeline;
use tokio::task::JoinSet;

/// So many entries wait for their commit together.
const TOGETHER: usize = 64;

/// Enlists, in no certain order: nothing in a roster needs what comes before it.
pub async fn enlist(pipeline: &Arc<Pipeline>, roster: Vec<Entry>) -> Result<()> {
    let mut waiting = JoinSet::new();
    for entry in roster {
        if waiting.len() == TOGETHER {
            finish_one(&mut waiting).await?;
        }
        let pipeline = pipeline.clone();
        waiting.spawn(async move { pipeline.command(entry).await.map(drop) });
    }
    while !waiting.is_empty() {
        finish_one(&mut waiting).await?;
    }
    Ok(())
}

async fn finish_one(waiting: &mut JoinSet<Option<()>>) -> Result<()> {
    let done = waiting.join_next().await.context("somebody waits")?;
    done?.context("the pipeline stopped before its roster was in")
}
