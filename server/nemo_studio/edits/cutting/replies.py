"""What the studio says of when and how long something shows."""

from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveBy,
    MoveClip,
    MoveTo,
    MoveToPosition,
    Reorder,
    Reverse,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.registry import Sentence, remarks, words_for

remarks(
    {
        "speed_limited": Sentence(
            en="Speeds go from 0.1x to 10x: it is {speed}x.",
            zh="速度在 0.1 到 10 倍之间：设为 {speed} 倍。",
        ),
        "nothing_left": Sentence(
            en="That would leave nothing of the video; say start over to clear it.",
            zh="这样视频就什么都不剩了；要清空请说“重新开始”。",
        ),
        "ends_before_start": Sentence(en="It would end before it starts.", zh="结束时间早于开始时间。"),
        "beyond_end": Sentence(
            en="It is only {seconds} s long.",
            zh="它只有 {seconds} 秒长。",
        ),
        "no_split_there": Sentence(
            en="There is nothing to split at {seconds} s.",
            zh="{seconds} 秒处没有可以分割的内容。",
        ),
        "no_middle": Sentence(
            en="Among {count} clips none is in the middle: say which position, for example position 2.",
            zh="一共 {count} 个片段，没有正中间的位置：请说第几位，例如第2位。",
        ),
        "needs_two": Sentence(
            en="That takes two clips, and there are fewer.",
            zh="这需要两个片段，现在不够。",
        ),
        "same_clip": Sentence(
            en="Both words mean the same clip.",
            zh="两处指的是同一个片段。",
        ),
        "is_frozen": Sentence(
            en="A held frame has no speed.",
            zh="定格画面没有速度。",
        ),
    }
)
words_for(
    RippleDelete,
    done=Sentence(
        en="That part is cut out; the video is {total} s long now.",
        zh="这一部分已剪掉，视频现在 {total} 秒。",
    ),
    example=Sentence(en="cut the first 2 seconds", zh="剪掉前2秒"),
)
words_for(
    Trim,
    done=Sentence(
        en="Only that part is kept; the video is {total} s long now.",
        zh="只保留了这一部分，视频现在 {total} 秒。",
    ),
    example=Sentence(en="keep only 3-7 s", zh="只保留3到7秒"),
)
words_for(
    Split,
    done=Sentence(en="Split: {what}.", zh="已分割：{what}。"),
    example=Sentence(en="split the clip at 4 s", zh="在第4秒处分割"),
)
words_for(
    SetLength,
    done=Sentence(en="{what} now lasts {length} s.", zh="{what}现在长 {length} 秒。"),
    example=Sentence(en="make the first clip 4 seconds long", zh="把第一段改成4秒"),
)
words_for(
    MoveTo,
    done=Sentence(en="{what} now shows from {start} to {end} s.", zh="{what}现在从 {start} 秒到 {end} 秒。"),
    example=Sentence(en="move the title to 5 s", zh="把标题移到第5秒"),
)
words_for(
    MoveBy,
    done=Sentence(en="{what} now shows from {start} to {end} s.", zh="{what}现在从 {start} 秒到 {end} 秒。"),
    example=Sentence(en="move the title 2 seconds later", zh="把标题往后移2秒"),
)
words_for(
    MoveClip,
    done=Sentence(en="Moved: {what} now starts at {start} s.", zh="已移动：{what}现在从 {start} 秒开始。"),
    example=Sentence(en="move the second clip to the start", zh="把第二段移到开头"),
)
words_for(
    MoveToPosition,
    done=Sentence(en="Moved: {what} now starts at {start} s.", zh="已移动：{what}现在从 {start} 秒开始。"),
    example=Sentence(en="move the third clip to position 1", zh="把第三段移到第1位"),
)
words_for(
    Swap,
    done=Sentence(en="The two clips changed places.", zh="两段已互换。"),
    example=Sentence(en="swap the first and second clips", zh="把第一段和第二段互换"),
)
words_for(
    Reorder,
    done=Sentence(en="The clips are in their new order.", zh="片段已重新排列。"),
    example=Sentence(en="put the clips in the order 2, 1", zh="片段顺序改成2、1"),
)
words_for(
    Duplicate,
    done=Sentence(en="Copied: {what}.", zh="已复制：{what}。"),
    example=Sentence(en="duplicate the first clip", zh="复制第一段"),
)
words_for(
    Delete,
    done=Sentence(en="Removed.", zh="已删除。"),
    example=Sentence(en="delete the second clip", zh="删除第二段"),
)
words_for(
    SetSpeed,
    done=Sentence(en="{what} now lasts {length} s.", zh="{what}现在长 {length} 秒。"),
    example=Sentence(en="play the first clip at 2x speed", zh="第一段2倍速播放"),
)
words_for(
    Reverse,
    done=Sentence(en="The playing direction of {what} is turned round.", zh="{what}的播放方向已反转。"),
    example=Sentence(en="reverse the first clip", zh="把第一段倒放"),
)
words_for(
    Freeze,
    done=Sentence(en="A frame is held for {length} s.", zh="已定格 {length} 秒。"),
    example=Sentence(en="freeze the frame at 3 s for 2 seconds", zh="在第3秒定格2秒"),
)
