//! The network transport on real loopback connections.

use std::{
    future::IntoFuture as _,
    sync::{Arc, Mutex},
};

use axum::{Router, extract::Request, response::Redirect};
use closeout::{
    docspace::{
        Client, Credential, PortalAddress, PortalError, ReqwestOptions, ReqwestTransport, Roots,
        TransportError,
    },
    domain::{FolderId, PortalVersion},
    sandbox::{Sandbox, SandboxOptions, WorldSource},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

fn client_at(port: u16, key: &str) -> Client<ReqwestTransport> {
    let address = PortalAddress::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let name = address.name().clone();
    let options = ReqwestOptions {
        roots: Roots::Bundled,
        ..ReqwestOptions::default()
    };
    let transport = ReqwestTransport::new(address, &options).unwrap();
    Client::new(transport, name, Credential::parse(key).unwrap())
}

/// Serves a router until the test ends.
async fn serve(router: Router) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(axum::serve(listener, router).into_future());
    port
}

/// Reads one request of one connection, answers with these bytes and hangs up.
async fn serve_bytes(answer: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let _ = socket.read(&mut request).await;
        let _ = socket.write_all(&answer).await;
    });
    port
}

#[tokio::test]
async fn the_sandbox_answers_over_http_as_it_does_in_the_process() {
    let world = WorldSource::Generated {
        files: 20,
        folders: 3,
    };
    let sandbox = Sandbox::new(SandboxOptions {
        world,
        ..SandboxOptions::default()
    })
    .unwrap();
    let client = client_at(serve(sandbox.router()).await, sandbox.key());
    assert!(client.version().await.unwrap() >= PortalVersion::OLDEST_FOR_RUN);
    assert!(client.me().await.unwrap().is_admin);
    let parent = FolderId::number(748_239);
    let folder = client.create_folder(&parent, "Contoso Ltd").await.unwrap();
    assert_eq!(folder.title, "Contoso Ltd");
}

#[tokio::test]
async fn headers_name_the_program_and_the_key_and_ask_for_gzip() {
    let seen = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&seen);
    let router = Router::new().fallback(async move |request: Request| {
        *kept.lock().unwrap() = Some(request.headers().clone());
        r#"{"response":{"id":"me"}}"#
    });
    client_at(serve(router).await, "sk-1").me().await.unwrap();
    let headers = seen.lock().unwrap().take().unwrap();
    assert_eq!(headers["authorization"], "Bearer sk-1");
    assert_eq!(headers["accept-encoding"], "gzip");
    assert!(
        headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("closeout/")
    );
}

#[tokio::test]
async fn without_a_connection_a_write_certainly_had_no_effect() {
    // A port that was free a moment ago: nobody listens there.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let parent = FolderId::number(1);
    let error = client_at(port, "sk-1")
        .create_folder(&parent, "x")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, PortalError::Transport(TransportError::NotSent(_))),
        "{error:?}"
    );
    assert!(!error.may_have_had_effect());
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_a_write_unknown() {
    let cut =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"resp";
    for answer in [Vec::new(), cut.to_vec()] {
        let port = serve_bytes(answer).await;
        let parent = FolderId::number(1);
        let error = client_at(port, "sk-1")
            .create_folder(&parent, "x")
            .await
            .unwrap_err();
        assert!(
            matches!(&error, PortalError::Transport(TransportError::Lost(_))),
            "{error:?}"
        );
        assert!(error.may_have_had_effect());
    }
}

#[tokio::test]
async fn something_else_that_answers_is_not_taken_for_a_portal() {
    let port = serve_bytes(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()).await;
    let error = client_at(port, "sk-1").me().await.unwrap_err();
    assert!(matches!(&error, PortalError::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let followed = Arc::new(Mutex::new(false));
    let kept = Arc::clone(&followed);
    let elsewhere = serve(Router::new().fallback(async move || *kept.lock().unwrap() = true)).await;
    let target = format!("http://127.0.0.1:{elsewhere}/api/2.0/people/@self");
    let router = Router::new().fallback(async move || Redirect::permanent(&target));
    let error = client_at(serve(router).await, "sk-1")
        .me()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, PortalError::Redirected { .. }),
        "{error:?}"
    );
    assert!(!*followed.lock().unwrap());
}
