"""Which creators a budget buys: programs of integers, solved to proven optimality. Knows numpy and scipy alone."""
