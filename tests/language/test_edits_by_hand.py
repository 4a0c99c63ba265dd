"""What a hand would have done on a screen, as the call that does it: an edit in words, a format, a file."""

import pytest

from nemo_video.language import TranslatedReply, translate_reply


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("Drag the title to 5 s.", "Move the title to 5 s"),
        ("Press Merge in the toolbar to join the two halves.", "Join the two halves"),
        ("The intro is short. Click Remove on the transition.", "Remove the transition"),
        ("按工具栏里的“合并”把两段接起来。", "把两段接起来"),
        ("Press the speed button and choose 2x.", "Set the speed to 2x"),
        ("Long-press the clip and pick Reverse.", "Reverse the clip"),
        ("长按片段，选“倒放”。", "倒放片段"),
        ("Tap Add captions in the toolbar.", "Add captions"),
        ("The fade takes 2 s. Drag its handle to shorten it.", "Shorten the fade"),
        ("I put two titles in. Click the Trim button to shorten them.", None),
        ("Clip 1 is sunset, clip 2 is beach. Select it and press Delete to remove it.", None),
        ("Select clip 1 and clip 3 and press Delete.", None),
        ("选中片段1和片段3，按删除键。", None),
        ("Select all clips except clip 2 and press Delete.", None),
        ("Right-click clip 4 and choose Duplicate twice.", None),
        ("I put the logo top left. Drag its corner to make it bigger.", "Make the logo bigger"),
        ("Pull the music fader down to 20%.", "Set the music to 20%"),
        ("Click Delete account to remove your data.", None),
        ("Click Save as template to reuse this look.", None),
        ("點擊儲存為範本以便下次使用。", None),
        ("Click Stop sharing.", None),
        ("点击生成开始制作。", "确认，开始制作"),
        ("点击确认继续。", "确认，请继续"),
        ("Click Regenerate to get a bluer sky.", None),
        ("Click Regenerate to try again.", "Make the last result again"),
        ("Drag your photo onto clip 2 to replace it.", None),
        ("Drag clip 2's left edge right by half a second.", None),
        ("Pull the end of the logo to the end of the film.", None),
        ("Drag the bottom handle of the volume line down.", None),
        ("Drag the slider to the right.", None),
        ("Drag the zoom slider to 50%.", None),
        ("Move the slider left to make the music quieter and right to make it louder.", None),
        ("Drag the volume slider to 30% or 40%.", None),
        ("Drag clip 2's volume slider to 30%.", "Set the volume of clip 2 to 30%"),
        ("Select clip 2, then drag the volume slider to 30%.", "Set the volume of clip 2 to 30%"),
        ("把片段2的音量滑块拖到30%。", "把片段2的音量设为 30%"),
        ("Drag the right edge of clip 1 to the left.", "Shorten clip 1"),
        ("Drag the left edge of clip 1 to the right.", "Shorten clip 1"),
        ("Drag the left edge of clip 1 outwards.", "Lengthen clip 1"),
        ("Grab the right edge of clip 1 and pull it left.", "Shorten clip 1"),
        ("If it feels too long, drag the right edge of clip 1.", "Change the length of clip 1"),
        ("Drag the right edge of clip 1 to 5s.", None),
        ("Grab the end of the music and stretch it to 30 s.", "Stretch the music to 30 s"),
        ("Drag the right corner of the logo inward.", "Make the logo smaller"),
        ("Drag the bottom-left corner of the logo to the left.", "Make the logo larger"),
        ("Drag clip 2 to the end.", "Move clip 2 to the end"),
        ("Drag the clip at the end to the start.", "Move the clip at the end to the start"),
        ("Drag the title to the left edge.", "Move the title to the left edge"),
        ("Drag clip 1 up to track 2.", "Move clip 1 up to track 2"),
        ("把右边的片段拖到左边。", "把右边的片段移到左边"),
        ("把標題拖到左邊緣。", "把標題移到左邊緣"),
        ("把片段1的左边缘往右拖动。", "把片段1缩短"),
        ("把logo拖到右上角。", "把logo移到右上角"),
        ("拖动logo的右下角放大。", "把logo放大"),
        ("把海滩照片拖到末尾。", "把海滩照片移到末尾"),
        ("Clicking Delete removes clip 2 for good.", None),
        ("Dragging its edge to the left makes clip 1 shorter.", "Shorten clip 1"),
        ("Moving clip 2 to the start made it better.", None),
        ("点击删除会永久移除片段2。", None),
        ("拖车驶过的片段被删除了。", None),
        ("點心店的片段刪掉了。", None),
        ("按摩店的字幕删除了。", None),
        ("把标题拖到了第5秒。", None),
        ("Press Undo twice.", None),
        ("点击两次撤销。", None),
        ("Click Regenerate for a new sky.", None),
        ("点击重新生成换一片天空。", None),
        ("To keep the rain, click Keep.", "Keep the rain"),
        ("Zoom in on the timeline to see the cut.", None),
        ("Click Settings to change the language.", None),
        ("Click Stop to end the music at 5s.", None),
        ("Click New Project to start over.", None),
        ("Click the star to save it as a favourite.", None),
        ("The bride's speech is 1:40. Click the scissors icon to shorten it.", "Shorten the bride's speech"),
        ("把標題拖到第 5 秒。", "把標題移到第 5 秒"),
        (
            "The clip is at half speed. Drag the right edge of the clip to make it shorter.",
            "Make the clip shorter",
        ),
        ("Grab the edge of clip 2 and pull it inwards.", "Shorten clip 2"),
        ("Move the exposure slider to the left.", "Lower the exposure"),
        ("Drag the corner of the logo outwards.", "Make the logo larger"),
        ("You can swap the font from the Text tab.", "Swap the font"),
        ("Click Confirm to go on.", "Go ahead"),
        ("To change the caption, click it and start typing.", "Change the caption"),
        ("Lower its volume with the slider on the track.", "Lower the volume"),
        ("Select the second clip and press the Delete key.", "Delete the second clip"),
        ("选中第二段，按删除键去掉它。", "删除第二段"),
        ("标题太低。双击画布上的标题可以修改内容。", "修改标题的内容"),
        ("拖动音量滑块把它调小。", "把音量调小"),
        ("想再短一點，可以拖曳片段的右側邊緣。", "調整片段的長度"),
        (
            "Select the title, press Delete, and then drag clip 2 to the start.",
            "Delete the title\nMove clip 2 to the start",
        ),
        ("选中片段2按删除键，然后把片段3拖到最前面。", "删除片段2\n把片段3移到最前面"),
        ("Drag clip 1 to the end, or drag clip 2 to the start.", "Move clip 1 to the end"),
        ("把片段1拖到最后，或者把片段2拖到最前面。", "把片段1移到最后"),
        ("Click clip 2, press S at 0:03, select the second half and hit Delete.", None),
        ("Right-click the music, choose Mute and check clip 2.", "Mute the music"),
        ("标题已添加。想改颜色的话，打开“样式”面板。", "改标题的颜色"),
    ],
)
def test_an_edit_by_hand_becomes_a_sentence_that_makes_sense_by_itself_or_none(
    text: str, prompt: str | None
) -> None:
    reply = translate_reply(text, "en")
    prompts = [suggestion.arguments for suggestion in reply.suggestions]
    assert prompts == ([{"prompt": prompt}] if prompt else [])
    assert prompt or reply.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Do not click Export.",
        "Never click Export twice.",
        "Don't click Export yet: the music is missing.",
        "Before you click Export, add a title.",
        "千万别点导出按钮。",
        "請勿點擊匯出按鈕。",
        "Clicking Save does not export the film.",
        "「匯出」按鈕要等算圖結束才能按。",
    ],
)
def test_a_gesture_that_is_told_off_is_not_suggested(text: str) -> None:
    assert translate_reply(text, "en") == TranslatedReply(text, ())


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("Click Export and choose MP4.", "export", {"format": "mp4"}),
        ("Click Download to get the subtitles as SRT.", "export", {"format": "srt"}),
        ("Click Export as GIF or MP4.", "export", {}),
        ("Click Export and choose any format except GIF.", "export", {}),
        ("点击导出，选择除GIF以外的格式。", "export", {}),
        ("Click Export and change MP4 to MOV.", "export", {}),
        ("点击上传，选beach.mp4。", "upload", {"source": "beach.mp4"}),
        ("Click Upload and choose “海滩.mp4”.", "upload", {"source": "海滩.mp4"}),
        ("点击上传，不要选beach.mp4。", "upload", {"source": "<path or URL of the file>"}),
        ("点击取消停止渲染。", "cancel", {}),
    ],
)
def test_a_format_or_a_file_is_taken_where_it_is_the_one_that_is_meant(
    text: str, tool: str, arguments: dict[str, str]
) -> None:
    (suggestion,) = translate_reply(text, "en").suggestions
    assert (suggestion.tool, suggestion.arguments) == (tool, arguments)
