#!/usr/bin/env python3
"""Writes Fixtures/ocr/geometry.json: what OpenCV, pyclipper and rapidocr 3.10.0 make of small inputs.

    python3 Scripts/reference/ppocr_geometry.py

Needs requirements-ppocr.txt. Pixels come from the same arithmetic here and in the tests, so only results are stored.
The probability map in Fixtures/ocr/map.gray is the detector's for page.png, a part of it, in 1/255.
"""
import base64
import json
import random
from pathlib import Path

import cv2
import numpy as np
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_det.utils import DBPostProcess
from rapidocr.utils.process_img import get_rotate_crop_image

TARGET = Path(__file__).resolve().parents[2] / "Fixtures" / "ocr"
MAP = (176, 256)  # height, width


def pixels(width, height):
    """A smooth pattern with noise: rows of RGB8."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int64)
    return (((x * 5 + y * 3 + c * 40) // 2 + (x * y * 7 + c * 13) % 61) % 256).astype(np.uint8)


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def resizing():
    sizes = [((100, 60), (64, 32)), ((33, 17), (90, 48)), ((64, 48), (32, 24)), ((37, 90), (20, 48)),
             ((333, 21), (80, 48)), ((1, 5), (32, 32)), ((40, 30), (40, 30))]
    return [{"from": f, "to": t, "pixels": encoded(cv2.resize(pixels(*f), t))} for f, t in sizes]


def crops():
    boxes = [
        [[10, 8], [70, 8], [70, 24], [10, 24]],
        [[12, 30], [80, 12], [86, 32], [18, 50]],
        [[3, 2], [60, 6], [58, 30], [1, 22]],
        [[20, 5], [32, 5], [32, 55], [20, 55]],
        [[50, 4], [62, 10], [34, 57], [22, 51]],
        [[0, 0], [89, 0], [89, 59], [0, 59]],
    ]
    picture = pixels(90, 60)
    post = DBPostProcess()
    result = []
    for box in boxes:
        box = post.order_points_clockwise(np.array(box, np.float32)).tolist()
        crop = get_rotate_crop_image(picture, np.array(box, np.float32))
        result.append({"corners": box, "size": [crop.shape[1], crop.shape[0]], "pixels": encoded(crop)})
    return result


def rectangles():
    """Point sets, and the area and shorter side of the smallest rectangle around each; then the same grown."""
    draws = random.Random(11)
    post = DBPostProcess(unclip_ratio=1.6)
    result = []
    for _ in range(40):
        wide, high = draws.randint(8, 160), draws.randint(6, 30)
        angle = draws.choice([0, 0, 0.05, -0.1, 0.5, 0.9, 1.3]) + draws.choice([0, 0.01])
        points = set()
        for _ in range(draws.randint(12, 60)):
            u, v = draws.uniform(-wide, wide) / 2, draws.uniform(-high, high) / 2
            points.add((round(200 + u * np.cos(angle) - v * np.sin(angle)),
                        round(150 + u * np.sin(angle) + v * np.cos(angle))))
        points = np.array(sorted(points), np.int32).reshape(-1, 1, 2)
        tight, side = post.get_mini_boxes(points)
        grown, grown_side = post.get_mini_boxes(post.unclip(tight))
        result.append({
            "points": points.reshape(-1, 2).tolist(), "corners": rounded(tight), "shorterSide": round(float(side), 4),
            "grown": rounded(grown), "grownShorterSide": round(float(grown_side), 4)})
    return result


def rounded(points):
    return [[round(float(v), 4) for v in point] for point in points]


def probability_map():
    engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False, "Global.use_rec": False})
    kept = {}
    inner = engine._load_det_model().postprocess_op.__class__
    original = inner.boxes_from_bitmap
    inner.boxes_from_bitmap = lambda self, pred, mask, w, h: kept.update(map=pred) or original(self, pred, mask, w, h)
    engine(str(TARGET / "pictures" / "turned_30.png"))
    inner.boxes_from_bitmap = original
    height, width = MAP
    return (np.clip(kept["map"][220:220 + height, 200:200 + width], 0, 1) * 255).round().astype(np.uint8)


def boxes(grey):
    grey = grey.astype(np.float32) / np.float32(255)
    post = DBPostProcess(thresh=0.3, box_thresh=0.5, unclip_ratio=1.6, use_dilation=True)
    found, scores = post(grey[None, None], (MAP[0] * 2, MAP[1] * 3))
    return {"width": MAP[1], "height": MAP[0], "pictureWidth": MAP[1] * 3, "pictureHeight": MAP[0] * 2,
            "boxes": [b.tolist() for b in found], "scores": [round(float(s), 5) for s in scores]}


def main():
    grey = probability_map()
    (TARGET / "map.gray").write_bytes(grey.tobytes())
    values = {"resizing": resizing(), "crops": crops(), "rectangles": rectangles(), "map": boxes(grey)}
    parts = [f'"{key}":' + json.dumps(value, separators=(",", ":")) for key, value in values.items()]
    (TARGET / "geometry.json").write_text("{" + ",\n".join(parts) + "}\n")
    print({key: len(value) for key, value in values.items()}, values["map"]["scores"])


if __name__ == "__main__":
    main()
