"""The curves and boxes of a drawn graph: points on them, what is inside, and how often lines cross."""

import re
from itertools import combinations

import numpy as np


def points_of(curve):
    """Points along a curve of the letters M, L and C."""
    points = []
    for letter, text in re.findall(r"([MLC])([^MLC]*)", curve):
        numbers = np.array(list(map(float, text.split()))).reshape(-1, 2)
        if letter == "M":
            points.append(numbers[0])
        elif letter == "L":
            points += [points[-1] + (numbers[0] - points[-1]) * t for t in np.linspace(0, 1, 30)[1:]]
        else:
            a, (b, c, d) = points[-1], numbers
            points += [(1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
                       for t in np.linspace(0, 1, 30)[1:]]  # fmt: skip
    return np.array(points)


def boxes(places, sizes):
    return [(p["x"], p["y"], s["width"] / 2, s["height"] / 2) for p, s in zip(places, sizes, strict=True)]


def inside(points, box, less=1.0):
    x, y, w, h = box
    return np.any((np.abs(points[:, 0] - x) < w - less) & (np.abs(points[:, 1] - y) < h - less))


def crossings(curves):
    """How often curves cross: each pair at the places where a piece of one cuts a piece of the other."""
    corners = [(points.min(axis=0), points.max(axis=0)) for points in curves]
    count = 0
    for (one, (low, high)), (other, (least, most)) in combinations(zip(curves, corners, strict=True), 2):
        if np.all(low < most) and np.all(least < high):
            count += cuts(near(one, least, most), near(other, low, high))
    return count


def near(points, low, high):
    """The part of a curve that is in a rectangle, and a point before and behind it."""
    inside_it = np.flatnonzero(np.all((points >= low) & (points <= high), axis=1))
    if not inside_it.size:
        return points
    return points[max(inside_it[0] - 1, 0) : inside_it[-1] + 2]


def cuts(one, other):
    a, b = one[:-1, None], one[1:, None]
    c, d = other[None, :-1], other[None, 1:]
    return int(np.sum((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)))


def side(a, b, point):
    """On which side of the line from a to b a point is."""
    (x, y), (u, v) = np.moveaxis(b - a, -1, 0), np.moveaxis(point - a, -1, 0)
    return np.sign(np.round(x * v - y * u, 6))
