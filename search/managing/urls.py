"""Addresses under /search/manage/."""

from django.urls import path

from search.managing import learning, proposal_views, synonym_views, views

urlpatterns = [
    path("rules/", views.show_rules, name="rules"),
    path("rules/new/", views.make_rule, name="new_rule"),
    path("rules/<int:rule_id>/", views.change_rule, name="rule"),
    path("rules/<int:rule_id>/try/", views.try_out, name="try_rule"),
    path("rules/<int:rule_id>/switch/", views.switch, name="switch_rule"),
    path("rules/<int:rule_id>/move/", views.move, name="move_rule"),
    path("rules/<int:rule_id>/delete/", views.delete, name="delete_rule"),
    path("synonyms/", synonym_views.synonyms, name="synonyms"),
    path("synonyms/import/", synonym_views.import_lines, name="import_synonyms"),
    path("synonyms/export/", synonym_views.export_lines, name="export_synonyms"),
    path("synonyms/<int:synonym_id>/switch/", synonym_views.switch, name="switch_synonym"),
    path("synonyms/<int:synonym_id>/delete/", synonym_views.delete, name="delete_synonym"),
    path("synonyms/proposals/", proposal_views.proposals, name="proposals"),
    path("synonyms/proposals/<int:proposal_id>/", proposal_views.proposal, name="proposal"),
    path("synonyms/proposals/<int:proposal_id>/decide/", proposal_views.decide, name="decide_proposal"),
    path("learning/", learning.learning, name="learning"),
    path("learning/switch/", learning.switch, name="switch_learning"),
    path("history/", views.show_history, name="rule_history"),
]
