"""What search learns: from clicks and what people say of results, from what is read, and from translated pages."""
