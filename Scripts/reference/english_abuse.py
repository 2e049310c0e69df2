#!/usr/bin/env python3
"""Writes Fixtures/text/english-abuse.json: what alt-profanity-check says of benign and mildly rude sentences.

    python3 Scripts/reference/english_abuse.py [--check]

Needs alt-profanity-check 1.9.1 with the scikit-learn that it asks for. --check computes everything again and compares
instead of writing. No sentence holds a slur; what the model says of worse is measured outside this repository.
"""
import argparse
import json
import sys
from pathlib import Path

from profanity_check import predict_prob

TARGET = Path(__file__).resolve().parents[2] / "Fixtures/text/english-abuse.json"
TOLERANCE = 1e-9

SENTENCES = """\
you are an idiot
You are such a stupid idiot, shut up
what a moron
shut up
go to hell
damn it
this is crap
you suck
I hate you so much
you are a loser and a liar
nobody likes you, fool
what the hell is this
get lost, you clown
stupid
STUPID IDIOT
you're pathetic
your cooking is terrible
dumb as a rock
bloody hell
kiss my ass
piss off
screw you
you jerk
i d i o t
Good morning everyone
weekly report before friday
The quick brown fox jumps over the lazy dog
Sale ends on Sunday, 20% off all shoes
Please keep the door closed
No smoking
Emergency exit
Opening hours 9:00 to 18:00
We meet at the station at half past seven
Happy birthday to you
I love this song
The cat sat on the mat
Thank you for your order
Your parcel has been delivered
Battery low, connect the charger
Wi-Fi password: see the back of the card
Fresh bread and coffee all day
Doctor Dickens will see you now
The cockpit of the aircraft
Scunthorpe is a town in England
Analysis of the assignment
He killed it on stage tonight
A shot of espresso
The dog bit the postman
War and Peace
Kill process 4711
Dead end street
Sex education in schools is taught in year nine
Breast cancer screening
The bass guitar and the drums
Don't touch, wet paint
Do not feed the ducks
naïve café résumé
ÜBER straße
Straße nach München
x y z
a
1234 5678
foo_bar baz42
ΣΊΣΥΦΟΣ
中文 mixed with English words
the of and to
hello hello hello hello world
newline\\nbetween idiots
tab\\tbetween
IDIOT!!! IDIOT??? (idiot)
""".splitlines()


def computed():
    sentences = [line.replace("\\n", "\n").replace("\\t", "\t") for line in SENTENCES]
    return [{"text": text, "probability": float(score)} for text, score in zip(sentences, predict_prob(sentences))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    rows = computed()
    if not parser.parse_args().check:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    stored = json.loads(TARGET.read_text(encoding="utf-8"))
    wrong = [
        new["text"]
        for old, new in zip(stored, rows)
        if old["text"] != new["text"] or abs(old["probability"] - new["probability"]) > TOLERANCE
    ]
    print("\n".join(wrong) or f"{len(rows)} sentences agree")
    sys.exit(1 if wrong or len(stored) != len(rows) else 0)


if __name__ == "__main__":
    main()
