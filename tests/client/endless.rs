//! Lists that a portal never ends are ended, and called incomplete.

use crate::script::{Answer, Seen, client_of, order, router};
use closeout::{
    docspace::{PortalError, RoomsArea},
    domain::{RoomId, UserId},
};
use serde_json::{Value, json};

fn room(id: i32) -> Value {
    json!({ "id": id, "parentId": 14, "title": format!("Room {id}"), "roomType": 5, "rootFolderType": 14 })
}

/// Gives 130 rooms, and then either nothing or the last page again and again, and counts many more.
fn endless(repeats: bool) -> impl Fn(&Seen) -> Answer + Send + Sync + 'static {
    move |seen| {
        if seen.path == "files/settings" {
            let order = json!({ "is_asc": false, "property": 0 });
            return Answer::ok(&json!({ "defaultOrder": order }));
        }
        let first = seen.path.contains("startIndex=0");
        let second = seen.path.contains("startIndex=100");
        let ids = match (first, second || repeats) {
            (true, _) => 0..100,
            (false, true) => 100..130,
            (false, false) => 0..0,
        };
        let folders: Vec<Value> = ids.map(room).collect();
        Answer::ok(&json!({ "files": [], "folders": folders, "total": 5_000 }))
    }
}

#[tokio::test]
async fn a_list_of_rooms_that_never_ends_is_ended_and_called_incomplete() {
    for repeats in [false, true] {
        let (router, log) = router(endless(repeats));
        let client = client_of(router);
        let listed = client.all_rooms(RoomsArea::Any, &order(), |_| {}).await;
        let listed = listed.unwrap();
        assert_eq!((listed.rooms.len(), listed.not_given), (130, 4_870));
        assert_eq!(log.lock().unwrap().len(), 3);

        let error = client
            .guest_rooms(&UserId("gwen".into()))
            .await
            .unwrap_err();
        assert!(
            matches!(error, PortalError::ListIncomplete { given: 130, .. }),
            "{error:?}"
        );
        assert!(error.to_string().contains("incomplete"), "{error}");
    }
}

#[tokio::test]
async fn a_share_list_that_never_ends_is_no_list() {
    let row = json!({ "access": 2, "sharedToUser": { "id": "u", "displayName": "U" } });
    let page = vec![row; 100];
    let script = move |_: &Seen| Answer::json(200, &json!({ "response": page, "total": u64::MAX }));
    let (router, log) = router(script);
    let error = client_of(router)
        .members(&RoomId::number(5))
        .await
        .unwrap_err();
    assert!(
        matches!(error, PortalError::ListIncomplete { .. }),
        "{error:?}"
    );
    assert!(log.lock().unwrap().len() <= 1000);
}
