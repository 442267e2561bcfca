from django.urls import path

from sources import views

urlpatterns = [
    path("sources/", views.source_list, name="source_list"),
    path("sources.json", views.source_list_json, name="source_list_json"),
    path("sources/<slug:slug>/", views.source_detail, name="source_detail"),
    path("sources/<slug:slug>.json", views.source_detail_json, name="source_detail_json"),
]
