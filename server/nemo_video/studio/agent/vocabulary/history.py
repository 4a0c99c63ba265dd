"""Words about the work itself, and questions about it, in English and Chinese."""

UNDO = (
    r"\bundo\b|\btake (?:that|it) back\b|\brevert\b|\bgo back(?: (?:a|one|\w+) steps?)?\s*$|撤销"
    r"|撤回|恢复上一步|退回|撤消|返回上一步|取消上一步|回到上一步"
)
REDO = r"\bredo\b|\bdo (?:that|it) again\b|重做|恢复撤销|取消撤销|还原撤销"
START_OVER = (
    r"\bstart (?:all )?over\b|\bfrom scratch\b|\bclear (?:the |everything|all)|\b(?:delete"
    r"|remove|erase) everything\b|\breset (?:the )?(?:project|timeline|everything)\b|重新开始"
    r"|从头(?:开始|再来)|清空|全部(?:删除|删掉|清除)|删除(?:全部|所有)(?:内容)?$|推倒重来"
)
STEPS = (
    r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|[一两二三四五六七八九十])\s*(?:last )?(?:steps?|times|edits?|changes?|步|次)"
)

QUESTION_EXPORT = (
    r"\b(?:how|where|can i|what do i)\b.*\b(?:get|save|download|export|share|watch|see|find|receive)\b"
    r"|(?:怎么|怎样|如何|哪里|哪儿|在哪).*(?:拿|得到|下载|导出|保存|看|找|取)"
)
QUESTION_ABILITIES = (
    r"\bwhat (?:else )?can you (?:do|make)\b|^\W*help\W*$|\bhelp me please\b|\bwho are you\b|\bwhat are you\b"
    r"|你能做什么|你会什么|能做什么|^\W*帮助\W*$|你是谁"
)
POLITE = (
    r"^\W*(?:please|thanks?|thank you|ok(?:ay)?|so|well|now|too|as well|never mind|again|for me|there|首先"
    r"|去|谢谢|请|吧|好|麻烦|了|也|一下|最后|另外)?\W*$"
)
IMPERATIVE = (
    r"^(?!(?:under|in|on|over|at|inside|near|through|across|above|below|behind|along|a|an"
    r"|the|sunset|sunrise|stars"
    r"|rain|snow|waves|fog|mist)\b)\w+ (?:the|it|this|that|my|all|every|each|them|its|your|our|out|off|up)\b"
    r"|^(?:把|将|让|给|对|请|帮|翻译|识别|去|删|移|转)"
)
EDIT_VERB = (
    r"\b(?:make|change|set|turn|add|apply|give|put|cut|trim|speed up|slow (?:it|down)"
    r"|increase|reduce|raise|lower|crop)\b"
    r"|变|改|加|调|把|让|设|放慢|加速"
)
COMPOUND = (
    r"\b(?:black and white|first and last|in and out|picture in picture|text and|rock and roll"
    r"|drum and bass)\b"
)

ALL_STEPS = r"\b(?:everything|all)\b|全部|所有"
OWN_VERB = (
    r"(?:please )?(?:add|make|change|set|turn|apply|give|put|cut|trim|delete|remove"
    r"|move|speed|slow|mute|undo)\b"
    r"|请?(?:加|把|将|让|删|去掉|换|改|剪|撤销|放)"
)
