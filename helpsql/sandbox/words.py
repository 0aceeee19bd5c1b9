"""Word lists of the demo world: fictional people, a maker of camping gear, its customers' troubles.

Own short lists instead of a generator library, so that a seed means the same bytes for ever.
Changing an entry changes the demo data; adding at the end of a list does too.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ada Bruno Carla Dmitri Elena Farid Greta Hugo Ines Jonas Kavya Leo Mara Nils Olga Pablo Quinn Rosa "
    "Sami Tilda Umar Vera Wanda Xenia Yusuf Zoe Anouk Bilal Chloe Dario Edda Finn Gitta Hassan Ida "
    "Jules Karim Lotte Milo Nadia Omar Petra Rafael Signe Tomas Ulla Viktor Wim Ylva Zeno"
)

LAST_NAMES = _words(
    "Abel Brandt Castillo Dufour Ekberg Farrow Gallo Hartley Ivanov Jansen Keller Lindqvist Moreau "
    "Novak Okafor Petrov Quist Rossi Sandoval Takeda Ullman Varga Weller Xander Yilmaz Zimmer Ashby "
    "Bellini Cole Duarte Engel Fonseca Grover Holm Ibsen Joshi Kowal Lund Mendes Nyberg Osei Pratt Rask "
    "Silva Thorne"
)

FOREIGN_NAMES = (
    ("桜", "高橋"),
    ("美玲", "陳"),
    ("ליאת", "ברק"),
    ("سليم", "حداد"),
    ("Zoë", "O'Hara"),
    ("José-María", "Núñez"),
    ("Łucja", "Żak"),
    ('Ana "Annie"', "D’Costa"),
    ("Nguyễn", "Thị Lan"),
    ("Kiki 🦊", "Vos"),
)
"""Names that try alphabets, directions, quotes and emoji."""

PRODUCTS = (
    "Ridgeline tent",
    "Ember stove",
    "Tarn water filter",
    "Larch backpack",
    "Dusk headlamp",
    "Fjord sleeping bag",
    "Granite boots",
    "Heron kayak",
    "Juniper hammock",
    "Moss rain jacket",
)

TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Where is my {product}?",
        ("The tracking page has not moved for days.", "It should have come on Monday."),
    ),
    ("Return of a {product}", ("It does not fit, so I would like to send it back.", "Which form do I need?")),
    (
        "{product}: part missing",
        ("The box came without the small bag of pegs.", "Can you send the part alone?"),
    ),
    (
        "Invoice for order {order}",
        ("Our books need the tax number on it.", "Could you send it again as a PDF?"),
    ),
    ("Question about the {product}", ("Does it work below freezing?", "I could not find it in the manual.")),
    ("{product} broke on day two", ("The zip came off in the rain.", "I have added two pictures.")),
    ("Change the address of order {order}", ("We have moved since.", "Please use the new street.")),
    ("Charged twice for {order}", ("My card shows the same amount two times.", "Please look into it.")),
    ("Can I cancel order {order}?", ("I ordered the wrong colour.", "If it has left already, never mind.")),
    ("Do you ship the {product} abroad?", ("We live on an island.", "What would it cost?")),
    (
        "Password mail never arrives",
        ("I looked in the spam folder too.", "My account is under this address."),
    ),
    ("Thank you for the {product}!", ("It survived a storm in the hills.", "Just wanted to say so.")),
)

ODD_SUBJECTS = (
    "",
    "🔥🔥 stove will not light 🔥🔥",
    "テントのポールについて",
    "سؤال عن الشحن",
    "שאלה על החזרה",
    "It's \"urgent\", isn't it? -- '; drop table tents; --",
    "Re: Re: Fwd: Re: <b>order</b> & more",
    "100% wool_or not? \\ 50% off",
    "  spaces around  ",
    "Tab\tin the subject",
    "NULL",
)

LONG_SUBJECT = "A very long subject that a customer pasted by mistake, " * 6

CUSTOMER_LINES = (
    "Hello,",
    "Any news on this?",
    "Thanks for the quick answer.",
    "That worked, great.",
    "Sorry to write again.",
    "I am away until Thursday.",
    "Could somebody call me?",
    "The picture shows it best.",
    "We leave on Saturday, so it is a bit pressing.",
)

AGENT_LINES = (
    "Thanks for writing to us.",
    "I have looked at your order and the parcel is on its way.",
    "A replacement leaves the warehouse today.",
    "The refund takes three to five days to show up.",
    "Could you send us a picture of the label?",
    "You find the form behind the link below.",
    "I have changed the address for you.",
    "Please let us know if anything else comes up.",
    "It is rated down to minus ten degrees.",
)

NOTE_LINES = (
    "Called the carrier, they look into it.",
    "Same customer wrote by chat last week.",
    "Stock says two left.",
    "Waiting for the warehouse.",
    "Refund approved by the team lead.",
    "Known defect of the spring batch.",
)

ODD_BODIES = (
    "<p>Hi &amp; hello,</p><ul><li>one</li><li>two &lt; three</li></ul><p>❤️ from the hills</p>",
    "Zeile eins\nZeile zwei\r\nZeile drei mit \"Anführung\" und 'Apostroph'",
    "こんにちは。ポールが折れてしまいました。交換できますか。",
    "مرحبا، أين طلبي؟",
    '<div dir="rtl">שלום, מתי זה מגיע?</div>',
    'col1,col2;col3\t"quoted"\\backslash',
    "",
)

ORGANIZATIONS = (
    ("Blue Heron Books", "blueheron.example"),
    ("Pinecone Bakery", "pinecone.example"),
    ("Tidewater Schools", "tidewater.example"),
    ("Copper Kettle Inn", "copperkettle.example"),
    ("North Quay Rowing Club", "northquay.example"),
    ("Lantern Films", "lantern.example"),
    ("Marigold Gardens", "marigold.example"),
    ("Stonebridge Clinic", "stonebridge.example"),
    ("Little Owl Nursery", "littleowl.example"),
    ("Saltmarsh Brewing", "saltmarsh.example"),
    ("Windmill Cycles", "windmill.example"),
    ("Amber Coast Hotels", "ambercoast.example"),
    ("Foxglove Pharmacy", "foxglove.example"),
    ("Highmoor Guides", "highmoor.example"),
    ("Juno Design", "juno.example"),
    ("Kestrel Couriers", "kestrel.example"),
    ("Meadow & Sons", "meadow.example"),
    ("Oakleaf Theatre", "oakleaf.example"),
    ("Rowan Robotics", "rowan.example"),
    ("Señor Taco 🌮", "senortaco.example"),
)

TAGS = _words(
    "vip refund shipping returns warranty invoice question praise urgent follow-up wholesale tent stove "
    "bag boots kayak defect lost-parcel address-change double-charge spring-sale beta für-später "
    "o'clock 要確認"
)

JOB_TITLES = ("Guide", "Teacher", "Head of purchasing", "Nurse", "Photographer", "Office manager", "Ranger")

PLACES = (
    ("Lisbon", "Lisboa", "1100-148", "PT", "Rua do Exemplo"),
    ("Graz", "Steiermark", "8010", "AT", "Beispielgasse"),
    ("Portland", "OR", "97201", "US", "Sample Street"),
    ("Leeds", "West Yorkshire", "LS1 4AP", "GB", "Example Lane"),
    ("大阪市", "大阪府", "530-0001", "JP", "見本町"),
    ("Malmö", "Skåne", "211 20", "SE", "Provvägen"),
    ("Toronto", "ON", "M5H 2N2", "CA", "Specimen Avenue"),
    ("Haifa", "", "3303135", "IL", "רחוב הדוגמה"),
)

COLORS = ("#E52F28", "#A5B2BD", "#929499", "#4BC27D", "#1292EE", "#7E80E7", "#F4B400", "#D6009A")
