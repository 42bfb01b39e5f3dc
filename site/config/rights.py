"""Who may do what in Wagtail's admin, and the one workflow of pages, from draft over review to published.

Planted after each migration and never touched again: where a role's group has any right on pages, or a page has a workflow, that is as its
managers want it. Roles are Django's groups and those are Wagtail's, so whoever is given a role has its rights at once.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.roles import ADMIN, AGENT, MANAGER, MODERATOR
from blog.models import BlogIndexPage, Brand, HomePage
from kb.models import KnowledgeBasePage

WRITES = ("add", "change")
REVIEWS = (*WRITES, "publish", "lock", "unlock")
MANAGES = (*REVIEWS, "bulk_delete")
ON_PAGES = {AGENT: WRITES, MODERATOR: REVIEWS, MANAGER: MANAGES, ADMIN: MANAGES}
ON_FILES = {
    AGENT: ("add", "choose"),
    MODERATOR: ("add", "change", "choose"),
    MANAGER: ("add", "change", "delete", "choose"),
    ADMIN: ("add", "change", "delete", "choose"),
}
EVERYWHERE = (MANAGER, ADMIN)
REVIEWERS = (MODERATOR, MANAGER, ADMIN)


def plant() -> None:
    """Make what is missing, once the page tree stands."""
    homes = list(HomePage.objects.all())
    rooms: list[Page] = [*KnowledgeBasePage.objects.all(), *BlogIndexPage.objects.all()]
    groups = {role: Group.objects.get_or_create(name=role)[0] for role in ON_PAGES}
    for role, group in groups.items():
        if GroupPagePermission.objects.filter(group=group).exists():
            continue
        _open_admin(group)
        _pages(group, homes if role in EVERYWHERE else rooms, ON_PAGES[role])
        _files(group, ON_FILES[role])
        if role in EVERYWHERE:
            _models(group, (Workflow, GroupApprovalTask, Brand))
    _workflow(homes, [groups[role] for role in REVIEWERS])


def _open_admin(group: Group) -> None:
    content_type, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    group.permissions.add(_permission(content_type, "access_admin", "Can access Wagtail admin"))


def _pages(group: Group, pages: Iterable[Page], actions: Iterable[str]) -> None:
    content_type = ContentType.objects.get_for_model(Page)
    permissions = [_permission(content_type, f"{action}_page", f"Can {action} page") for action in actions]
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page.pk, permission=permission) for page in pages for permission in permissions
    )


def _files(group: Group, actions: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    if root is None:
        root = Collection.add_root(name="Root")
    for model in (Image, Document):  # whose rights hold for our own models of files, too
        for permission in _on_model(model, actions):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _models(group: Group, models: Iterable[type[Model]]) -> None:
    for model in models:
        group.permissions.add(*_on_model(model, ("add", "change", "delete")))


def _on_model(model: type[Model], actions: Iterable[str]) -> list[Permission]:
    content_type, name = ContentType.objects.get_for_model(model), model._meta.model_name
    return [_permission(content_type, f"{action}_{name}", f"Can {action} {name}") for action in actions]


def _permission(content_type: ContentType, codename: str, name: str) -> Permission:
    # Django makes permissions app by app while it migrates; this may come before its turn.
    return Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def _workflow(homes: list[HomePage], reviewers: list[Group]) -> None:
    """For what stands below a home; a page may be given another one."""
    without = [home for home in homes if not WorkflowPage.objects.filter(page=home.pk).exists()]
    if not without:
        return
    name = gettext("Review, then publish")
    workflow = Workflow.objects.filter(name=name, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=name)
        review = GroupApprovalTask.objects.create(name=gettext("Review"))
        review.groups.set(reviewers)
        WorkflowTask.objects.create(workflow=workflow, task=review, sort_order=0)
    WorkflowPage.objects.bulk_create(WorkflowPage(workflow=workflow, page_id=home.pk) for home in without)
