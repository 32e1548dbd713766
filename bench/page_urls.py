"""Coop's own pages, and the stock ones under /stock/."""

from django.urls import include, path

from bench import stock_pages

urlpatterns = [
    path("stock/visits/", stock_pages.StockList.as_view()),
    path("stock/visits/<str:reference>/", stock_pages.StockDetail.as_view()),
    path("", include("coop.urls")),
]
