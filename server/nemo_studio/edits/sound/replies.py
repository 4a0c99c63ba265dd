"""What the studio says of what is heard."""

from nemo_studio.edits.registry import Sentence, remarks, words_for
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Duck, Fade, Mute, PlaceSound, SetVolume

remarks(
    {
        "mood_stands_in": Sentence(
            en='The studio has no "{name}" music, so {mood} stands in; it plays {moods}.',
            zh="工作室没有“{name}”音乐，先用{mood}代替；它会{moods}。",
        ),
        "volume_limited": Sentence(
            en="Volumes go up to {percent}%: it is at {percent}% now.",
            zh="音量最高 {percent}%：现在是 {percent}%。",
        ),
        "no_speech_yet": Sentence(
            en="There is no speech yet; the music will give way as soon as there is.",
            zh="现在还没有人声；有了之后音乐会自动压低。",
        ),
        "no_sound": Sentence(
            en="There is no sound yet: add music first.",
            zh="还没有声音：请先添加音乐。",
        ),
        "no_music": Sentence(
            en="There is no music yet: add some first.",
            zh="还没有音乐：请先添加音乐。",
        ),
        "loudest": Sentence(
            en="It is at full volume already.",
            zh="已经是最大音量了。",
        ),
        "no_sounds_uploaded": Sentence(
            en="No sound was uploaded yet. Upload one first.",
            zh="还没有上传声音。请先上传。",
        ),
        "follows_picture": Sentence(
            en="Ambience follows its scene.",
            zh="环境声跟随它的场景。",
        ),
    }
)
words_for(
    AddMusic,
    done=Sentence(
        en="{what} music plays from {start} to {end} s.", zh="{what}音乐从 {start} 秒播放到 {end} 秒。"
    ),
    example=Sentence(en="add lo-fi music at 40%", zh="加轻松的背景音乐"),
)
words_for(
    AddAmbience,
    done=Sentence(en="The sound of the place is heard.", zh="环境声可以听到了。"),
    example=Sentence(en="add the sound of waves", zh="加海浪声"),
)
words_for(
    PlaceSound,
    done=Sentence(en="{what} is heard from {start} s.", zh="{what}从 {start} 秒开始播放。"),
    example=Sentence(en="use my recording as the voice-over", zh="把我的录音作为旁白"),
)
words_for(
    SetVolume,
    done=Sentence(en="New volume for {what}.", zh="{what}的音量已调整。"),
    example=Sentence(en="set the music to 40%", zh="把音乐调到40%"),
)
words_for(
    Mute,
    done=Sentence(en="The sound of {what} is switched.", zh="{what}的声音已切换。"),
    example=Sentence(en="mute the music", zh="音乐静音"),
)
words_for(
    Fade,
    done=Sentence(en="The fades are set.", zh="淡入淡出已设置。"),
    example=Sentence(en="fade out at the end over 2 seconds", zh="结尾2秒淡出"),
)
words_for(
    Duck,
    done=Sentence(en="The music is set.", zh="音乐已设置。"),
    example=Sentence(en="duck the music under the voice", zh="人声出现时压低音乐"),
)
