from django.urls import path

from claims.views import claim, edition, export, site, speaker, statement

urlpatterns = [
    path("", site.home, name="home"),
    path("claims/", claim.claim_list, name="claim_list"),
    path("claims.json", claim.claim_list_json, name="claim_list_json"),
    path("claims/<slug:slug>/", claim.claim_detail, name="claim_detail"),
    path("claims/<slug:slug>.json", claim.claim_detail_json, name="claim_detail_json"),
    path("claims/<slug:slug>/editions/", edition.claim_editions, name="claim_editions"),
    path(
        "claims/<slug:slug>/editions.json", edition.claim_editions_json, name="claim_editions_json"
    ),
    path("claims/<slug:slug>/editions/<int:number>/", edition.claim_edition, name="claim_edition"),
    path(
        "claims/<slug:slug>/editions/<int:number>.json",
        edition.claim_edition_json,
        name="claim_edition_json",
    ),
    path("statements/<slug:slug>/", statement.statement_detail, name="statement_detail"),
    path(
        "statements/<slug:slug>.json", statement.statement_detail_json, name="statement_detail_json"
    ),
    path("speakers/", speaker.speaker_list, name="speaker_list"),
    path("speakers.json", speaker.speaker_list_json, name="speaker_list_json"),
    path("speakers/<slug:slug>/", speaker.speaker_detail, name="speaker_detail"),
    path("speakers/<slug:slug>.json", speaker.speaker_detail_json, name="speaker_detail_json"),
    path("tags/", speaker.tag_list, name="tag_list"),
    path("tags.json", speaker.tag_list_json, name="tag_list_json"),
    path("changes/", edition.change_list, name="change_list"),
    path("method/", site.method, name="method"),
    path("export/", export.export, name="export"),
    path("export/index.json", export.export_index_json, name="export_index_json"),
    path("export/claims.ndjson", export.export_claims, name="export_claims"),
    path("export/sources.ndjson", export.export_sources, name="export_sources"),
    path("export/changes.ndjson", export.export_changes, name="export_changes"),
    path("healthz", site.healthz, name="healthz"),
]
