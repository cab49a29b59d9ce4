CENTS = {"coffee": 450}


def price_of(article):
    # Nobody thought of an article without a price.
    return CENTS[article]
