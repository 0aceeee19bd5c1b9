"""What people write in the demo's tickets: subjects by what the ticket is about, openings, answers.

A subject may hold {product} and {order}. Changing an entry changes the demo data.
"""

from __future__ import annotations

Topic = tuple[str, tuple[str, ...]]

TOPICS: dict[str, tuple[Topic, ...]] = {
    "shipping": (
        ("Where is my {product}?", ("The tracking page has not moved for days.", "It was due on Monday.")),
        ("Do you ship the {product} abroad?", ("We live on an island.", "What would it cost?")),
        (
            "Delivery of {order} to a pick-up point",
            ("Nobody is home by day.", "The shop at the corner is fine."),
        ),
    ),
    "lost-parcel": (
        ("{order} never arrived", ("The carrier says delivered.", "None of the neighbours has it.")),
        ("Empty box instead of a {product}", ("The tape was cut.", "I have kept the label.")),
    ),
    "returns": (
        ("Return of a {product}", ("It does not fit.", "Which form do I need?")),
        ("{product}: exchange for another size", ("One number larger, please.", "It is unused.")),
    ),
    "refund": (
        ("Refund for {order} still missing", ("You had it back two weeks ago.", "My bank sees nothing.")),
        ("Can I cancel order {order}?", ("I ordered the wrong colour.", "If it has left, never mind.")),
    ),
    "warranty": (
        ("{product} broke on day two", ("The zip came off in the rain.", "I have added two pictures.")),
        ("Warranty for a {product}", ("I bought it three years ago.", "The seam opens at the corner.")),
    ),
    "defect": (
        ("{product} does not work", ("I tried it at home first.", "It makes a clicking sound.")),
        ("{product} leaks", ("Only when it is cold.", "The washer looks worn.")),
    ),
    "invoice": (
        ("Invoice for order {order}", ("Our books need the tax number on it.", "A PDF is fine.")),
        ("Wrong name on the invoice of {order}", ("It should be the school's.", "Please send a new one.")),
    ),
    "double-charge": (
        ("Charged twice for {order}", ("My card shows the same amount two times.", "Please look into it.")),
    ),
    "address-change": (
        ("Change the address of order {order}", ("We have moved since.", "Please use the new street.")),
    ),
    "praise": (
        ("Thank you for the {product}!", ("It survived a storm in the hills.", "Just wanted to say so.")),
        ("Your colleague was wonderful", ("I had given up already.", "Please pass it on.")),
    ),
    "wholesale": (
        ("Quote for twelve times the {product}", ("We open a rental in spring.", "Is there a price list?")),
        ("Net 60 for our account?", ("Our accountant asks.", "We order each month.")),
    ),
    "question": (
        ("Question about the {product}", ("Does it work below freezing?", "It is not in the manual.")),
        ("{product}: which size for two?", ("We are both tall.", "And there is a dog.")),
        ("Is the {product} back in stock soon?", ("It says sold out.", "I could wait a month.")),
    ),
    "": (
        ("{product}: part missing", ("The box came without the bag of pegs.", "Can you send it alone?")),
        ("Password mail never arrives", ("I looked in the spam folder too.", "The address is right.")),
        ("Cannot pay by card", ("The page says: try later.", "It has said so since yesterday.")),
        ("The app forgets my cart", ("It happens after each update.", "I use the phone only.")),
        ("How do I delete my account?", ("I could not find the button.", "Thanks for the years.")),
        ("Gift card {order} is not accepted", ("It was a birthday present.", "The code looks right.")),
        ("Newsletter without asking for it", ("I said no twice.", "Please take me off.")),
    ),
}
"""By the tag that goes with it; the empty one for tickets without such a tag."""

FOREIGN_TOPICS: dict[str, tuple[Topic, ...]] = {
    "de": (
        (
            "Wo bleibt meine Bestellung {order}?",
            ("Die Sendungsverfolgung steht seit Tagen.", "Danke im Voraus!"),
        ),
        ("Rückgabe: {product}", ("Passt leider nicht.", "Welches Formular brauche ich?")),
        ("Rechnung zu {order}", ("Die Umsatzsteuer-ID fehlt.", "Bitte als PDF.")),
        ("Reißverschluss defekt", ("Schon am zweiten Tag ging er auf.", "Fotos hängen an.")),
    ),
    "ja": (
        ("注文{order}が届きません", ("追跡ページが動いていません。", "ご確認をお願いします。")),
        ("「{product}」の返品について", ("サイズが合いませんでした。", "手続きを教えてください。")),
        ("ポールが折れました", ("初日に折れました。", "写真を添付します。")),
    ),
    "he": (
        ("איפה ההזמנה שלי {order}?", ("דף המעקב לא זז כבר ימים.", "תודה מראש.")),
        ("החזרה של {product}", ("זה לא מתאים.", "איזה טופס צריך?")),
    ),
}
"""By the requester's locale."""

OPENINGS = ("Hello,", "Hi there,", "Dear team,", "Good morning,", "Hey!", "To whom it may concern,")
DETAILS = (
    "The order number is {order}.",
    "I bought it for a trip that begins in {days} days.",
    "I have been a customer for {days} months now.",
    "It was a present.",
    "I wrote about this {days} days ago and nobody answered.",
    "My phone is off by day, so please write.",
    "I paid by card.",
    "It is the {product} in green.",
    "Two of us have the same trouble.",
)
CLOSINGS = (
    "Thanks!",
    "Kind regards",
    "Best",
    "Cheers 🏕",
    "I look forward to your answer.",
    "Many thanks in advance",
)

CUSTOMER_REPLIES = (
    "Any news on this?",
    "Thanks for the quick answer.",
    "That worked, great.",
    "Sorry to write again.",
    "I am away until Thursday.",
    "Could somebody call me?",
    "The picture shows it best.",
    "We leave on Saturday, so it is a bit pressing.",
    "No, it is still the same.",
    "I have sent it off today, by ordinary mail.",
    "Yes, that is the right address.",
    "The label says 4471-B, if that helps.",
    "Hm, I would rather have my money back.",
    "Perfect, thank you so much 🙏",
)
REOPENINGS = (
    "It has come back, I am afraid.",
    "The new one has the same fault.",
    "The parcel still is not here.",
    "I thought it was settled, but my bank sees nothing yet.",
)
AGENT_REPLIES = (
    "Thanks for writing to us.",
    "I have looked at your order and the parcel is on its way.",
    "A replacement leaves the warehouse today.",
    "The refund takes three to five days to show up.",
    "Could you send us a picture of the label?",
    "You find the form behind the link below.",
    "I have changed the address for you.",
    "Please let us know if anything else comes up.",
    "It is rated down to minus ten degrees.",
    "I am sorry that this took so long.",
    "Your invoice is attached, with the number you asked for.",
    "I have passed it on to my colleagues in the warehouse.",
    "Did you try it with the valve closed?",
    "We have cancelled the order; nothing will be charged.",
    "The spare part is free of charge and leaves tomorrow.",
    "May I call you about it this afternoon?",
)

GOOD_WORDS = (
    "Quick and kind",
    "Solved with the first answer",
    "ありがとう",
    "Sehr freundlich, danke!",
    "Best support I ever had ⭐️⭐️⭐️⭐️⭐️",
    "She knew the stove better than the manual does",
    "תודה רבה",
    "Fine.",
)
BAD_WORDS = (
    'Took "ages" 🐌',
    "Nobody read what I wrote",
    "Third time I had to explain it",
    "Keine Lösung, nur Textbausteine",
    "The refund is still missing",
    "返事が遅い",
    "Closed without asking me",
)

MORE_ORGANIZATIONS = (
    ("Quarry Lane Climbing", "quarrylane.example"),
    ("Fern Valley Scouts", "fernvalley.example"),
    ("Atlas Survey Group", "atlassurvey.example"),
    ("Brightwater Rescue", "brightwater.example"),
    ("Cedar & Co Rentals", "cedarrentals.example"),
    ("Domaine du Lac", "domainedulac.example"),
    ("Eastgate University", "eastgate.example"),
    ("Fjällhus AB", "fjallhus.example"),
    ("Granary Foods", "granary.example"),
    ("Hollow Oak Festival", "hollowoak.example"),
    ("Iris Logistics", "irislogistics.example"),
    ("Jade Mountain Tours", "jademountain.example"),
    ("北山アウトドア", "kitayama.example"),
    ("Lighthouse Care", "lighthouse.example"),
    ("Müller Bergsport GmbH", "muellerbergsport.example"),
    ("Northern Lights Media", "northernlights.example"),
    ("Otter Creek Ranch", "ottercreek.example"),
    ("Pamlico Ferries", "pamlico.example"),
    ("Rivière Ltd.", "riviere.example"),
    ("Summit Physio", "summitphysio.example"),
)
