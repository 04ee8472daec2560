"""From the contract's answers to what the screens show; every foreign text is cleaned on the way.

Imports the contract and with it pydantic: only `tui.gateway` and the gateways of the rooms import this, late, in a worker.
"""
