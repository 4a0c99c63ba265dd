"""What the studio says of scenes and uploads."""

from nemo_studio.edits.media.commands import AddEndCard, ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.registry import Sentence, remarks, words_for

remarks(
    {
        "scene_stands_in": Sentence(
            en='The studio cannot draw "{name}", so an abstract picture stands in. It can draw {scenes}.',
            zh="工作室画不出“{name}”，先用抽象画面代替。它能画：{scenes}。",
        ),
        "not_in_scene": Sentence(
            en='The studio draws the place alone; not in the picture: "{missing}".',
            zh="工作室只画场景本身，画面里没有：“{missing}”。",
        ),
        "made_by_model": Sentence(
            en='"{name}" was made by the model {model} at {host}.',
            zh="“{name}”由 {host} 上的模型 {model} 生成。",
        ),
        "model_fitted": Sentence(
            en="The model makes no clip of exactly that length, so it is {seconds} seconds long.",
            zh="模型不能生成正好这么长的片段，所以是 {seconds} 秒。",
        ),
        "model_cost": Sentence(
            en='"{name}" cost {cost}, in the currency of the model\'s prices.',
            zh="“{name}”花费 {cost}（按模型的计价货币）。",
        ),
        "model_cost_untold": Sentence(
            en='What "{name}" cost is unknown: the model tells no price.',
            zh="“{name}”的费用未知：模型没有说明价格。",
        ),
        "model_cut": Sentence(
            en="The model makes no clip as short as that: of its {seconds} seconds the first {wanted} show.",
            zh="模型不能生成这么短的片段：生成了 {seconds} 秒，只显示前 {wanted} 秒。",
        ),
        "model_fitted_takes": Sentence(
            en="The model makes no clips of exactly that length together: {count} clips, {seconds} seconds.",
            zh="模型的片段合起来不能正好这么长：{count} 个片段，共 {seconds} 秒。",
        ),
        "model_other_length": Sentence(
            en='The film that came for "{name}" is {seconds} seconds long.',
            zh="收到的“{name}”长 {seconds} 秒。",
        ),
        "model_other_format": Sentence(
            en="It came as {width}x{height} at {fps} frames a second and is fitted to the picture.",
            zh="收到的画面为 {width}x{height}、每秒 {fps} 帧，已适配画面。",
        ),
        "model_refused": Sentence(
            en='"{name}" was not made: the model {model} says: {words}',
            zh="“{name}”没有生成，模型 {model} 的答复：{words}",
        ),
        "shown_whole": Sentence(
            en='"{name}" has another shape: it is shown whole, on its own blur.',
            zh="“{name}”的画面比例不同：完整显示，背后是它自己的模糊画面。",
        ),
        "scene_shortened": Sentence(
            en="A scene is at most {seconds} seconds long.",
            zh="一个场景最长 {seconds} 秒。",
        ),
        "held": Sentence(
            en='"{name}" is not that long: its last picture is held to the end.',
            zh="“{name}”没有那么长：会停在最后一帧。",
        ),
        "no_uploads": Sentence(
            en="No photo or video was uploaded yet. Upload some first.",
            zh="还没有上传照片或视频。请先上传素材。",
        ),
        "no_such_upload": Sentence(
            en='Nothing called "{name}" was uploaded. Upload it first.',
            zh="没有上传过“{name}”。请先上传。",
        ),
        "not_drawn": Sentence(
            en="Only drawn scenes can change their light, weather or camera, and photos their camera.",
            zh="只有绘制的场景能改变光线、天气和镜头，照片只能改变镜头。",
        ),
    }
)
words_for(
    MakeScene,
    done=Sentence(en='"{what}" is on the timeline, {length} s.', zh="“{what}”已放到时间线上，{length} 秒。"),
    example=Sentence(en="a 10-second video of a sunset over the ocean", zh="生成一个10秒的海上日落视频"),
)
words_for(
    PlaceMedia,
    done=Sentence(en="On the timeline: {what}.", zh="已放到时间线上：{what}。"),
    example=Sentence(
        en="put my photos on the timeline, 4 seconds each", zh="把我的照片放到时间线上，每张4秒"
    ),
)
words_for(
    ChangeScene,
    done=Sentence(en='"{what}" is drawn anew.', zh="“{what}”已重新绘制。"),
    example=Sentence(en="make the first clip rainy", zh="把第一段变成雨天"),
)
words_for(
    AddEndCard,
    done=Sentence(
        en='The film ends with "{name}" and the line "{line}", {length_s} s.',
        zh="影片以“{name}”和一行字“{line}”结尾，{length_s} 秒。",
    ),
    example=Sentence(
        en='Put the file "logo.png" at the end of the film as an end card of 3 s with the line "Thank you".',
        zh='把文件 "logo.png" 作为片尾卡放在影片最后 3 秒，配上一行字 "谢谢观看"。',
    ),
)
