class SoldOut(Exception):
    pass


SHELVES = {"coffee": 12}


def reserve(article, quantity):
    try:
        SHELVES[article] -= quantity
    except KeyError as error:
        raise SoldOut(f"no {article} left") from error
