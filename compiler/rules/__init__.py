"""The rules: each module is one thing that may be wrong with an account that reads well.

A module has a `CODE`, a `NAME` that reads after "allow", a `SEVERITY`, a docstring that is its
`pbxc explain` page, and `check(account)`, which sees one account and what those above lend it.
`ALLOW` says who may allow it in place with a reason: `here` (the account itself), `parent` (whoever
grants, in the grant), or `never`; left out, a warning may be allowed here and an error never.

A rule that looks at several accounts has `facts(account)`, what it must know of each, and
`compare(known)`, which finds by those alone: it is asked again only when they change. Where that
isn't enough `search(tree, known)` sees the tree as well, and is asked each time.

`ABSENCE` marks a rule that complains of what is not there. Where some of an account could not be
read, `anything` is not asked at all, and `lookup` only as long as it is known what is lacking.
Nothing lists the modules.
"""
