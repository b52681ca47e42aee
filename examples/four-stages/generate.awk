# Makes the portfolio of this example, always the same bytes, with any awk:
#
#     LC_ALL=C awk -f generate.awk > data/accounts.csv
#
# Most accounts are drawn from a profile of their stage. Every fifth is one of the cases listed at the end, which stand
# exactly on, or just beside, a line that the framework draws. "Today" is 2026-11-01.

BEGIN {
    columns = split("id name segment owner stage stage_since managed_back reviewed wanted service_now vendor_view " \
        "customer_view views_taken first_contract key_potential needs_known opportunity persuader we_see_fit they_see_fit " \
        "early_trouble rivals pushes revenue revenue_before cost_to_serve cost_before wallet wallet_before loss_since " \
        "expected_value cost_to_deepen our_investment their_investment our_savings their_savings products services " \
        "locked_in last_order value_shown experience price_meetings price_deals price_measures departments our_teams talks " \
        "talks_before sentiment we_commit they_commit champion guidelines ideas advice_sought joint_plan exec_sponsor " \
        "joint_marketing we_say_so they_say_so our_horizon their_horizon hard_times people_changed expectations_missed " \
        "strategy_changed market_fell exit_notice exit_by end_reason", column, " ")
    split("exploratory basic collaborative interconnected", stage_name, " ")
    split("discovery efficient efficient partner", service_of, " ")
    split("people expectations strategy market neglect product price", reason, " ")
    owners = split("Ana Ruiz|Jonas Weber|Priya Nair|Søren Dahl|Zoë Martin|Łukasz Wójcik|Grace O'Neill|Tomás Herrera|" \
        "Mei Tanaka|Elif Şahin|Marco Conti|Hannah Berg", owner, "|")
    wishes = split("shorter lead times|a shared roadmap|one price list, everywhere|a say in the product|" \
        "proof that \"green\" steel is green|a second source they can trust|training for their fitters|less paper", wish, "|")
    name_companies()
    list_cases()

    random = 4711
    for (i = 1; i <= columns; i++) printf "%s%s", column[i], (i < columns ? "," : "\n")
    for (n = 1; n <= 360; n++) {
        if (n % 5 == 3 && used < cases) make_case(case_text[++used])
        else make_ordinary()
        v["id"] = sprintf("A%03d", n)
        v["name"] = company()
        for (i = 1; i <= columns; i++) printf "%s%s", cell(v[column[i]]), (i < columns ? "," : "\n")
    }
}

# ---- chance: a generator whose whole arithmetic stays below 2^31 ----

function below(limit) {
    random = 16807 * (random % 127773) - 2836 * int(random / 127773)
    if (random <= 0) random += 2147483647
    return int(random / 8) % limit
}
function chance(percent) { return below(100) < percent }
function yes(condition) { return condition ? "yes" : "no" }
function good() { return chance(strength) }      # one of the things that speak for depth
function maybe(text, percent) { return chance(percent) ? text : "" }
function cents(amount) { return sprintf("%d.%02d", amount, below(100)) }
function thousands(amount) { return int(amount / 1000 + 1) * 1000 }
function ago(months,   m) {
    m = 2026 * 12 + 10 - months
    return sprintf("%04d-%02d-%02d", int(m / 12), m % 12 + 1, 1 + below(28))
}
function cell(text) {
    if (text !~ /[",]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

# ---- accounts ----

function make_ordinary(   d) {
    d = below(100)
    if (d < 20) fill(1, 40)
    else if (d < 80) fill(2, chance(12) ? 90 : 25)
    else if (d < 91) fill(3, chance(35) ? 95 : 70)
    else if (d < 98) fill(4, 98)
    else leave(2 + below(2))
    if (chance(1)) {
        v["exit_notice"] = ago(1)
        leaver()
    }
}
# "basic+ revenue=100000 cost_to_serve=80000": a profile, then what is different. With + all that speaks for depth holds.
function make_case(text,   word, words, w, at, profile) {
    words = split(text, word, " ")
    profile = word[1]
    sub(/\+/, "", profile)
    for (w = 1; w < 4 && stage_name[w] != profile; w++) ;
    if (profile == "left") leave(3)
    else fill(w, word[1] ~ /\+/ ? 100 : 50)
    for (w = 2; w <= words; w++) {
        at = index(word[w], "=")
        v[substr(word[w], 1, at - 1)] = substr(word[w], at + 1)
    }
    sub(/_/, " ", v["stage"])
}

function fill(level, how_strong,   months, held) {
    strength = how_strong
    split("", v)
    v["stage"] = stage_name[level]
    months = 8 + below(level * 30)
    held = 1 + below(level == 3 ? 24 : months - 2)
    if (strength == 100) held = 7 + below(5)
    if (held >= months) months = held + 6
    v["stage_since"] = ago(held)
    if (level > 1) v["first_contract"] = ago(months)
    v["reviewed"] = maybe(ago(1 + below(level == 2 ? 14 : 4)), 92)
    if (strength < 100 && chance(5)) v["wanted"] = stage_name[2 + below(2)]
    v["service_now"] = chance(93) ? service_of[level] : maybe("partner", 50)
    fill_people(level)
    fill_money(level)
    fill_views(level)
    fill_ties(level)
    fill_signs()
    if (level == 1) fill_prospect()
}
function fill_people(level) {
    v["owner"] = level == 2 ? maybe(owner[1 + below(owners)], 55) : owner[1 + below(owners)]
    if (level == 1 && chance(15)) v["owner"] = ""
    v["departments"] = level == 1 ? 1 + below(2) : good() ? 3 + below(level * 2) : 1 + below(2)
    v["our_teams"] = level == 1 ? 1 : good() ? 3 + below(level) : 1 + below(2)
    v["talks_before"] = level * level * (1 + below(4))
    v["talks"] = chance(8) ? int(v["talks_before"] / 3) : v["talks_before"] + below(level * 3)
    v["sentiment"] = maybe(good() ? 20 + below(70) : below(60) - 40, strength == 100 ? 100 : 40 + level * 13)
    v["we_commit"] = yes(good())
    v["they_commit"] = maybe(yes(good()), strength == 100 || level == 4 ? 100 : 75)
    v["champion"] = yes(good() || chance(60))
    v["guidelines"] = yes(good())
    v["ideas"] = level > 1 && good() ? 1 + below(level) : 0
    v["advice_sought"] = level > 1 && good() ? 2 + below(level) : level > 1 && chance(30)
    v["joint_plan"] = yes(level != 2 && good())
    v["exec_sponsor"] = yes(level != 2 && good())
    if (level > 2) {
        v["joint_marketing"] = maybe(yes(chance(50)), 70)
        v["we_say_so"] = yes(good())
        v["they_say_so"] = maybe(yes(good()), strength)
        v["hard_times"] = maybe(good() ? 1 + below(3) : 0, strength)
    }
    v["our_horizon"] = maybe(good() ? "long" : "short", strength == 100 ? 100 : 90)
    v["their_horizon"] = maybe(good() ? "long" : "short", strength == 100 ? 100 : 70)
}
function fill_money(level,   size, revenue, cost) {
    size = below(100) + level * 15
    v["segment"] = size > 115 ? "enterprise" : size > 75 ? "midmarket" : "smb"
    v["pushes"] = below(level == 2 ? 4 : 2)
    if (level == 1) {
        v["revenue"] = v["revenue_before"] = "0"
        v["cost_to_serve"] = cents(400 + below(9000))
        v["cost_before"] = cents(below(3000))
        return
    }
    revenue = (size > 115 ? 300000 + below(600000) : size > 75 ? 50000 + below(200000) : 3000 + below(40000)) * (level - 1)
    cost = int(revenue / 100) * (strength == 100 ? 50 + below(20) : level == 3 ? 55 + below(55) : 50 + below(40))
    v["revenue"] = cents(revenue)
    v["revenue_before"] = cents(int(revenue / 100) * (80 + below(35)))
    v["cost_to_serve"] = cents(cost)
    v["cost_before"] = cents(int(cost / 100) * (80 + below(35)))
    if (cost > revenue) v["loss_since"] = ago(1 + below(15))
    if (chance(level * 25)) {
        v["wallet"] = thousands(int(revenue / 10) * (11 + below(60)))
        v["wallet_before"] = maybe(thousands(int(v["wallet"] / 100) * (85 + below(30))), 90)
    }
    if (level > 2 || strength == 100 || chance(60)) {
        v["cost_to_deepen"] = thousands(int(revenue / 20))
        v["expected_value"] = good() ? v["cost_to_deepen"] * (2 + below(4)) : v["cost_to_deepen"] + 1000 * below(9)
    }
    if (level > 2 || chance(20)) {
        v["our_investment"] = maybe(thousands(int(revenue / 100) * (level == 2 ? 1 + below(8) : 4)), 85)
        v["their_investment"] = maybe(thousands(int(revenue / 100) * 2), 75)
    }
    if (level > 2 && good()) {
        v["our_savings"] = thousands(int(revenue / 100) * below(6))
        v["their_savings"] = thousands(int(revenue / 100) * below(8))
    }
}
function fill_views(level,   ours, theirs) {
    v["vendor_view"] = maybe(stage_name[level], 85)
    if (chance(level == 2 ? 35 : 75)) {
        ours = level
        theirs = level - (chance(45) ? 1 : chance(10) ? 2 : chance(10) ? -1 : 0)
        if (theirs < 1) theirs = 1
        if (theirs > 4) theirs = 4
        v["vendor_view"] = stage_name[ours]
        v["customer_view"] = stage_name[theirs]
        v["views_taken"] = ago(1 + below(18))
    }
    if (level == 2 && strength < 100 && chance(20)) v["managed_back"] = ago(2 + below(30))
}
function fill_ties(level,   price) {
    v["products"] = level == 1 ? 0 : level == 2 ? (chance(75) ? 1 : 2 + below(2)) : 2 + below(level * 2)
    v["services"] = level == 1 ? 0 : good() ? 1 + below(level) : 0
    v["locked_in"] = yes(chance(level * 12))
    v["last_order"] = level == 1 ? "" : ago(chance(88) ? 1 + below(9) : 10 + below(12))
    v["value_shown"] = level == 1 ? "" : maybe(ago(1 + below(20)), 70)
    v["experience"] = level == 1 ? "" : maybe((good() ? 1 + below(4) : below(4) - 2), 60)
    price = level == 2 ? 45 : 15
    v["price_meetings"] = yes(chance(price))
    v["price_deals"] = yes(chance(price + 10))
    v["price_measures"] = yes(chance(price - 10))
    v["early_trouble"] = yes(level == 1 && chance(10))
    v["needs_known"] = yes(level > 1 || chance(65))
    v["opportunity"] = level == 1 ? "" : maybe(thousands(5000 + below(200000)), 70)
    v["persuader"] = level == 1 ? "" : maybe(wish[1 + below(wishes)], 60)
}
function fill_signs() {
    if (chance(9)) v["people_changed"] = ago(1 + below(14))
    if (chance(6)) v["expectations_missed"] = ago(1 + below(10))
    if (chance(5)) v["strategy_changed"] = ago(1 + below(10))
    if (chance(5)) v["market_fell"] = ago(1 + below(10))
}
function leaver() {
    v["exit_by"] = chance(35) ? "us" : "them"
    v["end_reason"] = reason[1 + below(7)]
}
function fill_prospect() {
    v["key_potential"] = chance(40) ? "" : yes(chance(30))
    v["opportunity"] = maybe(thousands(20000 + below(400000)), 65)
    v["persuader"] = maybe(wish[1 + below(wishes)], 50)
    v["we_see_fit"] = maybe(yes(chance(75)), 80)
    v["they_see_fit"] = maybe(yes(chance(60)), 60)
    v["rivals"] = maybe(below(4), 60)
    v["pushes"] = chance(20) ? 2 + below(3) : below(2)
    if (v["key_potential"] == "yes") v["service_now"] = chance(70) ? "strategic" : "discovery"
    if (chance(16)) {
        v["first_contract"] = ago(1)
        v["opportunity"] = thousands(20000 + below(400000))
        v["persuader"] = maybe(wish[1 + below(wishes)], 70)
    }
}
function leave(level) {
    fill(level, 40)
    v["exit_notice"] = ago(1 + below(12))
    v["stage"] = "Parted ways"
    v["stage_since"] = v["exit_notice"]
    v["service_now"] = "ended"
    v["loss_since"] = ""
    leaver()
}

# ---- names ----

# Per country: surnames or places | trades | patterns, where 1 stands for the first and 2 for the second. As each list is
# gone round in its own time, no name comes twice.
function name_companies() {
    land("Hathersage,Ashdown,Pellow,Thornbury,Marlowe,Wexcombe,Penhale|Foods,Logistics,Instruments,Paper,Dairies|1 2 Ltd,1 & Daughters 2 plc")
    land("Brückner,Weißenfels,Döring,Jäger,Köhler,Oßwald,Lütjens|Antriebstechnik,Medizintechnik,Hydraulik,Büromöbel,Verpackung|1 2 GmbH,1 2 AG,Gebr. 1 2 KG")
    land("Morel,Lefèvre,Besançon,Périgord,Châtelain,Aubry,Duchêne|Transports,Cosmétique,Bâtiment,Fromagerie,Optique|Établissements 1 2,1; Père & Fils; 2,1 2 SAS")
    land("Navarro,Ibáñez,Cañete,Zurbano,Peñalver,Muñoz,Urrutia|Aceros,Conservas,Cerámica,Viñedos,Energía|1 2; S.A.,Compañía 1 de 2; S.L.")
    land("Okafor,Blue Heron,Delgado,Larkspur,Whitcomb,Cedar Point,Tallgrass|Clinics,Outfitters,Hardware,Freight,Bakeries|1 2; Inc.,The \"1\" 2 Company,1 2 LLC")
    land("Żurawski,Wiśniewska,Dąbrowa,Kołodziej,Świątek,Piątkowski,Łaba|Logistyka,Meble,Chłodnie,Odlewnia,Szkło|1 2 Sp. z o.o.,1 2 S.A.")
    land("Åkerlund,Östergren,Björklund,Sjöberg,Hägg,Nyström,Ängsvik|Skog,Verkstad,Livs,Data,Rederi|1 2 AB,1 & Söner 2 AB")
    land("Nørregaard,Kjær,Ærø,Højgaard,Lindø,Skagen,Brøndby|Fisk,Vind,Møbler,Mejeri,Pumper|1 2 A/S,1 2 ApS")
    land("Dvořák,Růžička,Šťastný,Příbram,Jeníček,Hlaváček,Křenek|Sklo,Strojírna,Pivovar,Textil,Elektro|1 2 s.r.o.,1 2 a.s.")
    land("山本,中村,高橋,渡辺,小川,藤原,森田|製作所,商事,運輸,電機,化学|株式会社 12,12 株式会社")
    land("Παπαδόπουλος,Νικολάου,Αγγέλου,Ξενάκης,Καραμάνος,Βλάχος,Ψαράς|Τρόφιμα,Ναυτιλία,Μάρμαρα,Υφάσματα,Έλαια|1 2 Α.Ε.,Αφοί 1 2")
    land("Şahin,Yıldırım,Çelik,Güneş,Öztürk,Işık,Ağaoğlu|Tekstil,Lojistik,Otomotiv,Gıda,Kimya|1 2 A.Ş.,1 2 Ltd. Şti.")
}
function land(text,   part) {
    lands++
    split(text, part, "|")
    stems[lands] = part[1]
    trades[lands] = part[2]
    patterns[lands] = part[3]
}
function pick(list, k,   item, items) {
    items = split(list, item, ",")
    return item[k % items + 1]
}
function company(   l, k, text) {
    l = 1 + below(lands)
    while (turn[l] == 35) l = l % lands + 1
    k = turn[l]++
    text = pick(patterns[l], k)
    gsub(/;/, ",", text)
    gsub(/1/, pick(stems[l], k), text)
    gsub(/2/, pick(trades[l], k), text)
    return text
}

# ---- the cases ----

function add(text) { case_text[++cases] = text }
function list_cases() {
    # The margin at 20% and beside it; a profit that just survives 10% more cost; thirds; nothing to divide by; blanks.
    add("basic revenue=100000.00 cost_to_serve=80000.00")
    add("basic revenue=100000.00 cost_to_serve=80000.01")
    add("basic revenue=30000.03 cost_to_serve=24000.03")
    add("basic revenue=110000.00 cost_to_serve=100000.00 loss_since=")
    add("basic revenue=110000.00 cost_to_serve=100000.01 loss_since=")
    add("basic+ revenue=30000 cost_to_serve=20000")
    add("basic+ revenue=0 cost_to_serve=1200.00")
    add("basic+ wallet= revenue=250.00 cost_to_serve=250.00")
    add("collaborative+ cost_to_serve= stage_since=2026-02-28")

    # Six months in the stage today, a day less, and counted over the end of a month.
    add("basic+ stage_since=2026-05-01")
    add("basic+ stage_since=2026-05-02")
    add("basic+ stage_since=2026-08-31")
    add("collaborative+ stage_since=2026-05-01")
    add("collaborative+ stage_since=2026-04-30 revenue=200000.00 cost_to_serve=162000.00")

    # Eighteen months undecided.
    add("collaborative stage_since=2025-05-01 loss_since= joint_plan=no")
    add("collaborative stage_since=2025-05-02 loss_since= joint_plan=no")
    add("collaborative stage_since=2025-04-30 loss_since= champion=no")
    add("collaborative stage_since=2025-08-31 loss_since= exec_sponsor=no")
    add("collaborative+ stage_since=2025-03-31 loss_since= they_say_so=")
    add("collaborative stage_since= joint_plan=no")

    # A loss of twelve months, of a day less, and of long ago.
    add("collaborative stage_since=2026-01-31 revenue=90000.00 cost_to_serve=97000.00 loss_since=2025-11-01")
    add("collaborative stage_since=2026-01-31 revenue=90000.00 cost_to_serve=97000.00 loss_since=2025-11-02")
    add("collaborative stage_since=2025-12-31 revenue=64000.00 cost_to_serve=70500.00 loss_since=2024-02-29")

    # Managed back two years ago, and a day less; and it hurt.
    add("basic+ managed_back=2024-11-01")
    add("basic+ managed_back=2024-11-02")
    add("basic managed_back=2025-11-02 sentiment=-1")
    add("basic managed_back=2025-11-01 sentiment=-1")

    # Windows for signs, views, orders.
    add("interconnected+ people_changed=2026-05-01")
    add("interconnected+ people_changed=2026-05-02 expectations_missed=2026-08-31 talks_before=20 talks=9")
    add("interconnected+ talks_before=20 talks=10 market_fell=2026-10-31")
    add("basic vendor_view=basic customer_view=basic views_taken=2025-11-01 last_order=2025-11-01")
    add("basic vendor_view=basic customer_view=basic views_taken=2025-11-02 last_order=2025-11-02")

    # Ends today, tomorrow; gone before.
    add("basic exit_notice=2026-11-01 exit_by=them end_reason=price")
    add("basic exit_notice=2026-11-02 exit_by=us end_reason=strategy")
    add("interconnected+ exit_notice=2026-10-31 exit_by=them end_reason=people")
    add("left stage=exited end_reason=expectations")
    add("left end_reason=neglect")

    # First business today and tomorrow; a prospect that bought before anybody had asked.
    add("exploratory+ first_contract=2026-11-01 needs_known=yes opportunity=120000 persuader=training")
    add("exploratory+ first_contract=2026-11-02 needs_known=yes opportunity=80000 persuader=training")
    add("exploratory first_contract=2026-10-12 needs_known=yes opportunity=45000 persuader=")
    add("exploratory first_contract=2026-10-20 needs_known= opportunity=60000 persuader=service key_potential=yes")
    add("exploratory key_potential=yes early_trouble=yes rivals=2")

    # The two views: agreed, one apart, two apart, three apart, either way; one side not asked.
    add("collaborative+ vendor_view=collaborative customer_view=collaborative views_taken=2026-09-30")
    add("collaborative+ vendor_view=collaborative customer_view=basic views_taken=2026-09-30")
    add("collaborative+ vendor_view=interconnected customer_view=basic views_taken=2026-09-30")
    add("collaborative+ vendor_view=basic customer_view=collaborative views_taken=2026-09-30")
    add("interconnected+ vendor_view=interconnected customer_view=exploratory views_taken=2026-06-30")
    add("basic vendor_view=exploratory customer_view=collaborative views_taken=2026-06-30")
    add("basic vendor_view=basic customer_view= views_taken=")

    # Worth exactly one and a half times its cost, a cent less, not estimated.
    add("basic+ expected_value=150000.00 cost_to_deepen=100000.00")
    add("basic+ expected_value=149999.99 cost_to_deepen=100000.00")
    add("collaborative+ expected_value=")

    # Three of four: three and one not known; two and one not known; two. And feeling exactly good enough.
    add("basic+ sentiment=")
    add("basic+ sentiment= ideas=0 advice_sought=1")
    add("basic+ sentiment=19 departments=2")
    add("basic+ sentiment=20 departments=2")

    # What partners can lack, or not know, or not want.
    add("interconnected+ hard_times= our_savings=0 their_savings=0")
    add("interconnected+ hard_times=0 our_savings=5000 their_savings=0")
    add("interconnected+ their_horizon=short")
    add("interconnected+ they_say_so=")
    add("interconnected+ wanted=collaborative")
    add("interconnected+ revenue=410000.00 cost_to_serve=428000.00 loss_since=2026-06-30")
    add("interconnected+ owner=")
    add("collaborative+ owner= champion=no")
    add("collaborative+ wanted=basic")
    add("collaborative+ wanted=collaborative")

    # Nobody has said where these stand; and stages written as people write them.
    add("basic stage= stage_since=")
    add("basic+ stage= stage_since=")
    add("collaborative+ stage= stage_since=")
    add("exploratory stage= stage_since=")
    add("basic stage=BASIC")
    add("collaborative stage=Collaborative stage_since=2026-06-30 loss_since=")
}
