//! The flows of the demonstration: orders that are priced, checked and shipped, and an import that
//! fails at a line that cannot be read.

use std::thread;
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_debug::{Debugger, FlowShape, Place};
use monitor_http::{ConnectionDocument, FlowDocument, RoutineDocument};
use serde_json::{Map, Value, json};

/// Named values.
pub(super) type Values = Map<String, Value>;

/// What a routine sees while it runs.
pub(super) struct Call<'a> {
    /// What it was called with.
    pub(super) message: &'a mut Values,
    /// What all routines of the job share.
    pub(super) shared: &'a mut Values,
    /// The event that it hands out.
    pub(super) out: Option<&'static str>,
}

/// What a routine does, or why it fails.
type Handler = fn(&mut Call<'_>) -> Result<(), String>;

/// A routine with one slot.
pub(super) struct Routine {
    pub(super) id: &'static str,
    class_name: &'static str,
    pub(super) slot: &'static str,
    pub(super) handler: Handler,
    pub(super) entered: Place,
    pub(super) events: Vec<(&'static str, Place)>,
}

/// Routines, of which the first is called with one message after the other.
pub(super) struct Flow {
    pub(super) id: &'static str,
    pub(super) routines: Vec<Routine>,
    /// From an event of a routine to the slot of another.
    pub(super) connections: Vec<(&'static str, &'static str, &'static str)>,
    /// The message of that number, or none if there are no more.
    pub(super) feed: fn(u64, &Values) -> Option<Values>,
    made_at: Timestamp,
}

/// How long a routine takes.
pub(super) const WORK: Duration = Duration::from_millis(160);

impl Flow {
    fn new(id: &'static str, feed: fn(u64, &Values) -> Option<Values>) -> Self {
        let (routines, connections) = (Vec::new(), Vec::new());
        Self { id, routines, connections, feed, made_at: Timestamp::now() }
    }

    /// With another routine. Its line is the caller's.
    #[track_caller]
    fn routine(
        mut self,
        debugger: &Debugger,
        (id, class_name): (&'static str, &'static str),
        slot: &'static str,
        events: &[&'static str],
        handler: Handler,
    ) -> Self {
        let entered = debugger.slot(id, slot);
        let events = events.iter().map(|event| (*event, debugger.event(id, event))).collect();
        self.routines.push(Routine { id, class_name, slot, handler, entered, events });
        self
    }

    fn connect(mut self, source: &'static str, event: &'static str, target: &'static str) -> Self {
        self.connections.push((source, event, target));
        self
    }

    /// The routine of that id.
    pub(super) fn find(&self, id: &str) -> Option<&Routine> {
        self.routines.iter().find(|routine| routine.id == id)
    }

    /// What breakpoints may be set on.
    pub(super) fn shape(&self) -> FlowShape {
        self.routines.iter().fold(FlowShape::new(), |shape, it| {
            shape.routine(it.id, [it.slot], it.events.iter().map(|(event, _)| *event))
        })
    }

    pub(super) fn document(&self) -> FlowDocument {
        let routine = |it: &Routine| RoutineDocument {
            routine_id: it.id.to_owned(),
            class_name: it.class_name.to_owned(),
            slots: vec![it.slot.to_owned()],
            events: it.events.iter().map(|(event, _)| (*event).to_owned()).collect(),
            config: Map::new(),
        };
        let slot = |id: &str| self.find(id).map_or("", |routine| routine.slot);
        let connections = self.connections.iter().enumerate();
        let connection =
            |(number, (source, event, target)): (usize, &(&str, &str, &str))| ConnectionDocument {
                connection_id: format!("conn_{number}"),
                source_routine: (*source).to_owned(),
                source_event: (*event).to_owned(),
                target_routine: (*target).to_owned(),
                target_slot: slot(target).to_owned(),
                param_mapping: Map::new(),
            };
        FlowDocument {
            flow_id: self.id.to_owned(),
            routines: self.routines.iter().map(|it| (it.id.to_owned(), routine(it))).collect(),
            connections: connections.map(connection).collect(),
            execution_strategy: "sequential".to_owned(),
            max_workers: 1,
            created_at: self.made_at,
            updated_at: self.made_at,
        }
    }
}

/// All of them.
pub(super) fn flows(debugger: &Debugger) -> Vec<Flow> {
    let orders = Flow::new("orders", order)
        .routine(debugger, ("receive", "Receive"), "trigger", &["order"], receive)
        .routine(debugger, ("price", "Price"), "order", &["priced"], price)
        .routine(debugger, ("check", "Check"), "priced", &["small", "large"], check)
        .routine(debugger, ("review", "Review"), "large", &["approved"], review)
        .routine(debugger, ("ship", "Ship"), "approved", &[], ship)
        .connect("receive", "order", "price")
        .connect("price", "priced", "check")
        .connect("check", "large", "review")
        .connect("check", "small", "ship")
        .connect("review", "approved", "ship");
    let import = Flow::new("import", line)
        .routine(debugger, ("read", "Read"), "trigger", &["line"], |call| {
            call.out = Some("line");
            Ok(())
        })
        .routine(debugger, ("parse", "Parse"), "line", &["number"], parse)
        .routine(debugger, ("store", "Store"), "number", &[], store)
        .connect("read", "line", "parse")
        .connect("parse", "number", "store");
    vec![orders, import]
}

fn whole(values: &Values, name: &str, otherwise: i64) -> i64 {
    values.get(name).and_then(Value::as_i64).unwrap_or(otherwise)
}

fn add(values: &mut Values, name: &str, more: i64) {
    let sum = whole(values, name, 0).saturating_add(more);
    values.insert(name.to_owned(), sum.into());
}

/// What is ordered, and its price.
const ITEMS: [(&str, i64); 5] =
    [("lamp", 35), ("chair", 80), ("desk", 240), ("shelf", 60), ("sofa", 520)];

/// As many orders as the job was asked for, 150 if it was not.
fn order(number: u64, params: &Values) -> Option<Values> {
    let orders = u64::try_from(whole(params, "orders", 150)).unwrap_or(0);
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

fn receive(call: &mut Call<'_>) -> Result<(), String> {
    add(call.shared, "received", 1);
    call.out = Some("order");
    Ok(())
}

fn price(call: &mut Call<'_>) -> Result<(), String> {
    let (quantity, each) =
        (whole(call.message, "quantity", 0), whole(call.message, "unit_price", 0));
    if quantity < 0 {
        return Err(format!("{quantity} of something cannot be ordered"));
    }
    call.message.insert("total".to_owned(), quantity.saturating_mul(each).into());
    call.out = Some("priced");
    Ok(())
}

/// From which total on somebody looks at an order.
const LARGE: i64 = 1_000;

fn check(call: &mut Call<'_>) -> Result<(), String> {
    call.out = Some(if whole(call.message, "total", 0) < LARGE { "small" } else { "large" });
    Ok(())
}

fn review(call: &mut Call<'_>) -> Result<(), String> {
    add(call.shared, "reviewed", 1);
    call.message.insert("reviewer".to_owned(), "ada".into());
    call.out = Some("approved");
    Ok(())
}

fn ship(call: &mut Call<'_>) -> Result<(), String> {
    add(call.shared, "shipped", 1);
    add(call.shared, "revenue", whole(call.message, "total", 0));
    let last = call.message.get("order").cloned().unwrap_or_default();
    call.shared.insert("last_order".to_owned(), last);
    Ok(())
}

/// What is imported. The fourth line is what one looks for with a debugger.
const LINES: [&str; 8] = ["12", "7", "31", "4o", "18", "25", "3", "40"];

fn line(number: u64, _: &Values) -> Option<Values> {
    let text = *LINES.get(usize::try_from(number).ok()?)?;
    json!({"line": number + 1, "text": text}).as_object().cloned()
}

fn parse(call: &mut Call<'_>) -> Result<(), String> {
    // It takes its time, so that whoever comes finds it at work.
    thread::sleep(WORK * 2);
    let text = call.message.get("text").and_then(Value::as_str).unwrap_or_default();
    let number = text.trim().parse::<i64>();
    let number = number
        .map_err(|error| format!("line {}: {text:?}: {error}", whole(call.message, "line", 0)))?;
    call.message.insert("number".to_owned(), number.into());
    call.out = Some("number");
    Ok(())
}

fn store(call: &mut Call<'_>) -> Result<(), String> {
    add(call.shared, "lines", 1);
    add(call.shared, "sum", whole(call.message, "number", 0));
    Ok(())
}
