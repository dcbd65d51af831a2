"""Which sums of squares n whole numbers with a given total can have."""

import math


def least_squares(total: int, n: int) -> int:
    """The smallest sum of squares of n whole numbers with a total: those that are as equal as can be."""
    quotient, remainder = divmod(total, n)
    return n * quotient**2 + remainder * (2 * quotient + 1)


def attainable(squares: int, total: int, n: int) -> bool:
    """Whether some n whole numbers (n from 2) have both a total and a sum of squares.

    Notes
    -----
    Squares and total must both be even or both be odd (Allard 2018), and the squares no less than the least. For five
    values or more that is all. Two values must also differ by a whole number. Four values (a, b, c, d) with an even
    total have squares - (total/2)² = p² + q² + r² with p = (a + b - c - d)/2 and so on, which is possible for
    all numbers but 4^i · (8j + 7) (Legendre 1798); an odd total always works.
    """
    if (squares - total) % 2 or squares < least_squares(total, n):
        return False
    if n == 2:
        return _is_square(2 * squares - total**2)
    if n == 3:
        return _three_attain(squares, total)
    if n == 4 and total % 2 == 0:
        return _is_sum_of_three_squares(squares - (total // 2) ** 2)
    return True


def _three_attain(squares: int, total: int) -> bool:
    """Whether one of three values leaves a total and a sum of squares that two others can have."""
    reach = math.isqrt(2 * (3 * squares - total**2)) // 3 + 1
    mean = total // 3
    pairs = ((squares - x**2, total - x) for x in range(mean - reach, mean + reach + 1))
    return any(_is_square(2 * squares_of_two - sum_of_two**2) for squares_of_two, sum_of_two in pairs)


def _is_square(number: int) -> bool:
    return number >= 0 and math.isqrt(number) ** 2 == number


def _is_sum_of_three_squares(number: int) -> bool:
    while number and number % 4 == 0:
        number //= 4
    return number % 8 != 7
