"""The controller: from commits in repositories to generations that are live on nodes, for as long as
it runs."""
