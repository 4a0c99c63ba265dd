"""What the studio says of the work itself."""

from nemo_studio.edits.history.commands import Explain, Redo, StartOver, Undo
from nemo_studio.edits.registry import Sentence, remarks, words_for

remarks(
    {
        "explain_abilities": Sentence(
            en="I am the offline studio, not an AI model. I can draw {scenes}; cut, split, move, copy, "
            "speed up, reverse and freeze clips; change colours, framing and transitions; add music, titles "
            "and subtitles; and undo.",
            zh="我是离线工作室，不是 AI 模型。我能画{scenes}；剪切、分割、移动、复制、变速、倒放、定格片段；"
            "调整颜色、画面和转场；添加音乐、标题和字幕；还能撤销。",
        ),
        "explain_timeline": Sentence(
            en="The video is {total} s long, {aspect}. Clips: {clips}. Titles: {titles}. Music: {music}.",
            zh="视频长 {total} 秒，画面比例 {aspect}。片段：{clips}。标题：{titles}。音乐：{music}。",
        ),
        "explain_export": Sentence(
            en="Your video is ready in the timeline: export it to get the file.",
            zh="视频已经在时间线里准备好了，导出即可得到文件。",
        ),
        "explain_export_empty": Sentence(
            en="There is no video yet. Describe a scene first, for example a sunset over the ocean.",
            zh="还没有视频。请先描述一个场景，例如海上日落。",
        ),
        "explain_publishing": Sentence(
            en="The studio cannot post a video anywhere: export it, then post it yourself.",
            zh="工作室不能代为发布视频：导出后即可自行发布。",
        ),
        "explain_quality": Sentence(
            en="Quality is chosen at the export: low, medium or high.",
            zh="画质在导出时选择：低、中或高。",
        ),
        "nothing_to_undo": Sentence(
            en="There is nothing to undo.",
            zh="没有可以撤销的操作。",
        ),
        "nothing_to_redo": Sentence(
            en="There is nothing to redo.",
            zh="没有可以重做的操作。",
        ),
    }
)
words_for(
    Undo,
    done=Sentence(en="Taken back.", zh="已撤销。"),
    example=Sentence(en="undo", zh="撤销"),
)
words_for(
    Redo,
    done=Sentence(en="Done again.", zh="已重做。"),
    example=Sentence(en="redo", zh="重做"),
)
words_for(
    StartOver,
    done=Sentence(en="The timeline is empty.", zh="时间线已清空。"),
    example=Sentence(en="start over", zh="重新开始"),
)
words_for(
    Explain,
    done=Sentence(en="", zh=""),
    example=Sentence(en="what can you do?", zh="你能做什么？"),
)
