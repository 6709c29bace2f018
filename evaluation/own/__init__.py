"""The project's own gold: short items written for it, a third of them held out to measure what was never tuned on."""
