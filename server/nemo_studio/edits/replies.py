"""What the studio says of any edit."""

from nemo_studio.edits.registry import Sentence, remarks

remarks(
    {
        "nothing_changed": Sentence(
            en="Nothing changed: it is so already.",
            zh="没有变化：已经是这样了。",
        ),
        "no_such_item": Sentence(en="There is no {kind} {number}.", zh="没有{kind} {number}。"),
        "nothing_yet": Sentence(
            en="There is no video yet to work on: describe a scene first.",
            zh="还没有视频可以编辑：请先描述一个场景。",
        ),
        "none_there": Sentence(
            en="There is no {kind} on the timeline.",
            zh="时间线上没有{kind}。",
        ),
        "not_for_kind": Sentence(
            en="That cannot be done with a {kind}.",
            zh="{kind}不能这样处理。",
        ),
        "no_such_number": Sentence(
            en="There is no {kind} number {number}: there are {count}.",
            zh="没有第 {number} 个{kind}：一共 {count} 个。",
        ),
        "no_such_name": Sentence(
            en='Nothing on the timeline is called "{name}".',
            zh="时间线上没有叫“{name}”的内容。",
        ),
    }
)
