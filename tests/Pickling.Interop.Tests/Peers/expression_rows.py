"""Evaluates the live expressions and pickles them: the peer's half of ExpressionTests.

`python expression_rows.py` (with tests/corpus on PYTHONPATH) says what the running Python refuses.
"""
from __future__ import print_function

import random
import sys

import corpus_model
import expressions
import live_model

PYTHON2 = sys.version_info[0] == 2


def scope():
    names = {"__builtins__": __builtins__, "sys": sys}
    for name in expressions.MODULES:
        try:
            __import__(name)
        except ImportError:
            continue
        root = name.split(".")[0]
        names[root] = sys.modules[root]
    names.update((name, value) for name, value in vars(corpus_model).items() if not name.startswith("_"))
    names.update((name, value) for name, value in vars(live_model).items() if not name.startswith("_"))
    return names


def evaluate(code, is_expression, names):
    names = dict(names)
    if is_expression:
        return eval(code, names)
    exec(code, names)
    return names["value"]


def unheld(pickle, value):
    """The value without references to its parts from the code that made it: by references cPickle decides on memo entries."""
    try:
        copy = pickle.loads(pickle.dumps(value, 2))
        pickle.dumps(copy, 2)
        return copy
    except Exception:
        return value


def rows(pickle):
    """(source, protocol, pickle or None, error or None, exact) of every expression that this Python is said to pickle."""
    names = scope()
    for expression in expressions.EXPRESSIONS:
        if not expression.since <= sys.version_info[:2] <= expression.until:
            continue
        try:
            code, is_expression = compile(expression.source, "<expression>", "eval"), True
        except SyntaxError:
            code, is_expression = compile(expression.source, "<expression>", "exec"), False
        for protocol in range(expression.lowest, pickle.HIGHEST_PROTOCOL + 1):
            try:
                value = evaluate(code, is_expression, names)
                if PYTHON2:
                    value = unheld(pickle, value)
                yield expression.source, protocol, pickle.dumps(value, protocol), None, expression.exact
            except Exception as error:
                yield expression.source, protocol, None, "%s: %s" % (type(error).__name__, error), expression.exact


def mixes(pickle, seed, count):
    """Rows of containers of several expressions, which share modules, names and strings between them.

    From protocol 3 on: below, bytes are written as text, and which of its characters is one object with an equal string
    of the data is not in the pickle.
    """
    names = scope()
    choice = random.Random(seed)
    codes = []
    for expression in expressions.EXPRESSIONS:
        if expression.exact and expression.since <= sys.version_info[:2] <= expression.until:
            try:
                codes.append((expression, compile(expression.source, "<expression>", "eval")))
            except SyntaxError:
                pass
    for _ in range(count):
        picked = [choice.choice(codes) for _ in range(choice.randint(2, 6))]
        source = "[%s]" % ", ".join(expression.source for expression, _ in picked)
        for protocol in range(max(3, max(expression.lowest for expression, _ in picked)), pickle.HIGHEST_PROTOCOL + 1):
            value = [evaluate(code, True, names) for _, code in picked]
            yield source, protocol, pickle.dumps(value, protocol), None, True


def main():
    """Prints what this Python refuses within the bounds: for the one who adds lines."""
    if PYTHON2:
        import cPickle as pickle
    else:
        import pickle
    sources = set()
    for source, protocol, _, error, _ in rows(pickle):
        sources.add(source)
        if error:
            print("P%d %r: %s" % (protocol, source, error))
    print("%d of %d expressions" % (len(sources), len(expressions.EXPRESSIONS)))


if __name__ == "__main__":
    main()
