"""The rows that the generator goes through: tricks, and honest pictures."""

# Format, what it is, extension, the number of its way, and the function that makes the bytes with a random generator.
TRICKS: list[tuple] = []
HONEST: list[tuple] = []


def trick(format: str, name: str, extension: str):
    return register(TRICKS, format, name, extension)


def honest(format: str, name: str, extension: str):
    return register(HONEST, format, name, extension)


def register(rows: list[tuple], *row: str):
    def add(function):
        # Functions of one name are its ways.
        way = sum(other[:3] == row for other in rows)
        rows.append((*row, way, function))
        return function

    return add
