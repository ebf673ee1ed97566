"""Codes of reading files: what is refused before anything in them has a meaning."""

from __future__ import annotations

from compiler.codes import Code

BAD_SYNTAX = Code(
    "YML101",
    "bad-syntax",
    """
This is not YAML: a quote, bracket, colon or the indentation is wrong.

The sentence says what was expected, and the caret where reading stopped. The real mistake may
stand a line above. Reading goes on at the next section of the file, so that several mistakes are
told in one run.

```yaml bad
users:
  anna: {name: Anna Berg, extensions: [101}
```

```yaml good
users:
  anna: {name: Anna Berg, extensions: [101]}
```
""",
)

TAB_INDENTATION = Code(
    "YML102",
    "tab-indentation",
    """
A line is indented with a tab; YAML wants spaces.

```yaml bad
users:
	anna: {name: Anna Berg}
```

```yaml good
users:
  anna: {name: Anna Berg}
```
""",
)

DUPLICATE_KEY = Code(
    "YML103",
    "duplicate-key",
    """
A key stands twice in one mapping.

Most programs would keep the last one and drop the first without a word.

```yaml bad
users:
  anna: {name: Anna Berg}
  anna: {name: Anna Bergman}
```

```yaml good
users:
  anna: {name: Anna Berg}
  anna-2: {name: Anna Bergman}
```
""",
)

ANCHOR_OR_ALIAS = Code(
    "YML104",
    "anchor-or-alias",
    """
Anchors (`&name`) and aliases (`*name`) are not part of the language.

They hide what a line means and can make a small file huge. Write the value where it is used, or
give it a name of its own, such as a schedule or a hold_music.

```yaml bad
users:
  anna: &person {name: Anna Berg}
  ben: *person
```

```yaml good
users:
  anna: {name: Anna Berg}
  ben: {name: Ben Okafor}
```
""",
)

UNQUOTED_STAR_CODE = Code(
    "YML105",
    "unquoted-star-code",
    """
A star code must be quoted, because YAML takes a bare `*` for an alias.

```yaml bad
feature_codes:
  voicemail: *97
```

```yaml good
feature_codes:
  voicemail: "*97"
```
""",
)

MERGE_KEY = Code(
    "YML106",
    "merge-key",
    """
The merge key `<<` is not part of the language.

```yaml bad
users:
  anna:
    <<: {email: desk@harbour.example}
    name: Anna Berg
```

```yaml good
users:
  anna:
    email: desk@harbour.example
    name: Anna Berg
```
""",
)

TAG = Code(
    "YML107",
    "yaml-tag",
    """
Tags (`!name`, `!!int`) are not part of the language: a value is the text that was typed.

```yaml bad
users:
  anna: {name: !!str Anna Berg}
```

```yaml good
users:
  anna: {name: Anna Berg}
```
""",
)

DIRECTIVE = Code(
    "YML108",
    "yaml-directive",
    """
A line that starts with `%` is a YAML directive; there are none in this language.

```yaml bad
%YAML 1.1
---
users: {}
```

```yaml good
---
users: {}
```
""",
)

SEVERAL_DOCUMENTS = Code(
    "YML109",
    "several-documents",
    """
A file holds one document: `---` may stand only above the first line.

```yaml bad
users: {}
---
groups: {}
```

```yaml good
users: {}
groups: {}
```
""",
)

TOO_DEEP = Code(
    "YML110",
    "too-deep",
    """
Mappings and lists may stand inside each other 32 levels deep, no deeper.

A menu in a menu in a menu reads better as callflows or menus with names of their own.

```yaml bad
callflows: {main: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[hangup]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}
```

```yaml good
callflows: {main: [hangup]}
```
""",
)

TOO_LARGE = Code(
    "YML111",
    "too-large",
    """
A file is larger than can be read: 1 MiB or 100,000 values for YAML and users.csv.

Other files (CSV lists, calendars) may have 10 MiB. A section may be spread over as many files as
you like. A media file that was given the name of a YAML file is a common cause.
""",
)

FORBIDDEN_CHARACTER = Code(
    "YML112",
    "forbidden-character",
    """
An invisible control character stands in the text.

Control characters, line breaks inside a quoted text, characters that reverse the direction of
writing and zero-width characters are refused: they make a line look like another one. A text of
several lines is written with `|` or `>`.

```yaml bad
users:
  anna: {name: "Anna\\x07 Berg"}
```

```yaml good
users:
  anna: {name: "Anna Berg"}
```
""",
)

NOT_UTF8 = Code(
    "YML113",
    "not-utf-8",
    """
A file is not written in UTF-8. Let your editor or spreadsheet save it as UTF-8.
""",
)

LOST_IN_A_COMMENT = Code(
    "YML114",
    "lost-in-a-comment",
    """
A code that starts with `#` must be quoted, because YAML takes it for a comment.

```yaml bad
feature_codes:
  hide-number: #31#
```

```yaml good
feature_codes:
  hide-number: "#31#"
```
""",
)

NOT_A_MAPPING = Code(
    "YML115",
    "not-a-mapping",
    """
A file must be a mapping of sections: `users:`, `callflows:` and so on, each with its entries.

```yaml bad
- anna
- ben
```

```yaml good
users:
  anna: {name: Anna Berg}
```
""",
)

BAD_KEY = Code(
    "YML116",
    "bad-key",
    """
A key must be a text: not empty, no list and no mapping.

```yaml bad
users:
  {anna: berg}: {name: Anna Berg}
```

```yaml good
users:
  anna: {name: Anna Berg}
```
""",
)

DUPLICATE_NAME = Code(
    "YML117",
    "duplicate-name",
    """
A name is defined in two files of one account.

A section may be spread over several files, but each name, and each field of `account`, is written
once. A person of users.csv may not stand in a YAML file under the same name. A section that is a
list, such as `routes`, stands in one file, since its order matters.

```yaml bad
# users.yaml
users: {anna: {name: Anna Berg}}
# more.yaml
users: {anna: {name: Anna Bergman}}
```

```yaml good
# users.yaml
users: {anna: {name: Anna Berg}}
# more.yaml
users: {anna-2: {name: Anna Bergman}}
```
""",
)

NOT_A_SCENARIO = Code(
    "YML118",
    "not-a-scenario",
    """
Files in the folder `scenarios` hold the section `scenarios` and nothing else.

Everything else there would quietly be a part of the telephone system.
""",
)

CSV_HEADER = Code(
    "YML121",
    "csv-header",
    """
The first line of users.csv names the columns, and a column is missing, unknown or there twice.

Needed are `first_name`, `last_name`, `email` and `extension`; `number`, `mac`, `model`, `device`
and `pin_required` may follow, in any order, separated by commas.

```csv bad
first_name,last_name,mail,extension
Anna,Berg,anna@harbour.example,101
```

```csv good
first_name,last_name,email,extension
Anna,Berg,anna@harbour.example,101
```
""",
)

CSV_ROW = Code(
    "YML122",
    "csv-row",
    """
A line of users.csv can't be read: no name, more cells than columns, or a quote that never ends.

```csv bad
first_name,last_name,email,extension
Anna,Berg,anna@harbour.example,101,102
```

```csv good
first_name,last_name,email,extension
Anna,Berg,anna@harbour.example,101
```
""",
)
