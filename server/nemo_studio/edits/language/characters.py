"""Traditional characters read as simplified ones, so that one vocabulary serves both.

Only characters of the vocabulary are turned, one for one; names and titles are turned back.
"""

from collections.abc import Mapping
from functools import lru_cache

_PAIRS = (
    "標标題题視视頻频鏡镜頭头畫画時时間间長长個个條条張张換换為为變变寫写說说話话語语這这讓让給给對对將将後后邊边頂顶處处點点從从過过剛刚輯辑輕轻聲声響响樂乐調调節节"
    "靜静減减漸渐緩缓復复製制轉转場场軌轨經经閃闪絕绝動动風风懷怀舊旧藍蓝綠绿紅红黃黄銀银顏颜鮮鲜豔艳飽饱與与還还開开關关選选擇择圖图檔档傳传導导錄录夢梦電电極极屬属"
    "滅灭雲云霧雾陰阴陽阳閉闭鬧闹樹树葉叶煙烟鐘钟歡欢輛辆車车燈灯廣广東东歲岁萬万裡里內内雙双總总縮缩兩两幾几鍵键單单鏈链誰谁幫帮嗎吗請请問问謝谢麼么樣样兒儿見见產产"
    "創创來来當当銜衔釋释銷销歷历歸归滿满適适應应補补齊齐輪轮現现別别較较劃划線线遠远強强壓压閒闲軟软慶庆島岛漁渔鄉乡橋桥樓楼臺台灣湾續续貼贴聯联積积達达沒没聽听鄰邻"
    "僅仅純纯虛虚擬拟覽览頁页飛飞鳥鸟魚鱼龍龙馬马貓猫夾夹層层項项顯显終终結结徑径帶带環环預预設设週周複复併并疊叠隱隐濃浓譯译編编簡简號号隻只於于無无種种飄飘戲戏憂忧"
    "鬱郁傷伤懶懒鬆松鋼钢彈弹詩诗寧宁觀观擺摆順顺刪删擊击裏里麥麦凍冻幀帧濾滤撥拨圍围區区漲涨質质盡尽雖虽專专實实體体戀恋園园會会學学寬宽讀读著着灘滩熱热緊紧懸悬驚惊難难遲迟壯壮麗丽勁劲搖摇滾滚們们數数愛爱門门輸输亂乱級级聖圣誕诞氣气溫温涼凉淺浅沖冲燒烧"
    "蓋盖擋挡臉脸斷断隨随務务備备覺觉術术講讲費费髮发發发雜杂餘余細细絲丝繪绘膚肤藝艺衝冲計计許许該该詳详識识貨货載载遊游隊队麵面黏粘攝摄曉晓橫横準准獨独禮礼噹当脈脉嚮向齣出撐撑儘尽劇剧啟启圓圆團团墊垫奮奋寶宝幹干慮虑戶户撲扑暢畅煩烦瞭了繫系豎竖貝贝贊赞迴回闆板隸隶颱台鼕冬並并鋪铺構构範范緣缘側侧針针機机離离約约媽妈爺爷孫孙鐵铁銅铜錢钱買买賣卖習习腦脑類类鳴鸣詞词燭烛議议紀纪進进繼继擁拥擠挤塵尘礦矿農农莊庄檸柠蘋苹擔担惱恼壽寿錯错誤误婦妇嬰婴狀状獲获謹谨禦御蘭兰態态憶忆際际養养業业師师畢毕組组筆笔賽赛獎奖館馆廳厅櫻樱"
    "丟丢乾干佈布佔占係系倉仓價价優优冊册則则剋克勢势勵励勻匀匯汇卽即厲厉參参叢丛員员唄呗唸念喬乔嗶哔國国報报塊块夠够奪夺孃娘宮宫屆届峯峰嵗岁巒峦巔巅彆别彌弥彔录彙汇悽凄懞蒙揚扬搶抢摳抠"
    "敎教暈晕暫暂書书朮术榦干檯台權权決决淒凄淚泪滙汇漢汉潑泼濛蒙燦灿爛烂爲为異异畵画療疗眞真矇蒙確确碼码祕秘稱称穀谷穩稳竪竖箇个箏筝籃篮糰团紙纸紮扎紹绍統统綫线網网綵彩綻绽緑绿縫缝纔才"
    "羣群職职脩修腳脚膠胶艷艳菸烟薩萨蟬蝉蟲虫蠻蛮襬摆親亲訂订託托記记註注証证詭诡誇夸誌志認认誒诶説说謠谣謡谣證证譟噪讚赞豐丰財财賀贺賓宾趕赶蹤踪軸轴辦办連连遷迁醬酱鈡钟鈴铃鉅巨銳锐鋭锐"
    "録录錶表鍼针鍾钟鐺铛閱阅閲阅闇暗陣阵險险靈灵韓韩頓顿領领顆颗顔颜顛颠鬍胡鯊鲨鯨鲸鷗鸥麪面麫面麯曲麴曲麽么龜龟"
)
"""A traditional character and its simplified one, again and again."""

_TABLE = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def simplify(text: str) -> str:
    """The text in simplified characters, as long as before."""
    return text.translate(_TABLE)


def restore(words: str, message: str) -> str:
    """Words out of a simplified message, as the message itself wrote them."""
    return words.translate(_originals(message))


@lru_cache(maxsize=8)
def _originals(message: str) -> Mapping[int, str]:
    """What the message wrote for each simplified character; asked for by each of its clauses."""
    pairs = zip(simplify(message), message, strict=True)
    return {ord(after): before for after, before in pairs if after != before}
