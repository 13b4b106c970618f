//! What the benchmarks share: made-up homes, a gateway's MQTT side, the floor, and measuring.

pub mod couples;
pub mod cpu;
pub mod enlist;
pub mod floor;
pub mod household;
pub mod page;
pub mod priority;
pub mod programme;
pub mod runs;
pub mod sender;
pub mod served;
pub mod workload;

/// The product's own, so that figures are the product's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
