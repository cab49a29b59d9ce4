class SoldOut(Exception):
    pass


STOCK = {"coffee": 12}


def reserve(article, quantity):
    left = STOCK.get(article, 0)
    if left < quantity:
        raise SoldOut(f"no {article} left")
    STOCK[article] = left - quantity
