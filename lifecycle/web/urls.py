"""Addresses of the inbox and of the pages that answer a question; the agreement's own are beside."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lifecycle.web import (
    annulment,
    closing,
    comments,
    dispatching,
    extracts,
    paper_desk,
    papers,
    plan,
    public,
    publishing,
    review,
    signing,
    versions,
)
from lifecycle.web.inbox_page import inbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox, name="inbox"),
    path("arenden/<id:pk>/plan/", plan.plan, name="case_plan"),
    path("arenden/<id:pk>/versioner/", versions.versions, name="case_versions"),
    path("arenden/<id:pk>/granska/", review.review, name="case_review"),
    path(
        "arenden/<id:pk>/kommentera/<slug:part>/<id:number>/",
        comments.comment,
        name="case_comment",
    ),
    path(
        "arenden/<id:pk>/kommentarer/<id:comment>/svara/",
        comments.answer,
        name="case_comment_answer",
    ),
    path(
        "arenden/<id:pk>/kommentarer/<id:comment>/",
        comments.resolve,
        name="case_comment_resolve",
    ),
    path("arenden/<id:pk>/underteckna/", signing.sign, name="case_sign"),
    path("arenden/<id:pk>/motpart/<id:party>/", signing.countersign, name="case_countersign"),
    path("arenden/<id:pk>/sag-upp/", signing.give_notice, name="case_give_notice"),
    path("arenden/<id:pk>/expediera/", dispatching.dispatch, name="case_dispatch"),
    path(
        "arenden/<id:pk>/expediera/<id:recipient>/kvitto/", dispatching.receipt, name="case_receipt"
    ),
    path("arenden/<id:pk>/upphavt/<id:appeal>/", annulment.annulment, name="case_annulment"),
    path("arenden/<id:pk>/protokollsutdrag/", extracts.extracts, name="case_extracts"),
    path(
        "arenden/<id:pk>/protokollsutdrag/<id:copy>.pdf", extracts.extract_pdf, name="case_extract"
    ),
    path("arenden/<id:pk>/avsluta/", closing.close, name="case_close"),
    path("arenden/<id:pk>/villkor/<id:number>/", closing.settle, name="case_settle"),
    path("arenden/<id:pk>/handlingar/", papers.case_papers, name="case_papers"),
    path("arenden/<id:pk>/handlingar/ny/<slug:kind>/", paper_desk.new, name="paper_new"),
    path("arenden/<id:pk>/handlingar/<id:number>/", papers.paper, name="paper"),
    path("arenden/<id:pk>/handlingar/<id:number>/skriv/", paper_desk.edit, name="paper_edit"),
    path("arenden/<id:pk>/handlingar/<id:number>/uppsagning/", paper_desk.rule, name="paper_rule"),
    path("arenden/<id:pk>/handlingar/<id:number>/faststall/", papers.settle, name="paper_settle"),
    path("arenden/<id:pk>/handlingar/<id:number>.pdf", papers.paper_pdf, name="paper_pdf"),
    path("arenden/<id:pk>/handlingar/<id:number>.docx", papers.paper_word, name="paper_word"),
    path("sammantraden/<id:pk>/offentligt/", publishing.meeting_public, name="meeting_public"),
    path(
        "sammantraden/<id:pk>/offentligt/ta-bort/",
        publishing.meeting_unpublish,
        name="meeting_unpublish",
    ),
    path(
        "sammantraden/<id:pk>/offentligt/<id:edition>.<slug:form>",
        publishing.meeting_public_edition,
        name="meeting_public_edition",
    ),
    path("offentligt/", public.public_list, name="public_list"),
    path("offentligt/lista.json", public.public_list_json, name="public_list_json"),
    path("offentligt/<slug:code>/", public.public_body, name="public_body"),
    path("offentligt/<slug:code>/<slug:day>/", public.public_meeting, name="public_meeting"),
    path(
        "offentligt/<slug:code>/<slug:day>.json",
        public.public_meeting_json,
        name="public_meeting_json",
    ),
    path("", include("lifecycle.web.agreement_urls")),
]
