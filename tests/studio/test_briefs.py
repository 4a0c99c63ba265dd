"""What is typed first, on an empty timeline: one line, a list of shots, a script."""

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import AddBlack, SetLength, SetSpeed
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import Reference
from nemo_studio.edits.sound.commands import AddMusic, Fade
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle

Shots = list[tuple[str | None, float | None]]


def _shots(message: str) -> Shots:
    made = understand(message, is_empty=True).commands
    return [(each.scene, each.duration_s) for each in made if isinstance(each, MakeScene)]


def _titles(message: str) -> list[tuple[str, int | None]]:
    """The titles of a brief, each with the number of the shot that it shows over."""
    made = understand(message, is_empty=True).commands
    titles = (each for each in made if isinstance(each, AddTitle))
    return [(each.text, each.over.ordinal if each.over else None) for each in titles]


SEASONS = ("meadow", "sunset", "forest", "snow")
THREE: Shots = [("sunset", 5), ("mountains", 5), ("aurora", 5)]
LISTS = (
    "Shot 1: the sea, 5s\nShot 2: mountains, 5 seconds\nShot 3: northern lights, 5s",
    "1. Sea (5s)\n2. Mountains (5s)\n3. Aurora (5s)\nMusic: ambient",
    "- sea, 5s\n- mountains, 5s\n- aurora, 5s",
    "0:00-0:05 the sea\n0:05-0:10 mountains\n0:10-0:15 northern lights",
    "[0:00 – 0:05] sea\n[0:05 – 0:10] mountains\n[0:10 – 0:15] aurora",
    "# Trip\n**Length:** 15s\n**Scenes:**\n- sea\n- mountains\n- aurora",
    "| # | Scene | Length |\n|---|---|---|\n| 1 | Sea | 5s |\n| 2 | Mountains | 5s |\n| 3 | Aurora | 5s |",
    '[{"scene": "sea", "duration": 5}, {"scene": "mountains", "length": 5}, {"scene": "aurora", "sec": 5}]',
    "Hook (5s): the sea. Middle (5s): mountains. Ending (5s): aurora.",
    "Please make: (a) the sea, 5s; (b) mountains, 5s; (c) northern lights, 5s.",
    "Scene 1\nSea, 5s\n\nScene 2\nMountains, 5s\n\nScene 3\nAurora, 5s",
    "Make a 15 second video in three parts: sea, then mountains, then northern lights",
    "Create a 15-second travel promo: sea, mountains, aurora. Upbeat music.",
    "3 scenes, sea mountains aurora, 5 seconds each",
    "镜头一：大海，5秒\n镜头二：雪山，5秒\n镜头三：极光，5秒",
    "场景1（5秒）：大海。场景2（5秒）：雪山。场景3（5秒）：极光。",
    "1、大海\n2、雪山\n3、极光\n每段5秒，中间叠化",
    "第1-5秒：大海；第6-10秒：雪山；第11-15秒：极光",
    "做一条15秒的旅行宣传片：大海、雪山、极光，欢快的音乐",
    "三个镜头：1）大海 2）雪山 3）极光，每个镜头5秒",
    "三个场景，大海 雪山 极光，一共15秒",
    "Build a 16:9 project with three clips: sea, mountains and aurora, 5 seconds each",
    "The user wants a film of 15 seconds: sea, mountains, aurora",
    "用户想要一个15秒的短片，依次是大海、雪山和极光",
    "先大海后雪山再极光，每段5秒",
)


@pytest.mark.parametrize("message", LISTS)
def test_a_list_of_shots_is_made_shot_by_shot(message: str) -> None:
    assert _shots(message) == THREE
    assert not understand(message, is_empty=True).unclear


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("sea 5 s, title: Summer Sea, happy music", "Summer Sea"),
        ("海边5秒，标题：夏天的海，欢快的音乐", "夏天的海"),
        ("海边5秒，配音乐，标题：夏天的海", "夏天的海"),
        ("海边5秒，新郎李明，新娘王芳，欢快的音乐", "李明 & 王芳"),
        ("海边5秒，标题：夏天的海。欢快的音乐", "夏天的海"),
        ("sea 5 s, title Salt and Sand, happy music", "Salt and Sand"),
        ("sea 5 s. Title: Anna & Mark, 14 June 2025. Happy music", "Anna & Mark, 14 June 2025"),
        ("sea 5 s. Text: Beach Bash, Oct 31, 8pm. Upbeat.", "Beach Bash, Oct 31, 8pm"),
        ("sea 5 s, caption: Homes from $250,000, upbeat music", "Homes from $250,000"),
        ("upbeat music, sea 5 s, text Thank you Mrs. Brown", "Thank you Mrs. Brown"),
        ("upbeat video, sea 5 s with the caption Nice, France", "Nice, France"),
        ("sea 5 s with happy music that fades out, title Salt", "Salt"),
        ("sea 5 s and our name Lotus Yoga, quiet music", "Lotus Yoga"),
        ("sea 5 s with Happy New Year on it, happy music", "Happy New Year"),
        ("sea 5 s, happy music. End card: Follow us", "Follow us"),
        ("海边5秒，欢快的音乐，片尾：谢谢观看", "谢谢观看"),
    ],
)
def test_a_title_without_quotes_ends_where_another_order_begins(message: str, title: str) -> None:
    sea, *others = understand(message, is_empty=True).commands

    assert isinstance(sea, MakeScene)
    assert (sea.scene, sea.duration_s) == ("sunset", 5)
    assert {type(each) for each in others} - {Fade} == {AddTitle, AddMusic}
    assert all(each.target.kind == "music" for each in others if isinstance(each, Fade))
    assert [each.text for each in others if isinstance(each, AddTitle)] == [title]


@pytest.mark.parametrize(
    "message",
    [
        '1. sea 5s "One"\n2. mountains 5s "Two"\n3. aurora 5s "Three"',
        'Shot 1 - 5s - sea - "One"\nShot 2 - 5s - mountains - "Two"\nShot 3 - 5s - aurora - "Three"',
        "1、大海 5秒 “One”\n2、雪山 5秒 “Two”\n3、极光 5秒 “Three”",
    ],
)
def test_words_behind_the_length_of_a_shot_are_written_over_it(message: str) -> None:
    assert _shots(message) == THREE
    assert _titles(message) == [
        ("One", 1),
        ("Two", 2),
        ("Three", 3),
    ]


@pytest.mark.parametrize(
    ("message", "scene", "told"),
    [
        ("the milky way", "space", {}),
        ("a rainforest", "forest", {}),
        ("under the sea", "underwater", {}),
        ("森林夜景", "forest", {"time_of_day": "night"}),
        ("dark forest", "forest", {"time_of_day": "night"}),
        ("海的夜景", "sunset", {"time_of_day": "night"}),
        ("上海夜景", "city", {"time_of_day": "night"}),
        ("海里", "underwater", {}),
        ("竹林", "forest", {}),
    ],
)
def test_a_subject_is_drawn_under_each_of_its_usual_names(
    message: str, scene: str, told: dict[str, str]
) -> None:
    [made] = understand(message, is_empty=True).commands
    assert isinstance(made, MakeScene)
    assert (made.scene, made.parameters) == (scene, told)


@pytest.mark.parametrize(
    ("message", "shots"),
    [
        ("a castle for 5 seconds and then a desert", [(None, 5), ("desert", None)]),
        ("同一个沙滩，早上、傍晚、深夜", [("sunset", None)] * 3),
        ("同样的草地，春天一段，冬天一段", [("meadow", None)] * 2),
        ("make a film: the same city at 6am, noon, 6pm and midnight", [("city", None)] * 4),
        ("a sunny meadow, then it rains", [("meadow", None)] * 2),
        ("a relaxing 20s piece: sea → city, soft fades", [("sunset", 10), ("city", 10)]),
        ("city night 4s, crossfade 1s, sunrise 4s", [("city", 4), ("sunset", 4)]),
        ("Rain, then a forest. Nothing longer than 12 seconds.", [("rain", 6), ("forest", 6)]),
        ("灯笼有没有？没有就烟花，5秒以内", [("fireworks", 5)]),
        ("do you have horses? If not, just a meadow, 6s", [("meadow", 6)]),
        ("can I get a countdown from 10 with big numbers", []),
        ("ok so I have nothing filmed, is that a problem?", []),
        ("给我女儿做个六岁生日视频，她喜欢太空", [("space", None)]),
        ("海、雪山，每段之间黑场过渡半秒", [("sunset", None), ("mountains", None)]),
        ("海滩一开始是晴天，后来下雨", [("sunset", None)] * 2),
        ("有瀑布吗？没有就森林吧，最多6秒", [("forest", 6)]),
        ("rain with rain sounds only, then stop.", [("rain", None)]),
        ("Make a slideshow of spring, summer, autumn and winter, 4s each", [(each, 4) for each in SEASONS]),
        ('ocean waves, text: "Breathe in" 16s', [("sunset", 16)]),
        ("make a short calm video of the sea at dusk for my yoga channel", [("sunset", None)]),
        ("a 15 second TikTok about winter, snow falling, chill music", [("snow", 15)]),
        ("Instagram reel, 10 seconds, coral reef, electronic music", [("underwater", 10)]),
        ("about Norway, a film: fjord, aurora, city. 21 s total", [(None, 7), ("aurora", 7), ("city", 7)]),
        ("I want a video with ocean and forest", [("sunset", None), ("forest", None)]),
        ("First 5 seconds: sunrise. Next 4 seconds: city.", [("sunset", 5), ("city", 4)]),
        ("一半城市，四分之一森林，四分之一大海，共20秒", [("city", 10), ("forest", 5), ("sunset", 5)]),
        ("Make the first shot a forest, the second an ocean", [("forest", None), ("sunset", None)]),
        ("a film about the sea. First waves, then underwater, 8 s total", [("sunset", 4), ("underwater", 4)]),
        ("a desert, 4 seconds, then the same length of city", [("desert", 4), ("city", 4)]),
        ("rain on the window, 1 minute, no text", [("rain", 60)]),
        ("前3秒是黑白的森林，后5秒是海边", [("forest", 3), ("sunset", 5)]),
        ("aurora for 4 seconds, then space for 4", [("aurora", 4), ("space", 4)]),
        ("sunset 5s x 3", [("sunset", 5)] * 3),
        ("3 x 4 second shots: sea, forest, desert", [("sunset", 4), ("forest", 4), ("desert", 4)]),
        ("山间日出5秒，接海上月夜5秒", [("mountains", 5), ("sunset", 5)]),
        ("快手视频 9:16 10秒 烟花 喜庆的音乐", [("fireworks", 10)]),
        ("20秒的视频，前半段白天的城市，后半段夜晚的城市", [("city", 10), ("city", 10)]),
        ("10 s forest, first 5 s rain, last 5 s clear", [("forest", 5)] * 2),
        ("10秒森林，前4秒下雨", [("forest", 4), ("forest", 6)]),
        ("24 s: forest, then ocean twice as long", [("forest", 8), ("sunset", 16)]),
        ("视频总长24秒，先森林，然后海洋，海洋是森林的两倍长", [("forest", 8), ("sunset", 16)]),
        ("九秒，夕阳、海洋、夜城各占三分之一", [("sunset", 3), ("sunset", 3), ("city", 3)]),
        ("A 16-second documentary: desert 8 s, then a storm 8 s", [("desert", 8), ("rain", 8)]),
        ("scene one is a desert, scene two is a storm; 8 seconds altogether", [("desert", 4), ("rain", 4)]),
        ("12 s: the first third forest, the rest sea", [("forest", 4), ("sunset", 8)]),
        ("2x sunset 3s, then city 4s", [("sunset", 3), ("sunset", 3), ("city", 4)]),
        ("5 seconds of ocean? and then 5 more of the city?", [("sunset", 5), ("city", 5)]),
        ("I want 20 seconds: 5 forest, 15 ocean", [("forest", 5), ("sunset", 15)]),
        ("海6秒森林6秒，开头淡入结尾淡出", [("sunset", 6), ("forest", 6)]),
        ("Make a clip of rain that's exactly 7.5 seconds long", [("rain", 7.5)]),
        ("20 s: city 5, desert 10, and end on black for 5", [("city", 5), ("desert", 10)]),
        ("3 shots of the sea at morning, noon and night, 3 s each", [("sunset", 3)] * 3),
        ("同一座城市的日出、正午、夜晚，各4秒", [("city", 4)] * 3),
        ("ocean 5s fade into desert 5s fade into aurora 5s", [("sunset", 5), ("desert", 5), ("aurora", 5)]),
        ("30秒：10秒海底，10秒海滩，10秒极光", [("underwater", 10), ("sunset", 10), ("aurora", 10)]),
        ("5秒雪5秒雨，中间擦除", [("snow", 5), ("rain", 5)]),
        ("a 12 second video that goes from forest to desert", [("forest", 6), ("desert", 6)]),
        ("先大海后森林再城市，一共15秒", [("sunset", 5), ("forest", 5), ("city", 5)]),
        ("两个沙漠镜头，一个白天一个晚上，各4秒", [("desert", 4)] * 2),
        ("20秒雪山，后一半开始下雪", [("mountains", 10)] * 2),
        ("海边8秒，最后3秒变成夜晚", [("sunset", 5), ("sunset", 3)]),
        ("8 s. half of it sea, a quarter city, a quarter space", [("sunset", 4), ("city", 2), ("space", 2)]),
        ("first a forest in spring, then in summer, then in winter, 3s each", [("forest", 3)] * 3),
        ("20 seconds. It begins in the city (8 seconds) and the rest is sea", [("city", 8), ("sunset", 12)]),
        ('First 3 seconds: title "A" over fireworks. Then 6 s of city', [("fireworks", 3), ("city", 6)]),
        ("3 fast cuts (1s each) of city, then 5 s of storm", [("city", 1)] * 3 + [("rain", 5)]),
        ("接着快切三个城市镜头，每个1秒", [("city", 1)] * 3),
        ("来3段视频，每段2秒，雨、彩虹、雪", [("rain", 2), (None, 2), ("snow", 2)]),
        ("两个镜头：森林（8秒，慢放）和瀑布（4秒）", [("forest", 8), (None, 4)]),
        ("给我做一个咖啡店的宣传片，15秒，温馨一点", [(None, 15)]),
        ("Trailer for a space film. Black for 2 s, then space for 8 seconds", [("space", 8)]),
        ("Aurora 8 s and ocean 4 s. The ocean should come first.", [("sunset", 4), ("aurora", 8)]),
        ("极光8秒，海洋4秒，海洋放最前面", [("sunset", 4), ("aurora", 8)]),
        ("Using the scenes rain and city, make 12 s. Rain should last 8 s.", [("rain", 8), ("city", 4)]),
        ("5 s of fireworks, then the same in black and white", [("fireworks", 5)] * 2),
        ("a video in which it rains for 4 s, then the sun sets for 6 s", [("rain", 4), ("sunset", 6)]),
        ("desert 3, snow 3, desert 3", [("desert", 3), ("snow", 3), ("desert", 3)]),
        ("beach + ocean + meadow, 9 secs total", [("sunset", 3), ("sunset", 3), ("meadow", 3)]),
        ("Use city and meadow shots, 10 seconds", [("city", 5), ("meadow", 5)]),
        ("Three scenes of the sea, 4 seconds each", [("sunset", 4)] * 3),
        ("Birthday card: meadow, 6 seconds", [("meadow", 6)]),
        ("rain on a window 15 seconds lofi music", [("rain", 15)]),
        ("a video without music of a forest", [("forest", None)]),
        ("sunrise in the mountians, 7 s", [("mountains", 7)]),
        ("Halloween party invitation", [("forest", None)]),
        ("birthday video for Tom, 8 s", [("fireworks", 8)]),
        ("a 9 second video. Scenes: rain, snow, storm.", [("rain", 3), ("snow", 3), ("rain", 3)]),
        ("Video for Valentine's Day, 12 seconds", [("sunset", 12)]),
        ("a review video: spring, summer, winter, 3 s each", [("meadow", 3), ("sunset", 3), ("snow", 3)]),
        ("a film in two acts: desert, storm. Each act 6 seconds", [("desert", 6), ("rain", 6)]),
        ("ocean 5s forest 4s city 3s", [("sunset", 5), ("forest", 4), ("city", 3)]),
        ("sea and city, 4 and 5 seconds", [("sunset", 4), ("city", 5)]),
        ("a film of stars, total 9 seconds, three shots", [("space", 3)] * 3),
        ("rain turning into snow, 10 seconds", [("rain", 5), ("snow", 5)]),
        ("sunset 5s, forest 4s; make the forest black and white", [("sunset", 5), ("forest", 4)]),
        ("mountains with a slow zoom in for 7 seconds", [("mountains", 7)]),
        ("I need a 6 second clip of rain in the city", [("rain", 6)]),
    ],
)  # fmt: skip
def test_a_length_is_that_of_the_shot_or_shared_by_all(message: str, shots: Shots) -> None:
    assert _shots(message) == shots


@pytest.mark.parametrize(
    "message",
    [
        'Scene 1 (4s): Forest, title "A". Scene 2 (4s): Ocean, title "B".',
        '{"shots": [{"view": "forest", "title": "A"}, {"view": "ocean", "title": "B"}]}',
        'Part 1 - "A": forest 5s. Part 2 - "B": the sea 5s.',
        'Opening: forest, 3 seconds, title "A". Then: ocean, 3 seconds, title "B".',
        'make a trailer: "A" over space (4s), "B" over mountains (4s)',
        "场景1：森林，标题“A”。场景2：大海，标题“B”。",
        "海边写“A”，森林上面写“B”，各5秒",
        "预告片：太空4秒配字“A”，雪山4秒配字“B”",
        'two 5s clips, forest / sea, title "A" "B" respectively',
        'forest 5s with text "A" then black 2s with "B"',
        "misty forest, blue sea, 3 s each. Titles: A, B",
        'lyrics video: "A" / "B", dark forest and a city',
        'title card "A" for 3 seconds on black, then 5 s of storm with the title "B"',
    ],
)
def test_the_title_of_a_shot_shows_over_it(message: str) -> None:
    assert _titles(message) == [("A", 1), ("B", 2)]


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("三个名字依次出现：张伟、李娜，背景用星空", ["张伟", "李娜"]),
        ("a beach with the words Calm / Breathe one after another", ["Calm", "Breathe"]),
        ("新年快乐，烟花，15秒，喜庆的音乐", ["新年快乐"]),
        ("早安两个字配日出", ["早安"]),
        ("happy anniversary Mum and Dad, sunset, soft music", ["happy anniversary Mum and Dad"]),
        ("森林，钢琴，“永远怀念外婆”", ["永远怀念外婆"]),
        ("森林，文字“小林”，再出“10月6日”", ["小林", "10月6日"]),
        ("aurora with captions in Spanish: “Hola”", ["Hola"]),
        ("show me the seasons of a forest, name them", ["Spring", "Summer", "Autumn", "Winter"]),
        ("Make me a video of a mountain, I'll add text later", []),
    ],
)
def test_words_of_a_first_film_are_written_as_they_are_told(message: str, titles: list[str]) -> None:
    reading = understand(message, is_empty=True)
    assert [text for text, _ in _titles(message)] == titles
    assert not reading.unclear


@pytest.mark.parametrize(
    "message", ["情人节，粉色日落", "make a draft with the following scenes in order: sunset"]
)
def test_what_a_film_is_for_is_not_complained_of(message: str) -> None:
    reading = understand(message, is_empty=True)
    assert (_shots(message), reading.unclear) == ([("sunset", None)], ())


@pytest.mark.parametrize(
    ("message", "card"),
    [
        ('city 3 s then cut to black and show "A"', 2),
        ('aurora 3 s, then a thank-you card "A"', 2),
        ("先放“A”两个字，再放城市夜景", 1),
        ("先出“A”，三秒以后画面变成日出", 1),
        ("Make a clip with just black and the words “A”", None),
    ],
)
def test_words_told_before_or_behind_the_pictures_have_a_card(message: str, card: int | None) -> None:
    made = understand(message, is_empty=True).commands
    assert [type(each) for each in made if isinstance(each, AddBlack)] == [AddBlack]
    assert _titles(message) == [("A", card)]


@pytest.mark.parametrize(
    ("message", "unclear"),
    [
        ("Give me 3 different videos of the sea", "3 different videos"),
        ('VO: "Welcome." Visual: mountains, 5s', 'VO: "Welcome."'),
        ("rain on the window, then a cozy evening", "a cozy evening"),
        ("做一个倒计时片头，然后出现“开始”", "做个倒计时片头"),
        ("请做一个倒数三秒的片头，然后烟花", "做个倒数三秒的片头"),
    ],
)
def test_what_no_shot_came_of_is_named(message: str, unclear: str) -> None:
    assert understand(message, is_empty=True).unclear == (unclear,)


@pytest.mark.parametrize(
    ("message", "lengths"),
    [
        ("city, forest, beach, 4s each except the last one, which should be 8s", {-1: 8}),
        ("city, forest, beach, each 4s, the first one 6s", {1: 6}),
        ("ocean 10 seconds half speed", {None: 10}),
        ("1. forest 5s, slow motion\n2. ocean 5s", {1: 5}),
    ],
)
def test_a_length_of_one_of_the_shots_is_of_that_one(message: str, lengths: dict[int, float]) -> None:
    told = [each for each in understand(message, is_empty=True).commands if isinstance(each, SetLength)]
    assert {each.target.ordinal: each.length_s for each in told} == lengths


@pytest.mark.parametrize(
    "message",
    [
        'for our bakery\'s instagram story: a calm sea, 5 s, warm colours, then "Fresh at 7" at the end',
        'make a video for an instagram story. the sea, 5 seconds, warm tones, with "Fresh at 7" at the end',
        "做个抖音竖屏视频，大海，5秒，暖色调，最后再加一句“Fresh at 7”",
        "竖屏，大海，5秒，用暖色调，结尾配上“Fresh at 7”",
        "我要发抖音，大海，5秒，暖色调，最后再加一句“Fresh at 7”",
    ],
)
def test_what_a_film_is_for_tells_its_shape_and_its_colours_are_a_look(message: str) -> None:
    sea, *others = understand(message, is_empty=True).commands
    assert isinstance(sea, MakeScene)
    assert (sea.scene, sea.duration_s, sea.aspect_ratio) == ("sunset", 5, "9:16")
    assert others == [SetLook("warm"), AddTitle("Fresh at 7", TimeSpan(last_s=0))]


@pytest.mark.parametrize(
    ("message", "shots"),
    [
        ("30-second ad: [0-10s] mountains [10-20s] forest", [("mountains", 10), ("forest", 10)]),
        ("I'd like a video of a forest and a city, 4 s each", [("forest", 4), ("city", 4)]),
        ("森林，早上和晚上各4秒", [("forest", 4), ("forest", 4)]),
        ("城市白天5秒，同样的画面夜晚5秒", [("city", 5), ("city", 5)]),
        ("forest, waterfall, meadow, 4 s each", [("forest", 4), (None, 4), ("meadow", 4)]),
        ("两个场景：雪夜和篝火，各6秒", [("snow", 6), (None, 6)]),
        ("two scenes: rain, aurora. The first 5 seconds, the second 8", [("rain", None), ("aurora", None)]),
        ("a relaxing video for sleep, rain sounds", [("rain", None)]),
        ("一片星空下的大海", [("sunset", None)]),
        ("直播背景用的星空，30秒", [("space", 30)]),
        ("画面从森林切到城市，一共10秒", [("forest", 5), ("city", 5)]),
        ("日出、正午、日落的草原，每段3秒", [("meadow", 3), ("meadow", 3), ("meadow", 3)]),
        ("把一片森林从春天变到冬天，每季3秒", [("forest", 3), ("forest", 3)]),
        ("两秒一个镜头，大海、城市", [("sunset", 2), ("city", 2)]),
        ("给我一个城市的早中晚，各4秒", [("city", 4), ("city", 4), ("city", 4)]),
        ("two 5 second clips of the sea, one at dawn one at night", [("sunset", 5), ("sunset", 5)]),
        ("a city at night, electronic, fast cuts", [("city", None)]),
        ("The opening shot is a city for 5 s. Then it cuts to rain for 4 s.", [("city", 5), ("rain", 4)]),
        ("forest 00:00-00:05, city 00:05-00:09", [("forest", 5), ("city", 4)]),
        ("森林 00:00-00:05，城市 00:05-00:09", [("forest", 5), ("city", 4)]),
        ("mountains/forest/city, 4 sec per clip", [("mountains", 4), ("forest", 4), ("city", 4)]),
        ("city 2s, aurora with snow 1s, meadow 2s", [("city", 2), ("aurora", 1), ("meadow", 2)]),
        ("Underwater world\n- 5 seconds\n- title: Blue", [("underwater", 5)]),
    ],
)
def test_spans_in_brackets_and_behind_shots_and_slashes_tell_shots_apart(message: str, shots: Shots) -> None:
    assert _shots(message) == shots


@pytest.mark.parametrize(
    ("message", "unclear"),
    [
        ("5s forest, but not in autumn", ()),
        ("a forest, not at night, 5 s", ()),
        ("森林5秒，不要秋天", ()),
        ("a forest without mushrooms, 5 sec", ("without mushrooms",)),
    ],
)
def test_what_is_not_to_be_seen_is_never_drawn(message: str, unclear: tuple[str, ...]) -> None:
    reading = understand(message, is_empty=True)
    (forest,) = reading.commands
    assert isinstance(forest, MakeScene)
    assert (forest.scene, forest.duration_s, forest.parameters, forest.missing) == ("forest", 5, {}, "")
    assert reading.unclear == unclear


@pytest.mark.parametrize(
    ("message", "missing"),
    [
        ("northern lights over a desert", "desert"),
        ("northern lights over a forest", ""),
        ("城市上空的极光", "城市"),
        ("fireworks over the city", ""),
        ("abstract shapes in red", "red"),
        ("a snowy city", ""),
        ("10 second ad showing a dog and a forest", "dog"),
    ],
)
def test_of_two_places_the_one_that_is_not_drawn_is_told(message: str, missing: str) -> None:
    (made,) = understand(message, is_empty=True).commands
    assert isinstance(made, MakeScene)
    assert made.missing == missing


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("a winter film: forest, city", {"season": "winter"}),
        ("2 shots in the evening: forest, city", {"time_of_day": "dusk"}),
        ("冬天的两个镜头：森林、城市", {"season": "winter"}),
    ],
)
def test_what_is_said_before_a_list_is_said_of_all_its_shots(message: str, told: dict[str, str]) -> None:
    made = understand(message, is_empty=True).commands
    shots = [(each.scene, each.parameters) for each in made if isinstance(each, MakeScene)]
    assert shots == [("forest", told), ("city", told)]


def test_an_hour_before_a_colon_is_of_its_shot() -> None:
    made = understand("two parts - dawn: mountains, night: city. each 4s", is_empty=True).commands
    assert [each.parameters for each in made if isinstance(each, MakeScene)] == [
        {"time_of_day": "dawn"},
        {"time_of_day": "night"},
    ]


@pytest.mark.parametrize(
    "said",
    [
        "sea 3s, forest 3s, both black and white",
        "海3秒，森林3秒，都要黑白",
        "sea and forest, 6 s in total, black and white",
        "海和森林一共6秒，黑白的",
    ],
)
def test_a_look_of_all_is_for_the_whole_film(said: str) -> None:
    *shots, look = understand(said, is_empty=True).commands
    assert [(each.scene, each.missing) for each in shots if isinstance(each, MakeScene)] == [
        ("sunset", ""),
        ("forest", ""),
    ]
    assert look == SetLook("black_and_white", Reference("clip", is_all=True))


@pytest.mark.parametrize("message", ["a 3:2 video of the sea, 5 s", "海，5秒，3:2", "sea, 5s, 3:2 format"])
def test_a_shape_that_is_not_made_is_told(message: str) -> None:
    reading = understand(message, is_empty=True)
    sea, shape = reading.commands
    assert isinstance(sea, MakeScene)
    assert (sea.scene, sea.duration_s, sea.missing, reading.unclear) == ("sunset", 5, "", ())
    assert shape == SetAspect("3:2")  # which says the shapes that there are


@pytest.mark.parametrize(
    "message",
    [
        "could we get a clip that has snow falling on a forest, please",
        "I was wondering whether you could do a short film that shows a snowy forest",
        "would you mind creating a video which has a snowy forest?",
    ],
)
def test_a_wish_in_many_words_is_of_what_the_film_shows(message: str) -> None:
    (forest,) = understand(message, is_empty=True).commands
    assert isinstance(forest, MakeScene)
    assert (forest.scene, forest.missing, forest.parameters) == ("forest", "", {"weather": "snow"})


@pytest.mark.parametrize(
    ("message", "told"),
    [("海边，特别安静，5秒", {"mood": "calm"}), ("a never-ending calm sea, 5s", {"mood": "calm"})],
)
def test_a_word_that_only_looks_like_a_no_takes_nothing_away(message: str, told: dict[str, str]) -> None:
    reading = understand(message, is_empty=True)
    (sea,) = reading.commands
    assert isinstance(sea, MakeScene)
    assert (sea.parameters, reading.unclear) == (told, ())


@pytest.mark.parametrize(
    "message",
    ["a 12 second mountains video, 2x speed", "城市夜景12秒，2倍速", "mountains for 12 s, at double speed"],
)
def test_a_speed_of_the_film_changes_no_length_that_was_told(message: str) -> None:
    _, speed, length = understand(message, is_empty=True).commands
    assert isinstance(speed, SetSpeed)
    assert isinstance(length, SetLength)
    assert (speed.speed or speed.factor, length.length_s) == (2, 12)


@pytest.mark.parametrize("message", ['"Sale!" in red over a city, 6s', "城市上面红色“Sale!”，6秒"])
def test_words_over_a_place_keep_their_colour(message: str) -> None:
    city, title = understand(message, is_empty=True).commands
    assert isinstance(city, MakeScene)
    assert isinstance(title, AddTitle)
    assert (city.scene, title.text, title.style.color) == ("city", "Sale!", "#FF3B30")


@pytest.mark.parametrize(
    ("message", "scenes"),
    [
        ("3 scenes x 4s — forest/mountain/sea — vertical", [("forest", 4), ("mountains", 4), ("sunset", 4)]),
        ("a 20s video. 0-5 city, 5-12 rain, 12-20 aurora.", [("city", 5), ("rain", 7), ("aurora", 8)]),
        ("镜头一海边，镜头二城市，每个5秒", [("sunset", 5), ("city", 5)]),
    ],
)
def test_shots_are_numbered_timed_and_counted_in_many_ways(
    message: str, scenes: list[tuple[str, float]]
) -> None:
    made = [each for each in understand(message, is_empty=True).commands if isinstance(each, MakeScene)]
    assert [(each.scene, each.duration_s) for each in made] == scenes


@pytest.mark.parametrize("message", ["a sunset with a white border", "a forest with film grain"])
def test_what_lies_about_a_picture_is_told_where_it_is_not_drawn(message: str) -> None:
    (made,) = understand(message, is_empty=True).commands
    assert isinstance(made, MakeScene)
    assert made.missing


@pytest.mark.parametrize(
    ("message", "shots"),
    [
        ("a meadow video that lasts 12 seconds and fades in", [("meadow", 12)]),
        ("做一段冥想用的视频，安静的森林加鸟叫声，一分钟", [("forest", 60)]),
        ("a video from a forest to a desert, 12 seconds", [("forest", 6), ("desert", 6)]),
        ("做一个从森林到沙漠的视频，12秒", [("forest", 6), ("desert", 6)]),
        ("我要一个正方形的海底世界视频，12秒", [("underwater", 12)]),
        ("请制作一个关于雪山的视频，8秒，最后淡出到黑场。", [("mountains", 8)]),
        ("日落10秒，开头从黑场淡入", [("sunset", 10)]),
        ("雪山8秒，最后渐变到黑屏", [("mountains", 8)]),
        ("做一个5秒片头“NEMO”", [("abstract", 5)]),
        ('make a 5 second intro "NEMO"', [("abstract", 5)]),
        ("制作开场动画，5秒", [("abstract", 5)]),
        ("a logo sting with an abstract background, 5 s", [("abstract", 5)]),
        ("a reel: 2 quick cuts of nature", [("sunset", 2), ("forest", 2)]),
        ("an intro: fade from black to a misty forest, 8 s", [("forest", 8)]),
        ("a video that starts with stars and ends with a meadow, 20 s", [("space", 10), ("meadow", 10)]),
        ("fast cuts between a city and the sea, energetic music", [("city", 2), ("sunset", 2)]),
        ("a nice video for my dads birthday, 8 s", [("fireworks", 8)]),
        ("30 s trailer. Dark forest, aurora. Epic music.", [("forest", 15), ("aurora", 15)]),
        ("帮我删掉第二段", []),
    ],
)
def test_how_a_film_is_asked_for_is_nothing_that_lacks_in_the_picture(message: str, shots: Shots) -> None:
    reading = understand(message, is_empty=True)
    assert _shots(message) == shots
    assert not reading.unclear
    assert not any(each.missing for each in reading.commands if isinstance(each, MakeScene))


@pytest.mark.parametrize(
    "message",
    [
        'a forest for 20 seconds and end with the title "Bye"',
        "森林20秒，结尾标题“再见”",
        'black screen with "Hi", then a forest, then the title "Bye", 20 seconds',
    ],
)
def test_a_title_that_a_film_ends_with_is_at_its_end(message: str) -> None:
    *_, title = (each for each in understand(message, is_empty=True).commands if isinstance(each, AddTitle))
    assert title.span.last_s is not None


@pytest.mark.parametrize(
    ("message", "scenes", "title"),
    [
        ("make an intro for my youtube channel called Trail Mix, 5 seconds", ["abstract"], "Trail Mix"),
        ('a promo for the brand "Alpina" with mountains, 8 seconds', ["mountains"], "Alpina"),
        ("我想做个片子叫《我的花园》，画面是草地上的花，7秒", ["meadow"], "我的花园"),
        ("做个片头，写“出发”，5秒", ["abstract"], "出发"),
        ("帮忙给奶奶搞一支雪山主题的宣传片，写着“平安”，气氛欢快点", ["mountains"], "平安"),
        ("先放标题“再见”3秒，然后是星空5秒", ["space"], "再见"),
        ("Wedding video: Anna & Tom, June 14, with romantic music", ["sunset"], "Anna & Tom, June 14"),
        ('a promo video that says "Sale now on", 8 seconds, city', ["city"], "Sale now on"),
        ('the ocean with a quote: "Be still", 5 s', ["sunset"], "Be still"),
        ('a trailer for my game "Star Drift", stars, 5 s', ["space"], "Star Drift"),
        ("a 5 s clip of fireworks saying Happy 2025!", ["fireworks"], "Happy 2025!"),
        ("Wedding invitation, Sarah & Tom, June 14, sunset", ["sunset"], "Sarah & Tom, June 14"),
        ("Eid Mubarak greeting video", ["space"], "Eid Mubarak"),
        ("an intro, 4 seconds, title Cooking with Ana", ["abstract"], "Cooking with Ana"),
        ("做一个9:16的旅行vlog开头，标题旅行开始啦", ["sunset"], "旅行开始啦"),
        ("圣诞节贺卡视频，雪景，写上Merry Christmas", ["snow"], "Merry Christmas"),
        ("烟花5s+城市5s，配新年快乐四个字", ["fireworks", "city"], "新年快乐"),
        ("給我來個抖音，日落，文案「你看，夕陽多美」", ["sunset"], "你看，夕陽多美"),
        ("用户需求：制作开场动画，5秒，黑底白字“NEMO”", [], "NEMO"),
        ("birthday video with the title Happy birthday", ["fireworks"], "Happy birthday"),
        ("请做一个婚礼邀请影片，写上“我们结婚了”", ["sunset"], "我们结婚了"),
        ("下雪的视频，加圣诞快乐四个字", ["snow"], "圣诞快乐"),
        ("whatsapp status good morning with sunrise", ["sunset"], "good morning"),
        ("Happy birthday Leo, 8 s", ["fireworks"], "Happy birthday Leo"),
        ('story for instagram, rain on window, "Monday mood"', ["rain"], "Monday mood"),
        ('baby announcement: "Hello Mia!" pink text, meadow', ["meadow"], "Hello Mia!"),
        ('an ad for my café Bean There, with the words "Open now"', [None], "Open now"),
        ("海边10秒，开头显示新人名字“小敏”", ["sunset"], "小敏"),
    ],
)
def test_what_a_film_or_a_firm_is_called_is_its_title(message: str, scenes: list[str], title: str) -> None:
    reading = understand(message, is_empty=True)
    assert [scene for scene, _ in _shots(message)] == scenes
    assert [each.text for each in reading.commands if isinstance(each, AddTitle)] == [title]
    assert not reading.unclear


@pytest.mark.parametrize(
    ("message", "scene"),
    [
        ("30-second relaxing video with rain sounds for sleeping", "rain"),
        ("冥想用的视频，1分钟，海浪声", "sunset"),
        ("a short film about spring", "meadow"),
        ("我想做一个关于秋天的视频", "forest"),
        ("做个视频，用旁白介绍森林", "forest"),
    ],
)
def test_a_sound_or_a_season_names_a_place_where_nothing_else_does(message: str, scene: str) -> None:
    assert [made for made, _ in _shots(message)] == [scene]


@pytest.mark.parametrize(
    "message",
    [
        "forest, sea, captions with the place names",
        "森林、大海，配上地名字幕",
        "森林、大海，每段写上名字",
    ],
)
def test_each_place_is_written_over_its_shot(message: str) -> None:
    names = ["Forest", "Sea"] if message.isascii() else ["森林", "大海"]
    assert _titles(message) == [(names[0], 1), (names[1], 2)]


@pytest.mark.parametrize("message", ["make an interview video with two people", "record a voice-over"])
def test_what_no_edit_does_is_no_picture_to_be_drawn(message: str) -> None:
    assert understand(message, is_empty=True).commands == ()


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("make something nice", 1),
        ("something relaxing for my office, 8 seconds", 1),
        ("随便来段风景", 1),
        ("three random nature clips, 4 seconds each", 3),
        ("a 20-second travel video", 3),
        ("随便来三段自然风光，每段4秒", 3),
        ("做一个幻灯片，5张风景，每张3秒", 5),
        ("做一个一分钟的自然风光片", 3),
        ("a square video, 12 seconds total, 3 nature scenes", 3),
        ("slideshow of 5 scenes 2 seconds each with crossfades", 5),
        ("4 different landscapes, 3 seconds each", 4),
    ],
)
def test_places_of_any_kind_are_of_the_studio_s_choice(message: str, count: int) -> None:
    shots = _shots(message)
    assert len({scene for scene, _ in shots} - {None}) == count


@pytest.mark.parametrize(
    "message",
    [
        'a city, and then a black screen with the words "Soon"',
        "城市夜景，最后黑屏写“敬请期待”",
        "煙火三秒，然後黑畫面兩秒寫「謝謝觀看」",
        "a film that starts with a city and ends with a black screen saying Soon",
        "2 seconds black, then a city for 5 seconds with the title Soon",
        "5 s of desert. Title: Day One. Then five seconds of snow. Title: Day Two.",
        'sea, then a black screen with "Soon" for 2 seconds',
    ],
)
def test_words_on_black_show_as_long_as_it(message: str) -> None:
    *_, title = (each for each in understand(message, is_empty=True).commands if isinstance(each, AddTitle))
    assert title.over == Reference("clip", 2)


@pytest.mark.parametrize(
    ("message", "shots"),
    [
        ("做个9比16的森林视频,标题“早安”,15秒", [("forest", 15)]),
        ("做个下雨的视频,要有雨声,30秒", [("rain", 30)]),
        ("我要一个10秒的沙漠视频,最后淡出", [("desert", 10)]),
        ("来一段海浪的视频，黑白那种", [("sunset", None)]),
        ("做个四季的视频，每个季节4秒", [("meadow", 4), ("sunset", 4), ("forest", 4), ("snow", 4)]),
        ("做一个关于春天的小短片", [("meadow", None)]),
        ("我想要一个下雪的森林，有没有？", [("forest", None)]),
        ("加一段配乐", []),
        ("请用日落、海洋、星空做一个15秒的短片，平均分配", [("sunset", 5), ("sunset", 5), ("space", 5)]),
        ("三段：1. 日落 3秒 2. 海洋 4秒 3. 星空 5秒", [("sunset", 3), ("sunset", 4), ("space", 5)]),
        ("从日落过渡到星空，总共8秒", [("sunset", 4), ("space", 4)]),
        ("做一支直式短影音，極光，15秒，無字無音樂", [("aurora", 15)]),
        ("每段3秒：日出、中午的草原、日落", [("sunset", 3), ("meadow", 3), ("sunset", 3)]),
        ("做一个森林视频，先白天再夜晚，各5秒", [("forest", 5), ("forest", 5)]),
        ("把海邊、森林、城市串成一支12秒的影片", [("sunset", 4), ("forest", 4), ("city", 4)]),
        ("第一幕：沙漠，5秒；第二幕：极光，5秒；结尾黑屏3秒", [("desert", 5), ("aurora", 5)]),
        ("烟花 10秒 竖屏 配乐欢快 标题 元旦快乐", [("fireworks", 10)]),
        ("做一個城市到森林再到海邊的影片，每個5秒", [("city", 5), ("forest", 5), ("sunset", 5)]),
        ("城市5秒+下雨5秒+音乐+标题“蓝”", [("city", 5), ("rain", 5)]),
        ("主题：保护海洋。画面：海底5秒。标题：无", [("underwater", 5)]),
        ("森林主题的片头，标题“早”，6秒", [("forest", 6)]),
        ("雪山视频发朋友圈，循环用，8秒", [("mountains", 8)]),
        ("做个五秒的开头，写“第一章”，副标题“开始”", [("abstract", 5)]),
        ("请制作一个B站片头，标题“你好”，5秒", [("abstract", 5)]),
        ("可以做20秒的烟火影片吗？配热闹的音乐", [("fireworks", 20)]),
        ("生日邀请：写“来我家玩”，背景随便，8秒", [("fireworks", 8)]),
        ("做个图集，森林、雪山各3秒，切换用叠化，首尾加淡入淡出", [("forest", 3), ("mountains", 3)]),
        ("我想做个视频", []),
        ("一个30秒的城市宣传片，分三段：清晨、中午、夜晚", [("city", 10)] * 3),
        ("要一个城市延时摄影，从白天到夜晚，20秒", [("city", 10), ("city", 10)]),
        ("先是麦田，然后是小河，一共10秒", [("meadow", 5), (None, 5)]),
        ("用森林、瀑布、草原做一个30秒的视频", [("forest", 10), (None, 10), ("meadow", 10)]),
        ("做一个太空旅行的预告片，太空、极光，每个4秒", [("space", 4), ("aurora", 4)]),
        ("阳光明媚的草地，音乐舒缓，标题无，8秒", [("meadow", 8)]),
        ("海底视频给孩子睡觉前看，标题“晚安”，字要大，30秒", [("underwater", 30)]),
    ],
)
def test_chinese_asks_for_a_film_in_many_words(message: str, shots: Shots) -> None:
    assert _shots(message) == shots
    assert not understand(message, is_empty=True).unclear


def test_a_card_is_white_for_nobody() -> None:
    assert understand("白色背景上显示“谢谢”3秒", is_empty=True).unclear == ("白色背景",)


@pytest.mark.parametrize(
    "message", ["a sea, 10 s, music at 20%", "海洋10秒，音乐小声点", "星空，音乐最后淡出"]
)
def test_music_that_is_only_told_how_to_be_is_added_first(message: str) -> None:
    commands = understand(message, is_empty=True).commands
    assert any(isinstance(each, AddMusic) for each in commands)


def test_a_speed_behind_a_shot_is_of_that_one() -> None:
    said = "two shots: the sea, 4 seconds, in slow motion, and a desert, 6 seconds"
    (speed,) = (each for each in understand(said, is_empty=True).commands if isinstance(each, SetSpeed))
    assert speed.target == Reference("clip", 1)


@pytest.mark.parametrize(
    "message",
    [
        "three clips of the ocean: one in the morning, one at noon, one at night, 4 s each",
        "三段大海：早上、中午、晚上，每段4秒",
    ],
)
def test_a_place_at_several_hours_is_a_shot_for_each(message: str) -> None:
    made = [each for each in understand(message, is_empty=True).commands if isinstance(each, MakeScene)]
    assert [(each.scene, each.parameters["time_of_day"]) for each in made] == [
        ("sunset", "dawn"), ("sunset", "day"), ("sunset", "night"),
    ]  # fmt: skip
