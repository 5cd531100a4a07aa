"""What the rules for names do: by evidence, by document, by place."""

from __future__ import annotations

import pytest

from hetao_kg.text import key, to_simplified


@pytest.fixture(scope="module")
def read(extractor, ontology):
    """Function: a text -> (surface, type, label of what it stands for, rule) of each mention."""

    def call(text: str, date: str = "2024-06-18", home: str = "") -> list[tuple[str, str, str, str]]:
        names = extractor.names(text, date, home=home)
        table = {**ontology.entities, **names.entities}
        return [(m.surface, m.kind, table[m.entity].label() if m.entity else m.value.value, m.rule) for m in names.mentions]

    return call


def of(found, kind: str) -> list[str]:
    return [surface for surface, k, *_ in found if k == kind]


@pytest.mark.parametrize(
    "name",
    [
        "海清大學",
        "匯賢教育基金會",
        "南山縣人民政府",
        "清河鎮人民政府",
        "青島市人民政府",
        "浦江數聯信息技術有限公司",
        "成渝軌道交通協調領導小組",
        "第十五屆全國運動會組織委員會",
        "粵港澳仲裁調解聯盟",
        "高雄市政府環境保護局",
        "蘇州市藥品監督管理局",
        "浦東新區人民法院",
        "川海職業教育實驗室",
        "康樂及文化事務署",
        "教育及青年發展局",
        "新河渡輪有限公司",
        "國際水務有限公司",
        "財團法人漁業保險基金",
        "海清市中醫醫院南山分院",
        "行政院國家發展委員會",
        "農業部臺中區茶業改良場",
    ],
)
def test_bodies_nobody_listed_are_found_whole(read, name: str):
    for text in (f"由{name}負責。", f"其後，{name}表示同意。"):
        assert of(read(text), "Institution") == [name]
        assert of(read(to_simplified(text)), "Institution") == [to_simplified(name)]


@pytest.mark.parametrize("words", ["產業佈局", "多個研究機構", "有關部門", "科研機構", "本地大學", "其他委員會", "各政策局"])
def test_a_class_is_no_name(read, words: str):
    assert of(read(f"我們重視{words}的意見。"), "Institution") == []


def test_the_verb_before_a_name_tells_its_kind_where_the_ending_does_not(read):
    assert of(read("政府設立漁業產品推廣中心。"), "Institution") == ["漁業產品推廣中心"]
    assert of(read("漁業產品推廣中心的概念"), "Institution") == []
    assert of(read("雙方簽訂種業合作安排。"), "Policy") == ["種業合作安排"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("香港大學、香港科技大學及香港中文大學", ["香港大學", "香港科技大學", "香港中文大學"]),
        ("教育部和海清大學與成都市教育局", ["教育部", "海清大學", "成都市教育局"]),
    ],
)
def test_coordinated_bodies_are_several(read, text: str, names: list[str]):
    assert of(read(text), "Institution") == names


def test_governments_of_several_places(read):
    joint = read("廣東省、香港和澳門三地政府統一標準。")
    assert joint[0][:3] == ("廣東省、香港和澳門三地政府", "Institution", "粵港澳三地政府") and joint[0][3] == "coordinated"
    both = read("廣東省和深圳市政府聯合資助。")
    assert [(s, k, label) for s, k, label, _ in both] == [
        ("廣東省", "Institution", "廣東省人民政府"),
        ("深圳市政府", "Institution", "深圳市人民政府"),
    ]


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("教育局局長梁芷晴表示同意。", ["梁芷晴"]),
        ("副省長羅文擔任組長。", ["羅文"]),
        ("負責人孫麗說，工程完成。", ["孫麗"]),
        ("研究員李靜建議檢討。", ["李靜"]),
        ("律政司司長鄭國豪認為，", ["鄭國豪"]),
        ("財政司司長未有回應。", ["財政司司長"]),
        ("終審法院首席法官指出，", ["終審法院首席法官"]),
        ("，陳大文教授出席。", ["陳大文"]),
        ("董事長歐陽志明宣布，", ["歐陽志明"]),
        ("議員代表出席。", []),
        ("有議員曾要求政府加快工程。", []),
        ("有議員高度重視此事。", []),
        ("主席高度讚揚各方。", []),
        ("議員曾文要求政府加快工程。", ["曾文"]),
        ("研究員林小明確認結果。", ["林小明"]),
        ("立法會議員質疑安排。", []),
    ],
)
def test_persons_by_post_and_name(read, text: str, persons: list[str]):
    assert of(read(text), "Person") == persons
    assert of(read(to_simplified(text)), "Person") == [to_simplified(p) for p in persons]


@pytest.mark.parametrize("name", ["陳曉梅", "司馬慧", "李卓然", "王翊"])
@pytest.mark.parametrize(
    "text",
    [
        "委員會由{}擔任主席。",
        "主席：{}",
        "作者：{}（清河大學教授）",
        "會議由{}主持。",
        "聘請{}為顧問。",
        "據{}介紹，計劃已經完成。",
        "{}表示，工程將於明年完成。",
        "市長{}在會上宣布，方案已獲通過。",
    ],
)
def test_what_stands_around_a_name_tells_a_person(read, text: str, name: str):
    assert of(read(text.format(name)), "Person") == [name]


@pytest.mark.parametrize("text", ["此案由高校負責。", "會議由金融局主持。", "由方案一接替。", "古籍介紹了這座城。"])
def test_a_word_that_begins_like_a_surname_is_no_person(read, text: str):
    assert not of(read(text), "Person")


@pytest.mark.parametrize("ending", ["職業學校", "體育館", "總裝基地", "先行區", "污水處理廠", "專項債券", "監測系統", "職業技能大賽"])
@pytest.mark.parametrize("text", ["{}由海清大學負責運營。", "兩地將於2026年設立{}。", "市政府支持{}的建設。"])
def test_a_general_ending_makes_a_name_behind_a_proper_one(read, text: str, ending: str):
    name = f"雲汐{ending}"
    assert name in [surface for surface, *_ in read(text.format(name))]
    assert ending not in [surface for surface, *_ in read(text.format(ending))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("當日，啟明（珠海）航運有限公司與會。", ["啟明（珠海）航運有限公司"]),
        ("該案由交通部督促臺灣港務股份有限公司檢討。", ["交通部", "臺灣港務股份有限公司"]),
        ("民政部門已發出牌照。", []),
        ("設立「跨境安老統籌辦公室」。", ["跨境安老統籌辦公室"]),
        ("由雲汐市港航管理中心核發。", ["雲汐市港航管理中心"]),
    ],
)
def test_where_a_body_begins_and_ends(read, text: str, names: list[str]):
    assert of(read(text), "Institution") == names


def test_a_body_stays_a_body_before_the_name_of_its_head(read):
    assert of(read("教育局局長梁芷晴表示同意。"), "Institution") == ["教育局"]
    assert of(read("律政司司長鄭國豪認為，"), "Institution") == ["律政司"]


@pytest.mark.parametrize(
    "words",
    [
        "中國移動支付",
        "中國移動互聯網",
        "中國電信業",
        "中國郵政業務量",
        "中國石油消費量",
        "中國石化產業",
        "中國鐵塔數量",
        "中國中車輛",
        "中華電力供應",
    ],
)
def test_the_front_of_a_longer_noun_is_no_firm(read, words: str):
    for text in (f"{words}上升。", to_simplified(f"{words}上升。")):
        assert of(read(text), "Institution") == [], text


def test_the_place_before_such_a_noun_stays_one(read):
    assert of(read("中國石油消費量達7億噸。"), "Place") == ["中國"]


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("中國移動業績理想。", "中國移動"),
        ("中國電信業務收入增長。", "中國電信"),
        ("中國移動支付了3億元。", "中國移動"),
        ("中國中車公布年報。", "中國中車"),
        ("中國石油與廣東省簽約。", "中國石油"),
    ],
)
def test_a_firm_before_its_own_results_and_deeds_is_one(read, text: str, firm: str):
    assert of(read(text), "Institution") == [firm]


@pytest.mark.parametrize("name", ["水利署", "能源署", "農糧署", "國土管理署", "林業署", "鐵道局", "運安會", "高鐵公司", "社聯", "住都中心"])
@pytest.mark.parametrize("home", ["", "mainland", "macau"])
def test_a_short_name_that_others_bear_elsewhere_is_nobody_listed(read, ontology, name: str, home: str):
    assert [m[2] for m in read(f"{name}表示同意。", home=home)] == [name]
    assert key(name) not in ontology.names


@pytest.mark.parametrize(
    ("home", "text", "label"),
    [
        ("香港特區政府與香港衞生署商議。", "特區政府公布報告。", "香港特別行政區政府"),
        ("澳門特區政府與澳門金融管理局商議。", "特區政府公布報告。", "澳門特別行政區政府"),
        ("澳門特區政府與澳門金融管理局商議。", "立法會通過。", "澳門特別行政區立法會"),
        ("衞生福利部與國科會商議。", "教育部同意。", "台灣教育部"),
        ("國務院與國家發展改革委商議。", "教育部同意。", "中華人民共和國教育部"),
        ("國務院與國家發展改革委商議。", "審計署同意。", "中華人民共和國審計署"),
        ("衞生署與香港海關商議。", "審計署同意。", "香港審計署"),
        ("衞生福利部與國科會商議。", "水利署同意。", "經濟部水利署"),
        ("衞生福利部與國科會商議。", "高鐵公司同意。", "台灣高速鐵路股份有限公司"),
    ],
)
def test_the_document_decides_what_a_name_means(read, home: str, text: str, label: str):
    assert read(home + text)[2][2] == label
    assert read(to_simplified(home + text))[2][2] == label


def test_where_a_document_is_at_home_may_be_told(read):
    assert read("立法會通過。", home="macau")[0][2] == "澳門特別行政區立法會"
    assert read("立法會通過。", home="hongkong")[0][2] == "香港特別行政區立法會"


def test_a_name_of_one_place_is_not_linked_in_a_document_of_another(read):
    found = read("國務院與國家發展改革委商議。其後教育局表示同意。")
    assert found[-1][:3] == ("教育局", "Institution", "教育局") and found[-1][3] == "context-unknown"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("深圳市科技創新局發布通知，市政府負責落實。", "深圳市人民政府"),
        ("上海市財政局表示，市政府已批准。", "上海市人民政府"),
        ("在廣東省，省政府已批准。", "廣東省人民政府"),
        ("江蘇省衞生健康委員會通報，省醫保局回應。", "江蘇省醫保局"),
    ],
)
def test_city_government_alone_is_that_of_the_city_named_last(read, text: str, label: str):
    assert [row[2] for row in read(text) if row[3] == "relative"] == [label]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("在滬港合作會議上，兩地政府將設立專班。", "滬港兩地政府"),
        ("上海市政府與成都市政府簽署備忘錄，兩地政府將設立專班。", "兩地政府"),
        ("香港與深圳合作，兩地政府將設立專班。", "港深兩地政府"),
    ],
)
def test_governments_of_two_places_are_those_of_the_places_named(read, text: str, label: str):
    assert [row[2] for row in read(text) if row[0] == "兩地政府"] == [label]


def test_city_government_without_a_city_is_nobody(read):
    assert read("市政府負責落實。") == []


def test_that_bureau_is_the_bureau_named_last(read):
    found = read("運輸署指出，深圳市交通運輸局同意。該局會再商議，該署不會。該部分內容有待研究。")
    assert [(s, label) for s, _, label, rule in found if rule == "anaphor"] == [("該局", "深圳市交通運輸局"), ("該署", "運輸署")]
    assert not [row for row in read("該局會再商議。") if row[3] == "anaphor"]


@pytest.mark.parametrize(
    "words", ["（下稱「藍圖」）", "（簡稱《藍圖》）", "（以下簡稱「藍圖」）", "（《藍圖》）", "（又稱「藍圖」）", "（即「藍圖」）"]
)
def test_a_short_form_holds_from_its_definition_on(read, words: str):
    found = read(f"藍圖未定。《職業教育發展藍圖》{words}已公布，藍圖由教育局起草。")
    short = [(s, label) for s, k, label, _ in found if k == "Policy" and s == "藍圖"]
    assert short == [("藍圖", "職業教育發展藍圖")] * 2


def test_one_body_under_two_forms_of_its_name(extractor):
    found = extractor.names("青島市人民政府發布通知。青島市政府負責落實。").mentions
    assert len({m.entity for m in found}) == 1 and len(found) == 2


@pytest.mark.parametrize("policy", ["職業專才教育發展藍圖", "2025年財政年度施政報告", "江蘇省醫療質量提升實施細則"])
def test_a_title_in_brackets_is_a_policy(read, policy: str):
    assert of(read(f"公布《{policy}》。"), "Policy") == [policy]


def test_a_field_in_front_of_something_else_is_no_field(read):
    assert of(read("建設全球科技創新高地。"), "Field") == []
    assert of(read("推動科技創新。"), "Field") == ["科技創新"]
    assert of(read("推動生物醫藥產業。"), "Field") == ["生物醫藥產業"]


def test_districts_of_a_city(read):
    assert of(read("在成都市雙流區設廠。"), "Place") == ["成都市", "雙流區"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("涪陵區的榨菜、鹿寨縣的甘蔗和貧困縣的扶貧", ["涪陵區", "鹿寨縣"]),
        ("集中在柳北區、魚峰區和鹿寨縣。", ["柳北區", "魚峰區", "鹿寨縣"]),
        ("三江侗族自治縣的群眾", ["三江侗族自治縣"]),
        ("總部設於中環。", ["中環"]),
        ("大壩、海洋和地區的居民、新區的工廠", []),
        ("長沙灣街市", []),
    ],
)
def test_places_that_only_the_dictionary_knows(read, text: str, places: list[str]):
    assert of(read(text), "Place") == places
    assert of(read(to_simplified(text)), "Place") == [to_simplified(p) for p in places]


def test_a_listed_post_behind_a_division_alone_is_another(read):
    found = read("成都市人民政府同意。市教育局局長葉小禾表示同意。")
    assert [(s, label) for s, k, label, _ in found[1:]] == [("市教育局", "成都市教育局"), ("葉小禾", "葉小禾")]
    assert of(read("香港特區教育局局長表示同意。"), "Person") == ["教育局局長"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("當地的竹編產業和茶葉加工業發展迅速。", ["竹編產業", "茶葉加工業"]),
        ("該校掌握橋樑檢測技術。", ["橋樑檢測技術"]),
        ("企業分布在珍珠養殖、古籍修復和皮影製作等領域。", ["珍珠養殖", "古籍修復", "皮影製作"]),
        ("公司主攻鈣鈦礦薄膜及光纖傳感，去年上市。", ["鈣鈦礦薄膜", "光纖傳感"]),
    ],
)
def test_fields_nobody_listed(read, text: str, fields: list[str]):
    assert of(read(text), "Field") == fields


@pytest.mark.parametrize("words", ["相關產業", "新興行業", "高新技術", "重要領域", "掌握技術", "從事研究工作", "物流業務"])
def test_a_class_of_fields_is_no_field(read, words: str):
    assert not [row for row in read(f"支持{words}。") if row[3].startswith("field")]


@pytest.mark.parametrize(
    "policy",
    [
        "關於加強學前教育師資培養的若干措施",
        "2019年政府工作報告",
        "昆明市滇池流域保護條例",
        "廣東省海洋漁業三年行動計劃",
        "國家文化遺產數字化方案",
        "長江中游城市群合作協議",
        "桂中現代物流樞紐建設協議",
        "中歐綠色貿易倡議",
    ],
)
def test_titles_without_brackets(read, policy: str):
    assert of(read(f"按照{policy}，各地開展工作。"), "Policy") == [policy]


@pytest.mark.parametrize(
    ("text", "policies"),
    [
        ("漁業保險法施行滿三年。", ["漁業保險法"]),
        ("違反《章程》或商船（本地船隻）條例者", ["章程", "商船（本地船隻）條例"]),
        ("全面推行首席服務員制度和容錯糾錯機制，", ["首席服務員制度", "容錯糾錯機制"]),
        ("成渝發展規劃和昆明市古樹保護條例", ["成渝發展規劃", "昆明市古樹保護條例"]),
        ("立法實施、做法規定、建立長效機制", []),
        ("着力落實科技體制機制改革。", []),
    ],
)
def test_laws_ordinances_and_schemes(read, text: str, policies: list[str]):
    assert of(read(text), "Policy") == policies


@pytest.mark.parametrize("words", ["關於這個問題的意見", "年度工作計劃", "市民的計劃", "廣州的計劃", "香港規劃部門"])
def test_a_general_policy_has_no_title(read, words: str):
    assert not [row for row in read(f"委員討論{words}。") if row[3].startswith("policy")]


def test_that_plan_and_that_park_are_those_named_last(read):
    found = read("《港口規劃》和《漁業條例》公布後，前海合作區擴大。該規劃和該條例適用於該合作區，該方案未定。")
    told = [(s, label) for s, _, label, rule in found if rule == "anaphor"]
    assert told[:2] == [("該規劃", "港口規劃"), ("該條例", "漁業條例")] and told[2][0] == "該合作區" and len(told) == 3


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("展館由非牟利機構螢石文化基金會營運。", ["螢石文化基金會"]),
        ("當局批准承建商永泰隆建築工程有限公司施工。", ["永泰隆建築工程有限公司"]),
        ("該會由世界氫能理事會設立。", ["世界氫能理事會"]),
        ("計劃由藍天救援隊負責。", ["藍天救援隊"]),
        ("去年，臨沂農科所與德隆集團簽約。", ["臨沂農科所", "德隆集團"]),
        ("號誌委由海清大學維修。", ["海清大學"]),
        ("項目由恒鑫地產開發。", ["恒鑫地產"]),
    ],
)
def test_what_a_body_is_called_is_no_part_of_it(read, text: str, names: list[str]):
    assert of(read(text), "Institution") == names


def test_the_trade_before_a_noun_is_no_firm(read):
    assert of(read("恒鑫農業項目由政府推動。"), "Institution") == []


def test_a_firm_goes_on_by_its_name_without_the_legal_form(read):
    text = "當局處罰凌潮捷運股份有限公司。凌潮捷運表示歉意。綠色科技發展。"
    assert of(read(text), "Institution") == ["凌潮捷運股份有限公司", "凌潮捷運"]


def test_offices_of_a_city_nobody_listed_are_its_own(read):
    found = read("雲汐市住房報告。市住建局會同市金融辦印發方案，雲汐市發改委核准。")
    assert of(found, "Institution") == ["市住建局", "市金融辦", "雲汐市發改委"]
    assert all("發展和改革委員會" not in label for _, kind, label, *_ in found if kind == "Institution")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("銀行推出「紅穗貸」，單戶最高50萬元。", "紅穗貸", "Policy"),
        ("三地合組「同心社」。", "同心社", "Institution"),
        ("土地列為「裁縫街更新區」。", "裁縫街更新區", "Place"),
        ("中心建設「一碼通行」數據平台。", "一碼通行", "Institution"),
        ("政府推出長者租金支援計劃。", "長者租金支援計劃", "Policy"),
        ("鄰里互助津貼計劃由發展局推行。", "鄰里互助津貼計劃", "Policy"),
        ("項目位於文瀾路，佔地3公頃。", "文瀾路", "Place"),
        ("工程包括龍潭水庫。", "龍潭水庫", "Place"),
    ],
)
def test_what_stands_around_a_name_tells_its_kind(read, text: str, name: str, kind: str):
    assert name in of(read(text), kind)


@pytest.mark.parametrize("text", ["推出「一站式」服務。", "第二屆比賽於2009年舉行。", "它位於第一小鎮。", "始渡汾橋。"])
def test_words_that_only_look_told_are_no_names(read, text: str):
    assert not [s for s, kind, *_ in read(text) if kind not in ("Date", "Amount")]


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("Members: Ms. Anna NG 吳珮詩女士; Mr. Suresh Nair 建議加分。", ["吳珮詩", "Suresh Nair"]),
        ("縣長龍啟明任組長。", ["龍啟明"]),
        ("會議現由莫凱珊教授擔任主席。", ["莫凱珊"]),
    ],
)
def test_persons_behind_titles_in_either_language(read, text: str, persons: list[str]):
    assert of(read(text), "Person") == persons


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("園區重點發展數據標註、算力調度和隱私計算。", ["數據標註", "算力調度", "隱私計算"]),
        ("課程涵蓋邊坡監測、應急通訊和防災減災三個範疇。", ["邊坡監測", "應急通訊", "防災減災"]),
    ],
)
def test_lists_that_are_of_fields(read, text: str, fields: list[str]):
    assert of(read(text), "Field") == fields
