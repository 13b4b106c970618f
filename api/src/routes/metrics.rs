//! `GET /metrics`: how the server itself is doing, for Prometheus.

use std::fmt::{Display, Write};

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ingest::journey::Tracer;
use ingest::telemetry::{BOUNDS_US, Figures, Queued, Spreading};

use super::ops::resident_bytes;
use crate::server::Shared;

/// Without the lines that only the care store could tell while it doesn't answer: whoever watches must
/// see that the server lives.
pub(super) async fn get(State(shared): State<Shared>) -> Response {
    let mut page = Page::default();
    let figures = shared.pipeline.telemetry().figures();
    of_pipeline(&mut page, &shared, &figures);
    page.spread("ingest_journal_committed_seconds", "Time for a durable commit.", &figures.commits);
    let help = "Time from a commit's first message to the board.";
    page.spread("ingest_commit_shown_seconds", help, &figures.shown);
    of_queues(&mut page, &shared);
    of_disk(&mut page, &shared);
    of_canary(&mut page, &shared);
    of_traces(&mut page, &shared);
    let is_told = of_care(&mut page, &shared).await.is_some();
    page.gauge("care_answers", "1 while the care store answers.", u8::from(is_told));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], page.0).into_response()
}

#[rustfmt::skip]
fn of_pipeline(page: &mut Page, shared: &Shared, figures: &Figures) {
    let (pipeline, telemetry) = (&shared.pipeline, shared.pipeline.telemetry());
    let behind = |offset: u64| figures.durable_offset.saturating_sub(offset);
    let (known, online) = (telemetry.gateways().len(), telemetry.online());
    let online = online.values().filter(|is_online| **is_online).count();
    page.gauge("ingest_unscored_oldest_seconds", "Age of the oldest durable entry that is not decided on.", figures.oldest_unscored.as_secs_f64());
    page.counter("ingest_messages_received_total", "Messages that came in, since the start.", figures.messages);
    page.counter("ingest_readings_admitted_total", "Readings admitted.", figures.admitted);
    page.counter("ingest_readings_repeated_total", "Readings that were there already.", figures.repeated);
    page.gauge("ingest_broker_connected", "1 while the broker is connected.", u8::from(figures.broker_connected));
    page.counter("engine_readings_scored_total", "Readings scored.", figures.scored);
    page.counter("journal_entries_appended_total", "Durable journal entries.", figures.durable_offset);
    page.gauge("journal_disk_bytes", "Size of the journal on disk.", pipeline.journal().bytes_on_disk());
    page.counter("journal_entries_pruned_total", "Of those, the ones that were removed because they were old.", pipeline.journal().first());
    page.gauge("journal_pruning_works", "1 unless old entries could not be removed when it was tried last.", u8::from(figures.pruning_failure.is_none()));
    page.gauge("engine_entries_behind", "Journal entries that are not decided on.", behind(figures.scored_offset));
    page.gauge("care_entries_behind", "Journal entries that the care store lacks.", behind(figures.care_offset));
    page.gauge("store_entries_behind", "Journal entries that the readings store lacks.", behind(pipeline.readings().cursor()));
    page.counter("store_values_stored_total", "Values in the readings store.", pipeline.readings().rows());
    page.gauge("store_answers", "1 unless the readings store takes no rows.", u8::from(figures.readings_failure.is_none()));
    page.gauge("ingest_gateways_registered", "Gateways that may send.", known);
    page.gauge("ingest_gateways_online", "Gateways that last said that they are online.", online);
    let (devices, gateways) = telemetry.clocks_off();
    page.gauge("ingest_device_clocks_off", "Monitors whose clock was more than two minutes off when they were last heard.", devices.len());
    page.gauge("ingest_gateway_clocks_off", "Gateways whose clock is more than two minutes off.", gateways.len());
    page.gauge("process_resident_memory_bytes", "Resident memory.", resident_bytes().unwrap_or(0));
}

/// Nothing before the first look; how long it lasts only once that is known, and while the data grow.
fn of_disk(page: &mut Page, shared: &Shared) {
    let Some(disk) = shared.disk.figures() else { return };
    page.gauge(
        "disk_used_ratio",
        "Share of the data's disk that is used.",
        disk.used_percent / 100.0,
    );
    page.gauge("disk_free_bytes", "What is free on it.", disk.free_bytes);
    page.gauge("disk_data_bytes", "What journal, stores and documents take.", disk.data_bytes);
    if let Some(days) = disk.full_in_days {
        page.gauge("disk_full_days", "Days until it is full, at the rate of the last day.", days);
    }
}

/// Every bounded queue: how full, how much it takes, and how often it had no room.
fn of_queues(page: &mut Page, shared: &Shared) {
    let telemetry = shared.pipeline.telemetry();
    let queues = telemetry.queues();
    page.by_queue("ingest_queue_depth", "gauge", "What waits in a queue.", &queues, |queue| {
        queue.depth
    });
    let help = "What a queue takes.";
    page.by_queue("ingest_queue_limit", "gauge", help, &queues, |queue| queue.limit as u64);
    let help = "How often a queue had no room and its source waited, since the start.";
    page.by_queue("ingest_queue_full_total", "counter", help, &queues, |queue| queue.full);
    let help = "Ledgers that the way to the broker had no room for, since the start.";
    page.counter("ingest_ledgers_dropped_total", help, telemetry.ledgers_dropped());
}

/// Nothing where there is no synthetic patient, and until its first reading was tried.
fn of_canary(page: &mut Page, shared: &Shared) {
    let Some(standing) = shared.canary.standing() else { return };
    let help =
        "1 while a synthetic patient's alert comes within 5 s; 0: alerts can't be relied on.";
    page.gauge("canary_works", help, u8::from(standing.ok));
    let help = "Readings of synthetic patients that were sent, since the start.";
    page.counter("canary_readings_sent_total", help, standing.tried);
    let help = "Of those, the ones whose alert did not come in time.";
    page.counter("canary_readings_failed_total", help, standing.failed);
    let names = ["canary_alert_shown", "canary_alert_shown_p50", "canary_alert_shown_p99"];
    let helps = [
        "Time from the last one's measurement to its alert.",
        "Half of the last day's were faster.",
        "Ninety-nine of a hundred were.",
    ];
    for ((name, help), seconds) in names.iter().zip(helps).zip(standing.seconds()) {
        if let Some(seconds) = seconds {
            page.gauge(&format!("{name}_seconds"), help, seconds);
        }
    }
}

fn of_traces(page: &mut Page, shared: &Shared) {
    let Some(figures) = &shared.traces else { return };
    let no_room = shared.pipeline.telemetry().tracer().map_or(0, Tracer::dropped);
    let help = "Messages' traces that the collector has taken.";
    page.counter("telemetry_traces_sent_total", help, figures.sent());
    let help = "Messages' traces that it has not taken, or that there was no room for.";
    page.counter("telemetry_traces_dropped_total", help, figures.refused() + no_room);
}

/// None if the care store doesn't answer.
#[rustfmt::skip]
async fn of_care(page: &mut Page, shared: &Shared) -> Option<()> {
    let care = shared.pipeline.care();
    let quarantined = care.quarantine_by_reason().await.ok()?;
    let unclaimed = care.unclaimed_waiting().await.ok()?;
    let channels = shared.outbox.read(care).await.ok()?;
    let waiting: u64 = quarantined.iter().map(|(_, count)| count).sum();
    let settled = care.settled_count().await.ok()?;
    page.counter("ingest_readings_quarantined_total", "Readings and messages kept apart.", waiting + settled);
    page.counter("ingest_readings_replayed_total", "Of those, the ones that were taken again.", settled);
    page.gauge("ingest_readings_unclaimed", "Readings that are nobody's yet.", unclaimed.count);
    page.gauge("notify_notices_waiting", "Notices that a channel has not taken yet.", channels.iter().map(|channel| channel.waiting).sum::<u64>());
    page.gauge("notify_notices_failing", "Of those, the ones that were tried in vain.", channels.iter().map(|channel| channel.failing).sum::<u64>());
    page.gauge("notify_oldest_waiting_seconds", "Age of the oldest notice that waits.", channels.iter().map(|channel| channel.oldest.as_secs_f64()).fold(0.0, f64::max));
    page.counter("notify_notices_sent_total", "Notices that a channel has taken, since the start.", channels.iter().map(|channel| channel.sent).sum::<u64>());
    Some(())
}

/// What is written of it so far. Writing to a text can't fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.head(name, "gauge", help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "counter", help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn by_queue(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        queues: &[Queued],
        value: impl Fn(&Queued) -> u64,
    ) {
        self.head(name, kind, help);
        for queue in queues {
            let _ = writeln!(self.0, "{name}{{queue=\"{}\"}} {}", queue.name, value(queue));
        }
    }

    fn spread(&mut self, name: &str, help: &str, spread: &Spreading) {
        self.head(name, "histogram", help);
        for (bound, within) in BOUNDS_US.iter().zip(spread.within) {
            let bound = *bound as f64 / 1e6;
            let _ = writeln!(self.0, "{name}_bucket{{le=\"{bound}\"}} {within}");
        }
        let _ = writeln!(self.0, "{name}_bucket{{le=\"+Inf\"}} {}", spread.count);
        let _ = writeln!(self.0, "{name}_sum {}", spread.sum.as_secs_f64());
        let _ = writeln!(self.0, "{name}_count {}", spread.count);
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_queue_has_a_line_of_its_own() {
        let mut page = Page::default();
        let queue = |name, depth| Queued { name, depth, limit: 9, full: 0 };
        let queues = [queue("work", 3), queue("commits", 4)];
        page.by_queue("a_depth", "gauge", "What waits.", &queues, |queue| queue.depth);
        let lines: Vec<&str> = page.0.lines().skip(2).collect();
        assert_eq!(lines, ["a_depth{queue=\"work\"} 3", "a_depth{queue=\"commits\"} 4"]);
    }

    #[test]
    fn a_histogram_ends_with_everything() {
        let mut page = Page::default();
        let mut within = [4; BOUNDS_US.len()];
        within[0] = 1;
        let sum = std::time::Duration::from_millis(1500);
        page.spread("a_seconds", "What a is.", &Spreading { within, count: 5, sum });
        let lines: Vec<&str> = page.0.lines().collect();
        assert_eq!(lines[..2], ["# HELP a_seconds What a is.", "# TYPE a_seconds histogram"]);
        assert_eq!(lines[2], "a_seconds_bucket{le=\"0.0001\"} 1");
        let end = ["a_seconds_bucket{le=\"+Inf\"} 5", "a_seconds_sum 1.5", "a_seconds_count 5"];
        assert_eq!(lines[lines.len() - 3..], end);
    }
}
