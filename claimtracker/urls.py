from django.contrib import admin
from django.urls import include, path

handler400 = "claimtracker.errors.bad_request"
handler404 = "claimtracker.errors.page_not_found"
handler500 = "claimtracker.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("claims.urls")),
    path("", include("sources.urls")),
]
