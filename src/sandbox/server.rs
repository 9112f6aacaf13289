//! The sandbox itself: one world behind one lock, an HTTP router in front of it.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::faults::Fault;
use super::flight::{Permit, Ticket};
use super::inside::{Inside, Seen};
use super::log::{LoggedRequest, RequestLog};
use super::options::{SandboxError, SandboxOptions};
use super::routes::{self, Answer, Call};
use super::seed;
use super::world::World;

/// The largest body a request may have.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// A portal of our own. Cloning it is cheap and gives another handle on the same world.
#[derive(Clone, Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: SandboxOptions,
    key: String,
    token: String,
    state: Mutex<Inside>,
}

impl Sandbox {
    /// Builds the world the options describe. Must be called inside a tokio runtime if its clock is to be followed.
    pub fn new(options: SandboxOptions) -> Result<Self, SandboxError> {
        let mut world = seed::world(&options, Instant::now())?;
        let secret = |number: usize| {
            world
                .credentials
                .get(number)
                .map(|credential| credential.secret.clone())
                .unwrap_or_default()
        };
        let (key, token) = (secret(0), secret(1));
        world.operations.time_per_file = options.time_per_file;
        world.operations.drop_when_busy = options.drop_when_busy;
        world.operations.completion_lag = options.completion_lag;
        let log = RequestLog::open(options.log.as_deref())?;
        let mut inside = Inside {
            world,
            log,
            faults: Vec::new(),
            seen: Seen::default(),
        };
        for fault in &options.faults {
            inside.inject(*fault, options.time_per_file);
        }
        Ok(Self {
            shared: Arc::new(Shared {
                options,
                key,
                token,
                state: Mutex::new(inside),
            }),
        })
    }

    /// The router that answers every path of the portal.
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// Serves the portal on the listener until `shutdown` is done.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        axum::serve(listener, self.router())
            .with_graceful_shutdown(shutdown)
            .await
    }

    /// A key that works, as it would be put behind `Bearer `.
    pub fn key(&self) -> &str {
        &self.shared.key
    }

    /// A login token of the same person; it is sent bare and has every scope.
    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// The requests so far, in the order in which they arrived.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.lock().log.entries()
    }

    /// Looks at the world, or changes it in the middle of a run. Everything due until now has been played before.
    pub fn edit<R>(&self, look: impl FnOnce(&mut World, Instant) -> R) -> R {
        let now = Instant::now();
        let mut inside = self.lock();
        inside.world.advance(now);
        look(&mut inside.world, now)
    }

    /// Changes the world before what is due has been played: what happens "between the request and the job".
    #[cfg(test)]
    pub(super) fn edit_unplayed<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        change(&mut self.lock().world)
    }

    /// Switches a fault on.
    pub fn inject(&self, fault: Fault) {
        let time_per_file = self.shared.options.time_per_file;
        self.lock().inject(fault, time_per_file);
    }

    /// Makes the portal faster or slower from now on: how long an operation spends on each file.
    pub fn set_time_per_file(&self, time: Duration) {
        self.edit(|world, _| world.operations.time_per_file = time);
    }

    /// Switches a fault off, and forgets it where it was waiting for a move.
    pub fn clear(&self, fault: Fault) {
        let time_per_file = self.shared.options.time_per_file;
        let mut inside = self.lock();
        inside.faults.retain(|known| *known != fault);
        inside
            .world
            .operations
            .spoils
            .retain(|known| *known != fault);
        inside.follow_faults(time_per_file);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inside> {
        // A test that panicked inside `edit` must not take every later look at the log with it.
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn latency(&self) -> Duration {
        let slow = if self.lock().faults.contains(&Fault::Slow) {
            Duration::from_secs(2)
        } else {
            Duration::ZERO
        };
        self.shared.options.latency + slow
    }

    /// Notes the arrival of a request; the ticket takes it out of flight again, however it ends.
    fn arrive(&self, request: &Request) -> Ticket {
        let now = Instant::now();
        let is_read = request.method() == axum::http::Method::GET;
        let mut inside = self.lock();
        inside.world.advance(now);
        inside.seen.requests += 1;
        let number = inside.seen.requests;
        if is_read {
            inside.seen.reads += 1;
            inside.seen.reads_in_flight += 1;
        } else {
            inside.seen.writes_in_flight += 1;
        }
        let entry = LoggedRequest {
            at: inside.world.clock.age(now),
            method: request.method().to_string(),
            path: request
                .uri()
                .path_and_query()
                .map(ToString::to_string)
                .unwrap_or_default(),
            body: None,
            status: 0,
            in_flight: inside.seen.reads_in_flight + inside.seen.writes_in_flight,
            operations_running: inside.world.operations.running(),
            user: None,
        };
        let reads = inside.seen.reads;
        let permit = self.permit(&mut inside.world, request, now);
        let entry = inside.log.begin(entry);
        Ticket {
            sandbox: self.clone(),
            entry,
            is_read,
            number,
            reads,
            permit,
        }
    }

    /// Asks the limiter, where it is on. It decides when a request arrives, before anybody looks at rights.
    fn permit(&self, world: &mut World, request: &Request, now: Instant) -> Permit {
        if !self.shared.options.limiter {
            return Permit::NotNeeded;
        }
        let authorization = request.headers().get("authorization");
        let authorization = authorization.and_then(|value| value.to_str().ok());
        let caller = routes::caller_of(world, authorization);
        let caller = caller.map_or_else(String::new, |person| person.0.to_string());
        match world.limiter.admit(&caller, request.method().as_str(), now) {
            Ok(()) => Permit::Held(caller),
            Err(refused) => Permit::Refused(refused),
        }
    }

    /// Touches the world: the one moment of a request at which something happens.
    fn touch(&self, ticket: &Ticket, mut call: Call) -> Answer {
        let now = Instant::now();
        let mut inside = self.lock();
        let inside = &mut *inside;
        inside.world.advance(now);
        call.now = now;
        call.number = ticket.number;
        routes::authenticate(&inside.world, &mut call);
        if let Some(entry) = inside.log.entry_mut(ticket.entry) {
            entry.body.clone_from(&call.body);
            entry.user = call
                .caller
                .and_then(|person| inside.world.person(person))
                .map(|person| person.guid.clone());
        }
        let options = &self.shared.options;
        if let Some(answer) = inside.gate(ticket, &call, options) {
            return answer;
        }
        let lost_after = call.is_move() && inside.use_up(Fault::WriteLostAfterEffect);
        if inside.faults.contains(&Fault::FlatArray) {
            call.make_flat();
        }
        let answer = routes::dispatch(&mut inside.world, &mut call, options);
        if lost_after {
            Answer::Html(504)
        } else {
            answer
        }
    }
}

async fn answer(State(sandbox): State<Sandbox>, request: Request) -> Response {
    let ticket = sandbox.arrive(&request);
    let half = sandbox.latency() / 2;
    let (parts, body) = request.into_parts();
    let answer = match axum::body::to_bytes(body, LARGEST_BODY).await {
        Ok(bytes) => {
            pause(half).await;
            let answer = sandbox.touch(&ticket, Call::new(&parts, bytes));
            pause(half).await;
            answer
        }
        Err(_) => Answer::Html(413),
    };
    let response = answer.into_response(&parts, sandbox.shared.options.profile);
    ticket.answered(response.status().as_u16());
    response
}

async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}
