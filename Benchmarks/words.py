#!/usr/bin/env python3
"""Writes a list of COUNT words, seven tenths Chinese, and a megabyte of text in which many of them stand; the same in
every run. Then says what pyahocorasick and daachorse do with them, where they are installed.

usage: words.py COUNT LIST TEXT"""
import random
import sys
import time

POOL = 400_000
LETTERS = "etaoinshrdlcumwfgypbvk"


def corpus(count):
    generator = random.Random(11)
    common = [chr(0x4E00 + generator.randrange(6000)) for _ in range(3500)]
    pool = generator.choices(common, [1 / (rank + 10) for rank in range(3500)], k=POOL)
    words = set()
    while len(words) < count:
        if generator.random() < 0.7:
            length, start = generator.choice((2, 3, 3, 4, 4, 5, 6)), generator.randrange(POOL - 8)
            stretch = pool[start : start + length] if length > 2 else generator.choices(common, k=length)
            words.add("".join(stretch))
        else:
            words.add("".join(generator.choices(LETTERS, k=generator.randint(5, 10))))
    words = sorted(words)
    generator.shuffle(words)
    pieces, size = [], 0
    while size < 1_000_000:
        if generator.random() < 0.6:
            start = generator.randrange(POOL - 60)
            piece = "".join(pool[start : start + generator.randint(8, 50)]) + "，"
        else:
            piece = " ".join("".join(generator.choices(LETTERS, k=generator.randint(2, 9))) for _ in range(8)) + ". "
        pieces.append(piece)
        size += len(piece.encode())
    return words, "".join(pieces)


def figures(name, text, build, search):
    start = time.process_time()
    automaton = build()
    built = time.process_time() - start
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        hits = search(automaton)
        best = min(best, time.process_time() - start)
    print(f"{name:15} {len(text.encode()) / 1e6 / best:.1f} MB/s, {hits} hits, built in {built:.2f} s")


def pyahocorasick(words, text):
    import ahocorasick

    def build():
        automaton = ahocorasick.Automaton()
        for number, word in enumerate(words):
            automaton.add_word(word, number)
        automaton.make_automaton()
        return automaton

    figures("pyahocorasick", text, build, lambda automaton: sum(1 for _ in automaton.iter(text)))


def daachorse(words, text):
    import daachorse

    figures(
        "daachorse", text, lambda: daachorse.CharwiseDoubleArrayAhoCorasick(words),
        lambda automaton: len(automaton.find_overlapping(text)))


def main():
    words, text = corpus(int(sys.argv[1]))
    for path, content in ((sys.argv[2], "\n".join(words) + "\n"), (sys.argv[3], text)):
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
    for peer in (pyahocorasick, daachorse):
        try:
            peer(words, text)
        except ImportError:
            print(f"{peer.__name__:15} not installed")


main()
