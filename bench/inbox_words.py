"""What the seeded speakers say, and what they are called, by language."""

WORDS = {
    "en": "I ride to work every morning and arrive awake the battery lasts all week my daughter noticed before "
    "I did the hill by the hospital is simply gone we sold the second car the brakes are good in rain",
    "fa": "هر روز صبح با دوچرخه به سر کار می‌روم باتری یک هفته کار می‌کند دخترم از من می‌خواهد راه طولانی را برویم",
    "zh-hans": "电池换了一次 之后再没有出过问题 我每天骑车上班 山坡不再累 孩子们很喜欢 刹车在雨天也很好",
}
NAMES = {
    "en": (
        "Priya Tomás Abebe Jules Margarethe Walter Ünal Zoë",
        "Raghunathan Echeverría Tessema Fontaine Kjeldsen",
    ),
    "fa": ("مینا علی زهرا کیان", "کریمی رضایی احمدی"),
    "zh-hans": ("思远 小红 建国", "陈 王 李"),
}
