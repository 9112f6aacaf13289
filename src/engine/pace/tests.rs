use std::sync::{Arc, atomic::AtomicUsize};

use bytes::Bytes;
use futures_util::{StreamExt as _, future::join_all, stream};
use http::Method;

use super::*;

/// Answers by the number of the request, after a while, and keeps the most that were in flight.
struct Fake<F> {
    answer: F,
    latency: Duration,
    number: AtomicUsize,
    flying: AtomicUsize,
    most_flying: AtomicUsize,
    sent_at: Mutex<Vec<Instant>>,
}

impl<F: Fn(usize) -> Result<Reply, TransportError> + Send + Sync + 'static> Transport for Fake<F> {
    async fn send(&self, _request: Request) -> Result<Reply, TransportError> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        self.sent_at.lock().unwrap().push(Instant::now());
        let flying = self.flying.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_flying.fetch_max(flying, Ordering::Relaxed);
        tokio::time::sleep(self.latency).await;
        self.flying.fetch_sub(1, Ordering::Relaxed);
        (self.answer)(number)
    }
}

fn paced<F: Fn(usize) -> Result<Reply, TransportError> + Send + Sync + 'static>(
    answer: F,
) -> Paced<Fake<F>> {
    let fake = Fake {
        answer,
        latency: Duration::from_millis(20),
        number: AtomicUsize::new(0),
        flying: AtomicUsize::new(0),
        most_flying: AtomicUsize::new(0),
        sent_at: Mutex::default(),
    };
    Paced::new(
        fake,
        PaceLimits {
            jitter: false,
            ..PaceLimits::default()
        },
    )
}

fn request(method: Method, patience: Patience) -> Request {
    Request {
        method,
        path: "files/1".into(),
        body: None,
        patience,
        credential: None,
    }
}

type Script = Arc<dyn Fn() -> Result<Reply, TransportError> + Send + Sync>;

fn page() -> Request {
    request(Method::GET, Patience::Page)
}

fn write() -> Request {
    request(Method::PUT, Patience::Write)
}

fn reply(status: u16) -> Reply {
    Reply {
        status,
        content_type: None,
        retry_after: None,
        rate_limit: None,
        location: None,
        body: Bytes::from_static(b"{}"),
    }
}

fn lost() -> TransportError {
    TransportError::Lost("reset".into())
}

fn not_sent() -> TransportError {
    TransportError::NotSent("refused".into())
}

#[tokio::test(start_paused = true)]
async fn eight_reads_fly_at_most_and_nearly_always() {
    let paced = paced(|_| Ok(reply(200)));
    let start = Instant::now();
    join_all((0..80).map(|_| paced.send(page()))).await;
    assert_eq!(paced.inner().most_flying.load(Ordering::Relaxed), 8);
    assert!(
        start.elapsed() <= Duration::from_millis(220),
        "{:?}",
        start.elapsed()
    );
    assert_eq!((paced.requests(), paced.repeats()), (80, 0));
}

#[tokio::test(start_paused = true)]
async fn no_sixty_seconds_hold_more_than_the_minutes_requests() {
    let paced = paced(|_| Ok(reply(200)));
    let listings = stream::iter(0..3000)
        .map(|_| paced.send(page()))
        .buffer_unordered(32)
        .count();
    let polls = async {
        let mut longest = Duration::ZERO;
        for _ in 0..60 {
            let asked = Instant::now();
            paced
                .send(request(Method::GET, Patience::Poll))
                .await
                .unwrap();
            longest = longest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        longest
    };
    let (_, longest_poll) = tokio::join!(listings, polls);
    let sent = paced.inner().sent_at.lock().unwrap().clone();
    for (at, first) in sent.iter().enumerate() {
        let within = sent[at..]
            .iter()
            .take_while(|later| **later - *first < MINUTE)
            .count();
        assert!(within <= 1400, "{within} within a minute");
    }
    assert_eq!(sent.len(), 3060);
    // A listing may not starve the polls: the portal forgets an operation that nobody asks after for a minute.
    assert!(longest_poll < Duration::from_secs(1), "{longest_poll:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_repeated_and_how_often() {
    let html = || Reply {
        content_type: Some("text/html".into()),
        ..reply(200)
    };
    let too_many = |limit, retry_after| Reply {
        rate_limit: limit,
        retry_after,
        ..reply(429)
    };
    let always = |make: fn() -> Result<Reply, TransportError>| -> Script { Arc::new(make) };
    let limit = |limit: Option<u32>, seconds: Option<u64>| -> Script {
        Arc::new(move || Ok(too_many(limit, seconds.map(Duration::from_secs))))
    };
    let html: Script = Arc::new(move || Ok(html()));
    for (name, script, reads, probes, writes) in [
        ("ok", always(|| Ok(reply(200))), 1, 1, 1),
        ("refused", always(|| Ok(reply(403))), 1, 1, 1),
        ("not sent", always(|| Err(not_sent())), 5, 2, 5),
        ("lost", always(|| Err(lost())), 5, 5, 1),
        (
            "too large",
            always(|| Err(TransportError::TooLarge)),
            1,
            1,
            1,
        ),
        ("502", always(|| Ok(reply(502))), 5, 5, 1),
        ("500", always(|| Ok(reply(500))), 3, 1, 1),
        ("html", html, 5, 5, 1),
        ("concurrency", limit(Some(50), None), 9, 9, 9),
        ("minute", limit(Some(1500), None), 9, 9, 9),
        (
            "asked to wait a little",
            limit(Some(10_000), Some(30)),
            9,
            9,
            9,
        ),
        (
            "asked to wait a day",
            limit(Some(10_000), Some(40_000)),
            1,
            1,
            1,
        ),
        ("guarded", limit(Some(5), None), 1, 1, 1),
    ] {
        for (request, expected) in [
            (page(), reads),
            (request(Method::GET, Patience::Probe), probes),
            (write(), writes),
        ] {
            let script = Arc::clone(&script);
            let paced = paced(move |_| script());
            let _ = paced.send(request.clone()).await;
            assert_eq!(paced.requests(), expected, "{name}: {request:?}");
            assert_eq!(paced.repeats(), expected - 1, "{name}: {request:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn waits_double_and_a_wait_the_portal_asks_for_is_kept() {
    for (answer, expected) in [
        (reply(502), vec![500, 1000, 2000, 4000]),
        (
            Reply {
                retry_after: Some(Duration::from_secs(7)),
                ..reply(429)
            },
            vec![7000; 8],
        ),
    ] {
        let paced = paced(move |_| Ok(answer.clone()));
        let last = paced.send(page()).await.unwrap();
        assert!(last.status > 400, "the last answer itself comes back");
        let sent = paced.inner().sent_at.lock().unwrap().clone();
        let waits: Vec<u128> = sent
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).as_millis() - 20)
            .collect();
        assert_eq!(waits, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn an_accident_that_passes_is_not_noticed() {
    let paced = paced(|number| {
        if number < 3 {
            Err(lost())
        } else {
            Ok(reply(200))
        }
    });
    assert_eq!(paced.send(page()).await.unwrap().status, 200);
}

#[tokio::test(start_paused = true)]
async fn after_a_complaint_half_as_many_fly_for_a_while() {
    let paced = paced(|number| {
        Ok(Reply {
            rate_limit: Some(50),
            ..reply(if number == 0 { 429 } else { 200 })
        })
    });
    paced.send(page()).await.unwrap();
    paced.inner().most_flying.store(0, Ordering::Relaxed);
    join_all((0..40).map(|_| paced.send(page()))).await;
    assert_eq!(paced.inner().most_flying.load(Ordering::Relaxed), 4);
    tokio::time::sleep(CALM).await;
    join_all((0..40).map(|_| paced.send(page()))).await;
    assert_eq!(paced.inner().most_flying.load(Ordering::Relaxed), 8);
}
