"""The figures of the performance table, as ratios in one run: one file per figure, `make bench` runs them all."""
