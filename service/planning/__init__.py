"""Brief to plan: the best set of creators that the money can buy."""
