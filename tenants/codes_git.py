"""Codes of repositories: what happens to a branch, a commit or a signature, and what follows."""

from __future__ import annotations

from compiler.codes import Code

UNREACHABLE = Code(
    "GIT301",
    "repository-unreachable",
    """
A repository could not be fetched.

What is live of it stays as it is, and it is tried again. Nothing is ever taken to be removed because
it could not be read. Where nothing of the repository was ever live, its accounts are unknown until
it can be fetched.

For ssh, the machine's known hosts must know the host; pbxc asks nobody. Redirects are not followed:
name the address that they lead to.
""",
)

UNREADABLE = Code(
    "GIT302",
    "repository-unreadable",
    """
A repository, or a commit of it, can't be read: it is damaged, or gone.

What is live stays as it is. `git fsck` in the repository tells what is damaged; a mirror of ours is
fetched anew.
""",
)

BRANCH_MISSING = Code(
    "GIT303",
    "branch-missing",
    """
The branch that goes live is not in the repository; perhaps it was deleted.

A branch that is gone removes nothing: what is live stays as it is. Push the branch again, or name
another in the grant.
""",
)

REWRITTEN = Code(
    "GIT304",
    "history-rewritten",
    """
A branch no longer holds the commit that is live: it was moved back, or its history was written anew
and pushed with force.

What is live stays as it is. Bring the live commit back into the branch (`git merge`, or a revert
instead of a reset), or let the platform allow it:

    account:
      platform:
        repository: {rewrites: allow}

For the platform's own repository that must already be live: a rewritten branch can't allow itself.
""",
)

CUT_OFF = Code(
    "GIT305",
    "history-cut-off",
    """
A repository is a shallow clone, whose history ends before the commit that is live.

So nobody can tell whether its branch grew or was rewritten, and what is live stays as it is. Fetch
the rest of the history in it: `git fetch --unshallow`.
""",
)

NOT_SIGNED = Code(
    "GIT306",
    "commit-not-signed",
    """
A commit must be signed, and isn't.

Every commit since the live one is looked at, those that a merge brought too; of a repository of
which nothing is live, its head. `git rebase --exec 'git commit --amend --no-edit -S'` signs commits
that were not pushed yet.
""",
)

NOT_A_SIGNER = Code(
    "GIT307",
    "not-a-signer",
    """
A commit is signed by a key that does not count: nobody lists it, it has expired or was revoked, or the
signature does not hold for what the commit says.

Who may sign is said by the parent: in the grant (`repository: {signers: [...]}`), for the platform in
the installation's own settings. A key is judged now, not at the date of the commit.
""",
)

TOO_MANY_COMMITS = Code(
    "GIT308",
    "too-many-commits",
    """
Commits must be signed, and a branch brings more than 1,000 at once.

What is live stays as it is. Push them in parts.
""",
)

NO_FOLDER = Code(
    "GIT309",
    "no-such-folder-in-repository",
    """
A grant names a folder of a repository that its commit doesn't have.

What is live of the account stays as it is. Correct `path` in the grant, or leave it out where the
account is the whole repository.
""",
)

FOLDER_BESIDE = Code(
    "GIT310",
    "folder-beside-repository",
    """
A grant names a repository for the child, and the child has a folder beside the grant too.

Only one of them can be the child. The repository is taken; delete the folder, or take the repository
out of the grant.

```text bad
accounts/harbour.yaml            repository: {url: ...}
accounts/harbour/account.yaml
```

```text good
accounts/harbour.yaml            repository: {url: ...}
```
""",
)

CYCLE = Code(
    "GIT311",
    "repository-in-itself",
    """
A repository grants itself: it is the child's, or below the child's, and also the parent's.

Such a tree of accounts would have no end.
""",
)

NOT_YOURS = Code(
    "GIT312",
    "repository-on-this-machine",
    """
A grant of a reseller names a repository on the machine that pbxc runs on.

Only the platform's own grants may: a reseller could else read any repository of the machine, other
tenants' too. Name it by https or ssh.
""",
)

NO_CREDENTIAL = Code(
    "GIT313",
    "no-credential",
    """
The credential that a grant names was not given to us.

It is a given secret of the granting account, kept outside git: an environment variable
(`PBXC_SECRET_...`), or a line in the file of given secrets. For https it is a token or `user:token`,
for ssh the path of a private key.

    /: {harbour-git: 8dk3tq}
    north: {garage-git: /etc/pbxc/keys/garage}
""",
)

TOO_MANY_REPOSITORIES = Code(
    "GIT314",
    "too-many-repositories",
    """
Grants name more than 20,000 repositories in one tree of accounts.

The rest is not read, and what is live of it stays as it is.
""",
)

LARGE_CHANGE = Code(
    "GIT330",
    "large-change",
    """
A commit takes away so much that somebody must say that it is meant: more than 30 % of an account's
devices, numbers or users, an emergency route or location, or a whole account.

What is live of the account stays as it is; other accounts go on. If it is meant:

    pbxc apply --allow-large-change
""",
)
