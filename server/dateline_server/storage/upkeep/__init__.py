"""Keeping a store in good health: checking, copying, compacting, deriving its index anew."""
