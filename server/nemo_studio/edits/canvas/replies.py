"""What the studio says of the canvas."""

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.registry import Sentence, remarks, words_for

remarks(
    {
        "resolution_set": Sentence(
            en="The picture is {resolution} now: an export comes out so.",
            zh="画面分辨率现在是 {resolution}，导出即是如此。",
        ),
        "resolution_stands_in": Sentence(
            en="{lines} lines are not among the resolutions, which go up to 4k: it is {resolution}.",
            zh="没有 {lines} 线的分辨率（最高 4k）：设为 {resolution}。",
        ),
        "platform_set": Sentence(
            en="The canvas is set for {platform}: {width}x{height}, {fps} frames a second. Titles and "
            "subtitles keep out of what {platform} lays over the picture.",
            zh="画布已按 {platform} 设置：{width}x{height}，每秒 {fps} 帧。标题和字幕会避开它的界面。",
        ),
        "frame_rate_set": Sentence(
            en="It has {fps} frames a second now.",
            zh="帧率现在是每秒 {fps} 帧。",
        ),
        "frame_rate_limited": Sentence(
            en="Frame rates go from 24 to 60: it has {fps} frames a second.",
            zh="帧率在 24 到 60 之间：设为每秒 {fps} 帧。",
        ),
    }
)
words_for(
    SetAspect,
    done=Sentence(en="The picture is {aspect_ratio} now.", zh="画面比例现在是 {aspect_ratio}。"),
    example=Sentence(en="make it vertical", zh="改成竖屏"),
)
words_for(
    SetResolution,
    done=Sentence(en="", zh=""),
    example=Sentence(en="make it 1080p", zh="分辨率改成1080p"),
)
words_for(
    SetFrameRate,
    done=Sentence(en="", zh=""),
    example=Sentence(en="make it 60 fps", zh="帧率改成60帧"),
)
words_for(
    SetPlatform,
    done=Sentence(en="", zh=""),
    example=Sentence(en="set the canvas for TikTok", zh="把画布设为TikTok"),
)
