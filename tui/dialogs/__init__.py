"""The dialogs that a screen may push."""
