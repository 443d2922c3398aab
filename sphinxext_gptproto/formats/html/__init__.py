"""Our nodes in HTML: tables, tabs, folds, style sheets, search and sidebar."""
