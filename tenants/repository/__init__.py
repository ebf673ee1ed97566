"""Git: where accounts are written, and how what was written comes to us.

No commit is ever checked out. Accounts are read from git's own objects, so no hook runs, no filter
is applied, no submodule is entered and no link leaves its tree. Clone, fetch and push go through the
`git` program, which knows ssh, its configuration and hardware keys; everything else is read in
`tenants.repository.objects`, the one door to pygit2.

| module | is |
|---|---|
| `location` | where a repository is, and the credential for it |
| `program` | the `git` program, fenced in |
| `objects` | commits, folders and files in a git folder |
| `reading` | the accounts at a commit, unchanged ones without being read |
| `history` | how a new commit stands to the live one, and what follows |
| `signing` | whose signature stands under a commit |
| `repository` | one repository with all this: fetch, head, commits, notes, reverts |
| `resolving` | a platform and the repositories that its grants name, as one tree of accounts |
"""
