# What a record says of where the time of a case goes.
# Usage: python3 read_profile.py RECORD CASE FACT [WORD...]; the exit status is
# whether it holds, and what is printed tells why not.
import json
import sys

FEW = 5  # looks that may be broken in any profile: one in a thousand of few is none


class Profile:
    def __init__(self, path, case):
        with open(path) as file:
            cases = json.load(file)["cases"]
        self.profile = next(c for c in cases if c["id"] == case)["profile"]
        nodes, functions = self.profile["nodes"], self.profile["functions"]
        self.parents = nodes["parents"]
        objects = [o["path"] for o in self.profile["objects"]]
        self.names = [
            objects[o] if objects[o][0] == "["
            else i and functions[i - 1].get("name") or "?"
            for o, i in zip(nodes["objects"], nodes["functions"])
        ]
        self.own = [0] * len(self.parents)
        for launch in self.profile["launches"]:
            for node, looks in zip(launch["nodes"], launch["looks"]):
                self.own[node] += looks
        # a caller comes before those it calls
        self.total = list(self.own)
        for node in range(len(self.parents) - 1, -1, -1):
            if self.parents[node] > 0:
                self.total[self.parents[node] - 1] += self.total[node]

    def sum(self, name):
        return sum(launch[name] for launch in self.profile["launches"])

    def callers(self, node):
        while self.parents[node] > 0:
            node = self.parents[node] - 1
            yield self.names[node]

    def looks_in(self, name):
        """With that function in the stack, once each."""
        return sum(
            self.total[node]
            for node, found in enumerate(self.names)
            if found == name and name not in self.callers(node)
        )


def whole(profile):
    """Nearly no stack is broken."""
    looks = sum(profile.own)
    broken = profile.sum("broken")
    print(f"{looks} looks, {broken} broken, {profile.sum('guessed')} guessed")
    return looks >= 500 and broken <= max(FEW, looks / 1000)


def sure(profile):
    """Nearly none is guessed: at most those in stubs of the linker."""
    looks = sum(profile.own)
    print(f"{looks} looks, {profile.sum('guessed')} guessed")
    return profile.sum("guessed") <= max(FEW, looks / 50)


def rooted(profile, *names):
    """All stacks begin there."""
    roots = {
        profile.names[i] for i, parent in enumerate(profile.parents) if parent == 0
    }
    print(f"roots: {roots}")
    return roots == set(names)


def share(profile, name, other, low, high):
    """Of two functions, the first has such a part of the time."""
    one, two = profile.looks_in(name), profile.looks_in(other)
    part = one / (one + two) if one + two > 0 else 0
    print(f"{name} {one}, {other} {two}: {part:.3f}")
    return float(low) <= part <= float(high)


def below(profile, name, caller):
    """Wherever the first is, the other has called it."""
    nodes = [i for i, found in enumerate(profile.names) if found == name]
    bad = sum(profile.own[i] for i in nodes if caller not in profile.callers(i))
    looks = profile.looks_in(name)
    print(f"{name}: {looks} looks, {bad} without {caller}")
    return looks > 0 and bad <= max(FEW, looks / 1000)


def holds(profile, *names):
    """They are seen."""
    missing = [name for name in names if profile.looks_in(name) == 0]
    print(f"never seen: {missing}")
    return not missing


def without(profile, beginning):
    """Nothing that is called so is seen."""
    found = {name for name in profile.names if name.startswith(beginning)}
    print(f"seen: {found}")
    return not found


fact = globals()[sys.argv[3]]
sys.exit(not fact(Profile(sys.argv[1], sys.argv[2]), *sys.argv[4:]))
