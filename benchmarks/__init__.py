"""Scripts that time us beside a peer in one run and write ``docs/benchmarks.md``."""
