"""What the studio says of words over the picture."""

from nemo_studio.edits.registry import Sentence, remarks, words_for
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, StyleTitle

remarks(
    {
        "missing_glyphs": Sentence(
            en="The font cannot draw these characters, so they are left out: {glyphs}",
            zh="字体里没有这些字符，已省略：{glyphs}",
        ),
        "no_font": Sentence(
            en="Not written, because no font here has these letters: {glyphs} "
            '`pip install "nemo-video-mcp[scripts]"` brings fonts of 19 scripts, and fonts of the system are '
            "used as well; start the server again then.",
            zh="没有写上：这里没有字体包含这些文字：{glyphs}。"
            '`pip install "nemo-video-mcp[scripts]"` 提供 19 种文字的字体，系统字体也可以；'
            "之后请重新启动服务器。",
        ),
        "subtitles_dropped": Sentence(
            en="{count} subtitles lie beyond the end of the video at {seconds} s and are left out.",
            zh="有 {count} 条字幕超出了视频结尾（{seconds} 秒），已省略。",
        ),
        "no_subtitles": Sentence(
            en="There are no subtitles yet: paste the text of an SRT, or upload an .srt file.",
            zh="还没有字幕：请粘贴 SRT 文本，或上传 .srt 文件。",
        ),
        "subtitles_unreadable": Sentence(
            en="The subtitles were not added. {why}",
            zh="字幕没有添加。{why}",
        ),
        "subtitles_beyond": Sentence(
            en="All subtitles start after the end of the video at {seconds} s.",
            zh="所有字幕都在视频结尾（{seconds} 秒）之后。",
        ),
        "title_needs_words": Sentence(
            en='Say the words of the title, for example: add the title "Golden Hour".',
            zh="请说出标题的内容，例如：加标题“黄金时刻”。",
        ),
    }
)
words_for(
    AddTitle,
    done=Sentence(
        en='The title "{text}" shows from {start} to {end} s.',
        zh="标题“{text}”从 {start} 秒显示到 {end} 秒。",
    ),
    example=Sentence(en='add the title "Golden Hour" from 0 to 3 s', zh="加标题“黄金时刻”，0到3秒"),
)
words_for(
    ChangeTitle,
    done=Sentence(en='The title now reads "{text}".', zh="标题现在是“{text}”。"),
    example=Sentence(en='change the title to "Night Walk"', zh="把标题改成“夜行”"),
)
words_for(
    StyleTitle,
    done=Sentence(en="New style for {what}.", zh="{what}的样式已调整。"),
    example=Sentence(en="make the title red", zh="把标题变成红色"),
)
words_for(
    AddSubtitles,
    done=Sentence(en="Subtitles are on the picture.", zh="字幕已加上。"),
    example=Sentence(en="add the uploaded subtitles", zh="加上传的字幕"),
)
