//! The floor: the least that a server can do which keeps 4 to 16 KiB durably. Bare axum and SQLite, one transaction for
//! all that waits, no slots, no padding, no secrets kept. It exists to be measured beside the intake; never deploy it.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::routing::put;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

type Job = (String, Bytes, oneshot::Sender<()>);

/// `floor serve FOLDER`: prints its address.
pub fn serve(folder: &str) {
    let db = Connection::open(PathBuf::from(folder).join("floor.db")).unwrap();
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE reports (ticket TEXT PRIMARY KEY, sealed BLOB NOT NULL)").unwrap();
    let (jobs, queue) = channel();
    std::thread::spawn(move || write(db, &queue));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let router = Router::new()
            .route("/reports/{ticket}", put(keep))
            .route("/pieces/{ticket}", put(keep));
        let router = router
            .layer(DefaultBodyLimit::max(32 << 20))
            .with_state(Arc::new(jobs));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}/", listener.local_addr().unwrap());
        axum::serve(listener, router).await.unwrap();
    });
}

async fn keep(
    State(jobs): State<Arc<Sender<Job>>>,
    Path(ticket): Path<String>,
    body: Bytes,
) -> StatusCode {
    let (done, wait) = oneshot::channel();
    jobs.send((ticket, body, done)).unwrap();
    wait.await.unwrap();
    StatusCode::CREATED
}

/// Group commit: whatever came while the last one was written.
fn write(mut db: Connection, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let jobs: Vec<Job> = std::iter::once(first).chain(queue.try_iter()).collect();
        let tx = db.transaction().unwrap();
        for (ticket, sealed, _) in &jobs {
            tx.prepare_cached("INSERT INTO reports VALUES (?, ?)")
                .unwrap()
                .execute((ticket, &sealed[..]))
                .unwrap();
        }
        tx.commit().unwrap();
        for (_, _, done) in jobs {
            let _ = done.send(());
        }
    }
}
