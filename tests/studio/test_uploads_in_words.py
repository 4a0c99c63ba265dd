"""Files as people speak of them: by their names on a desk, or all that were uploaded."""

import wave
from pathlib import Path

import pytest
from PIL import Image

from nemo_studio.agent import understand
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.sound.commands import PlaceSound
from nemo_studio.project import UploadedMedia
from studio.corpus import open_generation, play
from studio.studio_sessions import open_chat, texts


@pytest.mark.anyio
async def test_files_are_named_as_they_are_called_on_a_desk(tmp_path: Path) -> None:
    picture, first, second = (
        tmp_path / n for n in ("Screenshot at 10.20\u202fAM.png", "a song.wav", "b.wav")
    )
    Image.new("RGB", (160, 90), "teal").save(picture)
    for path in (first, second):
        _write_second(path)
    async with open_chat(tmp_path) as chat:
        await chat.upload(picture, first, second)
        await chat.say('make a film of "Screenshot at 10.20 AM.png" with A Song.wav as the soundtrack')
        sketch = await chat.sketch()
    assert [line.rpartition(" ")[0].split(" 0-")[0] for line in sketch] == [
        "clip Screenshot at 10.20\u202fAM.png",
        "music a song.wav",
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "message", ["Use the uploaded files.", "use everything I uploaded", "使用上传的素材。"]
)
async def test_the_files_that_were_uploaded_are_pictures_and_sounds(tmp_path: Path, message: str) -> None:
    """What the server suggests after an upload works for a song too, beside pictures or alone."""
    picture, memo, song = (tmp_path / name for name in ("o.png", "memo.wav", "song.wav"))
    Image.new("RGB", (160, 90), "teal").save(picture)
    _write_second(memo)
    _write_second(song)
    async with open_chat(tmp_path) as chat:
        await chat.upload(memo, song)
        alone = await chat.say(message)
        sounds = await chat.sketch()
        await chat.upload(picture)
        await chat.say(message)
        all_of_them = await chat.sketch()
    assert sounds == ["voice memo.wav 0-1 volume=1", "voice song.wav 1-2 volume=1"], texts(alone)
    assert all_of_them == ["clip o.png 0-4", *sounds]


@pytest.mark.parametrize(
    ("message", "names", "length_s"),
    [
        ('a slideshow with the title "My dog and me"', "beach dog cake", 12),
        ('put all three photos in and write "Hi" on the cake', "beach dog cake", 12),
        ("put them in a slideshow, 3 seconds each, dog last", "beach cake dog", 9),
        ("make a slideshow with the cake between the other two", "beach cake dog", 12),
        ("dog at the start, cake at the end, beach in the middle", "dog beach cake", 12),
        ("dog for 5 seconds, then the other two for 2 seconds each", "dog beach cake", 9),
        ("三张照片做成视频，蛋糕放在中间", "beach cake dog", 12),
        ("make a 15 second video with my pictures", "beach dog cake", 15),
        ("make a 30s reel out of the photos", "beach dog cake", 30),
        ("用照片做一个15秒的短片", "beach dog cake", 15),
        ("做成竖屏的相册，每张2秒", "beach dog cake", 6),
        ("dog, cake, dog, beach - 2 secs each", "dog cake dog beach", 8),
        ("the dog photo two times and then the beach", "dog dog beach", 12),
        ("蛋糕两遍，狗一遍", "cake cake dog", 12),
        ("first the second one, then the first", "dog beach", 8),
        ("不要第二张", "beach cake", 8),
        ("faster, 1 s each", "beach dog cake", 3),
        ("play the photos backwards", "cake dog beach", 12),
        ("make the dog photo black and white, the others stay", "beach dog cake", 12),
        ("each photo 2 seconds except the cake, 5 seconds", "beach dog cake", 9),
        ("狗的照片放最后", "beach cake dog", 12),
        ("每张2秒，狗放第一", "dog beach cake", 6),
        ("做成12秒的短视频", "beach dog cake", 12),
        ("slideshow, dog picture should be twice as long", "beach dog cake", 16),
        ("two pics: dog & cake. 5 secs.", "dog cake", 10),
        ("Make a short video for grandma's birthday with the photos and happy music", "beach dog cake", 12),
        ("I'd like a vertical video from my photos for instagram, about 15 seconds", "beach dog cake", 15),
        ("make a birthday video using the cake picture with the text Happy Birthday Leo", "cake", 4),
        ("Create a vertical slideshow with my photos, 2 seconds each", "beach dog cake", 6),
        ("用这三张照片做个竖屏视频，15秒", "beach dog cake", 15),
        ("把三张照片做成黑白的回忆影片", "beach dog cake", 12),
        ("只用狗狗那张，放5秒，慢慢放大", "dog", 5),
        ('put the dog first and write "Rex" on it', "dog beach cake", 12),
        ("skip the dog photo, use the other two", "beach cake", 8),
        ("我上传了三张照片，帮我做个好看的视频", "beach dog cake", 12),
        ("remove the beach photo", "dog cake", 8),
        ("除了蛋糕那张，其他的都放进来", "beach dog", 8),
        ("海边的照片放前面，蛋糕放最后", "beach dog cake", 12),
        ("只用海边那张，做个5秒的", "beach", 5),
        ("把我的相片做成幻燈片", "beach dog cake", 12),
        ("三张照片按顺序放，每张5秒", "beach dog cake", 15),
        ("全部照片15秒，快节奏", "beach dog cake", 15),
        ("beach first, then cake, dog last, 3s each", "beach cake dog", 9),
        ("use the dog photo as the last one", "beach cake dog", 12),
        ("照片按顺序排好，每张4秒", "beach dog cake", 12),
        ("照片依次播放，每张2秒", "beach dog cake", 6),
        ("cake.jpg放最前面4秒，beach.jpg接着放2秒", "cake beach", 6),
        ("蛋糕放第一张，写上“生日快乐”", "cake beach dog", 12),
        ("狗放最前面，每张3秒", "dog beach cake", 9),
        ("不要海滩那张，其他两张做成视频", "dog cake", 8),
        ("make the dog photo stay longer than the others", "beach dog cake", 14),
        ("所有照片一共12秒，蛋糕排第一", "cake beach dog", 12),
        ("start and end with the beach photo, others in between, 3s each", "beach dog cake beach", 12),
        ("开头和结尾都用海滩那张，其他放中间，每张3秒", "beach dog cake beach", 12),
        ("put the dog first, 3 seconds each", "dog beach cake", 9),
        ("the dog first, the others after it, 2 seconds each", "dog beach cake", 6),
        ("make a 30 second memory video from these", "beach dog cake", 30),
        ("birthday video with my pics", "beach dog cake", 12),
        ("Please arrange the images in reverse order, each lasting 2 seconds", "cake dog beach", 6),
        ("做个图集，先放蛋糕，再放狗狗，最后放海滩", "cake dog beach", 12),
        ("把三張照片做成一支IG限時動態", "beach dog cake", 12),
        ("蛋糕那张放第一个，显示5秒，其他的3秒", "cake beach dog", 11),
        ("照片慢慢放大，每张4秒", "beach dog cake", 12),
        ("做成10秒的视频，照片平均分配", "beach dog cake", 10),
        ("start with the beach for 5 seconds, then dog and cake 2 seconds each", "beach dog cake", 9),
        ("photo slideshow 20 seconds, no music", "beach dog cake", 20),
        ("show the photos faster, 1 second each", "beach dog cake", 3),
        ("幻灯片，淡入淡出，15秒", "beach dog cake", 15),
        ("照片倒着排", "cake dog beach", 12),
        ("use only the dog and the cake, 4 sec each", "dog cake", 8),
        ("brighten the cake, then make a slideshow", "beach dog cake", 12),
    ],
)
@pytest.mark.anyio
async def test_all_uploads_come_in_the_order_and_for_the_time_that_is_told(
    message: str, names: str, length_s: float, tmp_path: Path
) -> None:
    async with open_generation(tmp_path) as generation:
        order = {"lang": "en", "start": "photos", "order": message}
        played = await play(order, generation)
    assert [clip["file"] for clip in played.after["clips"]] == [f"{name}.jpg" for name in names.split()]
    assert (played.after["total_s"], played.has_refused) == (length_s, False)


@pytest.mark.parametrize(
    ("start", "message", "clips", "titles"),
    [
        ("footage", "open with ocean for 3s and then show my clip", "sunset holiday.mp4", []),
        ("footage", "先放我的视频，再放5秒雪，再放5秒森林", "holiday.mp4 snow forest", []),
        ("footage", '2s of stars with "Hi" on it, then the clip', "space holiday.mp4", [(0, 2)]),
        ("footage", 'add 4 s of snow at the end, with the title "A"', "holiday.mp4 snow", [(10, 14)]),
        ("footage", "先2秒黑屏，然后放视频", "black holiday.mp4", []),
        ("footage", "add snow before my clip and rain after it", "snow holiday.mp4 rain", []),
        ("footage", "add snow scene after my video", "holiday.mp4 snow", []),
        ("footage", "视频最后加3秒片尾，写“完”", "holiday.mp4 abstract", [(10, 13)]),
        ("photos", "add the dog after the beach", "beach.jpg dog.jpg", []),
        ("footage", "我的视频放中间，前面日出，后面日落", "sunset holiday.mp4 sunset", []),
        ("footage", "在我的影片后面接森林和大海各3秒", "holiday.mp4 forest sunset", []),
        ("photos", "add rain between the dog and the cake", "dog.jpg rain cake.jpg", []),
        ("footage", "在我的视频前面加3秒片头“假期”", "abstract holiday.mp4", [(0, 3)]),
        ("footage", "我的视频后面接4秒星空，写“未完待续”", "holiday.mp4 space", [(10, 14)]),
        ("footage", "我的视频之后放6秒星空，写“晚安”", "holiday.mp4 space", [(10, 16)]),
        ("photos", "dog for 4 s then a forest scene for 4 s", "dog.jpg forest", []),
        ("photos", "照片放完以后接4秒烟花，写“再见”", "beach.jpg dog.jpg cake.jpg fireworks", [(12, 16)]),
        ("photos", 'my photos after a title card saying "A"', "black beach.jpg dog.jpg cake.jpg", [(0, 3)]),
        ("photos", 'put the cake at the end with the title "A"', "beach.jpg dog.jpg cake.jpg", [(8, 12)]),
        ("photos", "make the pictures talk", "", []),
        ("footage", "视频前面加一个3秒的片头，写“假期”", "abstract holiday.mp4", [(0, 3)]),
        ("footage", 'add a 2 second outro after the video saying "Bye"', "holiday.mp4 abstract", [(10, 12)]),
        ("photos", "put a sunset before the photos", "sunset beach.jpg dog.jpg cake.jpg", []),
        ("photos", "最后加一段星空，前面放照片", "beach.jpg dog.jpg cake.jpg space", []),
        ("photos", "add fireworks after my photos", "beach.jpg dog.jpg cake.jpg fireworks", []),
        ("photos", "在我的照片后面加一段烟花", "beach.jpg dog.jpg cake.jpg fireworks", []),
        ("photos", "给狗的照片抠图", "", []),
        ("photos", "blur the background of the dog photo", "", []),
        ("photos", "put a picture of my cat in", "", []),
        ("photos", "replace dog.jpg with cake.jpg", "", []),
        ("photos", "use two photos", "", []),
        ("photos", "use 2 of my photos", "", []),
        ("photos", "put both photos in", "", []),
        ("photos", "不要海滩那张，其他两张做成视频", "dog.jpg cake.jpg", []),
        ("photos", "start with the dog, then a sunset", "dog.jpg sunset", []),
        ("photos", "make a video from the cake and the beach", "cake.jpg beach.jpg", []),
        ("three", "在前后各加一段海滩", "sunset forest city", []),
        ("footage", "视频中间插一段雪景", "holiday.mp4 snow holiday.mp4", []),
        ("three", "I'd like the forest to be a desert instead", "sunset desert city", []),
        ("three", "Instead of the forest show me a meadow", "sunset meadow city", []),
        ("three", "用沙漠代替森林", "sunset desert city", []),
        ("three", "最后一个镜头要极光", "sunset forest aurora", []),
        ("three", "get rid of the forest, put a desert there", "sunset desert city", []),
        ("photos", "add all photos, make the beach one brighter", "beach.jpg dog.jpg cake.jpg", []),
        ("photos", "狗和蛋糕左右并排", "", []),
        ("three", "在森林后面加一段星空，再加一段极光", "sunset forest space aurora city", []),
        ("three", 'put a black screen with "A" between clip 1 and 2', "sunset black forest city", [(4, 7)]),
        ("three", "can we have fireworks over the city?", "sunset forest city fireworks", []),
        ("three", "I'd rather have a desert than the forest", "sunset desert city", []),
        ("three", "城市后面来点烟花", "sunset forest city fireworks", []),
        ("three", "把森林放到城市后面", "sunset city forest", []),
        ("footage", "在我的视频后面接一段5秒的极光", "holiday.mp4 aurora", []),
        ("footage", "前面加3秒的日落，后面加一个“再见”的黑底字卡", "sunset holiday.mp4 black", [(13, 16)]),
        ("three", "put ocean between forest and city", "sunset forest sunset city", []),
        ("three", "森林和城市之间放雪景", "sunset forest snow city", []),
        ("three", "把海洋放到森林和城市之间", "forest sunset city", []),
        ("three", "我不喜欢森林，换成沙漠", "sunset desert city", []),
        ("three", "把日落延长到6秒，并在它后面插入4秒的海底世界", "sunset underwater forest city", []),
    ],
)  # fmt: skip
@pytest.mark.anyio
async def test_shots_stand_before_and_behind_what_is_there(
    start: str, message: str, clips: str, titles: list[tuple[float, float]], tmp_path: Path
) -> None:
    async with open_generation(tmp_path) as generation:
        played = await play({"lang": "en", "start": start, "order": message}, generation)
    assert [clip.get("file") or clip["scene"] for clip in played.after["clips"]] == clips.split()
    assert [(title["from_s"], title["to_s"]) for title in played.after["titles"]] == titles


@pytest.mark.parametrize("message", ["black and white slideshow, 2 s each", "把照片做成黑白的相册"])
@pytest.mark.anyio
async def test_a_look_of_the_film_is_that_of_each_photo(message: str, tmp_path: Path) -> None:
    async with open_generation(tmp_path) as generation:
        played = await play({"lang": "en", "start": "photos", "order": message}, generation)
    assert [clip["look"] for clip in played.after["clips"]] == ["black and white"] * 3


@pytest.mark.parametrize("message", ["3 photos, 3 seconds each, happy music", "用三张照片做个相册，每张3秒"])
def test_photos_that_are_not_there_are_asked_for_and_not_drawn(message: str) -> None:
    first, *others = understand(message, is_empty=True).commands
    assert isinstance(first, PlaceMedia)
    assert not any(isinstance(each, MakeScene) for each in others)


@pytest.mark.parametrize(
    "message",
    ["a 5 second forest with the song", "森林5秒，用我的歌做背景音乐", "the forest for 5 s, and my song"],
)
def test_a_song_alone_comes_under_a_scene_that_is_asked_for(message: str) -> None:
    song = UploadedMedia("media_1", "song.mp3", "audio", Path("song.mp3"), 1000, 30.0, 0, 0)
    kinds = [type(each) for each in understand(message, uploads=[song], is_empty=True).commands]
    assert kinds == [MakeScene, PlaceSound]


def _write_second(path: Path) -> None:
    """A second of silence."""
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000))


@pytest.mark.anyio
async def test_what_waited_is_told_apart_from_the_edit_that_it_was_placed_for(tmp_path: Path) -> None:
    async with open_generation(tmp_path) as generation:
        order = "每张照片下面加字幕：大海、旺财、好吃"
        played = await play({"start": "photos", "lang": "zh", "order": order}, generation)
    assert played.reply.startswith(
        "已放到时间线上：“beach.jpg”、“dog.jpg”、“cake.jpg”。字幕“大海”从 0 秒显示到 4 秒。"
    )
