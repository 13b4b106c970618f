//! Reads no faster than allowed: whoever sends more waits, and nothing is lost.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A reader with a bucket of bytes that fills as time goes by.
pub(super) struct Paced<R> {
    reader: R,
    bytes_per_s: u32,
    bytes_at_once: u32,
    /// When the bucket would be full if nothing was read any more.
    full_at: Instant,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<R> Paced<R> {
    pub(super) fn new(reader: R, bytes_per_s: u32, bytes_at_once: u32) -> Self {
        Self { reader, bytes_per_s, bytes_at_once, full_at: Instant::now(), pause: None }
    }

    fn time_for(&self, bytes: u64) -> Duration {
        Duration::from_micros(bytes * 1_000_000 / u64::from(self.bytes_per_s))
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Paced<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        if let Some(pause) = &mut this.pause {
            ready!(pause.as_mut().poll(context));
            this.pause = None;
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.reader).poll_read(context, buffer))?;
        let read = (buffer.filled().len() - before) as u64;
        let now = Instant::now();
        this.full_at = this.full_at.max(now) + this.time_for(read);
        let empty_at = now + this.time_for(u64::from(this.bytes_at_once));
        if this.full_at > empty_at {
            this.pause = Some(Box::pin(sleep_until(now + (this.full_at - empty_at))));
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn what_comes_too_fast_waits_and_all_of_it_arrives() {
        let (mut sender, receiver) = duplex(64 * 1024);
        tokio::spawn(async move {
            sender.write_all(&[7; 50_000]).await.unwrap();
        });
        let started = Instant::now();
        let mut all = Vec::new();
        // 10 kB at once, then 100 kB a second: 40 kB take 0.4 s, the last read not waited for.
        Paced::new(receiver, 100_000, 10_000).read_to_end(&mut all).await.unwrap();
        assert_eq!(all, [7; 50_000]);
        let took = started.elapsed();
        assert!(took >= Duration::from_millis(300), "{took:?}");
    }
}
