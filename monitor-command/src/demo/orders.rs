//! The flow `orders` of the demonstration: orders are received, priced, checked and shipped.

use monitor_debug::Debugger;
use serde_json::{Map, Value, json};

use super::flows::{DemoFlow, HandlerError, RoutineActivation, RoutineClass};

const RECEIVE: RoutineClass = RoutineClass::new("Receive", "trigger", &["order"], receive_order);
const PRICE: RoutineClass = RoutineClass::new("Price", "order", &["priced"], price_order);
const CHECK: RoutineClass = RoutineClass::new("Check", "priced", &["small", "large"], check_order);
const REVIEW: RoutineClass = RoutineClass::new("Review", "large", &["approved"], review_order);
const SHIP: RoutineClass = RoutineClass::new("Ship", "approved", &[], ship_order);

/// The flow. A job of it has as many orders as its parameter `orders` says, 150 without it.
pub(super) fn orders_flow(debugger: &Debugger) -> DemoFlow {
    DemoFlow::new("orders")
        .max_workers(1)
        .routine(debugger, "receive", &RECEIVE, Map::new())
        .routine(debugger, "price", &PRICE, Map::new())
        .routine(debugger, "check", &CHECK, Map::new())
        .routine(debugger, "review", &REVIEW, Map::new())
        .routine(debugger, "ship", &SHIP, Map::new())
        .connect(("receive", "order"), ("price", "order"))
        .connect(("price", "priced"), ("check", "priced"))
        .connect(("check", "large"), ("review", "large"))
        .connect(("check", "small"), ("ship", "approved"))
        .connect(("review", "approved"), ("ship", "approved"))
        .feed("receive", next_order)
}

/// What is ordered, and its price.
const ITEMS: [(&str, i64); 5] =
    [("lamp", 35), ("chair", 80), ("desk", 240), ("shelf", 60), ("sofa", 520)];

fn next_order(number: u64, params: &Map<String, Value>) -> Option<Map<String, Value>> {
    let orders = params.get("orders").and_then(Value::as_i64).unwrap_or(150);
    let orders = u64::try_from(orders).unwrap_or(0);
    let at = usize::try_from(number).ok()?;
    let (item, unit_price) = ITEMS[at % ITEMS.len()];
    let order = json!({
        "order": number + 1,
        "item": item,
        "quantity": 1 + number * 7 % 5,
        "unit_price": unit_price,
    });
    if number < orders { order.as_object().cloned() } else { None }
}

fn receive_order(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("received", 1);
    activation.emit("order", activation.payload.clone())
}

fn price_order(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let quantity = activation.number_or("quantity", 0);
    let unit_price = activation.number_or("unit_price", 0);
    if quantity < 0 {
        let reason = format!("{quantity} of something cannot be ordered");
        return Err(HandlerError::Failed(reason));
    }
    let total = quantity.saturating_mul(unit_price);
    activation.payload.insert("total".to_owned(), total.into());
    activation.emit("priced", activation.payload.clone())
}

/// From which total on an order is reviewed.
const LARGE: i64 = 1_000;

fn check_order(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let event = if activation.number_or("total", 0) < LARGE { "small" } else { "large" };
    activation.emit(event, activation.payload.clone())
}

fn review_order(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("reviewed", 1);
    activation.payload.insert("reviewer".to_owned(), "ada".into());
    activation.emit("approved", activation.payload.clone())
}

fn ship_order(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("shipped", 1);
    activation.add_shared("revenue", activation.number_or("total", 0));
    let last = activation.payload.get("order").cloned().unwrap_or_default();
    activation.update_shared("last_order", |_| last);
    Ok(())
}
