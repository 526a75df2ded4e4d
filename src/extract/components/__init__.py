"""spaCy components, one file per kind; Doc in, the same Doc with more spans out."""
