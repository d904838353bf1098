"""What Chinese calls conventions, notes and rule-sets: read by the lexemes, written by the writer."""

LUNAR_NOTES = {"too": "闰月也算", "backward": "无此日则提前", "forward": "无此日则顺延"}
"""How a lunar rule writes what a leap month does, and what comes of a day that the month lacks."""
RULE_SETS = {
    "licence": "行政许可法",
    "penalty": "行政处罚法",
    "coercion": "行政强制法",
    "review": "行政复议法",
    "civil-procedure": "民事诉讼法",
    "administrative-procedure": "行政诉讼法",
    "criminal-procedure": "刑事诉讼法",
    "custody": "羁押期限",
    "tax": "税收征管法实施细则",
    "patent": "专利法实施细则",
    "trademark": "商标法实施条例",
    "trademark-validity": "商标有效期",
    "bills": "票据法",
    "traffic": "记分管理办法",
    "calendar": "自然日",
}
"""How a period writes the rules that it is counted under; without them it is the Civil Code's (民法典)."""
