"""Topics and posts are changed by the forums' actions alone, so Django's admin has no page for them."""
