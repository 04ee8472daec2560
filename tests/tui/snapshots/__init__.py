"""What every screen looks like, as text."""
