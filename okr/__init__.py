"""The product's mind: domain, contract, application, client, exchange and commands."""

__version__ = "0.1.0"
