"""The papers of a diagnostic result: a picture, a report and their text version."""
