"""Words by which the parts of a cell that names people are told apart: names, titles, forms of address.

What is not listed is nobody's proof of anything: such words are judged by how they are written
(`tracker.imports.people_cells`), and where that leaves a doubt, staff are told.
"""

from __future__ import annotations


def words_of(*groups: str) -> frozenset[str]:
    """The single words of some texts."""
    return frozenset(word for group in groups for word in group.split())


#: Stand before a name and are kept with it.
ADDRESS = words_of(
    "mr mrs ms miss mme mlle dr prof professor sir madam dame lady lord hon rev h.e herr frau acad",
    "г-н г-жа гн гжа господин госпожа д-р доктор проф профессор акад академик",
    "мырза ханым академигі",
)
#: Of these forms of address a title is made where no name follows.
ADDRESS_OR_TITLE = words_of("professor prof профессор академик доктор")

TITLES = words_of(
    # English, with what neighbours write in Latin letters
    "rector rectrice prorector prorektor rektor dekan dean director directress head chair chairman",
    "chairwoman",
    "chairperson president minister secretary chancellor provost lecturer teacher clerk specialist",
    "expert",
    "officer manager coordinator interpreter translator adviser advisor counsellor counselor",
    "consultant",
    "ambassador consul attache attaché governor mayor akim principal headmaster headmistress",
    "headteacher",
    "librarian researcher scientist fellow student students postgraduate candidate member members",
    "leader",
    "chief representative representatives delegate delegates driver photographer journalist engineer",
    "economist",
    "accountant lawyer registrar treasurer inspector supervisor spokesperson spokesman spokeswoman",
    "founder",
    "ceo cfo coo cto assistant aide intern trainee docent academician editor reporter guide organiser",
    "organizer",
    "rapporteur moderator commissioner senator curator bursar professor professors bishop major judge",
    "steward",
    "phd ph.d mba msc edd d.sc к.н д.н к.п.н д.п.н к.т.н д.т.н к.ф.н д.ф.н",
    "proctor tutor instructor methodologist analyst administrator superintendent envoy staff",
    # Russian
    "ректор проректор декан продекан замдекана заместитель зам директор замдиректора начальник",
    "заведующий",
    "заведующая зав руководитель глава председатель президент министр секретарь преподаватель учитель",
    "учительница доцент лектор переводчик переводчица эксперт специалист менеджер координатор советник",
    "консультант посол консул атташе аким губернатор мэр сотрудник сотрудница инженер бухгалтер юрист",
    "экономист",
    "журналист фотограф водитель студент студентка студенты аспирант аспирантка докторант магистрант",
    "методист",
    "завуч завкафедрой библиотекарь член представитель делегат референт помощник ассистент профессор",
    "профессора",
    "ио врио исполняющий академик депутат лаборант",
    # Kazakh
    "меңгерушісі басшысы төраға төрағасы министрі орынбасары мұғалім мұғалімі оқытушы оқытушысы",
    "аудармашы",
    "маман маманы кеңесші кеңесшісі көмекші көмекшісі жетекші жетекшісі қызметкер қызметкері мүшесі",
    "ректоры",
    "деканы директоры проректоры профессоры доценті әкім әкімі елші хатшы",
)
#: Of those, the ones that are names of people too: "Dean Sample", "James Clerk".
NAMES_TOO = words_of("dean clerk bishop major judge steward proctor chancellor")
#: Make a title of what follows them, or of what they follow.
WITH_TITLES = words_of(
    "vice deputy associate assistant acting executive honorary emeritus emerita senior junior first",
    "second third",
    "former pro co general lead chief pro-vice-chancellor full visiting adjunct",
    "вице первый первая второй старший старшая младший младшая научный научная главный главная",
    "ведущий ведущая",
    "бывший почётный почетный",
    "бірінші аға бас ғылыми",
)
#: What a title is of; such a word is nobody's name.
SUBJECTS = words_of(
    "affairs relations cooperation collaboration research education educational science sciences",
    "development",
    "studies international department faculty school university institute college academy office",
    "centre center",
    "ministry committee agency division section unit board council embassy foundation association",
    "company",
    "programme program programmes project projects human resources foreign public external internal",
    "academic",
    "academics arts humanities engineering technology technologies physics mathematics maths",
    "chemistry biology",
    "medicine economics finance business management administration policy planning quality",
    "assurance innovation",
    "digital languages literature history geography pedagogy teaching learning training culture sport",
    "sports",
    "health information communication communications protocol strategy mobility admissions marketing",
    "logistics",
    "security computer computing data graduate undergraduate library museum laboratory lab government",
    "state",
    "national region regional city tourism agriculture energy design music",
    "schools",
    "университет институт факультет кафедра министерство школа академия отдел управление департамент",
    "центр комитет",
    "университета института факультета кафедры министерства школы академии отдела управления",
    "департамента центра",
    "университеті институты факультеті кафедрасы министрлігі мектебі академиясы бөлімі басқармасы",
    "орталығы",
)
#: What a title is of, and as often a name: "Law Kar Wai", "Art Sample". Among other words with capital
#: letters it is a name.
SUBJECTS_OR_NAMES = words_of("law art media")
#: Of the words that titles are of, the ones that are family names too.
FAMILY_NAMES_TOO = words_of("law art sport energy city media lab library state school")
#: Stand between people, or for people without names.
BESIDE = words_of(
    "and et al etc others more colleagues one two three four five six seven eight nine ten several",
    "some few group",
    "и др другие два две трое двое три четыре пять несколько группа",
    "және тб басқалар",
)
#: Small letters within names.
PARTICLES = words_of(
    "de da do dos del della der den di du la le van von bin ibn al el ter ten zu оглы кызы улы"
    " ұлы қызы uly kyzy ogly y e"
)

#: After these comes more of a title, not a name.
JOINING = words_of("of for the in at to and on by with de", "по при и в на с", "және")

#: Given names that leave no doubt that a text names a person; a few of the commonest, never all.
GIVEN = words_of(
    "adam alan albert alex alexander alice amanda amy andrea andrew angela anna anne ann anthony",
    "barbara ben",
    "benjamin bob brian carla carlos carol caroline catherine charles christine christopher claire",
    "daniel david",
    "deborah diana donald dora dorothy edward elena elizabeth emily emma eric eva eve frank gary",
    "george hannah helen",
    "henry isabel jack jacob jacqueline james jane janet jason jeffrey jennifer jessica joan john",
    "jonathan joseph",
    "joshua juan judith julia julie karen katherine keith kenneth kevin kim larry laura lisa louis",
    "lucy luis margaret",
    "maria marie mark martha martin mary matthew melissa michael michelle nancy natalie nicholas",
    "nicole olga oliver",
    "pamela patricia patrick paul peter philip rachel raymond rebecca richard robert roger ronald",
    "ruth ryan samuel",
    "sandra sarah scott sharon simon sophie stephanie stephen steven susan thomas timothy victor",
    "victoria walter",
    "william zoe jürgen hans klaus pierre jean",
    # Russian, in both scripts
    "александр алексей анатолий андрей анна антон борис валентина валерий василий вера виктор",
    "виктория виталий",
    "владимир вячеслав галина геннадий георгий григорий дарья денис дмитрий евгений евгения екатерина",
    "елена",
    "иван игорь илья ирина кирилл константин ксения лариса леонид любовь людмила максим марина мария",
    "михаил",
    "надежда наталья николай нина оксана олег ольга павел пётр петр роман светлана семён сергей софья",
    "станислав",
    "татьяна тимур фёдор федор юлия юрий яна ярослав",
    "aleksandr aleksei alexei andrei andrey dmitry dmitri ekaterina igor ivan maksim marina mikhail",
    "natalia natalya",
    "nikolai oleg pavel sergei sergey svetlana tatiana tatyana vladimir yulia yuri",
    # Kazakh, in both scripts
    "азамат айгерім айгуль айгүл айдос айжан айнур айнұр алия әлия арман асель әсел аскар асқар",
    "бауыржан берик",
    "болат гульнара гүлнара дана данияр дархан динара ерлан ерлік жанар жанна жандос ілияс қайрат",
    "кайрат қанат",
    "мадина мұрат мурат марат нұрлан нурлан нұрсұлтан нурсултан рустам руслан сания серік серик самал",
    "тимур ұлан",
    "азат асан үсен раушан сәуле сауле шолпан",
    "aigerim aigul aidos aizhan ainur aliya arman asel askar bauyrzhan berik bolat gulnara dana",
    "daniyar darkhan",
    "dinara erlan yerlan zhanar zhandos kairat kanat madina murat marat nurlan nursultan rustam",
    "ruslan saule serik",
)
#: Chinese family names in Hanyu Pinyin, by which "Zhang Minxuan" is a person.
PINYIN_SURNAMES = words_of(
    "zhang wang li zhao liu chen yang huang wu zhou xu sun ma zhu hu guo gao lin luo zheng liang xie",
    "song tang",
    "feng deng han cao zeng peng xiao cai pan tian dong yuan yu jiang du su wei cheng lu ding ren",
    "shen yao fan fang",
    "tan liao jia xia fu zou xiong meng qin qiu hou xue yan lei qian dai shao wan wen kong cui hao",
    "gong",
)
_ONE_SIGN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫"
    "庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄"
    "单包司柏宁柯阮桂闵解强柴华车冉房边張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈葉閻餘鍾範譚"
    "鄒陸錢湯賀賴龔龐蘭顏嚴溫韋畢聶莊塗關費紀"
)
HAN_SURNAMES = frozenset(_ONE_SIGN)
HAN_DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "夏侯", "司徒", "慕容", "歐陽", "司馬", "諸葛")
#: Places whose first sign is a family name too.
HAN_PLACES = words_of(
    "江苏 江西 云南 安徽 吉林 甘肃 宁夏 海南 华东 华中 华南 华北 常州 温州 金华 苏州 成都 武汉 康定"
    " 白城 万州 阳江"
    " 景德 毕节 关中 齐鲁 安康 安阳 石河子 万宁 文昌 田东 高雄 马来西亚"
)
#: Chinese titles stand at the end of a text, or before the name.
HAN_TITLES = tuple(
    sorted(
        words_of(
            "副校长 校长 副院长 院长 副处长 处长 副科长 科长 副部长 部长 副主任 主任 副教授 教授"
            " 高级讲师 讲师 助教 教师 秘书长 秘书 副书记 书记 副局长 局长 副厅长 厅长 司长 副会长 会长"
            " 副主席 主席 副总理 总理 副市长 市长 副省长 省长 县长 区长 所长 副所长 馆长 副团长 团长"
            " 组长 队长 董事长 副总经理 总经理 经理 总裁 副研究员 研究员 翻译 大使 参赞 领事 总领事"
            " 专家 干事 干部 科员 主管 助理 顾问 系主任 院士 工程师 会计 记者 学生 研究生 博士生 代表"
            " 委员 理事长 理事 园长 馆员 司机 负责人 领队 组员 团员 校監 校長 院長 處長 科長 部長"
            " 主任委员 講師 研究員 秘書長 秘書 局長 廳長 會長 團長 教務長 教务长 首席执行官 协调员"
            " 联络员 辅导员 班主任 教研员 博士 硕士 学士"
        ),
        key=lambda word: (-len(word), word),
    )
)
#: The last sign of a body or of a subject, and so of no name.
HAN_BODY_ENDS = frozenset("部处系院科室局厅所会校司组团學学業业社")
#: Where somebody works rather than who it is.
HAN_BODIES = (
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "委员会",
    "研究所",
    "研究院",
    "中心",
    "公司",
    "大學",
    "學院",
)
