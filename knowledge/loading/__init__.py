"""From YAML files to checked content, or to the list of everything that is wrong."""
