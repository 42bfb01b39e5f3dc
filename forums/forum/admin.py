"""Machina's admin of forums and their permissions, without the picture, and with the language."""

from django.contrib import admin
from machina.apps.forum.admin import ForumAdmin as MachinaForumAdmin

from forums.models import Forum

admin.site.unregister(Forum)


@admin.register(Forum)
class ForumAdmin(MachinaForumAdmin):
    fieldsets = ((None, {"fields": ("type", "parent", "name", "lang", "description", "link")}),)
