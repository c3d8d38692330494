"""Money of any country: what a currency is called, how an amount in it is written in files, how it is printed.

Amounts are integers of the currency's smallest unit everywhere (pence, 分, whole yen, fils). What one currency is
called otherwise than Babel says stands in declared.py and nowhere else.
"""

from govreport.currency.money import Currency as Currency
from govreport.currency.money import currency as currency
from govreport.currency.money import is_currency as is_currency
