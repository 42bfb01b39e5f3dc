"""Events that only the questions room had become events of any content: rows that tell of them, and what is still owed, follow."""

from django.db import migrations

RENAMED = ("vote_cast", "content_hidden", "content_restored", "content_approved", "content_retracted", "content_unretracted")
GIVEN_A_KIND = {
    "qa.question_held": ("core.content_held", "qa.question", "question_id"),
    "qa.answer_held": ("core.content_held", "qa.answer", "answer_id"),
    "qa.comment_held": ("core.content_held", "qa.comment", "comment_id"),
    "qa.question_edited": ("core.content_edited", "qa.question", "question_id"),
    "qa.answer_edited": ("core.content_edited", "qa.answer", "answer_id"),
}
CONSUMERS = {
    "moderation.hold_question": "moderation.hold",
    "moderation.hold_answer": "moderation.hold",
    "moderation.hold_comment": "moderation.hold",
    "moderation.question_edited": "moderation.edited",
    "moderation.answer_edited": "moderation.edited",
}


def generalise(apps, schema_editor):
    events, deliveries = apps.get_model("core", "EventRow"), apps.get_model("core", "Delivery")
    for name in RENAMED:
        events.objects.filter(name=f"qa.{name}").update(name=f"core.{name}")
    for old, (new, kind, field) in GIVEN_A_KIND.items():
        for row in events.objects.filter(name=old).iterator(chunk_size=1000):
            row.payload = {"kind": kind, "object_id": row.payload.pop(field)} | row.payload
            row.name = new
            row.save(update_fields=["name", "payload"])
    for old, new in CONSUMERS.items():
        deliveries.objects.filter(consumer=old).update(consumer=new)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_picture_picturerendition")]
    operations = [migrations.RunPython(generalise, migrations.RunPython.noop)]
