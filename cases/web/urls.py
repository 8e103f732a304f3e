"""Addresses of the case pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from cases.web import (
    attachments,
    bundle,
    case,
    case_list,
    clauses,
    editor,
    files,
    opening,
    saves,
    templates,
    verbs,
    word,
)

urlpatterns: list[URLPattern] = [
    path("arenden/", case_list.case_list, name="case_list"),
    path("arenden/nytt/", opening.new, name="case_new"),
    path("arenden/<id:pk>/", case.case, name="case"),
    path("arenden/<id:pk>/skriv/", editor.edit, name="case_edit"),
    path("arenden/<id:pk>/skriv/sparningar/", saves.saves, name="case_saves"),
    path("arenden/<id:pk>/skriv/sparningar/<id:number>/", saves.save, name="case_save"),
    path("arenden/<id:pk>/bilagor/", attachments.attachments, name="case_attachments"),
    path("arenden/<id:pk>/bilagor.pdf", bundle.bundle, name="case_bundle"),
    path(
        "arenden/<id:pk>/bilagor/<id:number>/",
        attachments.attachment_file,
        name="case_attachment_file",
    ),
    path("arenden/<id:pk>/skicka/", verbs.submit, name="case_submit"),
    path("arenden/<id:pk>/diarienummer/", verbs.registry_number, name="case_registry_number"),
    path("arenden/<id:pk>/dela/", verbs.share, name="case_share"),
    path("arenden/<id:pk>/aterkalla/", verbs.withdraw, name="case_withdraw"),
    path("arenden/<id:pk>/tjansteutlatande.pdf", files.officer_report, name="case_pdf"),
    path("arenden/<id:pk>/tjansteutlatande.docx", word.officer_report, name="case_word"),
    path("arenden/<id:pk>/forhandsgranska/", files.ask_preview, name="case_pdf_preview"),
    path("arenden/<id:pk>/forhandsvisning/", files.preview_state, name="case_preview"),
    path("arenden/<id:pk>/forhandsvisning.png", files.preview_image, name="case_preview_image"),
    path("klausuler/", clauses.clause_list, name="clause_list"),
    path("klausuler/<slug:clause>/ny/", clauses.clause_new, name="clause_new"),
    path("klausuler/<slug:clause>/<slug:variant>/", clauses.clause_edit, name="clause_edit"),
    path("mallar/", templates.template_list, name="template_list"),
    path("mallar/ny/", templates.template_new, name="template_new"),
    path("mallar/<slug:key>/", templates.template_edit, name="template_edit"),
    path("mallar/<slug:key>/anvand/", templates.template_use, name="template_use"),
]
