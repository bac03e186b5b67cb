"""Whether two answers are the same, where sets come as lists in any order."""

import math


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b or math.isclose(a, b, rel_tol=1e-15)
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return False
        if all(same(x, y) for x, y in zip(a, b)):
            return True
        # Sets come in any order.
        rest = list(b)
        for x in a:
            found = next((index for index, y in enumerate(rest) if same(x, y)), None)
            if found is None:
                return False
            rest.pop(found)
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b
