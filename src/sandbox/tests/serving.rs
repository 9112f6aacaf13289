//! The portal over a real socket, on the loopback.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::support::generated;

#[tokio::test]
async fn it_answers_over_http_and_stops_when_told() {
    let sandbox = generated(3, 1);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn({
        let sandbox = sandbox.clone();
        async move { sandbox.serve(listener, async { drop(stopped.await) }).await }
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /api/2.0/files/rooms HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        sandbox.key()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(text.contains(&format!("http://{address}/api/2.0/files/rooms")));
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert_eq!(sandbox.requests().len(), 1);
}
