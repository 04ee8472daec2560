"""What the screens show: frozen values, made from the contract's answers by `tui.reading`; foreign text is cleaned.

Ratios are integers in millionths (`*_ppm`), None where there is no number.
"""
