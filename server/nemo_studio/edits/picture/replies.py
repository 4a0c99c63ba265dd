"""What the studio says of how the picture looks."""

from nemo_studio.edits.picture.commands import (
    Adjust,
    Mirror,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.edits.registry import Sentence, remarks, words_for

remarks(
    {
        "one_look": Sentence(
            en="A clip has one look: it is {look} now, and {left_out} was left out.",
            zh="一个片段只有一种风格：现在是{look}，没有用{left_out}。",
        ),
        "not_neighbours": Sentence(
            en="Those clips do not follow each other.",
            zh="这两个片段并不相邻。",
        ),
        "scenes_fill": Sentence(
            en="Drawn scenes always fill the picture; fitting is for uploads.",
            zh="绘制的场景总是充满画面；适应方式只用于上传的素材。",
        ),
        "only_whole_clips": Sentence(
            en='Only whole clips can be coloured, not "{part}" alone: name a clip, or say "it".',
            zh="只能给整个片段调色，不能只调“{part}”：请说出片段，或者说“它”。",
        ),
    }
)
words_for(
    SetLook,
    done=Sentence(en="New look for {what}.", zh="{what}换了风格。"),
    example=Sentence(en="make it black and white", zh="变成黑白"),
)
words_for(
    Adjust,
    done=Sentence(en="New colours for {what}.", zh="{what}的颜色已调整。"),
    example=Sentence(en="make the first clip brighter", zh="把第一段调亮"),
)
words_for(
    Zoom,
    done=Sentence(en="New crop for {what}.", zh="{what}的取景已调整。"),
    example=Sentence(en="zoom in on the first clip", zh="把第一段放大"),
)
words_for(
    SetFit,
    done=Sentence(en="New fit for {what}.", zh="{what}的适应方式已调整。"),
    example=Sentence(en="fit the photo with blurred sides", zh="照片用模糊背景填充"),
)
words_for(
    Rotate,
    done=Sentence(en="{what} is turned.", zh="{what}已旋转。"),
    example=Sentence(en="rotate the first clip by 90 degrees", zh="把第一段旋转90度"),
)
words_for(
    Mirror,
    done=Sentence(en="{what} is mirrored.", zh="{what}已镜像。"),
    example=Sentence(en="mirror the first clip", zh="把第一段镜像"),
)
words_for(
    SetTransition,
    done=Sentence(en="New transition into {what}.", zh="进入{what}的转场已调整。"),
    example=Sentence(en="add a 1-second crossfade between the clips", zh="在片段之间加1秒叠化"),
)
words_for(
    SetInset,
    done=Sentence(en="{what} is placed in the picture.", zh="{what}已放进画面。"),
    example=Sentence(
        en="show the second clip as picture in picture, top right", zh="把第二段作为画中画放到右上角"
    ),
)
