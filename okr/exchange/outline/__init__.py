"""Goals as people write them in documents: nested bullets that become a proposed plan, with every doubt named."""
