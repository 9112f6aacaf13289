//! Answers of the backend. An answer that nobody waits for any more changes nothing.

use super::{
    super::{
        effect::Effect,
        message::{Answer, RequestId},
        model::Model,
    },
    after, picker, preview, preview_guest, rooms,
};

/// Takes an answer in.
pub(super) fn take(model: &mut Model, request: RequestId, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Connected(connection) => {
            if !model.connection.settle(request, connection) {
                return Vec::new();
            }
            let Some(connection) = model.connection.here() else {
                return Vec::new();
            };
            // What the command line says goes before what is remembered.
            let remembered = connection.archive_root.clone();
            model.options.archive_root = model.options.archive_root.take().or(remembered);
            rooms::refresh(model)
        }
        Answer::RoomsPage(page) => rooms::page(model, request, page),
        Answer::RoomsNotGiven(rooms) => rooms::not_given(model, request, rooms),
        Answer::Rooms(rooms) => rooms::listed(model, request, rooms),
        Answer::Access(room, reach) => {
            if let Some(access) = model.access.get_mut(&room) {
                access.settle(request, reach);
            }
            Vec::new()
        }
        Answer::SurveyProgress(progress) => {
            if let Some(preview) = model
                .preview
                .as_mut()
                .filter(|preview| preview.listing.awaits(request))
            {
                preview.progress = Some(progress);
            }
            Vec::new()
        }
        Answer::Surveyed(listing) => preview::surveyed(model, request, listing),
        Answer::PlaceFound(place) => preview::place_found(model, request, place),
        Answer::GuestLooked(facts) => preview_guest::looked(model, request, facts),
        Answer::PlanMade(planned) => preview::plan_made(model, request, planned),
        Answer::Folders(page) => {
            picker::folders(model, request, page);
            Vec::new()
        }
        Answer::Followed(answer) => after::followed(model, request, answer),
        Answer::FolderMade(folder) => picker::folder_made(model, request, folder),
    }
}
