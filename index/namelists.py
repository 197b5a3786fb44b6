"""General word lists about names: what tells a person's name from a product, a firm or a heading.

They are no list of anybody in particular: frequent surnames and given names, characters used to write foreign names
in Chinese, words that never are part of a person's name, and firms whose names look like a person's.
"""

from __future__ import annotations

from index.text import words

SURNAMES_ZH = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾"
    "夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹"
    "申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
    "卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查"
    "傅阎萧湛茅裘荀芮嵇晁逯竺桓宓昝岳谌訾麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄"
)
SURNAMES_ZH_DOUBLE = words(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 "
    "申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐"
)
SURNAMES_ROMANISED = words(
    "bai bao cai cao chan chang chao chau chen cheng cheung chiang chiu chou chow chu cui dai deng ding dong du duan fan "
    "fang feng fong fu fung gao geng gong gu guan guo han hao he hong hou hsiao hsieh hsu hu hua huang huo hung ji jia "
    "jiang jiao jin kang kong ku kuo kwok kwong lai lam lau law lei leng leung li lian liang liao lin ling liu lo long lu "
    "lui luo lv ma mao mei meng miao mo mok ng ni nie niu ou ouyang pan pang peng qi qian qiao qin qiu qu ren shao shen sheng "
    "shi shu song su sun szeto tai tan tang tao teng tian tong tsai tsang tse tseng tsui tu wan wang wei wen weng wong wu "
    "xi xia xiang xiao xie xin xing xiong xu xue yan yang yao ye yeh yen yeung yin ying yip yiu yu yuan yue yung zeng zhai "
    "zhan zhang zhao zheng zhong zhou zhu zhuang zou zuo"
)
"""Chinese surnames in Latin letters, in the usual transcriptions."""

# Characters that render the sounds of foreign names; words of a sentence rarely consist of them alone.
TRANSLITERATION = frozenset(
    "龙隆顿敦昂俄阿埃艾爱安奥澳巴白班邦保鲍贝本彼比毕别宾波伯勃博布蔡查柴达戴丹当道得德登邓迪蒂丁东杜多额厄恩尔法凡范方菲费芬丰冯佛夫弗福富盖甘"
    "冈高戈哥格葛根贡古顾瓜圭哈海汉豪赫黑亨洪侯胡华怀惠霍基吉季加贾简杰捷金津京久居卡凯坎康考柯科克肯库夸奎昆拉莱赖兰朗劳勒雷蕾"
    "里理莉利丽连廉列林琳卢鲁路露伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密敏明摩莫默墨姆木穆拿娜纳奈南瑙内尼妮宁纽农努诺欧帕潘庞培佩彭"
    "皮匹平珀普齐奇恰钱强乔切琴琼丘曲让热仁日荣茹儒若撒萨塞赛桑瑟森沙莎珊山尚绍舍申生圣施什史士舒朔思斯丝松苏孙索塔泰坦汤唐陶特藤"
    "提田铁廷亭通图托瓦万汪旺威维韦魏温文翁沃沃乌吾伍武西希锡夏香肖谢欣辛休修许雪逊雅亚延彦扬杨耶叶伊易意因英永尤于约云赞泽曾扎詹张"
    "俄珍朱卓兹祖佐雨蓓碧黛芙歌谷嘉娇洁卿瑞娅茵玉芝翠妲菈爽狄蒲汀扬祺琪珠贞"
) - frozenset("和在当让的得对于比若因多别可高明")

GIVEN_NAMES = words(
    "aaron abby abdul abhishek adam adrian ahmed aidan ajay akash alan albert alberto alejandro alec alex alexander "
    "alexandra alexis alfred ali alice alicia alison allan allen allison alok alvin amanda amber amit amol amy ana "
    "anand andre andrea andreas andrew andy angela angelo angie anil anish anita anjali ann anna anne annie anthony "
    "antonio anurag april archie ari arjun arnaud art arthur arun arvind ashish ashley ashwin austin barbara barry "
    "bart beatrice becky ben benjamin bernard bernie beth betsy betty bill billy blake bob bobby brad bradley brady "
    "brandon brenda brendan brent brett brian bridget brooke bruce bruno bryan bryce byron calvin cameron carey carl "
    "carla carlos carmen carol caroline carolyn carrie casey catherine cathy cecilia chad charles charlie charlotte "
    "chase chen cheryl chip chris christian christina christine christoph christopher christy chuck cindy claire "
    "clark claudia clay clayton clint cole colin colleen connie connor cory courtney craig curt curtis cynthia daisy "
    "dale damian dan dana daniel daniela danny daphne dara darius darren darryl dave david dawn dean deb debbie "
    "deborah deepak denis denise dennis derek derrick diana diane diego dirk dmitry dominic don donald donna doris "
    "dorothy doug douglas drew duane duncan dustin dylan earl ed eddie edgar edith eduardo edward edwin eileen "
    "elaine elena eli elias elizabeth ella ellen ellie elliot elliott elon emilio emily emma eric erica erik erin "
    "ernest ernie esther ethan eugene eva evan evelyn faisal farah federico felix fernando fiona florian floyd "
    "frances francesco francis francisco frank frankie fred frederic frederick gabriel gabriela garrett gary gavin "
    "gene geoff geoffrey george georgia gerald gerard gerry gideon gilbert gina giovanni giuseppe glen glenn gloria "
    "gordon grace graham grant greg gregg gregory guillaume guillermo gunjan gustavo guy hal hank hannah hans harald "
    "harold harriet harris harry harvey hassan heather hector heidi helen helene henrik henry herbert herman hiroshi "
    "holly howard hugh hugo ian ibrahim igor ingrid irene iris isaac isabel isabella ivan jack jackie jackson jacob "
    "jacqueline jacques jaime jake james jamie jan jane janet janice jared jasmine jason javier jay jayne jean jeff "
    "jeffrey jenna jennifer jenny jens jensen jeremy jerome jerry jesse jessica jesus jill jim jimmy jo joan joanna "
    "joanne joaquin jochen jody joe joel joerg joey johan johannes john johnny jon jonas jonathan jordan jorge jose "
    "joseph josh joshua joy joyce juan judith judy julia julian julie juliet jun justin kai kamal karen karim karl "
    "karthik kate katherine kathleen kathryn kathy katie katy kavita keith kelly ken kendall kenneth kenny kent kevin "
    "khalid kim kimberly kirk kris krishna kristen kristin kristina kumar kurt kyle lance larry lars latha laura "
    "lauren laurence lawrence lee leo leon leonard leonardo les leslie lester lewis liam lila lillian lily linda "
    "lindsay lindsey lionel lisa liz lloyd lois lorenzo lori lorraine louis louise luca lucas lucia lucy luis lukas "
    "luke lynn mackenzie madeline madison magnus malcolm manish manuel marc marcel marcia marco marcos marcus margaret "
    "maria marianne marie mario marisa marissa mark markus marlene marshall martha martin marty marvin mary masayoshi "
    "mathew matt matteo matthew matthias maureen maurice max maxwell maya megan meg mel melanie melinda melissa "
    "meredith mia michael michele michelle miguel mike mila miles milton ming mindy miranda miriam mitch mitchell "
    "mohammad mohammed mohit moira molly mona monica morgan morris muhammad murray myles nadia nancy naomi natalia "
    "natalie natasha nathan nathaniel neal ned neel neha neil nelson nicholas nick nicola nicolas nicole nigel nikhil "
    "nikesh nina nitin noah noel nora norman oleg oliver olivia omar oscar osman otto owen pablo paige pam pamela "
    "paola parag pat patrice patricia patrick patty paul paula paulo pedro peggy penny perry pete peter phil philip "
    "philippe phillip phoebe phyllis pierre pradeep prakash pranav prashant priya punit quentin quinn rachel rafael "
    "rahul raj rajat rajesh raju rakesh ralph ram ramesh ramon randall randy raphael rashid ravi ray raymond rebecca "
    "reed regina rene renee reza rhonda ricardo rich richard rick ricky rina rishi rita rob robbie robert roberta "
    "roberto robin rod roderick rodney rodrigo roger rohan rohit roland roman ron ronald ronnie rory rosa rose "
    "rosemary ross roy ruben rudy rupert russ russell ruth ryan sabrina sally salman salvatore sam samantha sameer "
    "samir samuel sandeep sandra sandy sangeeta sanjay sanjeev santiago sara sarah sasha satya saul scott sean "
    "sebastian serena sergey sergio seth shane shannon sharon shaun shawn sheila shelby shelly sheri sherri sherry "
    "shirley shiv shubham sid siddharth sidney simon simone sofia sonia sophia sophie spencer srini srinivas stacey "
    "stacy stan stanley stefan stefano stella steph stephan stephane stephanie stephen steve steven stewart stuart "
    "sue suhail suji sumit sundar sunil suresh surya susan susanne suzanne sven sylvia tammy tanya tara tarun taylor "
    "ted teresa terrence terri terry thea theo theodore theresa thomas tiffany tim timothy tina tobias toby todd tom "
    "tomas tommy tony tracey traci tracy travis trevor tricia troy ty tyler ulrich umesh ursula valerie vanessa "
    "varun vera vernon veronica vicki vicky victor victoria vijay vikas vikram vince vincent vineet vinod violet "
    "virginia vivek vivian vladimir wade wallace walter wanda warren wayne wei wendy wes wesley whitney will "
    "willem william wolfgang xavier yan yasmin yolanda yves yvonne zach zachary zane zoe"
)

SURNAMES_EN = words(
    "adams altman anderson arnault baker ballmer barra bell bezos brin brown buffett campbell carter catz chen clark "
    "collins cook davis diaz dimon dorsey edwards ellison evans fink gates garcia gonzalez goldberg gomez green "
    "grove hall harris hastings hernandez hill huang iger jackson jobs johnson jones khan khosrowshahi kim king "
    "krishna kumar lee lewis lopez lynch ma martin martinez meng mercer miller mitchell moore morgan morris murphy "
    "musk nadella nelson nguyen parker patel perez peterson phillips pichai powell ramirez reed reynolds rivera "
    "roberts robinson rodriguez rogers russo sanchez sandberg sarandos schmidt schultz scott shah sharma simmons singh "
    "smith son stewart su sullivan tan taylor thomas thompson thiel torres trump turner walker wang watson white "
    "williams wilson wong wozniak wright wu yang young zhang zuckerberg"
)

NICKNAMES = tuple(
    frozenset(group.split())
    for group in (
        "andrew andy drew",
        "anthony tony",
        "alexander alex alec",
        "benjamin ben",
        "bradley brad",
        "catherine cathy kate katie katherine kathryn kathy cat",
        "charles charlie chuck",
        "christopher chris",
        "christine chris christina",
        "daniel dan danny",
        "david dave",
        "deborah deb debbie",
        "donald don",
        "douglas doug",
        "edward ed eddie ted",
        "elizabeth liz beth betsy",
        "frederick fred",
        "gregory greg",
        "gerald jerry gerry",
        "james jim jimmy jamie",
        "jeffrey jeff geoffrey geoff",
        "jennifer jen jenny",
        "jonathan jon john",
        "joseph joe joey",
        "joshua josh",
        "kenneth ken kenny",
        "lawrence larry",
        "matthew matt",
        "michael mike mick",
        "nathaniel nathan nate",
        "nicholas nick",
        "patrick pat",
        "patricia pat patty tricia",
        "peter pete",
        "philip phil phillip",
        "raymond ray",
        "rebecca becky",
        "richard rich rick dick",
        "robert rob bob bobby robbie",
        "ronald ron ronnie",
        "russell russ",
        "samuel sam",
        "samantha sam",
        "stephen steve steven",
        "susan sue",
        "theodore ted theo",
        "thomas tom tommy",
        "timothy tim",
        "victoria vicky",
        "vincent vince",
        "walter walt",
        "william will bill billy",
        "zachary zach",
    )
)

# English words that are given names or surnames as well: in lower case they are read as the word.
WORDS_AND_NAMES = words(
    "an art april august bank banks bell best bill bloom bond book brook brown bush carry case cash chance chase chip "
    "clay cook cross day dean do down drew early fair faith farmer field fine fish ford foster fox frank free gates "
    "gene glass gold good grace grand grant gray green grove guy hall hand hard hill holly home hope hunt hunter iris "
    "ivy jack jay joy king knight lake lance land lane law lee light lily little long love low march mark marks mason "
    "max may miles mill mills miner moon more most my noble north page park pat penny pool pope pound power powers "
    "price prince ray reed rice rich rob robin rose rush sage sharp shore short sky small smart snow son spring "
    "star stone strong sue summer sun swift tan ted terry trace trump turner van wade wall ward waters way web weeks "
    "west white will winter wise wood woods worth young"
)

# Words that never stand in a person's name; one of them makes a line a heading, a product or a firm.
NOT_NAMES = words(
    "inaudible phonetic indiscernible crosstalk applause laughter music participants attendees executives speakers "
    "absolutely afternoon congrats congratulations correct evening exactly got great greetings hello hey hi likewise "
    "morning no ok okay perfect right sorry sure thank thanks understood well yeah yep yes a about account "
    "accounting acquisition ad additional adjusted ads advertising after agenda agent agents ai all "
    "also america american among analysis analyst analysts and annual api app apps are as asia assets at automotive "
    "average backlog balance bank banking based basis beauty before bookings brand brands budget business businesses "
    "but by call capacity capex capital cash category center centers change channel chief china chips city "
    "closing cloud commerce commercial common company conclusion conference consumer content contents continued "
    "copyright core corp corporate corporation cost costs credit currency current customer customers data date "
    "debt definition deferred delivery demand department device devices digital disclaimer discussion dividend "
    "division drug duration during earnings ebitda economy editor education employee energy engine enterprise eps "
    "equipment equity europe executive executives expense expenses factors fashion fiber figure final finance "
    "financial financials first fiscal food for foods forecast foreign forward forwards foundation free from fund "
    "fourth full fx gaap general global goals group growth guidance half has have headwinds health "
    "healthcare here highlights holdings home how in inc income industrial industries infrastructure insights "
    "institute instructions insurance international internet inventory investing investment investments investor "
    "investors is it items key labs language latin leadership lending leverage liabilities limited liquidity llc "
    "llp logistics looking ltd macro management manager manufacturing margin margins market marketing markets media "
    "medical metric metrics mid million minutes mobile model moderator monetary month mortgage net network new news "
    "next north not note notes now of officer oil on one online opening operating operation operations operator "
    "opportunity order orders other our outlook overall overview participant participants partner partners "
    "partnership payments percent performance phone plan plans platform platforms please plus point portfolio "
    "prepared presentation president prices pricing prime private pro product production productivity products profit "
    "profitability program progress project projects property q&a quality quarter question questions rate rates "
    "real recap reconciliation region regulation related remarks report reporting research results retail return "
    "returns revenue revenues review risk risks robotics safe sales satellite satellites second sector securities "
    "security segment segments semiconductor semiconductors service services session share shareholder shares "
    "shipping show sidebar software solar solutions some source south speaker statement statements stock storage "
    "store stores strategic strategy streaming studio studios subscription subscriptions summary supply support "
    "sustainability system systems talent tax team technical technologies technology that the their there these "
    "third this title to today top total transcript transportation travel trends u.s uk unit united update upcoming "
    "updates us usa user users value vice video view volume warning warehouse was watch we web welcome what when where "
    "which why wireless with women work world year yes you your"
)

# Firms and brands whose names have the shape of a person's name.
FIRMS_LIKE_PEOPLE = words(
    "morgan_stanley goldman_sachs jp_morgan jpmorgan_chase wells_fargo charles_schwab raymond_james edward_jones "
    "merrill_lynch piper_sandler piper_jaffray eli_lilly ralph_lauren calvin_klein michael_kors tommy_hilfiger "
    "kate_spade "
    "estee_lauder jack_daniels jim_beam walt_disney warner_bros hewlett_packard rolls_royce harley_davidson "
    "levi_strauss "
    "louis_vuitton williams_sonoma booz_allen lockheed_martin northrop_grumman berkshire_hathaway john_deere "
    "arthur_andersen "
    "william_blair robert_baird robert_w_baird stifel_nicolaus bank_america deutsche_bank credit_suisse "
    "sanford_bernstein "
    "bernstein evercore jefferies oppenheimer cowen barclays wedbush needham macquarie nomura mizuho citi citigroup "
    "stephens stifel keybanc wolfe truist baird guggenheim rosenblatt susquehanna loop_capital "
    "bmo rbc td_cowen ubs hsbc cicc daiwa blackrock vanguard fidelity johnson_johnson kimberly_clark colgate_palmolive "
    "procter_gamble abercrombie_fitch bed_bath dr_pepper ben_jerrys papa_johns wendys mcdonalds macys kohls "
    "marks_spencer christian_dior yves_saint hugo_boss giorgio_armani claude_opus claude_sonnet"
)

# Large companies in both languages: who asks what one of them said does not ask about a person, and the chief
# executive of another company is not the one of this call.
COMPANIES = tuple(
    tuple(pair.split("="))
    for pair in (
        "apple=苹果 microsoft=微软 google=谷歌 meta=脸书 facebook=脸谱 nvidia=英伟达 tesla=特斯拉 "
        "netflix=奈飞 oracle=甲骨文 intel=英特尔 amd=超威 qualcomm=高通 broadcom=博通 samsung=三星 sony=索尼 "
        "tsmc=台积电 "
        "cisco=思科 walmart=沃尔玛 costco=好市多 alibaba=阿里巴巴 "
        "tencent=腾讯 baidu=百度 jd=京东 pinduoduo=拼多多 meituan=美团 xiaomi=小米 huawei=华为 byd=比亚迪 "
        "netease=网易 uber=优步 disney=迪士尼 boeing=波音 airbus=空客 toyota=丰田 "
        "ebay=易贝 paypal=贝宝 mastercard=万事达 starbucks=星巴克 nike=耐克 pfizer=辉瑞 moderna=莫德纳 "
        "exxon=埃克森 chevron=雪佛龙 bp=英国石油 siemens=西门子 asml=阿斯麦 dell=戴尔 lenovo=联想 "
        "micron=美光 nokia=诺基亚 ericsson=爱立信 ford=福特 gm=通用汽车"
    ).split()
)

# Places: what their name is asked about is a market, not a person.
PLACES = words(
    "africa america argentina asia australia austria belgium brazil britain california canada chile china "
    "colombia denmark "
    "egypt england europe finland france germany greece india indonesia iran iraq ireland israel italy japan "
    "korea london "
    "malaysia mexico netherlands norway peru poland portugal russia scotland singapore spain sweden switzerland "
    "taiwan texas "
    "thailand turkey ukraine vietnam washington 俄罗斯 意大利 加拿大 西班牙 墨西哥 巴西 阿根廷 澳大利亚 澳洲 "
    "新西兰 马来西亚 菲律宾 沙特 "
    "沙特阿拉伯 伊朗 伊拉克 以色列 乌克兰 波兰 芬兰 荷兰 爱尔兰 丹麦 瑞典 瑞士 希腊 土耳其 埃及 肯尼亚 尼日利亚 "
    "哥伦比亚 古巴 智利 秘鲁 新加坡 巴黎 "
    "伦敦 柏林 罗马 加州 德州 华尔街 硅谷 欧洲 亚洲 非洲 拉美 阿联酋 迪拜 孟加拉 巴基斯坦 比利时 奥地利 葡萄牙 "
    "捷克 泰国 韩国 英国 法国 德国 日本 印度 中国 美国"
)
