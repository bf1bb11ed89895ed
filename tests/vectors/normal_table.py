#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the coefficients in stats/normal.c; needs mpmath.

f(z) = (1 + z sqrt(pi/2)) exp(z^2/2) Q(z), where Q is the upper tail of the
normal distribution, is 1/2 at 0 and at infinity and smooth between them.
In t = (z - 5)/(z + 5) its Chebyshev series reaches 1e-17 with 27 terms.
"""
from mpmath import mp, mpf, cos, erfc, exp, pi, sqrt

POINTS, TERMS, CENTRE = 120, 27, mpf(5)
mp.dps = 60


def scaled_tail(z):
    if z < 10**6:
        return exp(z * z / 2) * erfc(z / sqrt(mpf(2))) / 2
    total, term = mpf(0), 1 / (z * sqrt(2 * pi))
    for n in range(12):
        total += term
        term *= -(2 * n + 1) / (z * z)
    return total


def f(t):
    z = CENTRE * (1 + t) / (1 - t)
    return (1 + z * sqrt(pi / 2)) * scaled_tail(z)


angles = [pi * (j + mpf(1) / 2) / POINTS for j in range(POINTS)]
values = [f(cos(a)) for a in angles]
for m in range(TERMS):
    c = 2 / mpf(POINTS) * sum(v * cos(m * a) for v, a in zip(values, angles))
    print("    %.17g," % float(c if m else c / 2))
