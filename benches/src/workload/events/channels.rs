//! Handing an event that is shared already to bounded subscriptions: with room, or full.
//!
//! An emit has a cost of its own beside that of its queues, so the claims are about eight
//! subscriptions; the figures of a single one stand beside them.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;

use monitor_events::{ChannelOptions, Emitter, EventReceiver, OverflowPolicy};
use tokio::sync::broadcast;

use super::tick::{TICK, Tick, emitter};
use crate::claim::{Claim, Contender};

const CAPACITY: usize = 1024;
const MANY: usize = 8;

/// Eight subscriptions with room, each of which takes the event at once.
///
/// # Errors
/// Never.
pub fn room() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("8 subscriptions, room, send + receive", ours_with_room(MANY))
        .against(1.15, crossbeam_with_room(MANY))
        .beside(flume_with_room(MANY)))
}

/// Eight full subscriptions that give up the new event.
///
/// # Errors
/// Never.
pub fn drop_newest() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new(
        "8 subscriptions, full, drop newest",
        ours_full(MANY, OverflowPolicy::DropNewest),
    )
    .against(1.15, crossbeam_drop_newest(MANY))
    .beside(flume_drop_newest(MANY)))
}

/// Eight full subscriptions that give up the oldest event.
///
/// # Errors
/// Never.
pub fn drop_oldest() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new(
        "8 subscriptions, full, drop oldest",
        ours_full(MANY, OverflowPolicy::DropOldest),
    )
    .against(1.15, crossbeam_drop_oldest(MANY))
    .against(1.5, broadcast_each(MANY))
    .beside(broadcast_shared(MANY))
    .beside(flume_drop_oldest(MANY)))
}

/// One subscription with room, which takes the event at once.
///
/// # Errors
/// Never.
pub fn single_room() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("1 subscription, room, send + receive", ours_with_room(1))
        .beside(crossbeam_with_room(1)))
}

/// One full subscription that gives up the new event.
///
/// # Errors
/// Never.
pub fn single_drop_newest() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("1 subscription, full, drop newest", ours_full(1, OverflowPolicy::DropNewest))
        .beside(crossbeam_drop_newest(1)))
}

/// One full subscription that gives up the oldest event.
///
/// # Errors
/// Never.
pub fn single_drop_oldest() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("1 subscription, full, drop oldest", ours_full(1, OverflowPolicy::DropOldest))
        .beside(crossbeam_drop_oldest(1))
        .beside(broadcast_each(1)))
}

fn subscribed(count: usize, overflow: OverflowPolicy) -> (Emitter<Tick>, Vec<EventReceiver<Tick>>) {
    let emitter = emitter();
    let bounded = || ChannelOptions::new(CAPACITY).overflow(overflow);
    let receivers = (0..count).map(|_| emitter.subscribe(bounded())).collect();
    (emitter, receivers)
}

fn ours_with_room(count: usize) -> Contender {
    let (emitter, receivers) = subscribed(count, OverflowPolicy::DropNewest);
    let event = Arc::new(TICK);
    Contender::new("emit_shared", move || {
        emitter.emit_shared(black_box(&event));
        for receiver in &receivers {
            drop(black_box(receiver.try_recv()));
        }
    })
}

fn ours_full(count: usize, overflow: OverflowPolicy) -> Contender {
    let (emitter, receivers) = subscribed(count, overflow);
    let event = Arc::new(TICK);
    for _ in 0..CAPACITY {
        emitter.emit_shared(&event);
    }
    Contender::new("emit_shared", move || {
        emitter.emit_shared(black_box(&event));
        black_box(&receivers);
    })
}

type Crossbeam = (crossbeam_channel::Sender<Arc<Tick>>, crossbeam_channel::Receiver<Arc<Tick>>);

fn crossbeam(count: usize) -> Vec<Crossbeam> {
    (0..count).map(|_| crossbeam_channel::bounded(CAPACITY)).collect()
}

fn crossbeam_with_room(count: usize) -> Contender {
    let channels = crossbeam(count);
    let event = Arc::new(TICK);
    Contender::new("raw crossbeam", move || {
        for (sender, _) in &channels {
            drop(black_box(sender.try_send(Arc::clone(black_box(&event)))));
        }
        for (_, receiver) in &channels {
            drop(black_box(receiver.try_recv()));
        }
    })
}

fn crossbeam_full(count: usize) -> (Vec<Crossbeam>, Arc<Tick>) {
    let (channels, event) = (crossbeam(count), Arc::new(TICK));
    for (sender, _) in &channels {
        while sender.try_send(Arc::clone(&event)).is_ok() {}
    }
    (channels, event)
}

fn crossbeam_drop_newest(count: usize) -> Contender {
    let (channels, event) = crossbeam_full(count);
    Contender::new("raw crossbeam", move || {
        for (sender, _) in &channels {
            drop(black_box(sender.try_send(Arc::clone(black_box(&event)))));
        }
    })
}

fn crossbeam_drop_oldest(count: usize) -> Contender {
    let (channels, event) = crossbeam_full(count);
    Contender::new("raw crossbeam", move || {
        for (sender, receiver) in &channels {
            if let Err(full) = sender.try_send(Arc::clone(black_box(&event))) {
                drop(black_box(receiver.try_recv()));
                drop(black_box(sender.try_send(full.into_inner())));
            }
        }
    })
}

type Flume = (flume::Sender<Arc<Tick>>, flume::Receiver<Arc<Tick>>);

fn flume(count: usize) -> Vec<Flume> {
    (0..count).map(|_| flume::bounded(CAPACITY)).collect()
}

fn flume_with_room(count: usize) -> Contender {
    let channels = flume(count);
    let event = Arc::new(TICK);
    Contender::new("flume", move || {
        for (sender, _) in &channels {
            drop(black_box(sender.try_send(Arc::clone(black_box(&event)))));
        }
        for (_, receiver) in &channels {
            drop(black_box(receiver.try_recv()));
        }
    })
}

fn flume_full(count: usize) -> (Vec<Flume>, Arc<Tick>) {
    let (channels, event) = (flume(count), Arc::new(TICK));
    for (sender, _) in &channels {
        while sender.try_send(Arc::clone(&event)).is_ok() {}
    }
    (channels, event)
}

fn flume_drop_newest(count: usize) -> Contender {
    let (channels, event) = flume_full(count);
    Contender::new("flume", move || {
        for (sender, _) in &channels {
            drop(black_box(sender.try_send(Arc::clone(black_box(&event)))));
        }
    })
}

fn flume_drop_oldest(count: usize) -> Contender {
    let (channels, event) = flume_full(count);
    Contender::new("flume", move || {
        for (sender, receiver) in &channels {
            if let Err(full) = sender.try_send(Arc::clone(black_box(&event))) {
                drop(black_box(receiver.try_recv()));
                drop(black_box(sender.try_send(full.into_inner())));
            }
        }
    })
}

/// A ring for each of the receivers, none of which ever receives.
fn broadcast_each(count: usize) -> Contender {
    let rings: Vec<_> = (0..count).map(|_| broadcast::channel(CAPACITY)).collect();
    let event = Arc::new(TICK);
    Contender::new("tokio broadcast, a ring each", move || {
        for (sender, _) in &rings {
            drop(black_box(sender.send(Arc::clone(black_box(&event)))));
        }
    })
}

/// One ring for all receivers, which then cannot differ in what they want.
fn broadcast_shared(count: usize) -> Contender {
    let (sender, _) = broadcast::channel(CAPACITY);
    let receivers: Vec<_> = (0..count).map(|_| sender.subscribe()).collect();
    let event = Arc::new(TICK);
    Contender::new("tokio broadcast, one ring for all", move || {
        drop(black_box(sender.send(Arc::clone(black_box(&event)))));
        black_box(&receivers);
    })
}
